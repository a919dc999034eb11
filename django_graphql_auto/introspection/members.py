"""What names and paths in a declaration lead to."""

from __future__ import annotations

from django.db.models.constants import LOOKUP_SEP

from django_graphql_auto.introspection.model import look_at
from django_graphql_auto.introspection.records import FieldInfo, ModelInfo, RelationInfo

Member = FieldInfo | RelationInfo


def columns(info: ModelInfo) -> dict[str, FieldInfo]:
    return {column.name: column for column in info.fields}


def relations(info: ModelInfo) -> dict[str, RelationInfo]:
    return {relation.name: relation for relation in info.relations}


def names(info: ModelInfo) -> set[str]:
    """Everything that an option may name: columns, relations and the key."""
    return {*columns(info), *relations(info), *info.key_fields, "pk"}


def member_at(info: ModelInfo, path: str, *, across_lists: bool = False) -> Member | None:
    """The column or relation at the end of an ORM path, or None where it leads nowhere or, unless allowed, across a to-many relation."""
    head, _, rest = path.partition(LOOKUP_SEP)
    if not rest:
        return _member(info, head)
    relation = relations(info).get(head)
    if relation is None or relation.target is None or (relation.to_many and not across_lists):
        return None
    return member_at(look_at(relation.target), rest, across_lists=across_lists)


def _member(info: ModelInfo, name: str) -> Member | None:
    wanted = info.key_fields[0] if name == "pk" else name
    by_attname = {column.attname: column for column in info.fields} | {
        relation.parent_key: relation for relation in info.relations if relation.kind.has_column
    }
    return columns(info).get(wanted) or relations(info).get(wanted) or by_attname.get(wanted)
