"""The slices of graphene-django's connections: which rows they are, and what is said about the rows around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet, Window
from django.db.models.expressions import OrderBy
from django.db.models.functions import DenseRank, RowNumber
from graphene_django import DjangoConnectionField
from graphene_django.utils import maybe_queryset
from graphql_relay import cursor_to_offset, get_offset_with_default, offset_to_cursor

from django_graphql_auto.graphene_schemas.readings import ConnectionRows
from django_graphql_auto.graphene_schemas.relations import PARENT

NUMBER, TOTAL = "planned_number", "planned_total"


@dataclass(frozen=True, slots=True)
class Sliced:
    """A connection's rows and arguments, checked but not yet looked up."""

    connection: Any
    arguments: Mapping[str, Any]
    queryset: Any
    """A queryset, or a list of instances."""


def sliced(field: ConnectionRows, inner: Any) -> Any:
    """The field's resolver with ``inner`` in the place of its own, giving :class:`Sliced` where it would have looked rows up."""
    base: Any = field.field
    return partial(_slicing(base).connection_resolver, inner, *field.arguments[1:], **field.keywords)


@cache
def _slicing(field: Any) -> Any:
    def resolve_connection(cls: Any, connection: Any, args: dict[str, Any], iterable: Any, max_limit: int | None = None) -> Any:
        rows = maybe_queryset(iterable)
        if not isinstance(rows, QuerySet) and not (isinstance(rows, list) and args.get("before") is None):
            return super(cls, cls).resolve_connection(connection, args, iterable, max_limit)
        return Sliced(connection, _slice_arguments(args, max_limit), rows)

    return type(f"Planned{field.__name__}", (field,), {"resolve_connection": classmethod(resolve_connection)})


def looked_up(sliced: Sliced) -> Any:
    """The connection as graphene-django makes it, instances and all."""
    return DjangoConnectionField.resolve_connection(sliced.connection, dict(sliced.arguments), sliced.queryset)


def _slice_arguments(given: Mapping[str, Any], max_limit: int | None) -> dict[str, Any]:
    """``offset`` as a cursor, and the most rows where the client asked for no number."""
    arguments = dict(given)
    offset: Any = arguments.pop("offset", None)
    after = arguments.get("after")
    if offset:
        if after:
            offset += cursor_to_offset(after) + 1  # type: ignore[operator]
        arguments["after"] = offset_to_cursor(offset - 1)
    if max_limit is not None and arguments.get("first") is None and arguments.get("last") is None:
        arguments["first"] = max_limit
    _check(arguments)
    return arguments


def _check(arguments: Mapping[str, Any]) -> None:
    for name in ("first", "last"):
        if isinstance(arguments.get(name), int) and arguments[name] < 0:
            raise ValueError(f"Argument '{name}' must be a non-negative integer.")
    if get_offset_with_default(arguments.get("after"), -1) < -1:
        raise ValueError("Negative indexing is not supported.")


@dataclass(frozen=True, slots=True)
class Bounds:
    """A slice of ``total`` rows."""

    start: int
    end: int
    has_previous: bool
    has_next: bool


def bounds(arguments: Mapping[str, Any], total: int) -> Bounds:
    """Where the slice begins and ends, as graphql-relay's ``connection_from_array_slice`` has it."""
    after, before, first, last = (arguments.get(name) for name in ("after", "before", "first", "last"))
    after_offset = get_offset_with_default(after, -1)
    start, end = min(after_offset + 1, total), total
    before_offset = get_offset_with_default(before, end)
    if 0 <= before_offset < total:
        end = min(end, before_offset)
    if isinstance(first, int):
        end = min(end, start + first)
    if end < start:
        raise ValueError("Negative indexing is not supported.")
    if isinstance(last, int):
        start = max(start, end - last)
    lower, upper = after_offset + 1 if after else 0, before_offset if before else total
    return Bounds(start, end, isinstance(last, int) and start > lower, isinstance(first, int) and end < upper)


def needs_total(arguments: Mapping[str, Any]) -> bool:
    """Whether the number of all rows decides which ones are in the slice, or what is said about others."""
    return arguments.get("last") is not None or bool(arguments.get("before"))


def first_row(arguments: Mapping[str, Any]) -> int:
    """How many rows are before the earliest that can be in the slice."""
    return get_offset_with_default(arguments.get("after"), -1) + 1


def is_limited(arguments: Mapping[str, Any]) -> bool:
    return any(arguments.get(name) is not None for name in ("first", "last", "before")) or first_row(arguments) > 0


def numbered(queryset: QuerySet[Any], link: str, arguments: Mapping[str, Any], with_total: bool, extra: int) -> QuerySet[Any]:
    """The slices of all parents, whom ``link`` tells apart: numbered rows, and each parent's first where the total must be known."""
    order = [*_order(queryset), *(OrderBy(F(field.attname)) for field in queryset.model._meta.pk_fields)]
    rows = queryset.annotate(**{NUMBER: _number(queryset, link, order)})
    if with_total:
        rows = rows.annotate(**{TOTAL: _total(queryset, link, order)})
    wanted = _wanted(arguments, extra)
    found: QuerySet[Any] = rows.filter(wanted | Q(**{NUMBER: 1}) if with_total else wanted).order_by(NUMBER)
    return found


def _order(queryset: QuerySet[Any]) -> list[Any]:
    """The queryset's order, as Django itself numbers rows by when it prefetches slices."""
    return [expression for expression, _ in queryset.query.get_compiler(using=queryset.db).get_order_by()]


def _number(queryset: QuerySet[Any], link: str, order: list[Any]) -> Window:
    """The row's number among its parent's; rows that DISTINCT makes one of have one number."""
    return Window(DenseRank() if queryset.query.distinct else RowNumber(), partition_by=[F(link)], order_by=order)


def _total(queryset: QuerySet[Any], link: str, order: list[Any]) -> Any:
    """The number of the parent's rows. Those that DISTINCT makes one of count once: a row's numbers from either end say how many."""
    if not queryset.query.distinct:
        return Window(Count("pk"), partition_by=[F(link)])
    backwards = [expression.copy() for expression in order]
    for expression in backwards:
        expression.reverse_ordering()
    return _number(queryset, link, order) + _number(queryset, link, backwards) - 1


def _wanted(arguments: Mapping[str, Any], extra: int) -> Q:
    start = first_row(arguments)
    wanted = Q(**{f"{NUMBER}__gt": start})
    ends = [start + arguments["first"]] if arguments.get("first") is not None else []
    before = get_offset_with_default(arguments.get("before"), -1)
    ends += [before] if before >= 0 else []
    if ends:
        wanted &= Q(**{f"{NUMBER}__lte": min(ends) + extra})
    if (last := arguments.get("last")) is not None:
        late = Q(**{f"{NUMBER}__gt": F(TOTAL) - last})
        wanted &= late | Q(**{f"{NUMBER}__gt": min(ends) - last}) if ends else late
    return wanted


def is_batchable(queryset: Any, model: type[Model]) -> bool:
    """Whether a queryset is of many parents' rows still, after code of the project had it, and can be divided among them."""
    if not isinstance(queryset, QuerySet) or queryset.model is not model:
        return False
    return PARENT in queryset.query.annotations and not queryset.query.is_sliced and not queryset.query.combinator
