"""The inputs of ``orderBy`` and ``distinctOn``."""

from __future__ import annotations

from graphql import GraphQLEnumType, GraphQLEnumValue, GraphQLInputField, GraphQLInputObjectType, GraphQLScalarType

from django_graphql_auto.schema.entities import Column, Entity, ExpressionField
from django_graphql_auto.schema.types.aggregates import aggregate_order_type
from django_graphql_auto.schema.types.annotations import scalar_of_annotation
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.late import LateInput

DIRECTION = GraphQLEnumType(
    "OrderDirection",
    {
        "ASC": GraphQLEnumValue("ASC", description="Smallest first; nulls where the database puts them."),
        "ASC_NULLS_FIRST": "ASC_NULLS_FIRST",
        "ASC_NULLS_LAST": "ASC_NULLS_LAST",
        "DESC": GraphQLEnumValue("DESC", description="Largest first; nulls where the database puts them."),
        "DESC_NULLS_FIRST": "DESC_NULLS_FIRST",
        "DESC_NULLS_LAST": "DESC_NULLS_LAST",
    },
)


RANK = "searchRank"
"""How well a row matches the argument ``search``. A column of this name takes its place."""


def _rank() -> GraphQLInputField:
    return GraphQLInputField(DIRECTION, description="How well a row matches `search`, which must be given.")


def orderable_columns(entity: Entity) -> list[Column]:
    return [column for column in entity.columns_and_key().values() if column.orderable and column.mapping.orderable]


def comparable_expressions(entity: Entity) -> dict[ExpressionField, GraphQLScalarType]:
    """The fields that the database computes without arguments, with the scalars that their values are compared as."""
    bare = {made: scalar_of_annotation(made.annotation) for made in entity.expressions.values() if made.bare}
    return {made: scalar for made, scalar in bare.items() if scalar is not None}


def order_type(factory: TypeFactory, entity: Entity) -> GraphQLInputObjectType:
    def fields() -> dict[str, GraphQLInputField]:
        columns = {RANK: _rank()} if entity.full_text else {}
        columns |= {column.name: factory.input_field(DIRECTION) for column in orderable_columns(entity)}
        expressions = {made.name: GraphQLInputField(DIRECTION) for made in comparable_expressions(entity) if made.orderable}
        relations = {}
        for hop in entity.hops.values():
            if hop.orderable:
                target = factory.entity(hop.target)
                kind = aggregate_order_type(factory, target, DIRECTION) if hop.to_many else order_type(factory, target)
                relations[hop.name] = factory.input_field(kind)
        return columns | expressions | relations

    return factory.once(
        f"{entity.stem}OrderBy",
        entity,
        lambda name: LateInput(name, fields, is_one_of=True, description="One key of an order."),
    )


def column_enum(factory: TypeFactory, entity: Entity) -> GraphQLEnumType | None:
    """The columns that ``distinctOn`` takes, or None where there are none."""
    columns = orderable_columns(entity)
    if not columns:
        return None
    values = {column.name: GraphQLEnumValue(column.name) for column in columns}
    return factory.once(f"{entity.stem}Column", entity, lambda name: GraphQLEnumType(name, values))
