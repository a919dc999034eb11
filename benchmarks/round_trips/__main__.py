"""The rounds, and a table for each connection."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import orjson
import psycopg

from benchmarks.database import tables
from benchmarks.round_trips.ways import ALBUMS, SENT, WAYS
from benchmarks.round_trips.worker import connect
from benchmarks.tables import table

SIZES = (10, 100)
CROWDS = ((1, 1), (1, 4), (2, 4))
"""Processes, and threads of each."""
Figures = dict[tuple[Any, ...], list[list[float]]]


def measure(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=0.8, help="of each turn")
    parser.add_argument("--delay", type=float, default=0.5, help="milliseconds of a round trip, beside none")
    options = parser.parse_args(arguments)
    with tables():
        from benchmarks.albums.rows import fill

        fill()
        near = address()
        compare_answers(near)
        report_work(near)
        report("Not delayed", near, options)
        with further_away(near, options.delay / 1000) as far:
            report(f"Delayed by {options.delay:g} ms", far, options)
    return 0


def address() -> dict[str, Any]:
    from django.db import connection

    parameters = connection.get_connection_params()
    return {name: parameters[name] for name in ("host", "port", "user", "password", "dbname") if parameters.get(name)}


def compare_answers(near: dict[str, Any]) -> None:
    with connect(near) as connection:
        for first in SIZES:
            [expected, *others] = [orjson.loads(way(connection, first)) for way in WAYS.values()]
            assert len(expected["albums"]) == first
            assert all(other == expected for other in others)


def report_work(near: dict[str, Any]) -> None:
    """What an answer takes of PostgreSQL and of this process, waiting left out."""
    print("### Work\n\nMilliseconds: execution as `EXPLAIN ANALYZE` has it, and processor time of Python; the least of many.\n")
    titles = ["", *(f"{first} albums: {who}" for first in SIZES for who in ("PostgreSQL", "Python"))]
    with connect(near) as connection:
        rows = [[way, *(f"{ms:.2f}" for first in SIZES for ms in work(connection, way, first))] for way in WAYS]
    print(table(titles, rows), flush=True)


def work(connection: Any, way: str, first: int) -> tuple[float, float]:
    keys = [row[0] for row in connection.execute(ALBUMS, (first,)).fetchall()]
    values = {text: first if "LIMIT %s" in text else keys for text in SENT[way]}
    executed = sum(min(execution(connection, text, value) for _ in range(20)) for text, value in values.items())
    return executed, min(processor_time(connection, way, first) for _ in range(50)) * 1000


def execution(connection: Any, text: str, value: Any) -> float:
    lines = psycopg.ClientCursor(connection).execute(f"EXPLAIN (ANALYZE, TIMING OFF) {text}", (value,)).fetchall()
    return float(lines[-1][0].split()[2])


def processor_time(connection: Any, way: str, first: int) -> float:
    start = time.process_time()
    WAYS[way](connection, first)
    return time.process_time() - start


def report(title: str, where: dict[str, Any], options: argparse.Namespace) -> None:
    print(f"\n### {title}\n\nThe fastest `SELECT 1` took {round_trip(where) * 1000:.2f} ms.\n", flush=True)
    figures = {crowd: rounds(where, crowd, options) for crowd in CROWDS}
    titles = ["", *(f"{first} albums: ms" for first in SIZES), *(f"{first}, {p} × {t}: /s" for first in SIZES for p, t in CROWDS)]
    print(table(titles, [[way, *cells(way, figures)] for way in WAYS]), flush=True)


def cells(way: str, figures: dict[tuple[int, int], Figures]) -> Iterator[str]:
    for first in SIZES:
        yield f"{min(fastest for _, fastest in figures[1, 1][way, first]) * 1000:.2f}"
    for first in SIZES:
        for crowd in CROWDS:
            yield f"{max(rate for rate, _ in figures[crowd][way, first]):,.0f}"


def round_trip(where: dict[str, Any]) -> float:
    with connect(where) as connection:
        return min(timed(connection) for _ in range(300))


def timed(connection: Any) -> float:
    start = time.perf_counter()
    connection.execute("SELECT 1", prepare=True).fetchall()
    return time.perf_counter() - start


def rounds(where: dict[str, Any], crowd: tuple[int, int], options: argparse.Namespace) -> Figures:
    """Answers per second of all processes together and the fastest answer, once per round."""
    found: Figures = defaultdict(list)
    with workers(where, *crowd) as running:
        for _ in range(options.rounds):
            for first in SIZES:
                for way in WAYS:
                    found[way, first].append(turn(running, way=way, first=first, seconds=options.seconds))
    return found


def turn(running: list[subprocess.Popen[str]], **wanted: Any) -> list[float]:
    for each in running:
        assert each.stdin
        each.stdin.write(json.dumps(wanted) + "\n")
        each.stdin.flush()
    found = [json.loads(each.stdout.readline()) for each in running if each.stdout]
    return [sum(rate for rate, _ in found), min(fastest for _, fastest in found)]


@contextmanager
def workers(where: dict[str, Any], processes: int, threads: int) -> Iterator[list[subprocess.Popen[str]]]:
    command = ["benchmarks.round_trips.worker", json.dumps({"address": where, "threads": threads})]
    with ExitStack() as stack:
        yield [stack.enter_context(started(command, stdin=subprocess.PIPE)) for _ in range(processes)]


@contextmanager
def further_away(near: dict[str, Any], seconds: float) -> Iterator[dict[str, Any]]:
    command = ["benchmarks.round_trips.proxy", near.get("host", "127.0.0.1"), str(near.get("port", 5432)), str(seconds)]
    with started(command) as process:
        assert process.stdout
        yield {**near, "host": "127.0.0.1", "port": int(process.stdout.readline())}


@contextmanager
def started(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([sys.executable, "-m", *command], text=True, stdout=subprocess.PIPE, **options) as process:
        try:
            yield process
        finally:
            process.terminate()


if __name__ == "__main__":
    sys.exit(measure(sys.argv[1:]))
