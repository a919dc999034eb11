"""Answers against views written by hand with ``values_list`` and orjson that give the same bytes: in turn, the best of many rounds."""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from benchmarks.database import fill, run_on_each, tables
from benchmarks.tables import table

AUTHORS, PRODUCTS_OF_EACH = 100, 10


@dataclass(frozen=True)
class Case:
    """A query and its hand-written twin."""

    name: str
    text: str
    by_hand: Callable[[], bytes]


def main(arguments: Sequence[str]) -> int:
    return run_on_each("request", arguments)


def measure(arguments: Sequence[str]) -> int:
    """One database's turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args(arguments).rounds
    with tables():
        fill(AUTHORS * PRODUCTS_OF_EACH * 2, authors=AUTHORS)
        found = [(case.name, *compare(case, rounds)) for case in CASES]
        rows = [[name, f"{ours * 1000:.2f}", f"{theirs * 1000:.2f}", f"{ours / theirs:.2f}"] for name, ours, theirs in found]
        print(table(["", "ours ms", "by hand ms", "ratio"], rows))
    return 0


def compare(case: Case, rounds: int) -> tuple[float, float]:
    """The best time of each, after both were seen to give the same."""
    assert orjson.loads(answer(case.text))["data"] == orjson.loads(case.by_hand())["data"]
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for place, make in enumerate((lambda: answer(case.text), case.by_hand)):
            start = time.perf_counter()
            make()
            best[place] = min(best[place], time.perf_counter() - start)
    return best[0], best[1]


def answer(text: str) -> bytes:
    from django_graphql_auto.execution import OperationRequest, execute

    return execute(OperationRequest(text)).to_bytes()


def flat_by_hand() -> bytes:
    from benchmarks.catalogue.models import Product

    rows = Product.objects.order_by("pk").values_list("pk", "name", "sku", "price", "stock", "is_active", "created_at")
    nodes = [
        {
            "pk": str(pk),
            "name": name,
            "sku": sku,
            "price": str(price),
            "stock": stock,
            "isActive": is_active,
            "createdAt": created_at,
        }
        for pk, name, sku, price, stock, is_active, created_at in rows[: AUTHORS * PRODUCTS_OF_EACH]
    ]
    return orjson.dumps({"data": {"products": {"nodes": nodes}}}, option=orjson.OPT_UTC_Z)


def nested_by_hand() -> bytes:
    from django.db.models import F, Window
    from django.db.models.functions import RowNumber

    from benchmarks.catalogue.models import Author, Product

    authors = list(Author.objects.order_by("pk").values_list("pk", "name")[:AUTHORS])
    number = Window(RowNumber(), partition_by=F("author_id"), order_by=F("pk").asc())
    rows = Product.objects.filter(author_id__in=[pk for pk, _ in authors]).annotate(number=number).filter(number__lte=PRODUCTS_OF_EACH)
    products: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for pk, name, price, author in rows.order_by("author_id", "pk").values_list("pk", "name", "price", "author_id"):
        products[author].append({"pk": str(pk), "name": name, "price": str(price)})
    nodes = [{"pk": str(pk), "name": name, "products": {"nodes": products[pk]}} for pk, name in authors]
    return orjson.dumps({"data": {"authors": {"nodes": nodes}}})


CASES = (
    Case(
        "flat, 1,000 rows",
        "{ products(first: 1000, orderBy: [{pk: ASC}]) { nodes { pk name sku price stock isActive createdAt } } }",
        flat_by_hand,
    ),
    Case(
        "nested, 100 rows with 10 each",
        """{ authors(first: 100, orderBy: [{pk: ASC}]) { nodes {
            pk name products(first: 10, orderBy: [{pk: ASC}]) { nodes { pk name price } }
        } } }""",
        nested_by_hand,
    ),
)


if __name__ == "__main__":
    sys.exit(measure(sys.argv[1:]))
