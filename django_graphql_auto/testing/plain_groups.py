"""Groups of the oracle: rows dealt out by the values of their keys, in Python."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from django_graphql_auto.schema.entities import Entity, Hop
from django_graphql_auto.testing.plain_rows import VisibleRows


@dataclass(frozen=True)
class Group:
    key: Mapping[Any, Any]
    """By column or relation."""
    items: Sequence[Any]


@dataclass(frozen=True)
class KeyValue:
    """``sorted_by`` is what groups are told apart and ordered by, ``shown`` what the answer holds."""

    sorted_by: Any
    shown: Any


def group_items(run: VisibleRows, entity: Entity, items: Sequence[Any], arguments: Mapping[str, Any]) -> list[Group]:
    """The groups of ``by``, in the order of their keys."""
    elements = [next(iter(element.items())) for element in arguments["by"]]
    members = [entity.hops.get(name) or entity.columns_and_key()[name] for name, _ in elements]
    grouped: dict[tuple[Any, ...], tuple[list[KeyValue], list[Any]]] = {}
    for item in items:
        values = [_key_value(run, entity, item.row, name, how) for name, how in elements]
        grouped.setdefault(tuple(value.sorted_by for value in values), (values, []))[1].append(item)
    ordered = sorted(grouped.items(), key=lambda pair: [_sortable(value) for value in pair[0]])
    return [Group(dict(zip(members, (value.shown for value in values), strict=True)), found) for _, (values, found) in ordered]


def _sortable(value: Any) -> tuple[bool, Any]:
    """Nulls first, on every database."""
    return (value is not None, 0 if value is None else value)


def _key_value(run: VisibleRows, entity: Entity, row: Any, name: str, how: Any) -> KeyValue:
    if name in entity.hops:
        return _related(run, entity.hops[name], row)
    value = getattr(row, entity.columns_and_key()[name].path)
    if isinstance(how, Mapping) and how.get("trunc") and value is not None:
        value = _truncated(value, how["trunc"])
    shown = None if value == "" and name in entity.columns and entity.columns[name].enum else value
    return KeyValue(value, shown)


def _related(run: VisibleRows, hop: Hop, row: Any) -> KeyValue:
    """All rows without a visible related row are one group."""
    try:
        found = getattr(row, hop.relation.name)
    except ObjectDoesNotExist:
        found = None
    visible = run.visible(run.entities[hop.target], found.pk) if found is not None else None
    return KeyValue(getattr(row, hop.relation.parent_key) if visible else None, visible)


def _truncated(value: Any, unit: str) -> Any:
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return _TRUNCATIONS[unit](value)


def _day(value: Any) -> Any:
    return value.replace(hour=0, minute=0, second=0, microsecond=0) if isinstance(value, datetime.datetime) else value


_TRUNCATIONS: Mapping[str, Callable[[Any], Any]] = {
    "year": lambda value: _day(value).replace(month=1, day=1),
    "quarter": lambda value: _day(value).replace(month=(value.month - 1) // 3 * 3 + 1, day=1),
    "month": lambda value: _day(value).replace(day=1),
    "week": lambda value: _day(value) - datetime.timedelta(days=value.weekday()),
    "day": _day,
    "hour": lambda value: value.replace(minute=0, second=0, microsecond=0),
    "minute": lambda value: value.replace(second=0, microsecond=0),
}
