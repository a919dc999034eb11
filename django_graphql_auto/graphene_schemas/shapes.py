"""What a selection wants of a connection."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from graphene import NonNull
from graphene.relay import Connection
from graphene.relay.connection import PageInfo
from graphql import GraphQLField, GraphQLObjectType, get_named_type

from django_graphql_auto.graphene_schemas.plan import ConnectionShape, Nodes, Part, Target
from django_graphql_auto.graphene_schemas.readings import Attribute, read
from django_graphql_auto.graphene_schemas.types import Execution, Field, fields_of, is_class_of, model_type


def connection_shape(execution: Execution, kind: GraphQLObjectType, nodes: Nodes) -> ConnectionShape | None:
    """How a connection of the type is answered; None where its edges have fields of the project's own, or no rows of a model."""
    graphene_type: Any = getattr(kind, "graphene_type", None)
    if not is_class_of(graphene_type, Connection):
        return None
    target = execution.schema.get_type(_unwrapped(graphene_type._meta.node)._meta.name)
    selections: list[Nodes] = []
    parts = [_connection_part(execution, kind, field, selections) for field in fields_of(execution, kind, nodes)]
    if model_type(target) is None or None in parts:
        return None
    return ConnectionShape(kind, tuple(part for part in parts if part), Target(target, tuple(selections)))  # type: ignore[arg-type]


def _unwrapped(node: Any) -> Any:
    return node.of_type if isinstance(node, NonNull) else node


def _connection_part(execution: Execution, kind: GraphQLObjectType, field: Field, selections: list[Nodes]) -> Part | None:
    """A key of a connection; None where there is no telling how it is answered."""
    key, nodes, definition = field
    name, below = _attribute_name(nodes, definition), get_named_type(definition.type)
    if name == "edges":
        edges = [_part(below, found) for found in fields_of(execution, below, nodes)]  # type: ignore[arg-type]
        if any(part.name not in _EDGE for part in edges):
            return None
        parts = [_counted(part, selections) for part in edges]
        return Part(key, nodes, kind, definition, name, tuple(parts))
    if name == "page_info" and getattr(below, "graphene_type", None) is PageInfo:
        infos = [_part(below, found) for found in fields_of(execution, below, nodes)]  # type: ignore[arg-type]
        return Part(key, nodes, kind, definition, name, tuple(infos))
    return Part(key, nodes, kind, definition, name if name == "__typename" else None)


_EDGE = ("node", "cursor", "__typename")


def _part(kind: GraphQLObjectType, field: Field) -> Part:
    key, nodes, definition = field
    return Part(key, nodes, kind, definition, _attribute_name(nodes, definition))


def _counted(part: Part, selections: list[Nodes]) -> Part:
    if part.name != "node":
        return part
    selections.append(part.nodes)
    return replace(part, selection=len(selections) - 1)


def _attribute_name(nodes: Nodes, definition: GraphQLField) -> str | None:
    if nodes[0].name.value == "__typename":
        return "__typename"
    reading = read(definition.resolve)
    return reading.name if isinstance(reading, Attribute) else None
