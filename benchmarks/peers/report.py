"""Two tables: milliseconds, and how many times ours."""

from __future__ import annotations

import statistics

from benchmarks.peers.contenders import OURS
from benchmarks.peers.processes import Running
from benchmarks.peers.rounds import Times
from benchmarks.tables import table


def print_report(title: str, running: list[Running], times: Times) -> None:
    cases = list(next(iter(times.values())))
    print(f"\n### {title}\n\nMilliseconds, minimum and median of {_requests(times)} requests:\n")
    print(table(["", *cases], [[name, *(_milliseconds(found[case]) for case in cases)] for name, found in times.items()]))
    if OURS in times:
        print("\nHow many times ours, by minimum and by median:\n")
        print(table(["", *cases], [[name, *(_ratio(found[case], times[OURS][case]) for case in cases)] for name, found in times.items()]))
    print("\nSQL statements that the ORM sent:\n")
    print(
        table(
            ["", *cases],
            [[each.name, *(str(each.statements[case]) for case in cases)] for each in running if any(each.statements.values())],
        )
    )
    print(f"\n{_packages(running)}.", flush=True)


def _requests(times: Times) -> str:
    counts = sorted({len(seconds) for found in times.values() for seconds in found.values()})
    return " or ".join(map(str, counts))


def _milliseconds(seconds: list[float]) -> str:
    return f"{min(seconds) * 1000:.2f} / {statistics.median(seconds) * 1000:.2f}"


def _ratio(seconds: list[float], ours: list[float]) -> str:
    return f"{min(seconds) / min(ours):.2f} / {statistics.median(seconds) / statistics.median(ours):.2f}"


def _packages(running: list[Running]) -> str:
    """Each release once, as nearly all have the same Django."""
    return ", ".join(sorted({f"{name} {version}" for each in running for name, version in each.versions.items()}, key=str.lower))
