"""One process: connected, warmed up, it answers for some seconds each time it is told which way to go."""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Any

import psycopg

from benchmarks.round_trips.ways import WAYS

WARM = 8
"""Answers before it counts: PostgreSQL looks at the values of a statement's first five executions to plan it."""


def main() -> None:
    wanted = json.loads(sys.argv[1])
    connections = [connect(wanted["address"]) for _ in range(wanted["threads"])]
    for line in sys.stdin:
        print(json.dumps(turn(connections, **json.loads(line))), flush=True)


def connect(address: dict[str, Any]) -> Any:
    return psycopg.connect(**address, autocommit=True, options="-c TimeZone=UTC")


def turn(connections: list[Any], way: str, first: int, seconds: float) -> list[float]:
    """How many answers per second, and what the fastest one took."""
    found: list[tuple[int, float]] = []
    threads = [threading.Thread(target=lambda each=each: found.append(answers(each, way, first, seconds))) for each in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [sum(count for count, _ in found) / seconds, min(fastest for _, fastest in found)]


def answers(connection: Any, way: str, first: int, seconds: float) -> tuple[int, float]:
    answer = WAYS[way]
    for _ in range(WARM):
        answer(connection, first)
    count, fastest, now = 0, float("inf"), time.perf_counter()
    end = now + seconds
    while now < end:
        start = now
        answer(connection, first)
        now = time.perf_counter()
        count, fastest = count + 1, min(fastest, now - start)
    return count, fastest


if __name__ == "__main__":
    main()
