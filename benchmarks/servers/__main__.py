"""The turn of the one database that all of them speak."""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
from collections import defaultdict
from collections.abc import Sequence

from benchmarks.database import address, tables
from benchmarks.peers.cases import CASES, Case
from benchmarks.peers.rounds import show_same
from benchmarks.servers.kinds import KINDS, Kind
from benchmarks.servers.load import Load, put_load_on
from benchmarks.servers.releases import describe
from benchmarks.servers.running import Server, servers
from benchmarks.tables import table

TITLES = ("", "requests/s", "p50 ms", "p95 ms", "p99 ms", "MB")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks http", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each has a turn with every case (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=5, help="how long a turn takes (default: %(default)s)")
    parser.add_argument("--only", action="append", help="a part of a server's name; leaves the others out")
    options = parser.parse_args(arguments)
    if not shutil.which("wrk"):
        print("wrk isn't installed: on Debian and Ubuntu, `apt install wrk`.")
        return 1
    with tables():
        from benchmarks.albums.rows import fill

        fill()
        print(describe())
        with servers(_chosen(options.only), address()) as running:
            show_same(running, CASES)
            for case in CASES:
                _print(case, _measure(running, case, options.rounds, options.seconds))
    return 0


def _chosen(only: list[str] | None) -> list[Kind]:
    chosen = [kind for kind in KINDS if not only or any(part in kind.name for part in only)]
    for kind in chosen:
        if not kind.is_installed:
            print(f"{kind.name} is left out: its environment is made by `make bench`.")
    return [kind for kind in chosen if kind.is_installed]


def _measure(running: list[Server], case: Case, rounds: int, seconds: int) -> dict[str, list[Load]]:
    """After a second each that isn't counted."""
    for server in running:
        put_load_on(server, case, seconds=1)
    found: dict[str, list[Load]] = defaultdict(list)
    for number in range(rounds):
        start = number % len(running)
        for server in running[start:] + running[:start]:
            found[server.name].append(put_load_on(server, case, seconds))
    return found


def _print(case: Case, found: dict[str, list[Load]]) -> None:
    """Medians of the rounds."""
    print(f"\n### {case.name}\n")
    rows = [
        [
            name,
            f"{statistics.median(load.requests_a_second for load in loads):,.0f}",
            *(f"{statistics.median(getattr(load, percentile) for load in loads):.1f}" for percentile in ("p50", "p95", "p99")),
            f"{statistics.median(load.megabytes for load in loads):.0f}",
        ]
        for name, loads in found.items()
    ]
    print(table(TITLES, rows), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
