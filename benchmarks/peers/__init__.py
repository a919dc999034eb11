"""This package beside others that make GraphQL of Django's models, a view written by hand, the bare driver, and a view that does nothing.

Each runs in a process of its own, in its newest release, and answers through its view: what is timed goes from the making of a request to
the bytes of the answer, without a socket and without middleware. All serve the same rows and are shown to give the same values; only
the shape of lists differs. They are asked in turn, never two at a time, so that whatever else the machine does hits everybody alike.

Settings are the defaults, except that page limits (and here the limit of cost) are raised, as a page of 1,000 rows is asked for, and that
`DATABASES` lets PostgreSQL prepare statements (`prepare_threshold`): Django's own cursors never do, this package's do.
Everybody has what makes him fast: graphene-django either optimizer, strawberry-django its optimizer, plain lists at the root, and the
parser's and validator's caches that strawberry offers. The view written by hand uses `values_list` and orjson, the bare driver psycopg or
sqlite3 with SQL written once (prepared, with binary rows) and orjson.

Where a user is logged in, everybody looks him up and asks for his permission to view each model that is read; that
who lacks one is refused is shown before anything is timed. The bare driver asks with one statement of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.database import run_on_each


def main(arguments: Sequence[str]) -> int:
    return run_on_each("peers", arguments, app="albums")
