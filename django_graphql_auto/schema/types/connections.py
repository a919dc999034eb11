"""Connections (Relay's Cursor Connections) and the arguments of lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLString,
)

from django_graphql_auto.conf import settings
from django_graphql_auto.schema.bindings import BINDING, ConnectionPart, EdgePart
from django_graphql_auto.schema.entities import Entity, Hop
from django_graphql_auto.schema.names import pascal_case
from django_graphql_auto.schema.types.aggregates import aggregate_type, groups_field
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.filtersets import filter_type
from django_graphql_auto.schema.types.late import LateObject
from django_graphql_auto.schema.types.orders import column_enum, order_type
from django_graphql_auto.schema.types.presets import preset_type
from django_graphql_auto.schema.types.where import operators_of_scalar, where_type


def connection_type(factory: TypeFactory, entity: Entity) -> GraphQLObjectType:
    return _connection(factory, entity, entity.stem, entity, None)


def through_connection_type(factory: TypeFactory, entity: Entity, hop: Hop, through: Entity) -> GraphQLObjectType:
    """The connection of a many-to-many with served through rows: each edge reaches the row between. Children inherit their parent's."""
    parents = map(factory.entity, reversed(entity.parents))
    holder = next((parent for parent in parents if _declares(parent, hop)), entity)
    owner = (holder.model, hop.relation.name)
    return _connection(factory, factory.entity(hop.target), f"{holder.stem}{pascal_case(hop.name)}", owner, through)


def _declares(parent: Entity, hop: Hop) -> bool:
    return hop.name in parent.hops and parent.hops[hop.name].relation.through is hop.relation.through


def _connection(factory: TypeFactory, entity: Entity, stem: str, owner: object, through: Entity | None) -> GraphQLObjectType:
    def fields() -> dict[str, GraphQLField]:
        node = row_type(factory, entity)
        edge = factory.once(f"{stem}Edge", owner, lambda name: LateObject(name, lambda: _edge_fields(factory, node, through)))
        shared = {
            "edges": _list(edge, ConnectionPart.EDGES, "The rows with their cursors."),
            "nodes": _list(node, ConnectionPart.NODES, "The rows."),
            **factory.shared("counts and page", lambda: _counts_and_page(factory)),
        }
        return shared | (_figures(factory, entity) if "aggregate" in entity.options.operations else {})

    return factory.once(
        f"{stem}Connection",
        owner,
        lambda name: LateObject(name, fields, description=f"A page of {entity.info.verbose_name_plural}."),
    )


def _counts_and_page(factory: TypeFactory) -> dict[str, GraphQLField]:
    """The same in all connections."""
    estimate = "The same as totalCount, but about right where a whole large table is listed."
    return {
        "pageInfo": _required(factory.page_info, ConnectionPart.PAGE_INFO),
        "totalCount": _required(GraphQLInt, ConnectionPart.TOTAL_COUNT, "All rows that match, whatever the page; counted when asked for."),
        "pageCount": _required(GraphQLInt, ConnectionPart.PAGE_COUNT, "How many pages of this size all rows that match make."),
        "estimatedCount": _required(GraphQLInt, ConnectionPart.ESTIMATED_COUNT, estimate),
    }


def _figures(factory: TypeFactory, entity: Entity) -> dict[str, GraphQLField]:
    return {
        "aggregate": _required(aggregate_type(factory, entity), ConnectionPart.AGGREGATE, "Figures over all rows that match."),
        "groups": groups_field(factory, entity, partial(operators_of_scalar, factory), {BINDING: ConnectionPart.GROUPS}),
    }


def row_type(factory: TypeFactory, entity: Entity) -> GraphQLOutputType:
    """What a field that targets the model returns: its type, or its interface where it is polymorphic."""
    made: GraphQLOutputType = factory.interface_type(entity) if entity.polymorphic else factory.object_type(entity)
    return made


def _edge_fields(factory: TypeFactory, node: GraphQLOutputType, through: Entity | None) -> dict[str, GraphQLField]:
    fields = {
        "cursor": GraphQLField(GraphQLNonNull(GraphQLString), extensions={BINDING: EdgePart.CURSOR}),
        "node": GraphQLField(GraphQLNonNull(node), extensions={BINDING: EdgePart.NODE}),
    }
    if through:
        fields["through"] = GraphQLField(
            factory.object_type(through), description="The row that links the two.", extensions={BINDING: EdgePart.THROUGH}
        )
    return fields


def _list(item: GraphQLOutputType, part: ConnectionPart, description: str) -> GraphQLField:
    return _required(GraphQLList(GraphQLNonNull(item)), part, description)


def _required(kind: GraphQLOutputType, part: ConnectionPart, description: str | None = None) -> GraphQLField:
    return GraphQLField(GraphQLNonNull(kind), description=description, extensions={BINDING: part})


def list_arguments(factory: TypeFactory, entity: Entity, cursors: bool = True) -> dict[str, GraphQLArgument]:
    """The arguments of a root or nested list, made once for all lists of a model; a plain list has no cursors."""
    return dict(factory.shared(("arguments", entity, cursors), lambda: _list_arguments(factory, entity, cursors)))


def _list_arguments(factory: TypeFactory, entity: Entity, cursors: bool) -> dict[str, GraphQLArgument]:
    named = {name: GraphQLArgument(kind) for name, kind in _argument_types(factory, entity).items()}
    default = entity.options.page_size or settings.PAGE_SIZE
    most = entity.options.max_page_size or settings.MAX_PAGE_SIZE
    paging = factory.shared(("page", default, most, cursors), lambda: _page_arguments(default, most, cursors))
    return {**named, **paging}


def _argument_types(factory: TypeFactory, entity: Entity) -> dict[str, GraphQLInputType]:
    kinds: dict[str, Callable[[], object]] = {
        "where": lambda: where_type(factory, entity),
        "presets": lambda: _several(preset_type(factory, entity)),
        "filter": lambda: filter_type(factory, entity) if entity.options.filterset_class else None,
        "orderBy": lambda: GraphQLList(GraphQLNonNull(order_type(factory, entity))),
        "search": lambda: GraphQLString if entity.search_fields else None,
        "distinctOn": lambda: _several(column_enum(factory, entity)),
    }
    return {name: made for name, make in kinds.items() if (made := make()) is not None}  # type: ignore[misc]


def _several(kind: object) -> object:
    return GraphQLList(GraphQLNonNull(kind)) if kind is not None else None  # type: ignore[type-var]


def _page_arguments(default: int, most: int, cursors: bool) -> dict[str, GraphQLArgument]:
    size = f"Rows of the page: {default} when not said, {most} at most."
    first = {
        "first": GraphQLArgument(GraphQLInt, description=size),
        "after": GraphQLArgument(GraphQLString, description="The cursor that the page begins after."),
        "last": GraphQLArgument(GraphQLInt, description="Rows counted from the end."),
        "before": GraphQLArgument(GraphQLString, description="The cursor that the page ends before."),
    }
    offsets = {
        "limit": GraphQLArgument(GraphQLInt, description=size),
        "offset": GraphQLArgument(GraphQLInt, description="Rows to pass over."),
    }
    numbers = {
        "page": GraphQLArgument(GraphQLInt, description="The number of the page, 1 for the first."),
        "perPage": GraphQLArgument(GraphQLInt, description=size),
    }
    return (first if cursors else {}) | offsets | numbers
