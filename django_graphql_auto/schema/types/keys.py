"""Keys: the composite ``pk`` object, and ``by``, one way per unique key."""

from __future__ import annotations

from collections.abc import Sequence

from graphql import (
    GraphQLField,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLObjectType,
)

from django_graphql_auto.schema.bindings import BINDING, ColumnValue
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.names import camel_case, column_field, pascal_case
from django_graphql_auto.schema.types.columns import input_type, output_type
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.late import LateInput


def key_type(factory: TypeFactory, entity: Entity) -> GraphQLObjectType:
    """The composite primary key in answers."""
    fields = {
        column.name: GraphQLField(GraphQLNonNull(output_type(factory, column)), extensions={BINDING: ColumnValue(column)})
        for column in entity.key
    }
    return factory.once(f"{entity.stem}Key", entity, lambda name: GraphQLObjectType(name, fields))


def unique_by_type(factory: TypeFactory, entity: Entity) -> GraphQLInputObjectType:
    return factory.once(
        f"{entity.stem}UniqueBy",
        entity,
        lambda name: LateInput(
            name, lambda: _ways(factory, entity), is_one_of=True, description=f"One way to name a single {entity.info.verbose_name}."
        ),
    )


def unique_ways(entity: Entity) -> dict[str, tuple[str, ...]]:
    """Field names of ``by`` beyond ``id`` and ``pk``, and the model's fields behind each; only served ones count."""
    served = {column.path for column in entity.columns.values()} | {hop.relation.name for hop in entity.hops.values() if not hop.to_many}
    ways = [key.fields for key in entity.info.unique_keys if key.fields != entity.info.key_fields and served.issuperset(key.fields)]
    return {way_name(fields): fields for fields in ways}


def way_name(fields: Sequence[str]) -> str:
    return column_field("_and_".join(fields))


def _ways(factory: TypeFactory, entity: Entity) -> dict[str, GraphQLInputField]:
    key = _composite_input(factory, entity) if entity.composite else input_type(factory, entity.key[0])
    fields = {"id": GraphQLInputField(GraphQLID), "pk": GraphQLInputField(key)}
    return fields | {name: GraphQLInputField(_way_type(factory, entity, way)) for name, way in unique_ways(entity).items()}


def _way_type(factory: TypeFactory, entity: Entity, fields: tuple[str, ...]) -> GraphQLInputType:
    if len(fields) == 1:
        return _part_type(factory, entity, fields[0])
    return factory.once(
        f"{entity.stem}{pascal_case(way_name(fields))}Input",
        entity,
        lambda name: GraphQLInputObjectType(
            name, {camel_case(field): GraphQLInputField(GraphQLNonNull(_part_type(factory, entity, field))) for field in fields}
        ),
    )


def _part_type(factory: TypeFactory, entity: Entity, field: str) -> GraphQLInputType:
    column = next((column for column in entity.columns.values() if column.path == field), None)
    return input_type(factory, column) if column else GraphQLID


def _composite_input(factory: TypeFactory, entity: Entity) -> GraphQLInputObjectType:
    return factory.once(
        f"{entity.stem}KeyInput",
        entity,
        lambda name: GraphQLInputObjectType(
            name, {column.name: GraphQLInputField(GraphQLNonNull(input_type(factory, column))) for column in entity.key}
        ),
    )
