"""What clients can ask for that no index serves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import OrderBy
from django.db.models.constants import LOOKUP_SEP
from graphql import GraphQLBoolean

from django_graphql_auto.checks.members import member_at
from django_graphql_auto.checks.options import written_path
from django_graphql_auto.checks.schema import is_orderable
from django_graphql_auto.introspection import look_at
from django_graphql_auto.introspection.records import FieldInfo, ModelInfo, RelationInfo
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
        if "list" in entity.options.operations and keys and (advice := _advice(entity, keys)):
            severity = Severity.WARNING if tables.has_rows(entity.model, LARGE) else Severity.NOTE
            order = ", ".join(map(_shown, keys))
            yield Problem(severity, "slow-order", f"No index serves the default order ({order}).", advice, entity.info.label)


def _default_order(entity: Entity) -> Any:
    return entity.info.ordering if entity.options.ordering is None else entity.options.ordering


def _advice(entity: Entity, keys: list[Any]) -> str:
    """How an index would serve the order; nothing where one does."""
    if across := next((path for path in map(_bare, keys) if LOOKUP_SEP in path), None):
        return f"{across} is another table's column, so all rows are sorted for every page: order by own columns."
    members = list(_deciding([member for key in keys if (member := member_at(entity.info, _bare(key)))]))
    holders = {member.concrete_model if isinstance(member, FieldInfo) else entity.info.concrete_model for member in members}
    if len(holders) > 1:
        return "Its columns are in several tables, so all rows are sorted for every page."
    columns = tuple(map(_attname, members))
    if any(prefix[: len(columns)] == columns for prefix in entity.info.index_prefixes):
        return ""
    holder = look_at(holders.pop() or entity.model)
    place = "" if holder.model is entity.info.concrete_model else f"For {holder.label}: "
    return f"{place}models.Index(fields=[{', '.join(map(_quoted, _index_fields(holder, keys)))}])"


def _deciding(members: Iterable[FieldInfo | RelationInfo]) -> Iterator[FieldInfo | RelationInfo]:
    """The keys up to the first that no two rows share: what follows it decides nothing."""
    for member in members:
        yield member
        if isinstance(member, FieldInfo) and member.unique:
            break


def _index_fields(holder: ModelInfo, keys: list[Any]) -> list[str]:
    """The order's keys and, because every order ends there, the primary key's."""
    fields = [_shown(key) for key in keys if _bare(key) != "pk"]
    return [*fields, *(name for name in holder.key_fields if name not in map(_bare, keys))]


def _attname(member: FieldInfo | RelationInfo) -> str:
    return member.attname if isinstance(member, FieldInfo) else member.parent_key


def _shown(key: Any) -> str:
    descending = key.descending if isinstance(key, OrderBy) else isinstance(key, str) and key.startswith("-")
    return f"-{_bare(key)}" if descending else _bare(key)


def _bare(key: Any) -> str:
    return written_path(key) or ""


def _quoted(name: str) -> str:
    return f'"{name}"'
