"""How a column becomes what an answer writes: one row per database and field class, where a shorter way exists than Django's value.

Elsewhere the value is made as Django makes it and then written as the field's mapping says.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, F, Field, Func, TextField
from django.db.models.functions import Cast
from django.utils.dateparse import parse_date, parse_datetime

from django_graphql_auto.planning import conversions
from django_graphql_auto.planning.faults import Fault
from django_graphql_auto.schema import scalars
from django_graphql_auto.schema.entities import Column
from django_graphql_auto.schema.field_mappings import Convert

MakeConvert = Callable[[Column, Convert], Convert | None]
"""From a column and the long way to the short one; None where the driver's value is written as it is."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One row. ``instead_of`` is the mapping's own conversion, which the reader spares: another one is the project's, and holds."""

    instead_of: Convert | None
    convert: MakeConvert
    expression: Callable[[F], Any] | None = None
    """What is selected in the column's place."""
    python: Convert | None = None
    """What makes the expression's value what Django's fields have."""
    inline: Callable[[Column], str] | None = None
    """The usual case as a Python expression of the value, ``$a``, which saves a call for each row; of all others ``$call`` is told."""


def reader_of(column: Column, connection: Any) -> Reader | None:
    """The short way, or None where there is none."""
    field = _stored(column.info.field)
    reader = READERS.get(connection.vendor, {}).get(field.get_internal_type())
    return reader if reader and _is_plain(column, field, reader) and _is_in_utc(field, connection) else None


def display_of(column: Column, reader: Reader | None, python: Convert | None) -> Convert | None:
    """What makes the raw value JSON-ready; ``python`` makes it what Django's fields have."""
    convert, python = conversions.converter(column), reader.python or python if reader else python
    long_way: Convert = convert or python or _unchanged if python is None or convert is None else _both(python, convert)
    if python is not None:
        long_way = _readable(long_way)
    if reader is not None:
        return reader.convert(column, long_way)
    return None if long_way is _unchanged else long_way


def _both(python: Convert, convert: Convert) -> Convert:
    """One after the other; what Django's fields make null stays null."""

    def both(value: Any) -> Any:
        made = python(value)
        return None if made is None else convert(made)

    return both


def _unchanged(value: Any) -> Any:
    return value


def _readable(convert: Convert) -> Convert:
    """What the column could not have stored is one field's fault: the row and the list go on."""

    def read(stored: Any) -> Any:
        try:
            return convert(stored)
        except (ValueError, TypeError, ArithmeticError):
            return Fault("A stored value is none that its column can have.")

    return read


def _stored(field: Any) -> Any:
    while field.is_relation:
        field = field.target_field
    return field


def _is_plain(column: Column, field: Any, reader: Reader) -> bool:
    own = hasattr(field, "from_db_value") or type(field).get_db_converters is not Field.get_db_converters
    return not own and column.enum is None and not column.mapping.structure and column.convert is reader.instead_of


def _is_in_utc(field: Any, connection: Any) -> bool:
    """Where time zones are used, moments are stored in UTC, unless the connection says otherwise."""
    return not isinstance(field, DateTimeField) or (settings.USE_TZ and connection.timezone_name == "UTC")


def _in_utc(reference: F) -> Any:
    """A moment without its zone, of which drivers and orjson make a text much faster than of one that has it."""
    return Func(reference, template="(%(expressions)s AT TIME ZONE 'UTC')", output_field=DateTimeField())


def _as_text(reference: F) -> Any:
    return Cast(reference, TextField())


def _undeclared(reference: F) -> Any:
    """A date or moment as the text that SQLite stores: of a column with a declared type, the driver would make an object at once."""
    return Func(reference, template="(%(expressions)s || '')", output_field=TextField())


def _as_it_is(column: Column, long_way: Convert) -> None:
    """The driver's value is what orjson writes."""


def _truth(column: Column, long_way: Convert) -> Convert:
    return bool


def _moment(column: Column, long_way: Convert) -> Convert:
    """``2026-01-02 03:04:05.000600`` as RFC 3339 has it. Other programs may write moments in other ways."""

    def convert(stored: Any) -> Any:
        usual = len(stored) == 19 or (len(stored) == 26 and stored[19] == "." and stored[20:] != "000000")
        return f"{stored[:10]}T{stored[11:]}Z" if usual and stored[10] == " " else long_way(stored)

    return convert


def _parsed_moment(stored: str) -> datetime.datetime:
    moment = parse_datetime(stored)
    if moment is None:
        raise ValueError(stored)
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _moment_inline(column: Column) -> str:
    usual = 'len($a) == 26 and $a[19] == "." and $a[20:] != "000000" or len($a) == 19'
    return f'f"{{$a[:10]}}T{{$a[11:]}}Z" if ({usual}) and $a[10] == " " else $call'


def _day(column: Column, long_way: Convert) -> Convert:
    def convert(stored: Any) -> Any:
        return stored if len(stored) == 10 and stored[7] == "-" else long_way(stored)

    return convert


def _parsed_day(stored: str) -> datetime.date:
    day = parse_date(stored)
    if day is None:
        raise ValueError(stored)
    return day


def _uuid(column: Column, long_way: Convert) -> Convert:
    def convert(stored: Any) -> Any:
        if not isinstance(stored, str) or len(stored) != 32:
            return long_way(stored)
        return f"{stored[:8]}-{stored[8:12]}-{stored[12:16]}-{stored[16:20]}-{stored[20:]}".lower()

    return convert


def _decimal(column: Column, long_way: Convert) -> Convert:
    """SQLite stores decimals as numbers. What does not have the column's places is left to Django's rounding."""
    places = _stored(column.info.field).decimal_places
    shape, most = f"%.{places}f", 10 ** (15 - places)

    def convert(stored: Any) -> Any:
        if not isinstance(stored, int | float):
            return long_way(stored)
        made: str = shape % stored
        return made if float(made) == stored and -most < stored < most else long_way(stored)

    return convert


def _decimal_inline(column: Column) -> str:
    places = _stored(column.info.field).decimal_places
    usual = f"-1e{15 - places} < $a < 1e{15 - places} and float($made := '%.{places}f' % $a) == $a"
    return f"$made if (type($a) is float or type($a) is int) and {usual} else $call"


def _truth_inline(column: Column) -> str:
    return "not not $a"


READERS: dict[str, dict[str, Reader]] = {
    "postgresql": {
        "DecimalField": Reader(scalars.decimal_text, _as_it_is, _as_text),
        "DateTimeField": Reader(scalars.utc, _as_it_is, _in_utc),
    },
    "sqlite": {
        "BooleanField": Reader(None, _truth, inline=_truth_inline),
        "DateField": Reader(None, _day, _undeclared, _parsed_day),
        "DateTimeField": Reader(scalars.utc, _moment, _undeclared, _parsed_moment, _moment_inline),
        "DecimalField": Reader(scalars.decimal_text, _decimal, inline=_decimal_inline),
        "UUIDField": Reader(None, _uuid),
    },
    "mysql": {
        "BooleanField": Reader(None, _truth, inline=_truth_inline),
        "DateTimeField": Reader(scalars.utc, _as_it_is),
    },
}
