"""What the resolver of a hand-written field does, read from the function that graphene made for it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from types import FunctionType
from typing import Any

from graphene.relay.node import GlobalID
from graphene.types.resolver import attr_resolver, dict_or_attr_resolver
from graphene_django import DjangoConnectionField, DjangoListField, DjangoObjectType, converter

from django_graphql_auto.options import QueryHints, query_hints


@dataclass(frozen=True, slots=True)
class Attribute:
    """``getattr(row, name)``; where ``blank_is_null`` graphene-django makes null of an empty text."""

    name: str
    blank_is_null: bool = False


@dataclass(frozen=True, slots=True)
class PrimaryKey:
    """``resolve_id`` as graphene-django has it."""


@dataclass(frozen=True, slots=True)
class RelayID:
    """Relay's global id of what ``inner`` reads."""

    node: Any
    type_name: str | None
    inner: Attribute | PrimaryKey


@dataclass(frozen=True, slots=True)
class HookedHop:
    """A to-one relation whose target type has a ``get_queryset`` of its own."""

    name: str
    type: type[DjangoObjectType]


@dataclass(frozen=True, slots=True)
class ListRows:
    """A ``DjangoListField``: ``arguments`` are those that graphene-django's ``list_resolver`` is bound to."""

    resolve: Callable[..., Any]
    arguments: tuple[Any, ...]
    inner: Any


@dataclass(frozen=True, slots=True)
class ConnectionRows:
    """A ``DjangoConnectionField`` of class ``field``: ``arguments`` are those that its ``connection_resolver`` is bound to."""

    field: type[DjangoConnectionField]
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]
    inner: Any


@dataclass(frozen=True, slots=True)
class Custom:
    """Code of the project, or of graphene, that only an instance can be given to."""

    reason: str
    hints: QueryHints | None = None


Reading = Attribute | PrimaryKey | RelayID | HookedHop | ListRows | ConnectionRows | Custom


def read(resolve: Any) -> Reading:
    """What ``resolve``, of a field of the finished schema, does."""
    if isinstance(resolve, partial | FunctionType):
        return _remembered(resolve)
    return Custom("it has a resolver of its own", query_hints(resolve))


@lru_cache(maxsize=20_000)
def _remembered(resolve: partial[Any] | FunctionType) -> Reading:
    if isinstance(resolve, partial):
        return _read_partial(resolve)
    if resolve is DjangoObjectType.resolve_id:
        return PrimaryKey()
    if resolve.__globals__ is vars(converter):
        return _read_converted(resolve)
    return Custom("it has a resolver of its own", query_hints(resolve))


def _read_partial(bound: partial[Any]) -> Reading:
    if bound.func in (dict_or_attr_resolver, attr_resolver) and len(bound.args) == 2 and bound.args[1] is None:
        return Attribute(bound.args[0])
    if bound.func is GlobalID.id_resolver:
        return _read_global_id(bound)
    if bound.func is DjangoListField.list_resolver:
        return ListRows(bound.func, bound.args, read(bound.args[1]))
    owner = getattr(bound.func, "__self__", None)
    if inspect.isclass(owner) and issubclass(owner, DjangoConnectionField):
        return _read_connection(owner, bound)
    return Custom("its field class resolves it", query_hints(bound.func))


def _read_global_id(bound: partial[Any]) -> Reading:
    inner = read(bound.args[0])
    if isinstance(inner, Attribute | PrimaryKey):
        return RelayID(bound.args[1], bound.keywords.get("parent_type_name"), inner)
    return inner if isinstance(inner, Custom) else Custom("its id has a resolver of its own")


_CONNECTION_METHODS = ("connection_resolver", "resolve_connection")


def _read_connection(owner: type[DjangoConnectionField], bound: partial[Any]) -> Reading:
    for name in _CONNECTION_METHODS:
        if getattr(owner, name).__func__ is not getattr(DjangoConnectionField, name).__func__:
            return Custom(f"its field class has a {name} of its own")
    return ConnectionRows(owner, bound.args, bound.keywords, read(bound.args[0]))


def _read_converted(resolve: FunctionType) -> Reading:
    """The closures of graphene-django's converter: around choices, and around relations to types with a ``get_queryset``."""
    inside = inspect.getclosurevars(resolve).nonlocals
    if resolve.__code__.co_name == "wrapped_resolver":
        inner = read(inside["func"])
        return Attribute(inner.name, blank_is_null=True) if isinstance(inner, Attribute) else inner
    if resolve.__code__.co_name == "custom_resolver":
        inner, target = read(inside["resolver"]), inside["_type"]
        return HookedHop(inner.name, target) if isinstance(inner, Attribute) else inner
    return Custom("graphene-django resolves it")
