"""How values look in answers and what is taken in arguments."""

from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Any

import pytest
from django.test import override_settings
from graphql import (
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    SourceLocation,
    parse,
    parse_value,
    validate,
)

from django_graphql_auto.schema import scalars

UTC = datetime.UTC
EAST = datetime.timezone(datetime.timedelta(hours=2))


@pytest.mark.parametrize(
    ("scalar", "value", "answer"),
    [
        (scalars.DATE_TIME, datetime.datetime(2026, 3, 1, 12, tzinfo=EAST), "2026-03-01T10:00:00Z"),
        (scalars.DATE_TIME, datetime.datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC), "2026-03-01T12:00:00.000005Z"),
        (scalars.DATE_TIME, datetime.datetime(2026, 3, 1, 12), "2026-03-01T12:00:00Z"),
        (scalars.DATE, datetime.date(2026, 3, 1), "2026-03-01"),
        (scalars.TIME, datetime.time(7, 30), "07:30:00"),
        (scalars.DURATION, datetime.timedelta(days=1, hours=2, seconds=3), "P1DT02H00M03S"),
        (scalars.DURATION, -datetime.timedelta(minutes=1), "-P0DT00H01M00S"),
        (scalars.DECIMAL, decimal.Decimal("1E+3"), "1000"),
        (scalars.DECIMAL, decimal.Decimal("0.00000000000000000001"), "0.00000000000000000001"),
        (scalars.BIG_INT, 2**63 - 1, "9223372036854775807"),
        (scalars.UUID, uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (scalars.BINARY, b"\x00\xff", "AP8="),
        (scalars.JSON, {"a": [1, None]}, {"a": [1, None]}),
        (scalars.JSON, float("nan"), None),
    ],
)
def test_answers(scalar: GraphQLScalarType, value: Any, answer: Any):
    assert scalar.serialize(value) == answer


BOTH_WAYS = [
    (scalars.DATE_TIME, '"2026-03-01T12:00:00+02:00"', datetime.datetime(2026, 3, 1, 10, tzinfo=UTC)),
    (scalars.DATE_TIME, '"2026-03-01T12:00"', datetime.datetime(2026, 3, 1, 12, tzinfo=UTC)),
    (scalars.DATE, '"2026-03-01"', datetime.date(2026, 3, 1)),
    (scalars.TIME, '"07:30"', datetime.time(7, 30)),
    (scalars.DURATION, '"P1DT2H"', datetime.timedelta(days=1, hours=2)),
    (scalars.DECIMAL, '"0.10000000000000000001"', decimal.Decimal("0.10000000000000000001")),
    (scalars.DECIMAL, "12", decimal.Decimal(12)),
    (scalars.BIG_INT, '"9223372036854775807"', 2**63 - 1),
    (scalars.BIG_INT, "-5", -5),
    (scalars.UUID, '"00000000-0000-0000-0000-000000000001"', uuid.UUID(int=1)),
    (scalars.BINARY, '"AP8="', b"\x00\xff"),
    (scalars.JSON, "{a: [1, 2.5, null, true]}", {"a": [1, 2.5, None, True]}),
]


@pytest.mark.parametrize(("scalar", "literal", "value"), BOTH_WAYS)
def test_literals(scalar: GraphQLScalarType, literal: str, value: Any):
    assert scalar.parse_literal(parse_value(literal)) == value


@pytest.mark.parametrize(
    ("scalar", "given", "value"),
    [
        *((scalar, literal.strip('"'), value) for scalar, literal, value in BOTH_WAYS if literal.startswith('"')),
        (scalars.DECIMAL, 12, decimal.Decimal(12)),
        (scalars.DECIMAL, 0.1, decimal.Decimal("0.1")),
        (scalars.BIG_INT, 12, 12),
        (scalars.JSON, {"a": 1}, {"a": 1}),
    ],
)
def test_variables(scalar: GraphQLScalarType, given: Any, value: Any):
    assert scalar.parse_value(given) == value


def test_a_literal_number_keeps_every_digit():
    assert scalars.DECIMAL.parse_literal(parse_value("0.10000000000000000001")) == decimal.Decimal("0.10000000000000000001")


@pytest.mark.parametrize(
    ("scalar", "given"),
    [
        (scalars.DATE_TIME, "yesterday"),
        (scalars.DATE_TIME, "2026-02-30T00:00:00Z"),
        (scalars.DATE, "2026-13-01"),
        (scalars.TIME, "25:00"),
        (scalars.DURATION, "long"),
        (scalars.DECIMAL, "NaN"),
        (scalars.DECIMAL, "1e999999"),
        (scalars.DECIMAL, True),
        (scalars.BIG_INT, 2**63),
        (scalars.BIG_INT, "1.5"),
        (scalars.BIG_INT, "9" * 5000),
        (scalars.UUID, "1"),
        (scalars.BINARY, "%"),
        (scalars.BINARY, ["AP8="]),
    ],
)
def test_what_is_no_value_is_the_clients_mistake(scalar: GraphQLScalarType, given: Any):
    with pytest.raises(GraphQLError) as caught:
        scalar.parse_value(given)
    assert caught.value.extensions == {"code": "BAD_USER_INPUT"}
    assert len(caught.value.message) < 200


@pytest.mark.parametrize("literal", ["[1]", "{a: 1}", "true", "RED"])
def test_literals_of_other_shapes_are_refused(literal: str):
    with pytest.raises(GraphQLError):
        scalars.DECIMAL.parse_literal(parse_value(literal))


def test_without_time_zones_moments_are_naive():
    with override_settings(USE_TZ=False):
        assert scalars.DATE_TIME.parse_value("2026-03-01T12:00:00Z") == datetime.datetime(2026, 3, 1, 12)
        assert scalars.DATE_TIME.serialize(datetime.datetime(2026, 3, 1, 12)) == "2026-03-01T12:00:00Z"


def test_a_literal_that_is_no_value_is_told_with_its_place():
    query = GraphQLObjectType("Query", {"row": GraphQLField(GraphQLString, args={"pk": GraphQLArgument(scalars.UUID)})})
    for wrong in ('"x"', "[1]"):
        [error] = validate(GraphQLSchema(query), parse(f"{{ row(pk: {wrong}) }}"))
        assert (error.locations, error.extensions) == ([SourceLocation(1, 11)], {"code": "BAD_USER_INPUT"})
