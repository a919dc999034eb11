"""A page of each parent's rows takes as long as the pages are, however long the lists."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from django_graphql_auto.testing import GraphQLClient, assert_no_errors, captured_statements, execute_plain
from tests.apps.shop.models import Brand, Product

pytestmark = pytest.mark.usefixtures("shop")
PAGES = "{ brands { nodes { name products(first: 3, orderBy: [{pk: ASC}]) { nodes { name } } } } }"


def stock(each: int) -> None:
    Product.objects.all().delete()
    Brand.objects.all().delete()
    brands = Brand.objects.bulk_create(Brand(name=f"Brand {number}") for number in range(4))
    Product.objects.bulk_create(
        Product(name=f"Product {number}", sku=f"{brand.pk}-{number}", brand=brand, created_at="2025-01-01T00:00:00Z")
        for brand in brands
        for number in range(each)
    )


def asked(document: str) -> Any:
    answer = GraphQLClient().query(document)
    assert_no_errors(answer)
    assert answer.data == execute_plain(document).data
    return answer.data


def sqlite_steps(document: str) -> int:
    """Hundreds of instructions of SQLite's virtual machine."""
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    connection.connection.set_progress_handler(step, 100)
    try:
        assert_no_errors(GraphQLClient().query(document))
    finally:
        connection.connection.set_progress_handler(None, 0)
    return steps[0]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite tells its steps.")
def test_sqlite_takes_as_many_steps_for_the_pages_of_long_lists_as_for_those_of_short_ones():
    stock(5)
    asked(PAGES)
    short = sqlite_steps(PAGES)
    stock(500)
    assert sqlite_steps(PAGES) < 2 * short


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL tells how many rows it has read.")
def test_postgresql_reads_no_more_rows_than_the_pages_have():
    stock(500)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CREATE INDEX by_brand ON shop_product (brand_id, id)")
        cursor.execute("ANALYZE shop_product")
        with captured_statements() as statements:
            asked(PAGES)
        [pages] = [each for each in statements if "LATERAL" in each]
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {pages}", [[brand.pk for brand in Brand.objects.all()]])
        [[found]] = cursor.fetchall()
    plan = found if isinstance(found, list) else json.loads(found)
    assert rows_of_table(plan[0]["Plan"], "shop_product") <= 4 * 3


def rows_of_table(node: dict[str, Any], table: str) -> float:
    own = node["Actual Rows"] * node["Actual Loops"] if node.get("Relation Name") == table else 0
    return float(own + sum(rows_of_table(below, table) for below in node.get("Plans", [])))


@pytest.mark.parametrize(
    "arguments",
    [
        "first: 3",
        "last: 2",
        "first: 2, offset: 3",
        "first: 2, orderBy: [{name: DESC}]",
        "first: 3, distinctOn: [status]",
        "last: 3, where: {stock: {gt: 0}}, orderBy: [{reviews: {count: DESC}}, {pk: ASC}]",
        "first: 0",
    ],
)
def test_every_way_to_ask_for_a_page_gives_each_parent_its_own(arguments: str):
    page = "pageInfo { hasNextPage hasPreviousPage startCursor } totalCount nodes { name tags(first: 1) { nodes { name } } }"
    asked(f"{{ brands {{ nodes {{ name products({arguments}) {{ {page} }} }} }} }}")


def test_lists_that_no_index_leads_to_are_read_once_and_numbered():
    with captured_statements() as statements:
        asked("{ products { nodes { name notes(first: 1) { nodes { text } } } } }")
    assert any("ROW_NUMBER" in each for each in statements)
