"""How a Django field is served: one row per field class. An unknown class takes the row of the nearest class along its MRO."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import PurePath
from typing import Any

from django.db import models
from graphql import GraphQLBoolean, GraphQLFloat, GraphQLInt, GraphQLScalarType, GraphQLString

from django_graphql_auto.introspection import known_class
from django_graphql_auto.introspection.records import FieldInfo
from django_graphql_auto.schema import scalars

Convert = Callable[[Any], Any]
FILES = frozenset({"file", "image"})
"""Structures of columns that hold the name of a file."""
NUMBER = frozenset({"sum", "avg", "stddev", "extreme"})
ORDERED = frozenset({"extreme"})


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """One row. ``convert`` makes a row's value JSON-ready; None where orjson writes it as it is."""

    scalar: GraphQLScalarType
    operators: str
    """A key of ``lookups.OPERATOR_SETS``."""
    convert: Convert | None = None
    aggregates: frozenset[str] = field(default=frozenset())
    structure: str = ""
    """``file``, ``image``, ``range`` or ``array``: the value is more than a scalar."""
    sum_scalar: GraphQLScalarType | None = None
    average_scalar: GraphQLScalarType | None = None
    truncation: str = ""
    """``date``, ``moment`` or ``time``: how groups can be truncated."""
    orderable: bool = True


def file_name(value: Any) -> str:
    """The last part of a path: the rest would tell how the server is laid out."""
    return PurePath(str(value)).name


INTEGER = FieldMapping(GraphQLInt, "Int", aggregates=NUMBER, sum_scalar=scalars.BIG_INT, average_scalar=GraphQLFloat)
BIG_INTEGER = FieldMapping(scalars.BIG_INT, "BigInt", str, NUMBER, sum_scalar=scalars.BIG_INT, average_scalar=GraphQLFloat)
TEXT = FieldMapping(GraphQLString, "String", aggregates=ORDERED)
OTHER = FieldMapping(GraphQLString, "Presence", str, orderable=False)
"""What a field class that nothing is known of becomes: its text, told apart from null only."""

FIELD_MAPPINGS: dict[type[models.Field[Any, Any]], FieldMapping] = {
    models.Field: OTHER,
    models.IntegerField: INTEGER,
    models.BigIntegerField: BIG_INTEGER,
    models.PositiveBigIntegerField: BIG_INTEGER,
    models.AutoField: FieldMapping(GraphQLInt, "Int", aggregates=ORDERED),
    models.BigAutoField: FieldMapping(scalars.BIG_INT, "BigInt", str, ORDERED),
    models.SmallAutoField: FieldMapping(GraphQLInt, "Int", aggregates=ORDERED),
    models.FloatField: FieldMapping(GraphQLFloat, "Float", None, NUMBER, sum_scalar=GraphQLFloat, average_scalar=GraphQLFloat),
    models.DecimalField: FieldMapping(
        scalars.DECIMAL, "Decimal", scalars.decimal_text, NUMBER, sum_scalar=scalars.DECIMAL, average_scalar=scalars.DECIMAL
    ),
    models.BooleanField: FieldMapping(GraphQLBoolean, "Boolean"),
    models.CharField: TEXT,
    models.TextField: TEXT,
    models.GenericIPAddressField: TEXT,
    models.FilePathField: FieldMapping(GraphQLString, "Presence", file_name, orderable=False),
    models.UUIDField: FieldMapping(scalars.UUID, "UUID"),
    models.DateField: FieldMapping(scalars.DATE, "Date", aggregates=ORDERED, truncation="date"),
    models.TimeField: FieldMapping(scalars.TIME, "Time", aggregates=ORDERED, truncation="time"),
    models.DateTimeField: FieldMapping(scalars.DATE_TIME, "DateTime", scalars.utc, ORDERED, truncation="moment"),
    models.DurationField: FieldMapping(
        scalars.DURATION,
        "Duration",
        scalars.duration_text,
        frozenset({"sum", "avg", "extreme"}),
        sum_scalar=scalars.DURATION,
        average_scalar=scalars.DURATION,
    ),
    models.BinaryField: FieldMapping(scalars.BINARY, "Presence", scalars.binary_text, orderable=False),
    models.JSONField: FieldMapping(scalars.JSON, "JSON", orderable=False),
    models.FileField: FieldMapping(GraphQLString, "Presence", structure="file", orderable=False),
    models.ImageField: FieldMapping(GraphQLString, "Presence", structure="image", orderable=False),
}

try:
    from django.contrib.postgres import fields as postgres
    from django.contrib.postgres.search import SearchVectorField
except ImportError:  # psycopg is an extra
    UNSERVED: tuple[type[models.Field[Any, Any]], ...] = ()
else:
    UNSERVED = (SearchVectorField,)
    FIELD_MAPPINGS |= {
        postgres.ArrayField: FieldMapping(GraphQLString, "Array", structure="array", orderable=False),
        postgres.HStoreField: FieldMapping(scalars.JSON, "HStore", orderable=False),
        postgres.IntegerRangeField: FieldMapping(GraphQLInt, "Range", structure="range", orderable=False),
        postgres.BigIntegerRangeField: FieldMapping(scalars.BIG_INT, "Range", str, structure="range", orderable=False),
        postgres.DecimalRangeField: FieldMapping(scalars.DECIMAL, "Range", scalars.decimal_text, structure="range", orderable=False),
        postgres.DateRangeField: FieldMapping(scalars.DATE, "Range", structure="range", orderable=False),
        postgres.DateTimeRangeField: FieldMapping(scalars.DATE_TIME, "Range", scalars.utc, structure="range", orderable=False),
    }


def mapping_of(info: FieldInfo) -> FieldMapping:
    """The row of a column. A class of its own may also read values of its own; the row's scalar then decides how they are written."""
    found = known_class(info.field_class, FIELD_MAPPINGS)
    row = FIELD_MAPPINGS[found] if found else OTHER
    if row.convert is None and not row.structure and reads_otherwise(info.field_class, found):
        return replace(row, convert=_PLAIN.get(row.scalar, row.scalar.serialize))
    return row


_PLAIN: dict[GraphQLScalarType, Convert] = {GraphQLString: str, GraphQLInt: int, GraphQLFloat: float, GraphQLBoolean: bool}


def reads_otherwise(field_class: type[models.Field[Any, Any]], known: type | None) -> bool:
    """Whether a class between the column's own and its row's changes what the database gives."""
    own = takewhile(lambda candidate: candidate is not known, field_class.__mro__)
    return any("from_db_value" in vars(candidate) for candidate in own)


def fallback_of(info: FieldInfo) -> type | None:
    """The class whose row serves a column of a class that has none; None where it has, or is Django's own."""
    if info.field_class in FIELD_MAPPINGS or info.field_class.__module__.startswith("django."):
        return None
    return known_class(info.field_class, FIELD_MAPPINGS) or models.Field


def map_field(field_class: type[models.Field[Any, Any]], mapping: FieldMapping) -> None:
    """Adds a row for a third party's field class; call it before the schema is built (an app's ``graphql_auto`` module is a good place)."""
    FIELD_MAPPINGS[field_class] = mapping
