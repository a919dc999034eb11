"""What an answer may cost: one per object, multiplied by the page sizes above it, with the variables' real values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django_graphql_auto.conf import settings
from django_graphql_auto.planning.selection import (
    Edges,
    GenericTarget,
    GroupKeySelection,
    Groups,
    KeyRelation,
    ListSelection,
    Node,
    Nodes,
    PolymorphicSelection,
    Rows,
    RowSelection,
    Through,
    ToManyHop,
    ToOneHop,
)

Variables = Mapping[str, Any]
SIZES = ("first", "limit", "last", "perPage")
"""The arguments that say how many rows a page has."""


def cost_of_rows(rows: Rows, variables: Variables) -> int:
    """One object and everything below it."""
    if isinstance(rows, PolymorphicSelection):
        return cost_of_rows(rows.base, variables) + sum(cost_of_rows(child, variables) for child in rows.children)
    return 1 + sum(_cost(wanted, variables) for wanted in rows.fields)


def _cost(wanted: Any, variables: Variables) -> int:
    match wanted:
        case ToOneHop():
            return cost_of_rows(wanted.rows, variables)
        case ToManyHop():
            return cost_of_list(wanted.list, variables)
        case GenericTarget():
            return max((cost_of_rows(branch, variables) for branch in wanted.branches), default=1)
    return 0


def cost_of_list(selection: ListSelection, variables: Variables) -> int:
    """A list: itself, and its page size times what is wanted of a row."""
    size = _size(selection, variables)
    if selection.plain is not None:
        return 1 + size * cost_of_rows(selection.plain, variables)
    return 1 + sum(_part_cost(part, size, variables) for part in selection.connection)


def _part_cost(part: Any, size: int, variables: Variables) -> int:
    match part:
        case Nodes():
            return size * cost_of_rows(part.rows, variables)
        case Edges():
            return size * max(1, sum(_edge_cost(inner, variables) for inner in part.parts))
        case Groups():
            return _groups_cost(part, variables)
    return 1


def _groups_cost(groups: Groups, variables: Variables) -> int:
    """Each group is an object, and so is each row behind its keys."""
    asked = groups.arguments.bind(variables).get("first")
    keys = [part for key in groups.parts if isinstance(key, GroupKeySelection) for part in key.parts]
    below = sum(cost_of_rows(part.rows, variables) for part in keys if isinstance(part, KeyRelation))
    return int(settings.MAX_PAGE_SIZE if asked is None else max(asked, 1)) * (1 + below)


def _edge_cost(part: Any, variables: Variables) -> int:
    rows: RowSelection | Rows | None = part.rows if isinstance(part, Node | Through) else None
    return cost_of_rows(rows, variables) if rows is not None else 0


def _size(selection: ListSelection, variables: Variables) -> int:
    arguments = selection.arguments.bind(variables)
    asked = next((arguments[name] for name in SIZES if arguments.get(name) is not None), None)
    default: int = selection.entity.options.page_size or settings.PAGE_SIZE
    return default if asked is None else max(asked, 0)
