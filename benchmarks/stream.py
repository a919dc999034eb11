"""A list of 100,000 rows, streamed and as one answer: time, and by how much the process grows at most."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from benchmarks.database import fill, run_on_each, tables
from benchmarks.pages import EXCEEDED

ROWS, MOST = 100_000, 100.0
"""Rows, and the megabytes that a stream of them may add to the process."""
QUERY = """{ products(first: 100000, orderBy: [{price: ASC}, {pk: ASC}]) { totalCount nodes {
    pk name sku price stock isActive createdAt author { name }
} } }"""
SETTINGS = {"READ": "public", "STREAM_MAX_ROWS": ROWS, "STREAM_FOR": "public"}
UNLIMITED = {"READ": "public", "MAX_PAGE_SIZE": ROWS, "MAX_COST": 10_000_000, "DEADLINE_SECONDS": 600}


def main(arguments: Sequence[str]) -> int:
    return run_on_each("stream", arguments)


def measure(arguments: Sequence[str]) -> int:
    """One database's turn; ``EXCEEDED`` where the process grows too much. The stream is first: used memory isn't given back."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    from django.test import override_settings

    with tables():
        print("| | Seconds | First byte | Sent | Resident before | At most | Grown by |\n|---|---|---|---|---|---|---|")
        fill(ROWS, authors=100)
        with override_settings(DJANGO_GRAPHQL_AUTO={**SETTINGS, "STREAM_MAX_ROWS": 20}):
            assert len(list(parts("{ products(first: 20) { nodes { pk } } }"))) == 1  # the schema is there before
        with override_settings(DJANGO_GRAPHQL_AUTO=SETTINGS):
            grown = report("streamed", lambda: parts(QUERY))
        with override_settings(DJANGO_GRAPHQL_AUTO=UNLIMITED):
            report("at once", lambda: [at_once(QUERY)])
    return EXCEEDED if grown > MOST else 0


def report(name: str, make: Callable[[], Iterable[bytes]]) -> float:
    """Reads all bytes, keeps none; returns by how many megabytes the process grew at most."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak is that of now
    before, start = resident("VmRSS"), time.perf_counter()
    first, size, count = 0.0, 0, 0
    for part in make():
        first = first or time.perf_counter() - start
        size, count = size + len(part), count + 1
    took, grown = time.perf_counter() - start, resident("VmHWM") - before
    print(
        f"| {name} | {took:.2f} | {first * 1000:.0f} ms | {size / 1e6:.1f} MB in {count:,} parts "
        f"| {before:.0f} MB | {before + grown:.0f} MB | {grown:.0f} MB |"
    )
    return grown


def resident(name: str) -> float:
    """Megabytes, by the name that Linux has for it."""
    found = re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    assert found
    return int(found[1]) / 1024


def parts(text: str) -> Iterable[bytes]:
    from django_graphql_auto.execution import OperationRequest, execute

    answer = execute(OperationRequest(text, streamed=True))
    assert not answer.errors, answer.errors
    return answer.rest if answer.rest is not None else [answer.to_bytes()]


def at_once(text: str) -> bytes:
    from django_graphql_auto.execution import OperationRequest, execute

    answer = execute(OperationRequest(text))
    assert not answer.errors, answer.errors
    return answer.to_bytes()


if __name__ == "__main__":
    sys.exit(measure(sys.argv[1:]))
