"""With an index, a page far away by cursor is a range of that index: nothing is scanned, sorted or passed over."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_graphql_auto.execution import OperationRequest, execute
from tests.apps.shop.models import Brand, Product, StockLevel

NULLS_FIRST = "ASC" if connection.vendor == "sqlite" else "DESC"
ROWS, DEEP = 2_000, 1_800


@pytest.fixture
def large_shop(db: None, open_shop: None) -> None:
    brand = Brand.objects.create(name="Brand")
    products = [
        Product(
            name=f"Product {number}",
            sku=f"{number:05}",
            brand=brand,
            price=None if number < 100 else number // 3,
            created_at=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC),
        )
        for number in range(ROWS)
    ]
    Product.objects.bulk_create(products)
    StockLevel.objects.bulk_create(
        StockLevel(warehouse=f"{number % 4}", product_id=product.pk, quantity=1) for number, product in enumerate(products)
    )
    if connection.vendor != "mysql":
        connection.cursor().execute("ANALYZE")


@pytest.mark.skipif(connection.vendor == "mysql", reason="MariaDB does not read row comparisons as ranges")
@pytest.mark.parametrize(
    ("plural", "order", "index"),
    [
        ("products", "{sku: ASC}", "sku"),
        ("products", "{sku: DESC}", "sku"),
        ("products", f"{{price: {NULLS_FIRST}}}, {{pk: {NULLS_FIRST}}}", "product_price"),
        ("stockLevels", "{warehouse: ASC}", "stocklevel"),
    ],
)
def test_a_deep_page_is_a_range_of_its_index(large_shop: None, plural: str, order: str, index: str) -> None:
    text = query(plural, order)
    cursors = [edge["cursor"] for edge in all_edges(text, plural)]
    with CaptureQueriesContext(connection) as captured:
        deep = ask(text, plural, first=10, after=cursors[DEEP - 1])
    assert [edge["cursor"] for edge in deep] == cursors[DEEP : DEEP + 10]
    [statement] = captured.captured_queries
    plan = explain(statement["sql"])
    assert reads_a_range(plan, index), plan


def test_every_row_is_met_once_on_the_way_through_an_order_with_nulls(large_shop: None) -> None:
    for direction in ("ASC", "DESC", "ASC_NULLS_FIRST", "DESC_NULLS_LAST"):
        for second in ("ASC", "DESC"):
            text = query("products", f"{{price: {direction}}}, {{pk: {second}}}")
            cursors = [edge["cursor"] for edge in all_edges(text, "products")]
            assert len(set(cursors)) == len(cursors) == ROWS


def query(plural: str, order: str) -> str:
    return f"query ($first: Int, $after: String) {{ {plural}(first: $first, after: $after, orderBy: [{order}]) {{ edges {{ cursor }} }} }}"


def all_edges(text: str, plural: str) -> list[dict[str, Any]]:
    edges: list[dict[str, Any]] = []
    while page := ask(text, plural, first=100, after=edges[-1]["cursor"] if edges else None):
        edges += page
    return edges


def ask(text: str, plural: str, first: int, after: str | None) -> list[dict[str, Any]]:
    answer = execute(OperationRequest(text, {"first": first, **({"after": after} if after else {})}))
    assert not answer.errors
    assert answer.data is not None
    found: list[dict[str, Any]] = answer.data[plural]["edges"]
    return found


def explain(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"{'EXPLAIN' if connection.vendor == 'postgresql' else 'EXPLAIN QUERY PLAN'} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def reads_a_range(plan: str, index: str) -> bool:
    if connection.vendor == "postgresql":
        return "Index Cond:" in plan and index in plan and "Seq Scan" not in plan and "Sort" not in plan
    return "SEARCH" in plan and index in plan and "SCAN" not in plan and "TEMP B-TREE" not in plan
