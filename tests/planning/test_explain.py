"""A plan tells people what it will do."""

from __future__ import annotations

import pytest

from django_graphql_auto.testing import explain_plans
from tests.apps.shop.models import Brand, Category, Note, Product, Tag
from tests.conftest import Declare
from tests.goldens.declarations import ActiveBrandOptions, GardenOptions, PolymorphicProductOptions, RichProductOptions, TagListOptions

pytestmark = pytest.mark.usefixtures("shop")


def lines(document: str, **how: bool) -> list[str]:
    return [line.strip() for line in explain_plans(document, **how).splitlines()]


def test_a_join_under_a_scope_reads_whether_its_row_is_visible(declare: Declare):
    declare(Brand, ActiveBrandOptions)
    found = lines("{ products { nodes { brand { name } } } }")
    assert "columns: 0 whether brand is a visible shop.brand" in found
    assert "joins: brand" in found


def test_a_row_that_no_join_may_reach_is_a_child_statement(declare: Declare):
    declare(Category, GardenOptions)
    found = lines("{ products { nodes { category { name } } } }")
    assert "child 0, pk = column 0:" in found
    assert "rows of shop.category" in found


def test_children_below_a_join_say_when_they_count():
    found = lines("{ products { nodes { category { products { nodes { name } } } } } }")
    assert any(line.startswith("child 0, category_id = column") and "holds" in line for line in found)


def test_a_many_to_many_is_read_from_its_through_table():
    found = lines("{ products { nodes { tags { nodes { name } } suppliers { edges { cursor through { days } } } } } }")
    assert "list of shop.tag by shop.product_tags.tag" in found
    assert "list of shop.supplier by shop.supply.supplier" in found
    assert "slots: s0 cursor" in found


def test_what_is_asked_of_a_connection_stands_in_one_line():
    document = """{ products(search: "a") { total: totalCount pageInfo { hasNextPage } __typename aggregate { count sum { stock } }
        groups(by: [{brand: true}, {status: true}]) { __typename count key { status brand { name } } } nodes { pk } } }"""
    parts = "parts: total = count, pageInfo {hasNextPage}, 'ProductConnection', aggregate {count(*), sum {sum(stock)}}, "
    groups = "groups(by: [{brand: true}, {status: true}]) {'ProductAggregateGroup', count(*), key {status, row brand}}, nodes = rows 0"
    from tests.conftest import declared

    with declared({Product: RichProductOptions}):
        found = lines(document)
    assert parts + groups in found
    assert any(line.startswith("rows behind brand,") for line in found)


def test_computed_fields_name_what_they_need(declare: Declare):
    declare(Product, RichProductOptions)
    found = lines("{ products { nodes { priceWithTax } } }")
    assert "slots: s0 computed priceWithTax of Product(id=0, price=1)" in found


def test_plain_lists_and_polymorphic_rows_are_told(declare: Declare):
    declare(Tag, TagListOptions)
    declare(Product, PolymorphicProductOptions)
    found = lines("{ products { nodes { __typename tags(limit: 1) { name } } } }")
    assert "parts: rows 0" in found
    assert {"rows of shop.book", "rows of shop.device"} <= set(found)


def test_generic_foreign_keys_name_their_children(declare: Declare):
    declare(Note, generic_targets={"subject": [Product, Brand]})
    found = lines("{ notes { nodes { subject { ... on Brand { name } } } } }")
    assert "slots: s0 one of children 0, 1" in found
    assert "child 1, id = column 1, content type in column 0:" in found


def test_rendering_is_told_when_asked():
    document = "{ brands { nodes { name } } }"
    assert "output 0: {'name': d[0]}" in lines(document, rendering=True)
    assert not any(line.startswith("output") for line in lines(document))
