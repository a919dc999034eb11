"""Values of columns to values of scalars and enums, as graphql-core completes them, minus the detours."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from django.db.models import Choices
from django.db.models.fields.files import FieldFile
from graphene.relay import Node
from graphene.relay.id_type import DefaultGlobalIDType
from graphene.types.definitions import GrapheneEnumType
from graphql import (
    GraphQLBoolean,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLNamedType,
    GraphQLString,
    Undefined,
)
from graphql.execution.execute import ExecutionContext
from graphql.type.scalars import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT

Convert = Callable[[Any], Any]


def converter(leaf: GraphQLLeafType, blank_is_null: bool = False) -> Convert:
    """A function from a value that is not None to its place in an answer. It raises what graphql-core would."""
    if isinstance(leaf, GrapheneEnumType):
        return _enum(leaf, blank_is_null)
    convert = _FAST.get(leaf, _checked)(leaf)
    return _null_for_blank(convert) if blank_is_null else convert


def global_id(node: Any, type_name: str) -> Convert:
    """A function from a key to Relay's global id."""
    if node._meta.global_id_type is not DefaultGlobalIDType or node.to_global_id.__func__ is not Node.to_global_id.__func__:
        return _text_id(lambda key: node.to_global_id(type_name, key))
    prefix = f"{type_name}:"
    return lambda key: b64encode(f"{prefix}{key}".encode()).decode()


def _text_id(make: Convert) -> Convert:
    identify = _id(GraphQLID)
    return lambda key: identify(make(key))


def stored_file(convert: Convert) -> Convert:
    """Files come as their names from the database, as objects from an instance."""
    return lambda value: convert(value.name or "" if isinstance(value, FieldFile) else value)


def _checked(leaf: GraphQLNamedType) -> Convert:
    complete: Convert = lambda value: ExecutionContext.complete_leaf_value(leaf, value)  # type: ignore[arg-type]  # noqa: E731
    serialize = leaf.serialize  # type: ignore[attr-defined]

    def convert(value: Any) -> Any:
        made = serialize(value)
        return complete(value) if made is None or made is Undefined else made

    return convert


def _string(leaf: GraphQLNamedType) -> Convert:
    other = _checked(leaf)
    return lambda value: value if value.__class__ is str else other(value)


def _id(leaf: GraphQLNamedType) -> Convert:
    other = _checked(leaf)
    return lambda value: str(value) if value.__class__ is int else other(value)


def _int(leaf: GraphQLNamedType) -> Convert:
    other = _checked(leaf)
    return lambda value: value if value.__class__ is int and GRAPHQL_MIN_INT <= value <= GRAPHQL_MAX_INT else other(value)


def _boolean(leaf: GraphQLNamedType) -> Convert:
    other = _checked(leaf)
    return lambda value: value if value.__class__ is bool else other(value)


_FAST: dict[Any, Callable[[Any], Convert]] = {GraphQLString: _string, GraphQLID: _id, GraphQLInt: _int, GraphQLBoolean: _boolean}


def _null_for_blank(convert: Convert) -> Convert:
    return lambda value: None if value == "" else convert(value)


def _enum(leaf: GrapheneEnumType, blank_is_null: bool) -> Convert:
    """An enum's names by their values, remembered as they come."""
    names: dict[Any, Any] = {"": None} if blank_is_null else {}
    complete = _checked(leaf)

    def convert(value: Any) -> Any:
        plain = value.value if blank_is_null and isinstance(value, Choices) else value
        if plain.__class__ is not str:
            return complete(plain)
        try:
            return names[plain]
        except KeyError:
            return names.setdefault(plain, complete(plain))

    return convert
