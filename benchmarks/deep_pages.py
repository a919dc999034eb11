"""Page 1 against page 10,000 by cursor, side by side in one run, and how the database finds the latter."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.database import fill, run_on_each, tables
from benchmarks.pages import EXCEEDED

ROWS, PAGE, DEEP, LIMIT = 200_000, 10, 10_000, 2.0
"""Rows, rows of a page, the deep page's number, and how many times page 1 it may take."""
QUERY = """query ($after: String) {
    products(first: 10, after: $after, orderBy: [{price: ASC}, {pk: ASC}]) { edges { cursor node { name price } } }
}"""
CURSORS = """query ($price: Decimal!, $first: Int!) {
    products(first: $first, where: {price: {eq: $price}}, orderBy: [{price: ASC}, {pk: ASC}]) { edges { cursor } }
}"""


def main(arguments: Sequence[str]) -> int:
    return run_on_each("deep_pages", arguments)


def measure(arguments: Sequence[str]) -> int:
    """One database's turn; ``EXCEEDED`` where the deep page takes too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args(arguments).rounds
    with tables():
        fill(ROWS, authors=100)
        cursor = cursor_before(DEEP)
        first, deep = compare(None, cursor, rounds)
        print(f"page 1: {first * 1000:.2f} ms   page {DEEP:,}: {deep * 1000:.2f} ms   ratio {deep / first:.2f} (at most {LIMIT})")
        print(f"\n```text\n{explain(cursor)}\n```")
    return EXCEEDED if deep / first > LIMIT else 0


def compare(first: str | None, deep: str, rounds: int) -> tuple[float, float]:
    """The best time of each, asked in turn."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for place, after in enumerate((first, deep)):
            start = time.perf_counter()
            page(after)
            best[place] = min(best[place], time.perf_counter() - start)
    return best[0], best[1]


def cursor_before(number: int) -> str:
    """The cursor that the page of this number begins after: of the last row before it."""
    from benchmarks.catalogue.models import Product

    where = (number - 1) * PAGE - 1
    last = Product.objects.order_by("price", "pk")[where]
    before = Product.objects.filter(price=last.price, pk__lt=last.pk).count() + 1
    edges: list[dict[str, str]] = ask(CURSORS, {"price": str(last.price), "first": before})["products"]["edges"]
    return edges[-1]["cursor"]


def page(after: str | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask(QUERY, {"after": after} if after else {})["products"]["edges"]
    assert len(found) == PAGE
    return found


def ask(text: str, variables: dict[str, Any]) -> Any:
    from django_graphql_auto.execution import OperationRequest, execute

    answer = execute(OperationRequest(text, variables))
    assert not answer.errors, answer.errors
    return answer.data


def explain(cursor: str) -> str:
    """How the database runs the deep page's statement."""
    from django.db import connection

    statements: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, parameters: Any, *others: Any) -> Any:
        statements.append((sql, parameters))
        return execute(sql, parameters, *others)

    with connection.execute_wrapper(keep):
        page(cursor)
    [(sql, parameters)] = statements
    prefix = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as found:
        found.execute(f"{prefix} {sql}", parameters)
        return "\n".join(str(row[-1]) for row in found.fetchall())


if __name__ == "__main__":
    sys.exit(measure(sys.argv[1:]))
