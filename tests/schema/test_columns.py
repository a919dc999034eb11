"""Each kind of column has its type, its nullability and its description."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLObjectType

from django_graphql_auto.introspection import look_at
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.schema.field_mappings import mapping_of
from tests.apps.everything.models import Columns, Person
from tests.conftest import Declare
from tests.schema.conftest import LookAt

TYPES = {
    "id": "ID!",
    "pk": "BigInt!",
    "boolean": "Boolean!",
    "maybe": "Boolean",
    "text": "String!",
    "char": "String!",
    "commented": "String!",
    "slug": "String!",
    "email": "String",
    "url": "String!",
    "small": "Int!",
    "integer": "Int!",
    "big": "BigInt!",
    "positiveSmall": "Int!",
    "positive": "Int!",
    "positiveBig": "BigInt!",
    "real": "Float!",
    "decimal": "Decimal!",
    "date": "Date",
    "time": "Time",
    "moment": "DateTime",
    "created": "DateTime!",
    "updated": "DateTime!",
    "duration": "Duration",
    "uuid": "UUID!",
    "binary": "Binary!",
    "json": "JSON",
    "address": "String",
    "file": "File",
    "picture": "Image",
    "path": "String!",
    "frozen": "String!",
    "counted": "Int!",
    "double": "BigInt",
    "level": "ColumnsLevelChoices",
    "colour": "ColumnsColourChoices",
    "grouped": "ColumnsGroupedChoices",
    "sized": "ColumnsSizedChoices",
}


def test_every_column_is_served_with_its_type(look: LookAt):
    assert look("everything.columns").fields("Columns") == TYPES


@pytest.mark.parametrize(
    "filtered", ["String", "Int", "BigInt", "Float", "Decimal", "Boolean", "Date", "Time", "DateTime", "Duration", "UUID", "JSON"]
)
def test_every_scalar_is_filtered_by_values_of_its_own_kind(look: LookAt, filtered: str):
    found = look("everything.columns")
    assert found.fields(f"{filtered}Operators")["eq"] == filtered
    assert f"{filtered}Operators" in found.fields("ColumnsWhere").values()


@pytest.mark.parametrize("column", ["binary", "file", "picture", "path"])
def test_what_cannot_be_compared_can_be_told_from_null(look: LookAt, column: str):
    found = look("everything.columns")
    assert found.fields("ColumnsWhere")[column] == "PresenceOperators"
    assert found.fields("PresenceOperators") == {"isNull": "Boolean"}
    assert column not in found.fields("ColumnsOrderBy")


def test_files_have_no_path_of_the_server(look: LookAt):
    found = look("everything.columns")
    assert found.fields("File") == {"url": "String!", "name": "String!", "size": "Int"}
    assert found.fields("Image") == {"url": "String!", "name": "String!", "size": "Int", "width": "Int", "height": "Int"}


def test_a_stored_path_is_answered_as_its_last_part():
    (path,) = (column for column in look_at(Columns).fields if column.name == "path")
    convert = mapping_of(path).convert
    assert convert is not None
    assert convert("/srv/private/report.pdf") == "report.pdf"


def description(type_name: str, field: str | None = None) -> str | None:
    kind = build_schema().graphql_schema.type_map[type_name]
    assert isinstance(kind, GraphQLObjectType)
    return kind.fields[field].description if field else kind.description


@pytest.mark.parametrize(
    ("type_name", "field", "text"),
    [
        ("Columns", "char", "What it is called."),
        ("Columns", "commented", "From the old system."),
        ("Columns", "slug", None),
        ("Person", "country", "Where they live."),
        ("Person", "mentors", "Who teaches them."),
        ("Person", None, "Somebody.\n\nAnd more about them."),
        ("Country", None, "Countries by their ISO code."),
        ("Offer", None, "Constraints of every kind."),
    ],
)
def test_help_texts_comments_and_docstrings_are_descriptions(type_name: str, field: str | None, text: str | None):
    assert description(type_name, field) == text


def test_an_option_describes_the_type(declare: Declare):
    declare(Person, description="Anybody.")
    assert description("Person") == "Anybody."


# keys


def test_a_composite_key_is_an_object(look: LookAt):
    found = look("everything.seat", "everything.tenant")
    assert found.fields("Seat")["pk"] == "SeatKey!"
    assert found.fields("SeatKey") == {"tenant": "BigInt!", "number": "Int!"}
    assert found.fields("SeatUniqueBy") == {"id": "ID", "pk": "SeatKeyInput"}
    assert "pk" not in found.fields("SeatWhere")


def test_a_key_of_another_name_is_served_under_both(look: LookAt):
    assert look("everything.landmark").fields("Landmark")["landmarkId"] == "BigInt!"


def test_a_key_that_is_a_foreign_key_has_the_type_of_what_it_leads_to(look: LookAt):
    found = look("everything.passport", "everything.person")
    assert found.fields("Passport")["pk"] == "BigInt!"
    assert found.fields("Passport")["holder"] == "Person"


def test_unique_columns_and_constraints_name_a_single_row(look: LookAt):
    found = look("everything")
    assert found.fields("OfferUniqueBy") == {
        "id": "ID",
        "pk": "BigInt",
        "alone": "String",
        "codeAndPlace": "OfferCodeAndPlaceInput",
        "regionAndAlias": "OfferRegionAndAliasInput",
    }
    assert found.fields("OfferCodeAndPlaceInput") == {"code": "String!", "place": "ID!"}
    assert found.arguments("Query", "offer") == {"id": "ID", "by": "OfferUniqueBy"}


def test_the_schema_does_not_depend_on_what_the_first_visitor_speaks(look: LookAt, settings: Any):
    from django.utils import translation

    first = look("everything").schema
    with translation.override("de"):
        second = look("everything").schema
    assert first.type_map["Columns"].description == second.type_map["Columns"].description
