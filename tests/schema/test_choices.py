"""Choices are enums."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLEnumType

from tests.apps.everything.models import Article, Columns, Person
from tests.apps.shop.models import Book, Product
from tests.conftest import Declare
from tests.schema.conftest import Cases, LookAt


@pytest.mark.parametrize(
    ("column", "members"),
    [
        ("Enumeration", {"SMALL": "s", "LARGE": "l"}),
        ("Numbers", {"LOW": 1, "HIGH": 2}),
        ("Pairs", {"IN_STOCK": "in stock", "SOLD_OUT": "sold-out"}),
        ("Grouped", {"RED": "red", "GREY": "grey"}),
        ("Blank", {"SOME": "some"}),
        ("Meeting", {"A_B": "a b", "A_B_2": "a-b", "A_B_3": "A_B"}),
        ("Digits", {"VALUE_1": "1", "VALUE_2_5": "2.5"}),
        ("Words", {"VALUE_TRUE": "true", "VALUE_NULL": "null"}),
        ("Symbols", {"PLUS": "+", "VALUE": "?", "VALUE_2": "!"}),
        ("Unnamed", {"TEN_PER_CENT": 1, "MINUS_1": -1, "VALUE_10": 2}),
        ("Foreign", {"GROU00DFE": "größe", "U540D": "名"}),
        ("Flag", {"OPEN": True, "SHUT": False}),
    ],
)
def test_members_are_named_after_the_enumeration_the_value_or_the_label(cases: Cases, look: LookAt, column: str, members: dict[str, Any]):
    assert look("cases.choosy").members(f"Choosy{column}Choices") == members


def test_labels_are_descriptions(cases: Cases, look: LookAt):
    kind = look("cases.choosy").schema.type_map["ChoosyNumbersChoices"]
    assert isinstance(kind, GraphQLEnumType)
    assert kind.values["HIGH"].description == "At once"


@pytest.mark.parametrize(("column", "kind"), [("onlyBlank", "String!"), ("lists", "JSON")])
def test_what_has_no_value_to_name_stays_what_it_is(cases: Cases, look: LookAt, column: str, kind: str):
    assert look("cases.choosy").fields("Choosy")[column] == kind


def test_an_enum_is_nullable_in_answers_whatever_its_column(cases: Cases, look: LookAt):
    assert look("cases.choosy").fields("Choosy")["enumeration"] == "ChoosyEnumerationChoices"


def test_enums_are_filtered_by_their_members(look: LookAt):
    found = look("everything.columns")
    assert found.fields("ColumnsWhere")["level"] == "ColumnsLevelChoicesOperators"
    assert found.fields("ColumnsLevelChoicesOperators") == {
        "eq": "ColumnsLevelChoices",
        "ne": "ColumnsLevelChoices",
        "in": "[ColumnsLevelChoices!]",
        "notIn": "[ColumnsLevelChoices!]",
        "isNull": "Boolean",
    }


def test_a_column_can_be_left_as_it_is(look: LookAt, declare: Declare):
    declare(Columns, enum_fields=["colour"])
    found = look("everything.columns")
    assert found.fields("Columns")["level"] == "Int!"
    assert found.fields("Columns")["colour"] == "ColumnsColourChoices"


def test_children_share_the_enum_of_the_table_that_holds_the_column(look: LookAt):
    found = look("shop")
    assert found.fields("Book")["status"] == found.fields("Product")["status"] == "ProductStatusChoices"


def test_a_childs_option_does_not_part_it_from_its_parent(look: LookAt, declare: Declare):
    declare(Book, enum_fields=[])
    assert look("shop").fields("Book")["status"] == "ProductStatusChoices"
    declare(Product, enum_fields=[])
    assert look("shop").fields("Book")["status"] == "String!"


def test_models_of_one_abstract_parent_have_enums_of_their_own(look: LookAt):
    assert look("everything").fields(Article.__name__)["state"] == "ArticleStateChoices"


def test_two_columns_whose_enums_would_be_called_the_same_are_refused(look: LookAt, declare: Declare):
    from django_graphql_auto.exceptions import SchemaError

    declare(Person, type_name="ColumnsLevelChoices")
    with pytest.raises(SchemaError, match="ColumnsLevelChoices"):
        look("everything")
