"""What a statement's text depends on, apart from the values that it is executed with.

Arguments and row rules are parted into a shape, which is part of the key that a statement is known by, and values, which fill its
parameters.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import Field, IntegerField, Model, Q

from django_graphql_auto.execution.statements.dependencies import depend
from django_graphql_auto.execution.statements.slots import Convert, ListSlot, Parameter, Slot, rounded
from django_graphql_auto.execution.values import check_list, check_text
from django_graphql_auto.introspection import compared_field, is_storable_integer
from django_graphql_auto.schema.entities import Entity

SCALARS = frozenset({str, int, float, Decimal, uuid.UUID, datetime.datetime, datetime.date, datetime.time, datetime.timedelta})
"""Classes of values that can be parameters. Truth is none: Django writes it as a condition of its own."""
SINGLE = frozenset({"eq", "ne", "lt", "lte", "gt", "gte"})
SEVERAL = frozenset({"in", "notIn"})
"""Operators whose values can be parameters."""


class Unshaped(Exception):
    """A value of which no key can be made."""


@dataclass(frozen=True, slots=True)
class Given:
    """A client's value, on its way into a condition."""

    place: Hashable
    value: Any

    def compared(self, column: Field[Any, Any] | None, convert: Convert | None = None) -> Any:
        """What the column is compared with: a slot, or the value itself where the statement must know it."""
        stored = comparable(column)
        if stored is None:
            return self.looked_at()
        make = ListSlot if isinstance(self.value, tuple) else Slot
        return make(Parameter(self.place, stored, convert), self.value, stored)

    def looked_at(self) -> Any:
        """The value; the statement will be one for just this value."""
        depend("given", self.place, self.value)
        return list(self.value) if isinstance(self.value, tuple) else self.value


def looked_at(value: Any) -> Any:
    """A value of any depth without its :class:`Given`."""
    match value:
        case Given():
            return value.looked_at()
        case Mapping():
            return {name: looked_at(inner) for name, inner in value.items()}
        case list():
            return [looked_at(inner) for inner in value]
    return value


@dataclass
class Shaped:
    """``shape`` is None where no key can be made; ``repeats`` tells whether the values are all in ``values``."""

    shape: Hashable
    value: Any
    values: dict[Hashable, Any] = field(default_factory=dict)
    repeats: bool = True


def shaped_arguments(given: Mapping[str, Any]) -> Shaped:
    """A list's arguments, its cursors apart: what they mean is known only to who knows the order."""
    shaper = _Shaper()
    others = {name: value for name, value in given.items() if name not in ("where", "after", "before")}
    try:
        shape, where = shaper.part("", given.get("where"))
        repeats = shaper.repeats and "search" not in given
        said = (frozen(others), "where" in given, shape)  # null is not absent: it is refused
        return Shaped(said, {**given, "where": where} if "where" in given else given, shaper.values, repeats)
    except Unshaped:
        return Shaped(None, given, repeats=False)


@dataclass
class _Shaper:
    values: dict[Hashable, Any] = field(default_factory=dict)
    repeats: bool = True

    def part(self, name: str, value: Any) -> tuple[Hashable, Any]:
        if isinstance(value, Mapping):
            parts = {key: self.part(key, inner) for key, inner in value.items()}
            return (dict, *((key, shape) for key, (shape, _) in parts.items())), {key: made for key, (_, made) in parts.items()}
        if name in SINGLE and is_scalar(value):
            return (type(value),), self._given(value)
        if name in SEVERAL and isinstance(value, list) and _are_alike(value):
            return (type(value[0]), rounded(len(value))), self._given(tuple(value))
        if isinstance(value, list):
            several = [self.part("", inner) for inner in value]
            return (list, *(shape for shape, _ in several)), [made for _, made in several]
        self.repeats = self.repeats and isinstance(value, bool | None)
        return frozen(value), value

    def _given(self, value: Any) -> Given:
        check_list(value)
        check_text(value)
        place = ("where", len(self.values))
        self.values[place] = value
        return Given(place, value)


def _are_alike(values: list[Any]) -> bool:
    return bool(values) and all(type(each) is type(values[0]) and is_scalar(each) for each in values)


def is_scalar(value: Any) -> bool:
    return type(value) in SCALARS and not (type(value) is int and not is_storable_integer(value))


def frozen(value: Any) -> Hashable:
    """A value as part of a key: 1, 1.0 and true are three. Raises :class:`Unshaped`."""
    match value:
        case Mapping():
            return (dict, *((key, frozen(inner)) for key, inner in value.items()))
        case list() | tuple():
            return (type(value), *map(frozen, value))
        case set() | frozenset():
            return (type(value), frozenset(map(frozen, value)))
        case Model():
            return (value._meta.label, value.pk)
    if hasattr(value, "resolve_expression") or hasattr(value, "query"):
        raise Unshaped
    try:
        hash(value)
    except TypeError:
        raise Unshaped from None
    return (type(value), value)


def shaped_rule(entity: Entity, rule: Q, action: str) -> Shaped:
    """A row rule for an action: its plain values become parameters."""
    values: dict[Hashable, Any] = {}
    try:
        shape, condition = _rule_part(_Ruled(entity, action), rule, values)
    except Unshaped:
        return Shaped(None, rule)
    return Shaped(shape, condition, values)


@dataclass(frozen=True, slots=True)
class _Ruled:
    """Whose rule it is, for what."""

    entity: Entity
    action: str


def _rule_part(ruled: _Ruled, rule: Q, values: dict[Hashable, Any]) -> tuple[Hashable, Q]:
    made = Q.create(connector=rule.connector, negated=rule.negated)
    shapes: list[Hashable] = [rule.connector, rule.negated]
    for child in rule.children:
        shape, part = _rule_part(ruled, child, values) if isinstance(child, Q) else _rule_leaf(ruled, child, values)
        shapes.append(shape)
        made.children.append(part)
    return tuple(shapes), made


def _rule_leaf(ruled: _Ruled, leaf: Any, values: dict[Hashable, Any]) -> tuple[Hashable, Any]:
    if not isinstance(leaf, tuple):
        raise Unshaped
    path, value = leaf
    column = compared_field(ruled.entity.model, path)
    stored = comparable(column)
    value = _key_of(value, column) if stored is not None and _is_row_of(value, column) else value
    if stored is None or not is_scalar(value) or _is_fitted(value, stored):
        if not _is_fixed(value):
            raise Unshaped
        return (path, frozen(value)), leaf
    place = ("scope", ruled, len(values))
    values[place] = value
    return (path, type(value)), (path, Slot(Parameter(place, stored), value, stored))


def _is_fitted(value: Any, stored: Field[Any, Any]) -> bool:
    """Whether Django makes another value of it before it compares: of a fraction the next whole number, of a text a number."""
    return isinstance(stored, IntegerField) and type(value) is not int


FIXED = (str, bytes, int, float, type(None), Decimal, uuid.UUID, datetime.date, datetime.time, datetime.timedelta, Enum, Model)


def _is_fixed(value: Any) -> bool:
    """Whether it says the same for ever. An object of the project's, or a lazy one, may turn into something else in every request."""
    if isinstance(value, Mapping):
        return all(map(_is_fixed, value.values()))
    return all(map(_is_fixed, value)) if isinstance(value, list | tuple | set | frozenset) else isinstance(value, FIXED)


def _is_row_of(value: Any, column: Any) -> bool:
    """Whether it is a row that a foreign key can lead to; any other is left to Django, which refuses it."""
    return isinstance(value, Model) and column.is_relation and isinstance(value, column.related_model._meta.concrete_model)


def _key_of(instance: Model, column: Any) -> Any:
    """What a foreign key stores of a row."""
    while column is not None and column.is_relation and isinstance(instance, Model):
        column = column.target_field
        instance = getattr(instance, column.attname)
    return instance


def comparable(column: Any) -> Field[Any, Any] | None:
    """The field whose values a column stores, where a comparison with it needs to know nothing of the value."""
    while column is not None and column.is_relation:
        column = getattr(column, "target_field", None)
    return column if column is not None and _is_comparable(type(column)) else None


def _is_comparable(field_class: type[Any]) -> bool:
    return field_class.__module__.startswith("django.") and field_class.__name__ in COMPARABLE


COMPARABLE = frozenset(
    {
        *("AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField"),
        *("PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField", "FloatField", "DecimalField"),
        *(
            "CharField",
            "TextField",
            "SlugField",
            "EmailField",
            "URLField",
            "UUIDField",
            "DateField",
            "DateTimeField",
            "TimeField",
            "DurationField",
        ),
    }
)
"""Django's own classes only: a project's may have lookups of its own."""
