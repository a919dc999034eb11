"""Keyset cursors (Relay's Cursor Connections): the order key values of a row, and the condition that continues after them."""

from __future__ import annotations

import base64
import binascii
import datetime
import decimal
import hashlib
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db import connections
from django.db.models import BooleanField, F, Func, Lookup, Q, Subquery, Value

from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.execution.querysets.ordering import OrderKey, column_path


def _decimal(text: str) -> decimal.Decimal:
    """Written out, an exponent of any size would be a text of any size."""
    number = decimal.Decimal(text)
    if not number.is_finite() or abs(number.adjusted()) > 1000:
        raise ValueError(text)
    return number


TAGS: tuple[tuple[str, type, Callable[[Any], Any], Callable[[Any], Any]], ...] = (
    ("n", decimal.Decimal, str, _decimal),
    ("m", datetime.datetime, datetime.datetime.isoformat, datetime.datetime.fromisoformat),
    ("d", datetime.date, datetime.date.isoformat, datetime.date.fromisoformat),
    ("t", datetime.time, datetime.time.isoformat, datetime.time.fromisoformat),
    ("u", uuid.UUID, str, uuid.UUID),
    (
        "s",
        datetime.timedelta,
        lambda value: value // datetime.timedelta(microseconds=1),
        lambda value: datetime.timedelta(microseconds=value),
    ),
)
"""Values that JSON has no form for: tag, class, out, back. Nearest class first."""


def order_hash(keys: Sequence[OrderKey]) -> str:
    """Names an order, so that a cursor of another one is refused."""
    text = ",".join(f"{key.name} {key.descending} {key.nulls_first}" for key in keys)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def encode(order: str, values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([order, *map(_packed, values)])).decode().rstrip("=")


def decode(text: str, keys: Sequence[OrderKey]) -> list[Any]:
    """The values in a cursor. Raises :class:`BadUserInput` where it is no cursor of this order."""
    try:
        order, *values = orjson.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        unpacked = [_unpacked(value) for value in values]
    except (binascii.Error, ValueError, TypeError, AttributeError, ArithmeticError, StopIteration) as error:
        raise BadUserInput("This is no cursor.") from error
    if order != order_hash(keys) or len(values) != len(keys):
        raise BadUserInput("This cursor belongs to another order.")
    return [_checked(key, value) for key, value in zip(keys, unpacked, strict=True)]


def _packed(value: Any) -> Any:
    for tag, kind, out, _ in TAGS:
        if isinstance(value, kind):
            return {tag: out(value)}
    return value


def _unpacked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    [(tag, packed)] = value.items()
    return next(back for known, _, _, back in TAGS if known == tag)(packed)


def _checked(key: OrderKey, value: Any) -> Any:
    """Whoever forges a cursor gets no further than its own error."""
    if value is None or isinstance(value, list):
        if value is None and key.nullable:
            return None
        raise BadUserInput("This is no cursor.")
    field = key.field or key.expression.output_field
    try:
        return field.get_prep_value(field.to_python(value))
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        raise BadUserInput("This is no cursor.") from error


class Row(Func):
    """``(a, b)``."""

    template = "(%(expressions)s)"

    def __init__(self, parts: Sequence[Any]) -> None:
        super().__init__(*parts, output_field=BooleanField())


class Rows(Subquery):
    """Several columns: a class of its own, since Django 6 asks a plain subquery for the one type of its value."""


class RowComparison(Lookup):
    """``(a, b) > (x, y)``: one range of an index over several columns. A lookup, since Django adds ``= True`` to what is none."""

    def __init__(self, operator: str, columns: Sequence[Any], others: Row | Rows) -> None:
        super().__init__(Row(columns), others)
        self.operator = operator

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_parameters = compiler.compile(self.lhs)
        right, right_parameters = compiler.compile(self.rhs)
        return f"({left} {self.operator} {right})", (*left_parameters, *right_parameters)


def after(keys: Sequence[OrderKey], values: Sequence[Any], alias: str) -> Q:
    """The rows that follow ``values`` in the order. Keys that are no columns must be annotated as ``order_<position>``."""
    if _is_one_range(keys, values, alias):
        operator = "<" if keys[0].descending else ">"
        fields = [_expression(value, key.field) for key, value in zip(keys, values, strict=True)]
        return Q(RowComparison(operator, [key.expression for key in keys], Row(fields)))
    return _leading_bound(keys[0], values[0], alias) & _after(list(enumerate(keys)), values, alias)


def _expression(value: Any, field: Any) -> Any:
    return value if hasattr(value, "resolve_expression") else Value(value, output_field=field)


def _is_one_range(keys: Sequence[OrderKey], values: Sequence[Any], alias: str) -> bool:
    plain = all(isinstance(key.expression, F) and key.field is not None for key in keys)
    behind_nulls = all(_is_behind_nulls(key, value, alias) for key, value in zip(keys, values, strict=True))
    one_way = len({key.descending for key in keys}) == 1
    return len(keys) > 1 and plain and behind_nulls and one_way and connections[alias].vendor in ("postgresql", "sqlite")


def _is_behind_nulls(key: OrderKey, value: Any, alias: str) -> bool:
    """Whether no null follows ``value``: a comparison, which never holds for nulls, then says all."""
    return not key.nullable or (value is not None and key.puts_nulls_first(alias))


def path_of(position: int, key: OrderKey) -> str:
    """What conditions call a key: a column's path, or the annotation's name."""
    return column_path(key.expression) if isinstance(key.expression, F) else f"order_{position}"


def _leading_bound(key: OrderKey, value: Any, alias: str) -> Q:
    """Implied by what follows; without it databases don't see a range of the index's first column."""
    if not _is_behind_nulls(key, value, alias):
        return Q()
    return Q(**{f"{path_of(0, key)}__{'lte' if key.descending else 'gte'}": value})


def _after(keys: list[tuple[int, OrderKey]], values: Sequence[Any], alias: str) -> Q:
    [(position, key), *rest] = keys
    path, value = path_of(position, key), values[position]
    beyond = _beyond(key, path, value, alias)
    if not rest:
        return beyond
    same = Q(**{f"{path}__isnull": True}) if value is None else Q(**{path: value})
    return beyond | (same & _after(rest, values, alias))


def _beyond(key: OrderKey, path: str, value: Any, alias: str) -> Q:
    nulls_first = key.nullable and key.puts_nulls_first(alias)
    if value is None:
        return Q(**{f"{path}__isnull": False}) if nulls_first else Q(pk__in=())
    further = Q(**{f"{path}__{'lt' if key.descending else 'gt'}": value})
    return further if nulls_first or not key.nullable else further | Q(**{f"{path}__isnull": True})
