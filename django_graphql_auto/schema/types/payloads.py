"""What a mutation answers: the row as it is now, what was wrong, and anything else that a client wants to read again."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLField, GraphQLID, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString

from django_graphql_auto.schema.bindings import BINDING, PayloadQuery, PayloadRow
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.scalars import JSON
from django_graphql_auto.schema.types.connections import row_type
from django_graphql_auto.schema.types.factory import TypeFactory

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
ERRORS: Any = GraphQLNonNull(GraphQLList(GraphQLNonNull(INPUT_ERROR)))


def payload_type(factory: TypeFactory, entity: Entity) -> GraphQLObjectType:
    return factory.once(
        f"{entity.stem}Payload",
        entity,
        lambda name: GraphQLObjectType(
            name, lambda: _fields(factory, entity), description=f"What became of a {entity.info.verbose_name}, or why nothing was stored."
        ),
    )


def _fields(factory: TypeFactory, entity: Entity) -> dict[str, GraphQLField]:
    return {
        entity.singular: GraphQLField(
            row_type(factory, entity),
            description="The row as it is now; null where nothing was stored, or where you may not see it.",
            extensions={BINDING: PayloadRow(entity)},
        ),
        "errors": GraphQLField(ERRORS, description="Empty where all is stored; else nothing is."),
        "deletedId": GraphQLField(GraphQLID, description="The global id of the row that is gone."),
        "query": GraphQLField(
            GraphQLNonNull(factory.query), description="Anything, as it is after the write.", extensions={BINDING: PayloadQuery()}
        ),
    }
