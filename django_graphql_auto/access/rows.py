"""Row scopes: a condition on a model's rows, and how it can be applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.db.models.constants import LOOKUP_SEP

from django_graphql_auto.introspection.records import ModelInfo

NOTHING = Q(pk__in=())


class Visibility(Enum):
    """What a plan needs to know of a scope: enough to choose joins, nothing of its values."""

    FREE = "free"
    """Every row of the table is visible."""
    LOCAL = "local"
    """A condition on the row's own columns: a join can carry it."""
    RESTRICTED = "restricted"
    """Anything else: rows are fetched under the scope."""
    DENIED = "denied"
    """The user may not read the model."""


@dataclass(frozen=True, slots=True)
class RowScope:
    """The rows of one model that one request may see."""

    visibility: Visibility
    condition: Q


DENIED = RowScope(Visibility.DENIED, NOTHING)


def row_scope(info: ModelInfo, condition: Q, plain_base: bool) -> RowScope:
    """Judges ``condition``; ``plain_base`` tells whether the model's manager filters nothing itself."""
    settled = without_strangers(condition)
    if not plain_base:
        return RowScope(Visibility.RESTRICTED, settled)
    if not settled:
        return RowScope(Visibility.FREE, settled)
    return RowScope(Visibility.LOCAL if is_local(info, settled) else Visibility.RESTRICTED, settled)


def without_strangers(condition: Q) -> Q:
    """An anonymous user in a lookup matches nothing, where Django would raise."""
    settled = Q.create(connector=condition.connector, negated=condition.negated)
    settled.children = [_without_strangers(child) for child in condition.children]
    return settled


def _without_strangers(child: Any) -> Any:
    if isinstance(child, Q):
        return without_strangers(child)
    if not isinstance(child, tuple):
        return child
    path, value = child
    if isinstance(value, list | tuple | set | frozenset) and any(map(_is_stranger, value)):
        return path, [one for one in value if not _is_stranger(one)]
    return NOTHING if _is_stranger(value) else child


def _is_stranger(value: Any) -> bool:
    return isinstance(value, AnonymousUser)


def leaves(condition: Q) -> Iterator[Any]:
    """The lookups (pairs) and expressions of a condition, flattened."""
    for child in condition.children:
        if isinstance(child, Q):
            yield from leaves(child)
        else:
            yield child


def is_local(info: ModelInfo, condition: Q) -> bool:
    """Whether every leaf is a plain value compared with a column of the model's own table."""
    columns, keys = _own_columns(info), _own_keys(info)
    return all(
        isinstance(leaf, tuple)
        and (leaf[0] in keys or leaf[0].partition(LOOKUP_SEP)[0] in columns)
        and not hasattr(leaf[1], "resolve_expression")
        for leaf in leaves(condition)
    )


def prefixed(condition: Q, prefix: str) -> Q:
    """The same condition, seen from a row that reaches the model by ``prefix`` (``"category__"``)."""
    if not prefix:
        return condition
    moved = Q.create(connector=condition.connector, negated=condition.negated)
    moved.children = [_prefixed(child, prefix) for child in condition.children]
    return moved


def _prefixed(child: Any, prefix: str) -> Any:
    return prefixed(child, prefix) if isinstance(child, Q) else (prefix + child[0], child[1])


def _own_columns(info: ModelInfo) -> frozenset[str]:
    columns = {name for field in info.fields if field.concrete_model is info.concrete_model for name in (field.name, field.attname)}
    return frozenset(columns | {relation.parent_key for relation in info.relations if relation.kind.has_column} | {"pk"})


def _own_keys(info: ModelInfo) -> frozenset[str]:
    """Lookups that name a relation and still read nothing but its column."""
    return frozenset(relation.name + rest for relation in info.relations if relation.kind.has_column for rest in _KEY_LOOKUPS)


_KEY_LOOKUPS = ("", "__exact", "__in", "__isnull")
