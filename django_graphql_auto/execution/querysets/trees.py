"""Rows above and below others in a tree: one recursive statement for all of them, which goes no further than what is visible."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import Expression, F, Field, IntegerField, QuerySet
from django.db.models.sql.constants import INNER

from django_graphql_auto.execution.querysets.ordering import OrderKey
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.execution.statements.slots import Parameter, Spread, leaves_parameters, placeholders, rounded
from django_graphql_auto.introspection import column_field
from django_graphql_auto.introspection.records import RelationInfo, RelationKind
from django_graphql_auto.schema.bindings import TREE_START
from django_graphql_auto.schema.entities import Entity

DEPTH = "tree_depth"


def tree_rows(
    scopes: Scopes, entity: Entity, relation: RelationInfo, starts: Sequence[Any], depth: int, place: Hashable = None
) -> QuerySet[Any]:
    """The visible rows above or below those with the keys ``starts``, once per start, at most ``depth`` steps away.

    A step leads from a visible row to a visible row: what only a hidden one leads to isn't found. ``TREE_START`` is the start's key,
    ``DEPTH`` the number of steps. With a ``place``, the keys are raw and a statement is executed with those that stand there.
    """
    rows = scopes.rows(entity)
    query: Any = rows.query
    key, start = query.resolve_ref("pk"), column_field(entity.model, "pk")
    walk = TreeWalk(key, _nodes(scopes, entity, relation), relation.kind, Starts(start, tuple(starts), place), depth)
    query.alias_map[walk.table_alias], query.alias_refcount[walk.table_alias] = walk, 1
    query.table_map[walk.table_name] = [walk.table_alias]
    columns = {TREE_START: TreeColumn(walk.table_alias, "start", start), DEPTH: TreeColumn(walk.table_alias, "depth", IntegerField())}
    walked: QuerySet[Any] = rows.annotate(**columns)
    return walked


def tree_order(relation: RelationInfo) -> OrderKey:
    """From the root down."""
    descending = relation.kind is RelationKind.ANCESTORS
    return OrderKey(DEPTH, F(DEPTH), descending=descending, nullable=False, field=IntegerField())


def _nodes(scopes: Scopes, entity: Entity, relation: RelationInfo) -> QuerySet[Any]:
    """Every visible row as a node: its key, what rows below name it by, and what it names the row above by."""
    parent = relation.tree
    assert parent is not None
    return scopes.rows(entity).values(node_key=F("pk"), node_name=F(parent.target_key), node_above=F(parent.parent_key))


def _quoted(compiler: Any, alias: str) -> str:
    """Django 6.1 has a new name for this."""
    quote = getattr(compiler, "quote_name", None) or compiler.quote_name_unless_alias
    return str(quote(alias))


class TreeColumn(Expression):
    """A column of a walk."""

    def __init__(self, alias: str, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.alias, self.name = alias, name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return f"{_quoted(compiler, self.alias)}.{connection.ops.quote_name(self.name)}", ()

    def relabeled_clone(self, change_map: Mapping[str, str]) -> TreeColumn:
        return TreeColumn(change_map.get(self.alias, self.alias), self.name, self.output_field)


@dataclass(frozen=True, slots=True)
class Starts:
    """The keys that a walk begins with."""

    field: Field[Any, Any]
    keys: tuple[Any, ...]
    place: Hashable = None

    def as_sql(self, connection: Any) -> tuple[str, tuple[Any, ...]]:
        spread = Spread(Parameter(self.place, self.field if self.place is None else None), rounded(len(self.keys)))
        leaves = self.place is not None and leaves_parameters()
        return placeholders(spread.size), (spread,) if leaves else tuple(spread.prepared(self.keys, connection))


class TreeWalk:
    """A recursive statement that the rows of a queryset are joined with, in the place of one of Django's ``Join``."""

    join_type = INNER
    filtered_relation = None
    nullable = False
    join_field = None
    table_name = "tree"

    def __init__(self, key: Any, nodes: QuerySet[Any], kind: RelationKind, starts: Starts, depth: int) -> None:
        """``key`` is the column that the queryset's rows are joined by."""
        self.key, self.nodes, self.kind, self.starts, self.depth = key, nodes, kind, starts, depth
        self.parent_alias, self.table_alias = key.alias, self.table_name

    def relabeled_clone(self, change_map: Mapping[str, str]) -> TreeWalk:
        made = copy(self)
        made.key = self.key.relabeled_clone(change_map)
        made.parent_alias = made.key.alias
        made.table_alias = change_map.get(self.table_alias, self.table_alias)
        return made

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        nodes, parameters = self.nodes.query.get_compiler(connection=connection).as_sql()
        placed, starts = self.starts.as_sql(connection)
        names = {name: connection.ops.quote_name(name) for name in _NAMES}
        parts = {"nodes": f"({nodes})", "starts": placed, "step": _STEPS[self.kind].format_map(names)}
        joined = {"alias": _quoted(compiler, self.table_alias), "key": compiler.compile(self.key)[0]}
        return _SQL.format_map(names | parts | joined), [*parameters, *starts, *parameters, self.depth]


_NAMES = ("walk", "node", "start", "row", "name", "above", "depth", "node_key", "node_name", "node_above")
_SQL = """INNER JOIN (
WITH RECURSIVE {walk} ({start}, {row}, {name}, {above}, {depth}) AS (
SELECT {node}.{node_key}, {node}.{node_key}, {node}.{node_name}, {node}.{node_above}, 0
FROM {nodes} {node} WHERE {node}.{node_key} IN ({starts})
UNION ALL
SELECT {walk}.{start}, {node}.{node_key}, {node}.{node_name}, {node}.{node_above}, {walk}.{depth} + 1
FROM {walk} INNER JOIN {nodes} {node} ON ({step} AND {node}.{node_key} <> {walk}.{start}) WHERE {walk}.{depth} < %s
) SELECT {start}, {row}, MIN({depth}) AS {depth} FROM {walk} WHERE {depth} > 0 GROUP BY {start}, {row}
) {alias} ON ({alias}.{row} = {key})"""
"""Rows that go in a circle are met again until the depth ends it; the shortest way to each counts."""
_STEPS = {
    RelationKind.ANCESTORS: "{node}.{node_name} = {walk}.{above}",
    RelationKind.DESCENDANTS: "{node}.{node_above} = {walk}.{name}",
}
