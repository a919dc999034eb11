"""What a plan filters and orders by without an index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connections, router
from graphql import GraphQLBoolean, GraphQLError

from django_graphql_auto.introspection.indexes import index_line, order_advice, shown_key, written_path
from django_graphql_auto.planning.plan import Fetch, RowsPart
from django_graphql_auto.schema.entities import Column, Entity
from django_graphql_auto.schema.live import current_schema

COMPARING = frozenset({"eq", "in", "lt", "lte", "gt", "gte", "range"})
"""Operators that an ordinary index serves."""
CONTAINING: Mapping[str, str] = {"contains": '"{0}"', "icontains": 'Upper("{0}")', "endswith": '"{0}"', "iendswith": 'Upper("{0}")'}
"""Operators that only PostgreSQL's trigrams serve, and what these are made of."""
QUANTIFIERS = ("some", "none", "every")


def unindexed(fetch: Fetch, variables: Mapping[str, Any], root: bool = True) -> Iterator[str]:
    """A sentence for everything that the statements of a plan have no index for. The rows of a parent are few: they may be sorted."""
    if fetch.list is not None:
        try:
            arguments = fetch.list.arguments.bind(variables)
        except GraphQLError:  # which the client is told of
            return
        yield from _filters(fetch.entity, arguments.get("where"))
        if root and (fetch.list.plain or any(isinstance(part, RowsPart) for part in fetch.list.parts)):
            yield from _order(fetch.entity, arguments.get("orderBy"))
    for child in fetch.children:
        yield from unindexed(child.fetch, variables, root=False)


def _filters(entity: Entity, where: Any) -> Iterator[str]:
    for name, value in where.items() if isinstance(where, Mapping) else ():
        if name in ("AND", "OR"):
            for each in value or ():
                yield from _filters(entity, each)
        elif name == "NOT":
            yield from _filters(entity, value)
        elif name in entity.hops:
            yield from _across(entity, name, value)
        elif (column := entity.columns.get(name)) and isinstance(value, Mapping):
            yield from _column(entity, column, value)


def _across(entity: Entity, name: str, value: Any) -> Iterator[str]:
    hop = entity.hops[name]
    target = current_schema().entities.get(hop.target)
    if target is None or not isinstance(value, Mapping):
        return
    if not hop.relation.indexed:
        yield _missing(entity, hop.relation.name, index_line([hop.relation.name]))
    for where in [value.get(quantifier) for quantifier in QUANTIFIERS] if hop.to_many else [value]:
        yield from _filters(target, where)


def _column(entity: Entity, column: Column, operators: Mapping[str, Any]) -> Iterator[str]:
    name = column.info.name
    if not column.info.indexed and column.mapping.scalar is not GraphQLBoolean and COMPARING & operators.keys():
        yield _missing(entity, name, index_line([name]))
    for operator in CONTAINING.keys() & operators.keys() if _has_trigrams(entity) else ():
        made = CONTAINING[operator].format(name)
        yield _missing(entity, name, f'GinIndex(OpClass({made}, name="gin_trgm_ops"), name="…"), for {operator}')


def _has_trigrams(entity: Entity) -> bool:
    return connections[router.db_for_read(entity.model)].vendor == "postgresql"


def _missing(entity: Entity, name: str, line: str) -> str:
    return f"no index serves the filter on {entity.info.label}.{name}: add to its Meta.indexes {line}."


def _order(entity: Entity, given: Any) -> Iterator[str]:
    keys = _default(entity) if given is None else [_key(entity, element) for element in given]
    if keys and None not in keys and (advice := order_advice(entity.info, keys)):
        shown = ", ".join(map(shown_key, keys))
        yield f"no index serves the order of {entity.info.label} by {shown}: {advice}"


def _default(entity: Entity) -> Sequence[Any]:
    keys: Sequence[Any] = entity.info.ordering if entity.options.ordering is None else entity.options.ordering
    return [key if written_path(key) else None for key in keys]


def _key(entity: Entity, element: Mapping[str, Any]) -> str | None:
    """A key as ``Meta.ordering`` writes it; None where it is no own column, or says where nulls go, which an index must too."""
    name, direction = next(iter(element.items()))
    column = entity.columns_and_key().get(name)
    if column is None or direction not in ("ASC", "DESC"):
        return None
    return f"-{column.info.name}" if direction == "DESC" else column.info.name
