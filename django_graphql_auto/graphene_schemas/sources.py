"""How a field of rows is answered, found out from what its resolver does and from what its model has."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Protocol

from django.db.models import Model
from django.utils.functional import cached_property
from graphene.utils.str_converters import to_snake_case
from graphene_django import DjangoObjectType
from graphql import GraphQLField, GraphQLObjectType, GraphQLOutputType, get_named_type, is_leaf_type, is_list_type
from graphql.type import GraphQLNonNull

from django_graphql_auto.graphene_schemas import leaves
from django_graphql_auto.graphene_schemas.plan import Column, Connected, Many, Nodes, One, Source, Target
from django_graphql_auto.graphene_schemas.readings import (
    Attribute,
    ConnectionRows,
    Custom,
    HookedHop,
    ListRows,
    PrimaryKey,
    Reading,
    RelayID,
    read,
)
from django_graphql_auto.graphene_schemas.relations import column, is_file, makes_plain_instances, to_many, to_one
from django_graphql_auto.graphene_schemas.shapes import connection_shape
from django_graphql_auto.graphene_schemas.types import Execution, fields_of, model_type
from django_graphql_auto.options import QueryHints, query_hints


class Columns(Protocol):
    """A level in the making: gives columns their positions."""

    def position(self, path: str) -> int: ...

    def join_or_fetch(self, found: One, prefix: str) -> Source: ...


Make = Callable[[Columns, str], Source]
"""Makes the source in a level, where ``prefix`` leads to the row's columns."""


def needs_instances(execution: Execution, kind: GraphQLObjectType, model: type[Model], nodes: Nodes) -> bool:
    """Whether a selection has a field that only an instance can answer."""
    if not makes_plain_instances(model):
        return True
    return any(
        below[0].name.value != "__typename" and isinstance(find_source(execution, kind, model, below, definition), Custom)
        for _, below, definition in fields_of(execution, kind, nodes)
    )


def find_source(execution: Execution, kind: GraphQLObjectType, model: type[Model], nodes: Nodes, definition: GraphQLField) -> Make | Custom:
    """How a field is answered without instances, or why it cannot."""
    reading = read(definition.resolve)
    if isinstance(reading, Custom):
        return reading
    return _SOURCES[type(reading)](execution, kind, model, nodes, definition, reading)


def _attribute(
    execution: Execution, kind: GraphQLObjectType, model: type[Model], nodes: Nodes, definition: GraphQLField, reading: Attribute
) -> Make | Custom:
    named = get_named_type(definition.type)
    if is_leaf_type(named):
        return _column(model, definition.type, reading)
    relation, target = to_one(model, reading.name), model_type(named)
    if relation is None or target is None or target._meta.model is not relation.model or is_list_type(_nullable(definition.type)):
        return Custom("it is neither a column nor a relation that is known", _property_hints(model, reading.name))
    found = One(relation, 0, Target(named, (nodes,)), None)  # type: ignore[arg-type]
    return lambda level, prefix: level.join_or_fetch(found, prefix)


def _column(model: type[Model], kind: GraphQLOutputType, reading: Attribute) -> Make | Custom:
    field, leaf = column(model, reading.name), _nullable(kind)
    if field is None or is_list_type(leaf):
        return Custom("it is no column", _property_hints(model, reading.name))
    convert = leaves.converter(leaf, reading.blank_is_null)
    if is_file(field):
        convert = leaves.stored_file(convert)
    return lambda level, prefix: Column(level.position(prefix + field.attname), convert)


def _property_hints(model: type[Model], name: str) -> QueryHints | None:
    """Hints may be on a model's property."""
    found = inspect.getattr_static(model, name, None)
    return query_hints(found.fget if isinstance(found, property) else found.func if isinstance(found, cached_property) else found)


def _nullable(kind: Any) -> Any:
    return kind.of_type if isinstance(kind, GraphQLNonNull) else kind


def _primary_key(
    execution: Execution, kind: GraphQLObjectType, model: type[Model], nodes: Nodes, definition: GraphQLField, reading: PrimaryKey
) -> Make | Custom:
    return _column(model, definition.type, Attribute("pk"))


def _relay_id(
    execution: Execution, kind: GraphQLObjectType, model: type[Model], nodes: Nodes, definition: GraphQLField, reading: RelayID
) -> Make | Custom:
    field = column(model, reading.inner.name if isinstance(reading.inner, Attribute) else "pk")
    if field is None:
        return Custom("its id is no column")
    convert = leaves.global_id(reading.node, reading.type_name or kind.name)
    return lambda level, prefix: Column(level.position(prefix + field.attname), convert)


def _hooked(
    execution: Execution, kind: GraphQLObjectType, model: type[Model], nodes: Nodes, definition: GraphQLField, reading: HookedHop
) -> Make | Custom:
    relation, target = to_one(model, reading.name), reading.type
    if relation is None or target._meta.model is not relation.model or model_type(get_named_type(definition.type)) is not target:
        return Custom("it is no relation that is known")
    if reading.name != to_snake_case(nodes[0].name.value):
        return Custom("its name is not its relation's")
    own_node = target.get_node.__func__ is not DjangoObjectType.get_node.__func__
    if own_node and relation.forward:
        return Custom(f"{target.__name__} has a get_node of its own")
    if (relation.target_key if relation.forward else relation.key) not in (relation.model._meta.pk.attname, model._meta.pk.attname):
        return Custom("its relation is not over the primary key")
    found = One(relation, 0, Target(get_named_type(definition.type), (nodes,)), target)  # type: ignore[arg-type]
    return lambda level, prefix: level.join_or_fetch(found, prefix)


def _list(
    execution: Execution, kind: GraphQLObjectType, model: type[Model], nodes: Nodes, definition: GraphQLField, reading: ListRows
) -> Make | Custom:
    if isinstance(reading.inner, Custom):
        return reading.inner
    relation = to_many(model, reading.inner.name) if isinstance(reading.inner, Attribute) else None
    target = get_named_type(definition.type)
    if relation is None or model_type(target) is None or model_type(target)._meta.model is not relation.model:
        return Custom("it is no relation that is known")
    below = Target(target, (nodes,))  # type: ignore[arg-type]
    return lambda level, prefix: Many(relation, level.position(prefix + relation.key), below, reading)


def _connection(
    execution: Execution, kind: GraphQLObjectType, model: type[Model], nodes: Nodes, definition: GraphQLField, reading: ConnectionRows
) -> Make | Custom:
    if isinstance(reading.inner, Custom):
        return reading.inner
    relation = to_many(model, reading.inner.name) if isinstance(reading.inner, Attribute) else None
    shape = connection_shape(execution, get_named_type(definition.type), nodes)  # type: ignore[arg-type]
    if relation is None or shape is None or model_type(shape.target.type)._meta.model is not relation.model:
        return Custom("its rows or its edges are the project's own")
    return lambda level, prefix: Connected(relation, level.position(prefix + relation.key), shape, reading)


_SOURCES: dict[type[Reading], Callable[..., Make | Custom]] = {
    Attribute: _attribute,
    PrimaryKey: _primary_key,
    RelayID: _relay_id,
    HookedHop: _hooked,
    ListRows: _list,
    ConnectionRows: _connection,
}
