"""A hand-written graphene-django schema behind graphene-django's own view and behind ours: in turn, the best of many rounds."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.database import run_on_each, tables
from benchmarks.tables import table

PRODUCTS, TAGS_OF_EACH, REVIEWS_OF_EACH = 100, 3, 5

CASES = {
    "flat list of 100": "{ productList { id name sku price stock status createdAt } }",
    "list of 100, to-one, many-to-many, to-many": """{ productList {
        id name price brand { name } category { name parent { name } } tags { name } supplies { days supplier { name } }
    } }""",
    "to-one, to-many: prefetched by hand": """{ tuned {
        id name price category { name parent { name } } tags { name } supplies { days supplier { name } }
    } }""",
    "connections in a connection": """{ plainProducts(first: 100) {
        edges { cursor node { id name brand { id name } tags { name } reviews(first: 5) { edges { node { id rating text } } } } }
        pageInfo { hasNextPage endCursor }
    } }""",
    "list of 100 with a resolver of its own": "{ productList { label brand { name } tags { name } } }",
}


def main(arguments: Sequence[str]) -> int:
    os.environ["BENCHMARK_SHOP"] = "1"
    return run_on_each("graphene", arguments)


def measure(arguments: Sequence[str]) -> int:
    """One database's turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args(arguments).rounds
    with tables():
        _fill()
        rows = [[name, *_row(*_compare(text, rounds))] for name, text in CASES.items()]
        print(table(["", "graphene-django ms", "statements", "ours ms", "statements", "ratio"], rows))
    return 0


def _row(theirs: tuple[float, int], ours: tuple[float, int]) -> list[str]:
    return [f"{theirs[0] * 1000:.2f}", str(theirs[1]), f"{ours[0] * 1000:.2f}", str(ours[1]), f"{theirs[0] / ours[0]:.1f}"]


def _fill() -> None:
    import datetime
    from decimal import Decimal

    from tests.apps.shop.models import Brand, Category, Product, Review, Supplier, Supply, Tag

    brands = Brand.objects.bulk_create(Brand(name=f"Brand {number}") for number in range(10))
    roots = Category.objects.bulk_create(Category(name=f"Root {number}", slug=f"root-{number}") for number in range(3))
    kinds = Category.objects.bulk_create(Category(name=f"Kind {n}", slug=f"kind-{n}", parent=roots[n % 3]) for n in range(9))
    tags = Tag.objects.bulk_create(Tag(name=f"Tag {number}") for number in range(20))
    suppliers = Supplier.objects.bulk_create(Supplier(code=f"S{number}", name=f"Supplier {number}") for number in range(5))
    begin = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    products = Product.objects.bulk_create(
        Product(
            name=f"Product {number:03}",
            sku=f"SKU-{number}",
            brand=brands[number % 10],
            category=kinds[number % 9],
            status="live",
            price=Decimal(number) / 7,
            stock=number,
            created_at=begin + datetime.timedelta(hours=number),
        )
        for number in range(PRODUCTS)
    )
    through = Product.tags.through
    through.objects.bulk_create(
        through(product_id=product.pk, tag_id=tags[(index * 3 + number) % 20].pk)
        for index, product in enumerate(products)
        for number in range(TAGS_OF_EACH)
    )
    Review.objects.bulk_create(
        Review(product=product, rating=number, text=f"Text {number}") for product in products for number in range(REVIEWS_OF_EACH)
    )
    Supply.objects.bulk_create(
        Supply(product=product, supplier=suppliers[number], days=number) for product in products for number in range(REVIEWS_OF_EACH)
    )


def _compare(text: str, rounds: int) -> list[tuple[float, int]]:
    """The best time of either view and its statements, after both were seen to give the same."""
    from graphene_django.views import GraphQLView

    from django_graphql_auto.graphene_schemas.views import PlannedGraphQLView
    from tests.graphene_schemas.relay_schema import schema

    views = [view.as_view(schema=schema, middleware=[]) for view in (GraphQLView, PlannedGraphQLView)]
    answers = [json.loads(_ask(view, text)) for view in views]
    assert answers[0] == answers[1]
    assert "errors" not in answers[0]
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for place, view in enumerate(views):
            start = time.perf_counter()
            _ask(view, text)
            best[place] = min(best[place], time.perf_counter() - start)
    return [(best[place], _statements(view, text)) for place, view in enumerate(views)]


def _statements(view: Any, text: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        _ask(view, text)
    return len(captured)


def _ask(view: Any, text: str) -> bytes:
    from django.test import RequestFactory

    answer: bytes = view(RequestFactory().post("/graphql/", {"query": text}, content_type="application/json")).content
    return answer


if __name__ == "__main__":
    sys.exit(measure(sys.argv[1:]))
