"""A connection's answer from its rows: edges, cursors, page info, and what the project added to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql_relay import offset_to_cursor

from django_graphql_auto.graphene_schemas import paging
from django_graphql_auto.graphene_schemas.answers import has_non_null_items, list_of, object_of, objects_of
from django_graphql_auto.graphene_schemas.paging import Bounds, Sliced
from django_graphql_auto.graphene_schemas.plan import ConnectionShape, Nodes, Part
from django_graphql_auto.graphene_schemas.querysets import is_evaluated
from django_graphql_auto.graphene_schemas.running import Runner


@dataclass(frozen=True, slots=True)
class Found:
    """Answers of rows, per selection, and the rows' numbers among all of their connection, from 1. ``total`` is None where nobody asked."""

    answers: Sequence[Sequence[Any]]
    numbers: Sequence[int]
    total: int | None


class LazyConnection:
    """What resolvers of the project's own connection fields are given: rows are looked up only where they look at them."""

    def __init__(self, sliced: Sliced, length: int) -> None:
        self._sliced, self.length = sliced, length
        self.iterable = sliced.queryset if isinstance(sliced.queryset, list) else CountedRows(sliced.queryset, length)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(paging.looked_up(self._sliced), name)


class CountedRows:
    """A queryset whose rows were counted."""

    def __init__(self, queryset: Any, length: int) -> None:
        self._queryset, self._length = queryset, length

    def count(self) -> int:
        return self._length

    def __len__(self) -> int:
        return self._length

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queryset, name)

    def __iter__(self) -> Any:
        return iter(self._queryset)

    def __getitem__(self, index: Any) -> Any:
        return self._queryset[index]


cursor = lru_cache(maxsize=2_048)(offset_to_cursor)


def answer_sliced(run: Runner, shape: ConnectionShape, sliced: Sliced, nodes: Nodes) -> Any:
    """One connection: a count where it is needed, and one statement for its rows."""
    try:
        return answer_found(run, shape, sliced, _look_up(run, shape, sliced), nodes)
    except Exception as error:
        return run.fail(error, nodes)


def _look_up(run: Runner, shape: ConnectionShape, sliced: Sliced) -> Found:
    queryset, arguments = sliced.queryset, sliced.arguments
    total = _count(shape, sliced)
    if not shape.wants_rows:
        return Found([], [], total)
    start, stop = _range(shape, arguments, total)
    level, rows = run.look_up(shape.target, queryset[start:stop])
    return Found(run.answers(level, rows), range(start + 1, start + 1 + len(rows.tuples)), total)


def _count(shape: ConnectionShape, sliced: Sliced) -> int | None:
    """The number of all rows, where it is known or needed."""
    if isinstance(sliced.queryset, list):
        return len(sliced.queryset)
    needed = paging.needs_total(sliced.arguments) or shape.wants_length or is_evaluated(sliced.queryset)
    return sliced.queryset.count() if needed else None


def _range(shape: ConnectionShape, arguments: Mapping[str, Any], total: int | None) -> tuple[int, int | None]:
    if total is not None:
        found = paging.bounds(arguments, total)
        return found.start, found.end
    start = paging.first_row(arguments)
    first = arguments.get("first")
    return start, None if first is None else start + first + (1 if shape.wants_next else 0)


def answer_found(run: Runner, shape: ConnectionShape, sliced: Sliced, found: Found, nodes: Nodes) -> Any:
    """The connection's object; rows beside the slice only told that they are there."""
    total = found.total
    if total is None:
        total = found.numbers[-1] if found.numbers else paging.first_row(sliced.arguments)
    try:
        where = paging.bounds(sliced.arguments, total)
    except ValueError as error:
        return run.fail(error, nodes)
    picked = [index for index, number in enumerate(found.numbers) if where.start < number <= where.end]
    cut = Found([[answers[index] for index in picked] for answers in found.answers], [found.numbers[index] for index in picked], total)
    values = [_value(run, shape, part, cut, where, sliced) for part in shape.parts]
    return object_of(run, shape.parts, values)


def _value(run: Runner, shape: ConnectionShape, part: Part, found: Found, where: Bounds, sliced: Sliced) -> Any:
    match part.name:
        case "edges":
            return _edges(run, part, found)
        case "page_info":
            return object_of(run, part.parts, [_page_info(below, found, where) for below in part.parts])
        case "__typename":
            return shape.type.name
    assert found.total is not None
    return run.resolve_field(shape.type, LazyConnection(sliced, found.total), part.nodes, part.key)


def _edges(run: Runner, part: Part, found: Found) -> Any:
    columns = [_edge_column(below, found) for below in part.parts]
    edges = objects_of(run, part.parts, columns, len(found.numbers))
    return list_of(run, edges, has_non_null_items(part.definition), part.parent_type, part.nodes)


def _edge_column(part: Part, found: Found) -> list[Any]:
    match part.name:
        case "node":
            return list(found.answers[part.selection])
        case "cursor":
            return [cursor(number - 1) for number in found.numbers]
    return [part.parent_type.name] * len(found.numbers)


def _page_info(part: Part, found: Found, where: Bounds) -> Any:
    match part.name:
        case "has_next_page":
            return where.has_next
        case "has_previous_page":
            return where.has_previous
        case "start_cursor":
            return cursor(found.numbers[0] - 1) if found.numbers else None
        case "end_cursor":
            return cursor(found.numbers[-1] - 1) if found.numbers else None
    return part.parent_type.name
