"""Counts of lists: exact ones that share a statement, and estimates that tell of nothing hidden."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from django_graphql_auto.options import ModelOptions
from django_graphql_auto.testing import GraphQLClient, captured_statements
from tests.apps.shop.models import Article, Book, Brand, Product, Tag
from tests.apps.shop.rows import stock_the_shop
from tests.conftest import SHOP, Declare

STATISTICS = connection.vendor in ("postgresql", "mysql")
WORDS = ("reltuples", "TABLE_ROWS")


@pytest.fixture
def guessing(transactional_db: None, settings: Any) -> None:
    """A shop whose statistics are trusted however small its tables are, and whose table of tags has grown since they were made."""
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": SHOP, "ESTIMATE_COUNTS_FROM": 0}
    stock_the_shop()
    tables = [model._meta.db_table for model in (Product, Book, Tag, Article, Brand)]
    with connection.cursor() as cursor:
        for table in tables if STATISTICS else ():
            cursor.execute(f"ANALYZE {'TABLE ' if connection.vendor == 'mysql' else ''}{connection.ops.quote_name(table)}")


def ask(document: str) -> tuple[Any, bool, int]:
    """The data, whether statistics were asked, and the number of statements."""
    with captured_statements() as statements:
        answer = GraphQLClient().query(document)
    assert answer.errors == []
    return answer.data, any(word in statement for statement in statements for word in WORDS), len(statements)


def test_a_page_count_and_a_total_count_share_their_statement(shop: None):
    data, _, statements = ask("{ products(perPage: 3) { totalCount pageCount again: totalCount } }")
    assert data == {"products": {"totalCount": 10, "pageCount": 4, "again": 10}}
    assert statements == 1


def test_nothing_is_counted_where_no_count_is_selected(shop: None):
    with captured_statements() as statements:
        GraphQLClient().query("{ products(page: 2, perPage: 3) { nodes { name } } }")
    assert len(statements) == 1
    assert "COUNT" not in statements[0]


def test_the_pages_by_number_are_the_list_cut_into_pieces(shop: None):
    query = "query ($page: Int) { products(page: $page, perPage: 4) { pageCount nodes { pk } pageInfo { hasNextPage hasPreviousPage } } }"
    pages = [GraphQLClient().query(query, {"page": number})["products"] for number in range(1, 5)]
    whole = GraphQLClient().query("{ products { nodes { pk } } }")["products"]["nodes"]
    assert [node for page in pages for node in page["nodes"]] == whole
    assert [page["pageInfo"]["hasNextPage"] for page in pages] == [True, True, False, False]
    assert {page["pageCount"] for page in pages} == {3}


def test_a_page_of_no_rows_counts_no_pages(shop: None):
    assert ask("{ products(first: 0) { pageCount totalCount } }")[0] == {"products": {"pageCount": 0, "totalCount": 10}}


def test_a_plain_list_has_pages_by_number_too(shop: None, declare: Declare):
    declare(Tag, ModelOptions, list_style="list")
    data, _, _ = ask("{ product(id: 10) { tags(page: 2, perPage: 2) { name } } }")
    assert data == {"product": {"tags": [{"name": "sale"}]}}


def test_a_numbered_page_is_charged_by_its_size(shop: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MAX_COST": 60}
    assert GraphQLClient().query("{ products(perPage: 50) { nodes { name } } }").codes == []
    assert GraphQLClient().query("{ products(perPage: 70) { nodes { name } } }").codes == ["LIMIT_EXCEEDED"]


def test_a_whole_large_table_is_estimated_by_its_statistics(guessing: None):
    data, asked, statements = ask("{ tags { estimatedCount } books { estimatedCount } }")
    assert data == {"tags": {"estimatedCount": 4}, "books": {"estimatedCount": 2}}
    assert (asked, statements) == (STATISTICS, 2)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="MariaDB's statistics follow by themselves.")
def test_an_estimate_is_what_the_statistics_said_last(guessing: None):
    Tag.objects.create(pk=99, name="later")
    assert ask("{ tags { estimatedCount } }")[0] == {"tags": {"estimatedCount": 4}}


def test_a_small_table_is_counted_exactly_in_one_statement(guessing: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "ESTIMATE_COUNTS_FROM": 5}
    Tag.objects.create(pk=99, name="later")
    data, asked, statements = ask("{ tags { estimatedCount } }")
    assert (data, asked, statements) == ({"tags": {"estimatedCount": 5}}, STATISTICS, 1)


def test_an_empty_table_has_no_rows_by_estimate(transactional_db: None, open_shop: None):
    assert ask("{ tags { estimatedCount } }")[0] == {"tags": {"estimatedCount": 0}}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('{ tags(where: {name: {startswith: "h"}}) { estimatedCount } }', 1),
        ('{ tags(search: "heavy") { estimatedCount } }', 1),
        ("{ tags(distinctOn: [name]) { estimatedCount } }", 5),
        ("{ tags { estimatedCount totalCount } }", 5),
    ],
)
def test_what_is_not_the_whole_table_or_counted_anyway_is_exact(guessing: None, declare: Declare, query: str, expected: int):
    declare(Tag, ModelOptions, search_fields=["name"])
    Tag.objects.create(pk=99, name="later")
    data, asked, _ = ask(query)
    assert (data["tags"]["estimatedCount"], asked) == (expected, False)


def test_an_estimate_inside_a_list_is_exact(guessing: None):
    data, asked, statements = ask("{ brands(first: 2) { nodes { products { estimatedCount } } } }")
    assert [node["products"]["estimatedCount"] for node in data["brands"]["nodes"]] == [5, 3]
    assert (asked, statements) == (False, 2)


@pytest.mark.parametrize(
    "rule", [Q(is_active=True), Q(products__name="Axe"), Q(pk__in=[])], ids=["its own columns", "a relation", "nothing to be seen"]
)
def test_an_estimate_of_a_restricted_model_counts_visible_rows_only(guessing: None, declare: Declare, rule: Q):
    declare(Brand, ModelOptions, scope=lambda self, access: rule)
    data, asked, _ = ask("{ brands { estimatedCount nodes { pk } } }")
    assert data["brands"]["estimatedCount"] == len(data["brands"]["nodes"]) < 3
    assert not asked


def test_an_estimate_counts_no_row_that_the_manager_or_a_rule_above_hides(guessing: None, declare: Declare):
    declare(Product, ModelOptions, scope=lambda self, access: ~Q(name="Hedges"))
    data, asked, _ = ask("{ articles { estimatedCount } books { estimatedCount } }")
    assert (data, asked) == ({"articles": {"estimatedCount": 3}, "books": {"estimatedCount": 1}}, False)


def test_an_estimate_of_a_model_that_may_not_be_read_is_refused_or_nothing(guessing: None, declare: Declare):
    declare(Tag, ModelOptions, read="permission")
    assert GraphQLClient().query("{ tags { estimatedCount } }").codes == ["UNAUTHENTICATED"]
    data, asked, _ = ask("{ products(first: 1) { nodes { tags { estimatedCount } } } }")
    assert (data["products"]["nodes"], asked) == ([{"tags": {"estimatedCount": 0}}], False)
