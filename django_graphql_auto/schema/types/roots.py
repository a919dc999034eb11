"""The root fields of ``Query``."""

from __future__ import annotations

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLID,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from django_graphql_auto.access import Deleted
from django_graphql_auto.conf import settings
from django_graphql_auto.schema.bindings import BINDING, RootList, RootModelSchema, RootNode, RootNodes, RootObject, RootViewer
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.types.connections import connection_type, list_arguments, row_type
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.keys import unique_by_type
from django_graphql_auto.schema.types.model_schemas import MODEL_RIGHTS, MODEL_SCHEMA
from django_graphql_auto.schema.types.search import search_field

VIEWER = GraphQLObjectType(
    "Viewer",
    {
        "isAuthenticated": GraphQLField(GraphQLNonNull(GraphQLBoolean)),
        "username": GraphQLField(GraphQLString),
        "models": GraphQLField(GraphQLNonNull(GraphQLList(GraphQLNonNull(MODEL_RIGHTS)))),
    },
    description="Who you are, and what you may do.",
)


def query_fields(factory: TypeFactory) -> dict[str, GraphQLField]:
    """``viewer``, ``node``, ``nodes``, ``search``, and two fields per served model. Root fields are nullable."""
    fields = _common_fields(factory)
    for entity in factory.entities.values():
        if "get" in entity.options.operations:
            fields[entity.singular] = _object_field(factory, entity)
        if "list" in entity.options.operations:
            fields[entity.plural] = _list_field(factory, entity)
            fields |= {name: _list_field(factory, entity, manager) for name, manager in entity.options.lists.items()}
    searched = tuple(entity for entity in factory.entities.values() if entity.searched)
    if searched and settings.SEARCH_FIELD:
        fields[settings.SEARCH_FIELD] = search_field(factory, searched)
    return fields


def _common_fields(factory: TypeFactory) -> dict[str, GraphQLField]:
    ids = GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLID)))
    return {
        "viewer": GraphQLField(VIEWER, description="Who you are, and what you may do.", extensions={BINDING: RootViewer()}),
        "modelSchema": GraphQLField(
            MODEL_SCHEMA,
            args={"model": GraphQLArgument(GraphQLNonNull(GraphQLString), description="The model's label, or its type's name.")},
            description="A model's fields, as forms and tables need to know them; null where there is none that you may read.",
            extensions={BINDING: RootModelSchema()},
        ),
        "node": GraphQLField(
            factory.node,
            args={"id": GraphQLArgument(GraphQLNonNull(GraphQLID))},
            description="Any row by its global id; null where there is none that you may see.",
            extensions={BINDING: RootNode()},
        ),
        "nodes": GraphQLField(
            GraphQLList(factory.node),
            args={"ids": GraphQLArgument(ids)},
            description="Rows by their global ids, in the same order; null where there is none that you may see.",
            extensions={BINDING: RootNodes()},
        ),
    }


def _object_field(factory: TypeFactory, entity: Entity) -> GraphQLField:
    arguments = {
        "id": GraphQLArgument(GraphQLID, description="A global id, or the primary key as it is."),
        "by": GraphQLArgument(unique_by_type(factory, entity)),
    }
    return GraphQLField(
        row_type(factory, entity),
        args=arguments,
        description=f"One {entity.info.verbose_name}.",
        extensions={BINDING: RootObject(entity)},
    )


DELETED = "deleted"
"""The argument of a root list that asks for deleted rows."""
DELETED_ROWS = GraphQLEnumType(
    "DeletedRows",
    {deleted.name: GraphQLEnumValue(deleted, description=deleted.value) for deleted in Deleted},
    description="Which rows a list has beside those that are not deleted, or instead of them.",
)


def _list_field(factory: TypeFactory, entity: Entity, manager: str = "") -> GraphQLField:
    arguments = list_arguments(factory, entity)
    if entity.mark is not None and not manager:
        description = "Asks for rows that are marked as deleted: only who may delete may do so."
        arguments[DELETED] = GraphQLArgument(DELETED_ROWS, description=description)
    return GraphQLField(
        connection_type(factory, entity),
        args=arguments,
        description=f"The {entity.info.verbose_name_plural} that you may see.",
        extensions={BINDING: RootList(entity, manager)},
    )
