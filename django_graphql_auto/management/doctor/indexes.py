"""What clients can ask for that no index serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLBoolean

from django_graphql_auto.checks.schema import is_orderable
from django_graphql_auto.introspection.indexes import order_advice, shown_key, written_path
from django_graphql_auto.management.doctor.records import Problem, Severity
from django_graphql_auto.management.doctor.tables import Tables
from django_graphql_auto.schema.build import BuiltSchema
from django_graphql_auto.schema.entities import Column, Entity

LARGE = 1_000
"""Rows of a table from which on sorting all of them for one page is worth a warning."""
FILTER_ADVICE = 'Add models.Index(fields=["…"]) for what clients ask for; filter_fields, order_fields or INDEXED_ONLY close the rest.'


def unindexed_filters(built: BuiltSchema) -> Iterator[Problem]:
    """A column that several models share is told of the one that holds it."""
    for entity in built.entities.values():
        columns = [column.path for column in entity.columns.values() if _is_searched_for(column) and _is_own(column, entity, built)]
        relations = [hop.relation.name for hop in entity.hops.values() if hop.filterable and not hop.relation.indexed]
        if names := [*columns, *relations]:
            text = f"Filters and orders without an index: {', '.join(names)}."
            yield Problem(Severity.NOTE, "no-index", text, FILTER_ADVICE, entity.info.label)


def _is_own(column: Column, entity: Entity, built: BuiltSchema) -> bool:
    holder = column.info.concrete_model
    return holder is entity.model or holder not in built.entities


def _is_searched_for(column: Column) -> bool:
    """An index seldom helps to tell true from false, and other kinds of index serve what has no order."""
    served = (column.filterable or column.orderable) and column.mapping.orderable
    return served and not column.info.indexed and column.mapping.scalar is not GraphQLBoolean


def unindexed_orders(built: BuiltSchema, tables: Tables) -> Iterator[Problem]:
    """Default orders: every list that a client asks for without an order of its own reads them."""
    for entity in built.entities.values():
        keys = [item for item in _default_order(entity) if (path := written_path(item)) and is_orderable(built.entities, entity, path)]
        if "list" in entity.options.operations and keys and (advice := order_advice(entity.info, keys)):
            severity = Severity.WARNING if tables.has_rows(entity.model, LARGE) else Severity.NOTE
            order = ", ".join(map(shown_key, keys))
            yield Problem(severity, "slow-order", f"No index serves the default order ({order}).", advice, entity.info.label)


def _default_order(entity: Entity) -> Any:
    return entity.info.ordering if entity.options.ordering is None else entity.options.ordering
