"""Types of the schema that models stand behind, and the fields that a selection has of them."""

from __future__ import annotations

import inspect
from typing import Any, Protocol

from graphene_django import DjangoObjectType
from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema
from graphql.execution.execute import get_field_def

from django_graphql_auto.graphene_schemas.plan import Nodes

Field = tuple[str, list[Any], GraphQLField]
"""Key in the answer, nodes and definition."""


class Execution(Protocol):
    """What the compiler asks graphql-core's executor."""

    schema: GraphQLSchema

    def collect_subfields(self, return_type: GraphQLObjectType, field_nodes: Any) -> dict[str, list[Any]]: ...


def model_type(kind: Any) -> Any:
    """The ``DjangoObjectType`` behind a type of the schema, where the rows of its model are told apart as graphene-django does it."""
    graphene_type: Any = getattr(kind, "graphene_type", None)
    if not is_class_of(graphene_type, DjangoObjectType):
        return None
    own = graphene_type.is_type_of.__func__ is not DjangoObjectType.is_type_of.__func__
    return None if own or graphene_type._meta.possible_types else graphene_type


def is_class_of(given: Any, base: type) -> bool:
    return inspect.isclass(given) and issubclass(given, base)


def fields_of(execution: Execution, kind: GraphQLObjectType, nodes: Nodes) -> list[Field]:
    """Key, nodes and definition of all fields that a selection has of a type."""
    found = execution.collect_subfields(kind, nodes)
    named = [(key, nodes, get_field_def(execution.schema, kind, nodes[0])) for key, nodes in found.items()]
    return [(key, nodes, definition) for key, nodes, definition in named if definition is not None]
