"""Rows created, and one changed, through this package, graphene-django-cud and strawberry-django, and by a view written by hand.

Each runs in a process of its own, in its newest release, and answers through its view: what is timed goes from the making of a request to
the bytes of the answer, without a socket and without middleware. They are asked in turn, never two at a time. After each request the new
rows in the tables, and the changed one, are compared with what was to be stored, value by value, and their keys with those in the answer;
then they are removed and changed back. Neither takes part in the time.

The user is an ordinary one. In the first table he is known, with his permissions, when a request comes, as after a look into a cache of
sessions; in the second he is looked up each time by Django's own code, which takes three statements of everybody, and most of the time
of one row. Everybody asks for the permissions to add (or to change) and to view each model that is written; that one who lacks a
permission is refused and leaves nothing is shown before anything is timed. Everybody writes in one transaction (of this package one new
row is one statement, which is a transaction by itself), and answers with the keys of all rows, nested ones included.

This package and strawberry-django validate every row as Django's forms do. graphene-django-cud checks nothing but the types of its inputs
unless it is told to, and is measured both ways: as it is, and with `full_clean()` in its hook. The view written by hand does what this
package does and no more: `clean_fields()` and `clean()` of each row, one statement for all that a foreign key refers to, uniqueness left
to the database, `bulk_create()`, orjson; a row that is changed is locked first, as graphene-django-cud and this package do.

Everybody has what makes him fast: strawberry-django its optimizer, the parser's and validator's caches, and foreign keys by column
(`albumId`); graphene-django-cud the operation that costs it least, and a prefetch of the tracks that it answers with. Errors in fields
are data in this package's answers and, where one row is created, in strawberry-django's.

Settings are the defaults, except that this package's `MAX_WRITTEN_ROWS` and `MAX_COST` are raised for the lists.
The databases don't wait for the disk at a commit (`synchronous_commit`, `PRAGMA synchronous`), which costs everybody the same and would
hide all the rest where one row is stored.

Wanted are, by median and where the user is known, at most 3 times the view written by hand where lists are stored, and half of either
package's time for one row and for nested rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.database import run_on_each


def main(arguments: Sequence[str]) -> int:
    return run_on_each("writes", arguments, app="albums")
