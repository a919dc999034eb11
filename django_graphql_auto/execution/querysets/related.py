"""Rows at the other end of a relation, seen from an outer statement: always the visible ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import CharField, Field, Model, OuterRef, QuerySet, Subquery, UUIDField, Value
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import Cast, Concat, Substr

from django_graphql_auto.access import Visibility
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.execution.statements.dependencies import depend
from django_graphql_auto.introspection import column_field
from django_graphql_auto.introspection.records import RelationInfo, RelationKind
from django_graphql_auto.schema.entities import Entity, Hop


@dataclass(frozen=True, slots=True)
class RelatedRows:
    """A queryset of related rows. ``prefix`` leads from its base to the target's columns, ``link`` to the parent's key."""

    queryset: QuerySet[Any]
    prefix: str
    link: str
    order: tuple[Any, ...] = ()
    """Keys that come before those of the default order."""


class RelatedValue(Subquery):
    """A value of related rows. Where a scope can match nothing it is null, not the empty statement that Django would make of it all."""

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        try:
            return super().as_sql(compiler, connection, *args, **extra)
        except EmptyResultSet:
            sql, parameters = self.query.get_compiler(connection=connection, elide_empty=False).as_sql()
            return f"({sql})", parameters


def related_rows(scopes: Scopes, hop: Hop) -> RelatedRows:
    """All visible rows that a hop can lead to, from whatever parent."""
    relation, target = hop.relation, scopes.entities[hop.target]
    if relation.kind is RelationKind.MANY_TO_MANY:
        return _through_rows(scopes, relation, target)
    rows = scopes.rows(target)
    if relation.kind is RelationKind.GENERIC_RELATION:
        rows = rows.filter(**{f"{relation.content_type_field}_id": content_type_id(relation.model, relation)})
        return RelatedRows(rows, "", relation.object_id_field)
    return RelatedRows(rows, "", relation.target_key)


def _through_rows(scopes: Scopes, relation: RelationInfo, target: Entity) -> RelatedRows:
    """Through rows whose target is visible; the through model's own rule holds too."""
    rows = scopes.link_rows(relation.through)
    if relation.content_type_field:
        rows = rows.filter(**{f"{relation.content_type_field}_id": content_type_id(relation.model, relation)})
    if scopes.visibility(target) is not Visibility.FREE:
        key = relation.target_key
        rows = rows.filter(**{f"{relation.through_target}{LOOKUP_SEP}{key}__in": scopes.rows(target).values(key)})
    return RelatedRows(rows, f"{relation.through_target}{LOOKUP_SEP}", relation.through_parent_key)


def content_type_id(model: type[Model], relation: RelationInfo) -> Any:
    """The content type under which a generic relation finds its rows; Django remembers it."""
    about = (model, relation.for_concrete_model)
    known = content_type_of(about)
    depend("content type", about, known)
    return known


def content_type_of(about: tuple[type[Model], bool]) -> Any:
    """The id of a model's content type; ``about`` says too whether a proxy counts as the model that it stands for."""
    model, for_concrete_model = about
    return ContentType.objects.get_for_model(model, for_concrete_model=for_concrete_model).pk


def model_of_content_type(kind: Any) -> type[Model] | None:
    """The model of a content type's id, or None where it is stale; Django remembers it."""
    try:
        return ContentType.objects.get_for_id(kind).model_class()
    except ContentType.DoesNotExist:
        return None


def outer_rows(scopes: Scopes, hop: Hop, prefix: str) -> RelatedRows:
    """The related rows of the outer statement's row; ``prefix`` leads there from the outer statement's base."""
    rows = related_rows(scopes, hop)
    outer: Any = OuterRef(prefix + hop.relation.parent_key)
    if hop.relation.content_type_field:
        key = column_field(hop.relation.model, hop.relation.parent_key)
        outer = as_stored(outer, key, column_field(rows.queryset.model, rows.link), rows.queryset.db)
    return RelatedRows(rows.queryset.filter(**{rows.link: outer}), rows.prefix, rows.link)


def as_stored(key: Any, field: Field[Any, Any], stored: Field[Any, Any], alias: str) -> Any:
    """A key in the form in which generic foreign keys store it, which may be text; databases without UUIDs keep these without hyphens."""
    hyphens = isinstance(field, UUIDField) and not isinstance(stored, UUIDField)
    if not hyphens or connections[alias].features.has_native_uuid_field:
        return Cast(key, stored)
    parts = [part for start, length in _UUID_PARTS for part in (Value("-"), Substr(key, start, length))]
    return Concat(*parts[1:], output_field=CharField())


_UUID_PARTS = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
