"""The root field that searches several models at once."""

from __future__ import annotations

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLString,
    GraphQLUnionType,
)

from django_graphql_auto.conf import settings
from django_graphql_auto.schema.bindings import BINDING, ConnectionPart, EdgePart, RootSearch
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.types.factory import TypeFactory

DESCRIPTION = "What a text finds in all models that are searched: the best row of each, then the second of each, and so on."


def search_field(factory: TypeFactory, entities: tuple[Entity, ...]) -> GraphQLField:
    most = f"Rows of the page: {settings.PAGE_SIZE} when not said, {settings.MAX_PAGE_SIZE} at most."
    kinds = factory.once("SearchResultType", RootSearch, lambda name: _kinds(name, entities))
    arguments = {
        "query": GraphQLArgument(GraphQLNonNull(GraphQLString), description="The words to find."),
        "types": GraphQLArgument(GraphQLList(GraphQLNonNull(kinds)), description="Only these; all that are searched when not said."),
        "first": GraphQLArgument(GraphQLInt, default_value=settings.PAGE_SIZE, description=most),
        "after": GraphQLArgument(GraphQLString, description="The cursor that the page begins after."),
    }
    return GraphQLField(_connection(factory, entities), arguments, description=DESCRIPTION, extensions={BINDING: RootSearch(entities)})


def _kinds(name: str, entities: tuple[Entity, ...]) -> GraphQLEnumType:
    return GraphQLEnumType(name, {entity.type_name: GraphQLEnumValue(entity.info.label) for entity in entities})


def _connection(factory: TypeFactory, entities: tuple[Entity, ...]) -> GraphQLObjectType:
    result = factory.once("SearchResult", RootSearch, lambda name: GraphQLUnionType(name, lambda: list(map(factory.object_type, entities))))
    edge_fields = {"cursor": _bound(GraphQLString, EdgePart.CURSOR), "node": _bound(result, EdgePart.NODE)}
    edge = factory.once("SearchResultEdge", RootSearch, lambda name: GraphQLObjectType(name, edge_fields))
    fields = {
        "edges": _bound(GraphQLList(GraphQLNonNull(edge)), ConnectionPart.EDGES, "The rows with their cursors."),
        "nodes": _bound(GraphQLList(GraphQLNonNull(result)), ConnectionPart.NODES, "The rows."),
        "pageInfo": _bound(factory.page_info, ConnectionPart.PAGE_INFO),
    }
    description = "A page of what a search found."
    return factory.once("SearchResultConnection", RootSearch, lambda name: GraphQLObjectType(name, fields, description=description))


def _bound(kind: GraphQLOutputType, part: ConnectionPart | EdgePart, description: str | None = None) -> GraphQLField:
    return GraphQLField(GraphQLNonNull(kind), description=description, extensions={BINDING: part})
