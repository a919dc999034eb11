"""Four ways to read albums with artist, label, genres and tracks from PostgreSQL, below the ORM and below this package.

One after another: the three statements that this package sends today, prepared, rows in binary form. In one pipeline: the same, genres
and tracks together (psycopg's pipeline mode). One statement: arrays of both per album (`LATERAL`), which Python makes objects of. JSON by
PostgreSQL: one statement whose text is the answer. Every way ends with the bytes of the answer, and all answers were compared before.

The ways have their turns in rounds, in processes that are already connected. Milliseconds are the fastest answer of one thread in one
process, `/s` the answers per second of so many processes with so many threads, in the best round. The delayed connection leads
through a proxy in a process of its own, which holds back what it passes on, half of the delay in each direction; the minimum of
`SELECT 1` tells what a round trip then takes.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.database import run_on_each


def main(arguments: Sequence[str]) -> int:
    return run_on_each("round_trips", arguments, app="albums", engines=("postgresql",))
