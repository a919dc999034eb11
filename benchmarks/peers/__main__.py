"""One database's turn."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks.database import address, tables
from benchmarks.peers.cases import CASES, VIEW_PERMISSIONS
from benchmarks.peers.contenders import CONTENDERS, Contender
from benchmarks.peers.processes import processes
from benchmarks.peers.report import print_report
from benchmarks.peers.rounds import compare, show_same


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
        make_user()
        for access in options.access or ("public", "logged-in"):
            measure([each for each in chosen if each.is_installed], access, options.rounds, options.turn)
    return 0


def measure(contenders: list[Contender], access: str, rounds: int, turn: int) -> None:
    with processes(contenders, address(), logged_in=access == "logged-in") as running:
        show_same(running, CASES)
        print_report(access, running, compare(running, CASES, rounds, turn))


def make_user() -> None:
    """The one who is logged in: an ordinary user with a permission for each model."""
    from django.contrib.auth.models import Permission, User

    user = User.objects.create(pk=1, username="ann")
    user.user_permissions.set(Permission.objects.filter(codename__in=VIEW_PERMISSIONS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
