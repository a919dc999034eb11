"""One database's turn."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from benchmarks.asking import Asker
from benchmarks.database import address, tables
from benchmarks.growth import by_hand, models
from benchmarks.growth.lines import Dimension, Line, dimensions
from benchmarks.growth.rows import fill
from benchmarks.tables import table


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks growth", description=__doc__)
    parser.add_argument("--rounds", type=int, default=50, help="(default: %(default)s)")
    rounds = parser.parse_args(arguments).rounds
    with tables():
        from django_graphql_auto.http.views import graphql_view

        fill()
        ours, theirs = Asker(graphql_view), Asker(by_hand.view)
        for dimension in dimensions():
            report(dimension, ours, theirs, rounds)
        print("\n### Models\n")
        print(table(["further models", "first answer ms", "20 rows, median ms"], models.measure_each(address())))
    return 0


def report(dimension: Dimension, ours: Asker, theirs: Asker, rounds: int) -> None:
    found = measure(dimension.lines, ours, theirs, rounds)
    print(f"\n### {dimension.title}\n")
    titles = [dimension.unit, "ours", *(["by hand", "ratio of medians"] if dimension.lines[0].by_hand else [])]
    print(table(titles, [[line.name, *_cells(*found[line.name])] for line in dimension.lines]), flush=True)


def measure(lines: Sequence[Line], ours: Asker, theirs: Asker, rounds: int) -> dict[str, tuple[list[float], list[float]]]:
    """By line, ours and by hand; the first answer isn't counted."""
    from django.contrib.auth.models import AnonymousUser

    found: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for number in range(rounds + 1):
        for line in lines:
            for asker, body, times in zip((ours, theirs), (line.ours, line.by_hand), found[line.name], strict=True):
                if body:
                    seconds, answer = asker.timed(body, AnonymousUser())
                    times += [seconds] if number else check(line, answer)
    return found


def check(line: Line, answer: bytes) -> list[Any]:
    """Nothing to count; raises where the answer is an error."""
    shown = json.loads(answer)
    if "errors" in shown:
        raise AssertionError(f"{line.name}: {shown['errors']}")
    return []


def _cells(ours: list[float], theirs: list[float]) -> list[str]:
    ratio = [f"{statistics.median(ours) / statistics.median(theirs):.2f}"] if theirs else []
    return [f"{min(times) * 1000:.2f} / {statistics.median(times) * 1000:.2f}" for times in (ours, theirs) if times] + ratio


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
