"""One database's turn."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks.database import address, tables
from benchmarks.pages import EXCEEDED
from benchmarks.peers.cases import WITHOUT_TRACKS
from benchmarks.peers.contenders import Contender, choose
from benchmarks.peers.processes import Running, processes
from benchmarks.peers.report import print_report
from benchmarks.peers.rounds import Times, compare
from benchmarks.writes.cases import CASES, HELD, WITHHELD
from benchmarks.writes.contenders import CONTENDERS
from benchmarks.writes.goals import missed
from benchmarks.writes.worker import NOTHING

USERS = {"known": "The user and the permissions are known", "looked up": "The user is looked up, with the permissions, for each request"}
UNSYNCHRONIZED = {
    "postgresql": {"options": "-c synchronous_commit=off"},
    "sqlite": {"init_command": "PRAGMA synchronous=OFF"},
}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks writes", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="how often everybody has a turn with every case (default: %(default)s)")
    parser.add_argument("--turn", type=int, default=5, help="how often one is asked in its turn; once for lists (default: %(default)s)")
    parser.add_argument("--only", action="append", help="a part of a contender's name; leaves the others out")
    parser.add_argument("--user", choices=USERS, action="append", help="leave the other table out")
    options = parser.parse_args(arguments)
    chosen = choose(CONTENDERS, options.only)
    with tables():
        fill()
        return max([measure(chosen, user, options.rounds, options.turn) for user in options.user or USERS])


def fill() -> None:
    """The rows that are referred to, and who is logged in. Keys that the tables give go on after them."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    from benchmarks.albums import rows, users

    rows.fill()
    users.make_users(HELD, WITHHELD)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(apps.get_app_config("albums").get_models())):
            cursor.execute(statement)


def measure(contenders: list[Contender], user: str, rounds: int, turn: int) -> int:
    with processes(contenders, _connection(), user, package="benchmarks.writes") as running:
        show(running)
        times = _compare(running, rounds, turn)
        print_report(USERS[user], running, times)
    if user != "known":
        return 0
    lines = missed(times)
    print("\nNot reached:\n\n" + "\n".join(f"- {line}" for line in lines) if lines else "\nAll that is wanted is reached.")
    return EXCEEDED if lines else 0


def show(running: list[Running]) -> None:
    """Raises where one stores other rows than it should, or anything for one who may not."""
    for case in CASES:
        for each in running:
            each.show(case.name)
            if each.answer(case.name, WITHOUT_TRACKS)["wrong"] != NOTHING:
                raise AssertionError(f"{case.name}: {each.name} stores rows for one who may not.")


def _connection() -> dict[str, Any]:
    from django.db import connection

    return {**address(), "OPTIONS": UNSYNCHRONIZED[connection.vendor]}


def _compare(running: list[Running], rounds: int, turn: int) -> Times:
    small = compare(running, [case for case in CASES if not case.is_big], rounds, turn)
    big = compare(running, [case for case in CASES if case.is_big], rounds, 1)
    return {name: {**small[name], **big[name]} for name in small}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
