"""What names a row: primary keys, unique keys, and the indexes that find it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.db import models

from django_graphql_auto.introspection.records import UniqueKey

Columns = tuple[Any, ...]
"""Django fields that a key or an index is made of, in order."""


def is_parent_link(field: Any) -> bool:
    """Whether ``field`` ties a multi-table child's row to its parent's."""
    return bool(getattr(field.remote_field, "parent_link", False))


def ancestry(model: type[models.Model]) -> tuple[type[models.Model], ...]:
    """The models whose tables hold a row of ``model``: its concrete model, then the multi-table parents, nearest first."""
    own = model._meta.concrete_model or model
    return (own, *(base for base in own.__mro__[1:] if issubclass(base, models.Model) and _has_table(base)))


def _has_table(model: type[models.Model]) -> bool:
    return model is not models.Model and not model._meta.abstract and not model._meta.proxy


def key_of(model: type[models.Model]) -> Columns:
    """The fields of the primary key."""
    return tuple(model._meta.pk_fields)


@cache
def key_chain(model: type[models.Model]) -> Columns:
    """The primary key, followed by those keys of multi-table parents that always equal it."""
    chain: list[Any] = [model._meta.pk]
    while is_parent_link(chain[-1]):
        chain.append(chain[-1].target_field)
    return tuple(chain)


def is_key(model: type[models.Model], field: Any) -> bool:
    """Whether ``field`` is the key of ``model``, a part of it, or a parent's key that equals it."""
    return field in key_chain(model) or field in key_of(model)


def key_name(model: type[models.Model], field: Any) -> str:
    """How rows of ``model`` are asked for the value of ``field``: ``pk`` where that needs no parent's table."""
    return "pk" if field in key_chain(model) else str(field.attname)


def can_be_null(field: Any) -> bool:
    """Django never makes a generated column NOT NULL, whatever the field says."""
    return not field.primary_key and bool(field.null or field.generated)


def unique_keys(model: type[models.Model]) -> tuple[UniqueKey, ...]:
    """The primary key first, then every other set of columns whose values name at most one row; nulls name none."""
    found: dict[frozenset[str], UniqueKey] = {}
    for name, columns in _all_unique(model):
        names = tuple(column.name for column in columns)
        found.setdefault(frozenset(names), UniqueKey(names, name))
    return tuple(found.values())


def unique_alone(model: type[models.Model]) -> frozenset[str]:
    """Names of the columns no two rows share, those that may be null included."""
    return frozenset(columns[0].name for _, columns in _all_unique(model) if len(columns) == 1)


def _all_unique(model: type[models.Model]) -> Iterator[tuple[str, Columns]]:
    yield "", key_of(model)
    for table in ancestry(model):
        yield from (("", (field,)) for field in table._meta.local_concrete_fields if field.unique and not is_key(model, field))
        yield from (("", _columns(table, names)) for names in table._meta.unique_together)
        yield from ((constraint.name, _columns(table, constraint.fields)) for constraint in table._meta.total_unique_constraints)


@cache
def constraint_texts(model: type[models.Model]) -> tuple[str, ...]:
    """What rows must not break beside their own columns' rules, for people: unique columns, and constraints by their names."""
    found: list[str] = []
    for table in ancestry(model):
        fields: Iterable[Any] = table._meta.local_concrete_fields
        found += [f"unique {field.name}" for field in fields if field.unique and not is_key(model, field)]
        found += [f"unique {', '.join(names)}" for names in table._meta.unique_together]
        found += [constraint.name for constraint in table._meta.constraints]
    return tuple(found)


@cache
def index_prefixes(model: type[models.Model]) -> tuple[tuple[str, ...], ...]:
    """The attnames of every index, unique constraint and key that covers all rows, in the index's order."""
    found = (tuple(column.attname for column in columns) for table in ancestry(model) for columns in _all_indexes(table))
    return tuple(dict.fromkeys(found))


def _all_indexes(table: type[models.Model]) -> Iterator[Columns]:
    yield key_of(table)
    fields: Iterable[Any] = table._meta.local_concrete_fields
    yield from ((field,) for field in fields if field.unique or field.db_index)
    yield from (_columns(table, names) for names in table._meta.unique_together)
    yield from (_columns(table, constraint.fields) for constraint in table._meta.total_unique_constraints)
    whole = (index.fields_orders for index in table._meta.indexes if index.fields and index.condition is None)
    yield from (_columns(table, (name for name, _ in orders)) for orders in whole)


def has_index(model: type[models.Model], *attnames: str) -> bool:
    """Whether an index starts with these columns, in any order."""
    return any(set(prefix[: len(attnames)]) == set(attnames) for prefix in index_prefixes(model))


def _columns(model: type[models.Model], names: Iterable[str]) -> Columns:
    return tuple(model._meta.get_field(name) for name in names)
