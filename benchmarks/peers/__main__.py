"""One database's turn."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks.database import address, tables
from benchmarks.peers.cases import CASES, USER, VIEW_PERMISSIONS, WITHOUT_TRACKS
from benchmarks.peers.contenders import CONTENDERS, Contender
from benchmarks.peers.processes import processes
from benchmarks.peers.report import print_report
from benchmarks.peers.rounds import compare, show_refusals, show_same


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks peers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="how often everybody has a turn with every case (default: %(default)s)")
    parser.add_argument("--turn", type=int, default=5, help="how often one is asked in its turn (default: %(default)s)")
    parser.add_argument("--only", action="append", help="a part of a contender's name; leaves the others out")
    parser.add_argument("--access", choices=("public", "logged-in"), action="append", help="leave the other table out")
    options = parser.parse_args(arguments)
    chosen = [each for each in CONTENDERS if not options.only or any(part in each.name for part in options.only)]
    for each in chosen:
        if not each.is_installed:
            print(f"{each.name} is left out: its environment is made by `make bench`.")
    with tables():
        from benchmarks.albums.rows import fill

        fill()
        make_users()
        for access in options.access or ("public", "logged-in"):
            measure([each for each in chosen if each.is_installed], access, options.rounds, options.turn)
    return 0


def measure(contenders: list[Contender], access: str, rounds: int, turn: int) -> None:
    with processes(contenders, address(), logged_in=access == "logged-in") as running:
        show_same(running, CASES)
        if access == "logged-in":
            show_refusals(running, CASES)
        print_report(access, running, compare(running, CASES, rounds, turn))


def make_users() -> None:
    """Those who are logged in: ordinary users with permissions of their own."""
    from django.contrib.auth.models import Permission, User

    permissions = Permission.objects.filter(codename__in=VIEW_PERMISSIONS)
    User.objects.create(pk=USER, username="ann").user_permissions.set(permissions)
    User.objects.create(pk=WITHOUT_TRACKS, username="bob").user_permissions.set(permissions.exclude(codename="view_track"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
