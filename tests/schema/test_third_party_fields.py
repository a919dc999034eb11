"""Field classes that Django does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models
from graphql import GraphQLScalarType, GraphQLString

from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.introspection import look_at
from django_graphql_auto.introspection.records import FieldInfo
from django_graphql_auto.schema.field_mappings import FIELD_MAPPINGS, NUMBER, FieldMapping, fallback_of, map_field, mapping_of
from tests.apps.everything.models import Columns, Plate, UpperCaseField
from tests.schema.conftest import Cases, LookAt

PLATE = GraphQLScalarType("Plate_", serialize=str, parse_value=lambda value: str(value).upper())
MONEY = GraphQLScalarType("Money", serialize=str)


@pytest.fixture
def mapped() -> Iterator[Any]:
    """``mapped(Field, row)``: a row for one test."""
    before = dict(FIELD_MAPPINGS)
    yield map_field
    FIELD_MAPPINGS.clear()
    FIELD_MAPPINGS.update(before)


def column(model: type[models.Model], name: str) -> FieldInfo:
    return next(column for column in look_at(model).fields if column.name == name)


def test_an_unknown_class_is_served_as_the_nearest_known_one_along_its_ancestors(cases: Cases, look: LookAt):
    fields = look("cases.painting").fields("Painting")
    assert (fields["colour"], fields["slugs"], fields["middle"]) == ("String!", "JSON", "String!")


def test_what_nothing_is_known_of_can_only_be_told_from_null(cases: Cases, look: LookAt):
    found = look("cases.painting")
    assert found.fields("PaintingWhere")["middle"] == "PresenceOperators"
    assert "middle" not in found.fields("PaintingOrderBy")


@pytest.mark.parametrize(("name", "known"), [("colour", models.CharField), ("slugs", models.JSONField), ("middle", models.Field)])
def test_a_fallback_can_be_told(cases: Cases, name: str, known: type):
    assert fallback_of(column(cases("painting"), name)) is known


@pytest.mark.parametrize("name", ["char", "slug", "email", "json", "picture", "double"])
def test_djangos_own_classes_are_no_fallback(name: str):
    assert fallback_of(column(Columns, name)) is None


def test_values_of_a_class_that_reads_objects_are_written_as_their_scalar_is(cases: Cases):
    painting: Any = cases("painting")
    field = column(painting, "colour")
    convert = mapping_of(field).convert
    assert convert is not None
    assert convert(field.field.from_db_value("#ffffff", None, None)) == "#ffffff"  # type: ignore[attr-defined]


def test_one_call_maps_a_class(mapped: Any, look: LookAt):
    mapped(UpperCaseField, FieldMapping(PLATE, "String", str.upper))
    found = look("everything.plate")
    assert found.fields("Plate")["number"] == "Plate_!"
    assert found.fields("PlateWhere")["number"] == "Plate_StringOperators"
    assert found.fields("Plate_StringOperators")["eq"] == "Plate_"


@pytest.mark.django_db
def test_a_mapped_columns_values_are_converted_and_parsed(mapped: Any, settings: Any):
    mapped(UpperCaseField, FieldMapping(PLATE, "String", lambda value: f"<{value}>"))
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["everything"]}
    Plate.objects.create(number="AB 12")
    answer = execute(OperationRequest('{ plates(where: {number: {eq: "ab 12"}}) { nodes { number } } }'))
    assert (answer.data, answer.errors) == ({"plates": {"nodes": [{"number": "<AB 12>"}]}}, [])


def test_two_scalars_with_one_set_of_operators_have_inputs_of_their_own(mapped: Any, look: LookAt):
    mapped(UpperCaseField, FieldMapping(MONEY, "Decimal", str, NUMBER, sum_scalar=MONEY, average_scalar=MONEY))
    found = look("everything.plate", "everything.columns")
    assert found.fields("MoneyOperators")["gt"] == "Money"
    assert found.fields("DecimalOperators")["gt"] == "Decimal"
    assert found.fields("PlateSumAggregate") == {"number": "Money"}
    assert found.fields("PlateSumWhere") == {"number": "MoneyOperators"}


def test_a_row_for_a_class_holds_for_its_subclasses(mapped: Any, look: LookAt):

    mapped(UpperCaseField, FieldMapping(PLATE, "String"))
    info = column(Plate, "number")
    assert mapping_of(info).scalar is PLATE
    assert FIELD_MAPPINGS[models.CharField].scalar is GraphQLString
