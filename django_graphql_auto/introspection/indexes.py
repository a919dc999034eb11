"""Which index would serve what is asked of a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import F, OrderBy
from django.db.models.constants import LOOKUP_SEP

from django_graphql_auto.introspection.members import member_at
from django_graphql_auto.introspection.model import look_at
from django_graphql_auto.introspection.records import FieldInfo, ModelInfo, RelationInfo


def written_path(item: Any) -> str | None:
    """The path that an element of an order goes by; None where it is an expression over several, or chance."""
    expression = item.expression if isinstance(item, OrderBy) else item
    if isinstance(expression, F):
        return str(expression.name)  # type: ignore[attr-defined]
    return expression.removeprefix("-") if isinstance(expression, str) and expression != "?" else None


def order_advice(info: ModelInfo, keys: Sequence[Any]) -> str:
    """The line of ``Meta.indexes`` that would serve an order as ``Meta.ordering`` writes it; nothing where an index does."""
    if across := next((path for path in map(_bare, keys) if LOOKUP_SEP in path), None):
        return f"{across} is another table's column, so all rows are sorted for every page: order by own columns."
    members = list(_deciding([member for key in keys if (member := member_at(info, _bare(key)))]))
    holders = {member.concrete_model if isinstance(member, FieldInfo) else info.concrete_model for member in members}
    if len(holders) > 1:
        return "Its columns are in several tables, so all rows are sorted for every page."
    columns = tuple(map(_attname, members))
    if any(prefix[: len(columns)] == columns for prefix in info.index_prefixes):
        return ""
    holder = look_at(holders.pop() or info.model)
    place = "" if holder.model is info.concrete_model else f"For {holder.label}: "
    return f"{place}{index_line(_index_fields(holder, keys))}"


def _deciding(members: Iterable[FieldInfo | RelationInfo]) -> Iterator[FieldInfo | RelationInfo]:
    """The keys up to the first that no two rows share: what follows it decides nothing."""
    for member in members:
        yield member
        if isinstance(member, FieldInfo) and member.unique:
            break


def _index_fields(holder: ModelInfo, keys: Sequence[Any]) -> list[str]:
    """The order's keys and, because every order ends there, the primary key's."""
    fields = [shown_key(key) for key in keys if _bare(key) != "pk"]
    return [*fields, *(name for name in holder.key_fields if name not in map(_bare, keys))]


def _attname(member: FieldInfo | RelationInfo) -> str:
    return member.attname if isinstance(member, FieldInfo) else member.parent_key


def shown_key(key: Any) -> str:
    """A key as ``Meta.ordering`` and an index write it."""
    descending = key.descending if isinstance(key, OrderBy) else isinstance(key, str) and key.startswith("-")
    return f"-{_bare(key)}" if descending else _bare(key)


def _bare(key: Any) -> str:
    return written_path(key) or ""


def _quoted(name: str) -> str:
    return f'"{name}"'


def index_line(fields: Sequence[str]) -> str:
    """A line of ``Meta.indexes``."""
    return f"models.Index(fields=[{', '.join(map(_quoted, fields))}])"
