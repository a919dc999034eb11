"""One database's turn."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks.database import address, tables
from benchmarks.peers.cases import CASES, VIEW_PERMISSIONS
from benchmarks.peers.contenders import CONTENDERS, Contender, choose
from benchmarks.peers.processes import processes
from benchmarks.peers.report import print_report
from benchmarks.peers.rounds import compare, show_refusals, show_same

TITLES = {"public": "Everybody may read", "logged-in": "Logged in, permissions checked"}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks peers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="how often everybody has a turn with every case (default: %(default)s)")
    parser.add_argument("--turn", type=int, default=5, help="how often one is asked in its turn (default: %(default)s)")
    parser.add_argument("--only", action="append", help="a part of a contender's name; leaves the others out")
    parser.add_argument("--access", choices=TITLES, action="append", help="leave the other table out")
    options = parser.parse_args(arguments)
    chosen = choose(CONTENDERS, options.only)
    with tables():
        from benchmarks.albums.rows import fill
        from benchmarks.albums.users import make_users

        fill()
        make_users(VIEW_PERMISSIONS, withheld=("view_track",))
        for access in options.access or TITLES:
            measure(chosen, access, options.rounds, options.turn)
    return 0


def measure(contenders: list[Contender], access: str, rounds: int, turn: int) -> None:
    with processes(contenders, _connection(), user="looked up" if access == "logged-in" else "") as running:
        show_same(running, CASES)
        if access == "logged-in":
            show_refusals(running, CASES)
        print_report(TITLES[access], running, compare(running, CASES, rounds, turn))


def _connection() -> dict[str, Any]:
    """Prepared statements are allowed; only who sends parameters to the server makes any."""
    from django.db import connection

    return {**address(), "OPTIONS": {"prepare_threshold": 0} if connection.vendor == "postgresql" else {}}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
