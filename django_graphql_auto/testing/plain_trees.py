"""Ancestors and descendants of the oracle: one look-up per step, through visible rows only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Model

from django_graphql_auto.execution.querysets import cursors
from django_graphql_auto.execution.querysets.matching import Matching
from django_graphql_auto.execution.querysets.paging import tree_depth
from django_graphql_auto.execution.querysets.trees import tree_order
from django_graphql_auto.introspection.records import RelationInfo, RelationKind
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.testing.plain_lists import ListItem, PlainList, ordered
from django_graphql_auto.testing.plain_rows import VisibleRows


def tree_list(run: VisibleRows, start: Model, entity: Entity, relation: RelationInfo, arguments: Mapping[str, Any]) -> PlainList:
    """The rows of a tree that a row leads to, by default from the root down."""
    depths = _depths(run, start, entity, relation, tree_depth(arguments))
    every = ordered(run, entity, arguments, run.scopes.rows(entity))
    own = [item for item in every if item.row.pk in depths]
    if arguments.get("orderBy") is None:
        own = _from_the_root(run, entity, relation, own, depths)
    return PlainList(run, entity, arguments, own, own)


def _depths(run: VisibleRows, start: Model, entity: Entity, relation: RelationInfo, most: int) -> dict[Any, int]:
    """How many steps away each row is."""
    rows = {row.pk: row for row in run.scopes.rows(entity)}
    found: dict[Any, int] = {}
    here = [rows[start.pk]] if start.pk in rows else []
    for depth in range(1, most + 1):
        here = [row for one in here for row in _next(rows.values(), one, relation) if row.pk not in found and row.pk != start.pk]
        found |= {row.pk: depth for row in here}
    return found


def _next(rows: Any, row: Model, relation: RelationInfo) -> list[Model]:
    parent = relation.tree
    assert parent is not None
    up = relation.kind is RelationKind.ANCESTORS
    theirs, ours = (parent.target_key, parent.parent_key) if up else (parent.parent_key, parent.target_key)
    return [other for other in rows if getattr(other, theirs) is not None and getattr(other, theirs) == getattr(row, ours)]


def _from_the_root(
    run: VisibleRows, entity: Entity, relation: RelationInfo, items: Sequence[ListItem], depths: Mapping[Any, int]
) -> list[ListItem]:
    """By their depths, then in the default order; cursors hold both."""
    keys = Matching(run.scopes, entity, {}, lambda: run.scopes.rows(entity), default_order=(tree_order(relation),)).keys
    order, sign = cursors.order_hash(keys), -1 if relation.kind is RelationKind.ANCESTORS else 1
    by_depth = sorted(items, key=lambda item: sign * depths[item.row.pk])
    return [
        replace(item, position=position, cursor=cursors.encode(order, [depths[item.row.pk], *item.values]))
        for position, item in enumerate(by_depth)
    ]
