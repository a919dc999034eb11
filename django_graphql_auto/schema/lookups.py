"""The operators of ``where``: each row holds its GraphQL argument and its ORM condition. Names are Django's lookups in camel case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import Q

from django_graphql_auto.exceptions import BadUserInput


class Argument(Enum):
    """The type an operator takes, relative to the column's own."""

    VALUE = "the column's type"
    LIST = "a list of the column's type"
    PAIR = "a list of exactly two of the column's type"
    BOOLEAN = "Boolean"
    TEXT = "String"
    TEXTS = "a list of String"
    PATTERN = "String, a regular expression"
    INTEGER = "IntOperators"
    DATE = "DateOperators"
    TIME = "TimeOperators"
    JSON = "JSON"
    JSON_PATH = "JSONPathOperators"
    ELEMENT = "the element's type"
    DISTANCE = "DistanceOperators"


Condition = Callable[[str, Any], Q]


@dataclass(frozen=True, slots=True)
class Lookup:
    """One operator. A transform (``year``) has no condition: its argument's operators apply to ``path__transform``."""

    name: str
    argument: Argument
    condition: Condition | None
    transform: str = ""


def _django(lookup: str) -> Condition:
    return lambda path, value: Q(**{f"{path}__{lookup}": value})


def _differs(path: str, value: Any) -> Q:
    return ~Q(**{f"{path}__exact": value})


def _not_in(path: str, value: Any) -> Q:
    return ~Q(**{f"{path}__in": value})


def _range(path: str, value: Any) -> Q:
    if len(value) != 2:
        raise BadUserInput("range takes exactly two values.")
    return Q(**{f"{path}__range": tuple(value)})


def _contains_value(path: str, value: Any) -> Q:
    """Django casts the value to the range's own numbers, and knows no digits for decimals: a range of one value needs no cast."""
    if isinstance(value, Decimal):
        from django.db.backends.postgresql.psycopg_any import NumericRange

        value = NumericRange(value, value, "[]")
    return Q(**{f"{path}__contains": value})


def _json_ordered(lookup: str) -> Condition:
    """JSON's null is neither smaller nor larger than anything; databases have it at one end or the other."""
    return lambda path, value: Q(**{f"{path}__{lookup}": value}) & ~Q(**{path: None})


def _distance(path: str, value: Any) -> Q:
    from django_graphql_auto.schema.geometry import distance_condition

    return distance_condition(path, value)


def _plain(argument: Argument, **names: str) -> tuple[Lookup, ...]:
    return tuple(Lookup(name, argument, _django(lookup)) for name, lookup in names.items())


def _transforms(argument: Argument, **names: str) -> tuple[Lookup, ...]:
    return tuple(Lookup(name, argument, None, transform) for name, transform in names.items())


EXACT = (
    Lookup("eq", Argument.VALUE, _django("exact")),
    Lookup("ne", Argument.VALUE, _differs),
    Lookup("in", Argument.LIST, _django("in")),
    Lookup("notIn", Argument.LIST, _not_in),
)
NULL = _plain(Argument.BOOLEAN, isNull="isnull")
ORDERED = (*_plain(Argument.VALUE, lt="lt", lte="lte", gt="gt", gte="gte"), Lookup("range", Argument.PAIR, _range))
TEXT = _plain(
    Argument.TEXT,
    iexact="iexact",
    contains="contains",
    icontains="icontains",
    startswith="startswith",
    istartswith="istartswith",
    endswith="endswith",
    iendswith="iendswith",
)
PATTERNS = _plain(Argument.PATTERN, regex="regex", iregex="iregex")
FULL_TEXT = _plain(Argument.TEXT, search="search")
DATE_PARTS = _transforms(
    Argument.INTEGER,
    year="year",
    quarter="quarter",
    month="month",
    day="day",
    week="week",
    weekDay="week_day",
    isoYear="iso_year",
    isoWeekDay="iso_week_day",
)
TIME_PARTS = _transforms(Argument.INTEGER, hour="hour", minute="minute", second="second")
MOMENT_PARTS = (*_transforms(Argument.DATE, date="date"), *_transforms(Argument.TIME, time="time"))
JSON = (
    *_plain(Argument.JSON, eq="exact", contains="contains", containedBy="contained_by"),
    *_plain(Argument.TEXT, hasKey="has_key"),
    *_plain(Argument.TEXTS, hasKeys="has_keys", hasAnyKeys="has_any_keys"),
    Lookup("path", Argument.JSON_PATH, None),
)
ARRAY = (
    *_plain(Argument.VALUE, eq="exact", contains="contains", containedBy="contained_by", overlap="overlap"),
    *_transforms(Argument.INTEGER, length="len"),
)
RANGE = (
    *_plain(
        Argument.VALUE,
        eq="exact",
        contains="contains",
        containedBy="contained_by",
        overlap="overlap",
        fullyLt="fully_lt",
        fullyGt="fully_gt",
        notLt="not_lt",
        notGt="not_gt",
        adjacentTo="adjacent_to",
    ),
    Lookup("containsValue", Argument.ELEMENT, _contains_value),
    *_plain(Argument.BOOLEAN, isEmpty="isempty"),
)
HSTORE = (
    *_plain(Argument.TEXT, hasKey="has_key"),
    *_plain(Argument.TEXTS, hasKeys="has_keys", hasAnyKeys="has_any_keys"),
    *_plain(Argument.JSON, contains="contains", containedBy="contained_by"),
)
GEOMETRY = _plain(
    Argument.VALUE,
    equals="equals",
    intersects="intersects",
    disjoint="disjoint",
    contains="contains",
    within="within",
    covers="covers",
    coveredBy="coveredby",
    overlaps="overlaps",
    touches="touches",
    crosses="crosses",
)
POINT = (*GEOMETRY, Lookup("distance", Argument.DISTANCE, _distance))
JSON_PATH_VALUE = (
    Lookup("eq", Argument.JSON, _django("exact")),
    *(Lookup(lookup, Argument.JSON, _json_ordered(lookup)) for lookup in ("lt", "lte", "gt", "gte")),
    Lookup("ne", Argument.JSON, _differs),
    *_plain(Argument.TEXT, contains="contains", icontains="icontains", startswith="startswith", endswith="endswith"),
    *_plain(Argument.BOOLEAN, isNull="isnull"),
)
"""Operators of a value inside a JSON column, beside ``at``."""

OPERATOR_SETS: dict[str, tuple[Lookup, ...]] = {
    "Boolean": (*EXACT, *NULL),
    "UUID": (*EXACT, *NULL),
    "Int": (*EXACT, *ORDERED, *NULL),
    "BigInt": (*EXACT, *ORDERED, *NULL),
    "Float": (*EXACT, *ORDERED, *NULL),
    "Decimal": (*EXACT, *ORDERED, *NULL),
    "Duration": (*EXACT, *ORDERED, *NULL),
    "String": (*EXACT, *ORDERED, *TEXT, *NULL),
    "Pattern": (*EXACT, *ORDERED, *TEXT, *PATTERNS, *NULL),
    "Date": (*EXACT, *ORDERED, *DATE_PARTS, *NULL),
    "Time": (*EXACT, *ORDERED, *TIME_PARTS, *NULL),
    "DateTime": (*EXACT, *ORDERED, *MOMENT_PARTS, *DATE_PARTS, *TIME_PARTS, *NULL),
    "JSON": (*JSON, *NULL),
    "HStore": (*HSTORE, *NULL),
    "Array": (*ARRAY, *NULL),
    "Range": (*RANGE, *NULL),
    "Geometry": (*GEOMETRY, *NULL),
    "Point": (*POINT, *NULL),
    "Enum": (*EXACT, *NULL),
    "ID": (*EXACT, *NULL),
    "Presence": NULL,
}
"""Operator inputs by name; each becomes one shared ``<Name>Operators`` input type."""
