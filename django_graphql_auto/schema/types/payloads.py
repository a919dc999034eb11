"""What a mutation answers: the row as it is now, what was wrong, and anything else that a client wants to read again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import GraphQLField, GraphQLID, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString

from django_graphql_auto.schema.bindings import BINDING, PayloadQuery, PayloadResults, PayloadRow
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.scalars import JSON
from django_graphql_auto.schema.types.connections import row_type
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.late import LateObject

Fields = dict[str, GraphQLField]
_TEXTS: Any = GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLString)))
INPUT_ERROR = GraphQLObjectType(
    "InputError",
    {
        "path": GraphQLField(_TEXTS, description="The way to it, from the arguments in; places in lists are numbers."),
        "field": GraphQLField(GraphQLString, description="The field it is about, if it is about one."),
        "code": GraphQLField(GraphQLNonNull(GraphQLString), description="For programs: Django's own code, in upper case."),
        "message": GraphQLField(GraphQLNonNull(GraphQLString), description="For people."),
        "params": GraphQLField(JSON, description="What the message is made with, e.g. `limit_value`."),
    },
    description="Something in the input that is wrong.",
)
DELETED_ROW = GraphQLObjectType(
    "DeletedRow",
    {
        "type": GraphQLField(GraphQLNonNull(GraphQLString), description="Its `__typename`."),
        "id": GraphQLField(GraphQLNonNull(GraphQLID), description="Its global id as this type."),
    },
    description="A row that is gone, as clients know it by one of its types.",
)
ERRORS: Any = GraphQLNonNull(GraphQLList(GraphQLNonNull(INPUT_ERROR)))


def payload_type(factory: TypeFactory, entity: Entity) -> GraphQLObjectType:
    return factory.once(
        f"{entity.stem}Payload",
        entity,
        lambda name: LateObject(
            name, lambda: _fields(factory, entity), description=f"What became of a {entity.info.verbose_name}, or why nothing was stored."
        ),
    )


def method_payload_type(factory: TypeFactory, stem: str, entity: Entity | None, returned: Callable[[], Fields]) -> GraphQLObjectType:
    """Of a method that returns something, beside the row that it runs on, or that runs on no row."""
    rest = {"errors": GraphQLField(ERRORS, description="Empty where all is stored; else nothing is.")}
    return factory.once(
        f"{stem}Payload",
        (stem, entity),
        lambda name: GraphQLObjectType(
            name,
            lambda: {
                **returned(),
                **(_fields(factory, entity) if entity else {**rest, "query": _query_field(factory)}),
            },
            description="What came of it, or why nothing was stored.",
        ),
    )


def bulk_payload_type(factory: TypeFactory, entity: Entity) -> GraphQLObjectType:
    return factory.once(
        f"{entity.stem}BulkPayload",
        entity,
        lambda name: LateObject(
            name, lambda: _bulk_fields(factory, entity), description=f"What became of several {entity.info.verbose_name_plural}."
        ),
    )


def _bulk_fields(factory: TypeFactory, entity: Entity) -> dict[str, GraphQLField]:
    result: Any = factory.once(
        f"{entity.stem}BulkResult",
        entity,
        lambda name: LateObject(
            name, lambda: _result_fields(factory, entity), description=f"What became of one {entity.info.verbose_name} among several."
        ),
    )
    results: Any = GraphQLNonNull(GraphQLList(GraphQLNonNull(result)))
    return {
        "count": GraphQLField(GraphQLNonNull(GraphQLInt), description="Rows that were stored, changed or deleted."),
        "results": GraphQLField(results, description="One per row, in the order of the input.", extensions={BINDING: PayloadResults()}),
        "errors": GraphQLField(ERRORS, description="All that was wrong."),
        "query": _query_field(factory),
    }


def _result_fields(factory: TypeFactory, entity: Entity) -> dict[str, GraphQLField]:
    return {
        "index": GraphQLField(GraphQLNonNull(GraphQLInt), description="The place in the input, from 0."),
        entity.singular: _row_field(factory, entity),
        "errors": GraphQLField(ERRORS, description="What was wrong with this row."),
        **_deleted_fields(),
    }


def _deleted_fields() -> Fields:
    rows: Any = GraphQLNonNull(GraphQLList(GraphQLNonNull(DELETED_ROW)))
    others = "The same with its type, and whatever else the row was to you: a multi-table parent or child, a proxy."
    return {
        "deletedId": GraphQLField(GraphQLID, description="The global id of the row that is gone."),
        "deletedRows": GraphQLField(rows, description=others),
    }


def _query_field(factory: TypeFactory) -> GraphQLField:
    kind = GraphQLNonNull(factory.query)
    return GraphQLField(kind, description="Anything, as it is after the write.", extensions={BINDING: PayloadQuery()})


def _row_field(factory: TypeFactory, entity: Entity) -> GraphQLField:
    description = "The row as it is now; null where nothing was stored, or where you may not see it."
    return GraphQLField(row_type(factory, entity), description=description, extensions={BINDING: PayloadRow(entity)})


def _fields(factory: TypeFactory, entity: Entity) -> dict[str, GraphQLField]:
    return {
        entity.singular: _row_field(factory, entity),
        "errors": GraphQLField(ERRORS, description="Empty where all is stored; else nothing is."),
        **_deleted_fields(),
        "query": _query_field(factory),
    }
