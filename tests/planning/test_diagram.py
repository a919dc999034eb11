"""A plan is drawn as a Mermaid flowchart."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import CharField, Value

from django_graphql_auto import ModelOptions, expression
from django_graphql_auto.planning.diagram import diagram
from django_graphql_auto.testing import plans_of
from tests.apps.shop.models import Brand, Category, Note, Product
from tests.conftest import Declare
from tests.goldens.declarations import GardenOptions

pytestmark = pytest.mark.usefixtures("shop")


def drawn(document: str) -> list[str]:
    return [line.strip() for line in diagram(plans_of(document)).splitlines()]


def test_every_root_field_has_its_statements():
    assert drawn('{ tags { nodes { name } } one: brand(by: {name: "Acme"}) { name } }') == [
        "flowchart TD",
        'f0(["tags"])',
        's1["list of shop.tag<br>name"]',
        "f0 --> s1",
        'f2(["one"])',
        's3["rows of shop.brand<br>name"]',
        "f2 --> s3",
    ]


def test_counts_are_one_statement_whoever_wants_them():
    found = drawn("{ products(first: 2) { totalCount pageCount estimatedCount aggregate { sum { stock } } } }")
    assert [line for line in found if line.startswith("s")][1:] == [
        's2["totalCount = count"]',
        's1 -->|"the same rows"| s2',
        's3["aggregate {sum {sum(stock)}}"]',
        's1 -->|"the same rows"| s3',
    ]


def test_rows_behind_groups_and_generic_keys_hang_where_they_are_needed(declare: Declare):
    declare(Note, generic_targets={"subject": [Product, Brand]})
    found = drawn(
        "{ products { groups(by: [{brand: true}]) { key { brand { name } } } } notes { nodes { subject { ... on Brand { name } } } } }"
    )
    assert 's2 -->|"pk = group key"| s3' in found
    assert any("content type in column" in line for line in found)


def test_a_statement_under_a_rule_names_the_column_that_leads_to_it(declare: Declare):
    declare(Category, GardenOptions)
    assert 's1 -->|"pk = column 0"| s2' in drawn("{ products { nodes { category { name } } } }")


def test_a_long_statement_names_its_first_columns():
    assert "and 1 more" in drawn("{ products { nodes { name sku stock weight price status createdAt } } }")[2]


def test_what_mermaid_would_take_for_its_own_marks_is_escaped(declare: Declare):
    class MottoOptions(ModelOptions):
        @expression()
        def motto(self, access: Any, text: str) -> str:
            return Value(text, output_field=CharField())

    declare(Brand, MottoOptions)
    [box] = [line for line in drawn('{ brands { nodes { motto(text: "<b>|`#") } } }') if "motto" in line]
    assert box == 's1["list of shop.brand<br>expression motto(text: #34;#60;b#62;#124;#96;#35;#34;)"]'
