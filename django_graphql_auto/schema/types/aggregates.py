"""Aggregates: objects in answers, conditions on them, orders by them, groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLFloat,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
)

from django_graphql_auto.schema.bindings import BINDING, AggregateObject, AggregateValue, GroupKey, GroupKeyColumn, GroupKeyRelation
from django_graphql_auto.schema.entities import Column, Entity
from django_graphql_auto.schema.types.columns import output_type
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.late import LateInput, LateObject

Operators = Callable[[GraphQLScalarType], GraphQLInputObjectType]


@dataclass(frozen=True, slots=True)
class AggregateFunction:
    """One row: a function over the columns that can take it. ``suffix`` names its types; functions that share one share the types."""

    name: str
    suffix: str
    role: str
    """The member of ``FieldMapping.aggregates`` that a column needs; empty: any orderable column."""
    scalar: Callable[[Column], GraphQLScalarType]
    keeps_type: bool = False
    """Whether the value has the column's own type (enum included)."""
    comparable: bool = True
    """Whether it can be filtered and ordered by."""


FUNCTIONS: tuple[AggregateFunction, ...] = (
    AggregateFunction("sum", "Sum", "sum", lambda column: column.mapping.sum_scalar or GraphQLFloat),
    AggregateFunction("avg", "Average", "avg", lambda column: column.mapping.average_scalar or GraphQLFloat),
    AggregateFunction("min", "Extreme", "extreme", lambda column: column.mapping.scalar, keeps_type=True),
    AggregateFunction("max", "Extreme", "extreme", lambda column: column.mapping.scalar, keeps_type=True),
    AggregateFunction("stddev", "Deviation", "stddev", lambda column: GraphQLFloat, comparable=False),
    AggregateFunction("distinctCount", "DistinctCount", "", lambda column: GraphQLInt, comparable=False),
)


def columns_of(entity: Entity, function: AggregateFunction) -> list[Column]:
    """The columns a function can be applied to, where the model has figures at all; no enum has a sum or an extreme."""
    if "aggregate" not in entity.options.operations:
        return []
    if not function.role:
        return [column for column in entity.columns.values() if column.mapping.orderable]
    return [column for column in entity.columns.values() if function.role in column.mapping.aggregates and not column.enum]


def aggregate_type(factory: TypeFactory, entity: Entity) -> GraphQLObjectType:
    return factory.once(
        f"{entity.stem}Aggregate",
        entity,
        lambda name: LateObject(
            name, lambda: aggregate_fields(factory, entity), description="Figures over all rows of a connection, whatever its page."
        ),
    )


def aggregate_fields(factory: TypeFactory, entity: Entity) -> dict[str, GraphQLField]:
    fields = {"count": GraphQLField(GraphQLNonNull(GraphQLInt), extensions={BINDING: AggregateValue("count")})}
    for function in FUNCTIONS:
        if columns_of(entity, function):
            values = _values_type(factory, entity, function)
            fields[function.name] = GraphQLField(GraphQLNonNull(values), extensions={BINDING: AggregateObject(function.name)})
    return fields


def _values_type(factory: TypeFactory, entity: Entity, function: AggregateFunction) -> GraphQLObjectType:
    """The object around them tells the values' function."""

    def fields() -> dict[str, GraphQLField]:
        return {
            column.name: GraphQLField(_value_type(factory, column, function), extensions={BINDING: AggregateValue("", column)})
            for column in columns_of(entity, function)
        }

    return factory.once(f"{entity.stem}{function.suffix}Aggregate", entity, lambda name: LateObject(name, fields))


def _value_type(factory: TypeFactory, column: Column, function: AggregateFunction) -> GraphQLOutputType:
    return output_type(factory, column) if function.keeps_type else function.scalar(column)


def aggregate_where_fields(factory: TypeFactory, entity: Entity, operators: Operators) -> dict[str, GraphQLInputField]:
    """``count`` and the comparable functions, as conditions."""
    fields = {"count": GraphQLInputField(operators(GraphQLInt))}
    for function in _comparable(entity):
        fields[function.name] = GraphQLInputField(_values_where(factory, entity, function, operators))
    return fields


def aggregate_where_type(factory: TypeFactory, entity: Entity, operators: Operators) -> GraphQLInputObjectType:
    return factory.once(
        f"{entity.stem}AggregateWhere",
        entity,
        lambda name: LateInput(name, lambda: aggregate_where_fields(factory, entity, operators)),
    )


def _values_where(factory: TypeFactory, entity: Entity, function: AggregateFunction, operators: Operators) -> GraphQLInputObjectType:
    def fields() -> dict[str, GraphQLInputField]:
        return {column.name: factory.input_field(operators(function.scalar(column))) for column in columns_of(entity, function)}

    return factory.once(f"{entity.stem}{function.suffix}Where", entity, lambda name: LateInput(name, fields))


def _comparable(entity: Entity) -> list[AggregateFunction]:
    return [function for function in FUNCTIONS if function.comparable and columns_of(entity, function)]


def aggregate_order_type(factory: TypeFactory, entity: Entity, direction: GraphQLEnumType) -> GraphQLInputObjectType:
    """An order by a figure of related rows."""

    def fields() -> dict[str, GraphQLInputField]:
        figures = {function.name: GraphQLInputField(values(function)) for function in _comparable(entity)}
        return {"count": GraphQLInputField(direction)} | figures

    def values(function: AggregateFunction) -> GraphQLInputObjectType:
        columns = [column.name for column in columns_of(entity, function)]
        return factory.once(
            f"{entity.stem}{function.suffix}OrderBy",
            entity,
            lambda name: LateInput(name, lambda: dict.fromkeys(columns, factory.input_field(direction)), is_one_of=True),
        )

    return factory.once(f"{entity.stem}AggregateOrderBy", entity, lambda name: LateInput(name, fields, is_one_of=True))


DATE_TRUNCATION = GraphQLEnumType(
    "DateTruncation", {name: name.lower() for name in ("YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE")}
)


def groups_field(factory: TypeFactory, entity: Entity, operators: Operators, extensions: dict[str, object]) -> GraphQLField:
    """``groups(by: …, having: …)`` of a connection."""
    by = GraphQLNonNull(GraphQLList(GraphQLNonNull(_group_by_type(factory, entity))))
    group = factory.once(
        f"{entity.stem}AggregateGroup",
        entity,
        lambda name: LateObject(name, lambda: _group_fields(factory, entity), description="Figures over the rows that share a key."),
    )
    arguments = {
        "by": GraphQLArgument(by),
        "having": GraphQLArgument(aggregate_where_type(factory, entity, operators)),
        "first": GraphQLArgument(GraphQLInt),
        "offset": GraphQLArgument(GraphQLInt),
    }
    return GraphQLField(GraphQLNonNull(GraphQLList(GraphQLNonNull(group))), args=arguments, extensions=extensions)


def _group_fields(factory: TypeFactory, entity: Entity) -> dict[str, GraphQLField]:
    key = factory.once(f"{entity.stem}AggregateGroupKey", entity, lambda name: LateObject(name, lambda: _key_fields(factory, entity)))
    return {"key": GraphQLField(GraphQLNonNull(key), extensions={BINDING: GroupKey()})} | aggregate_fields(factory, entity)


def _key_fields(factory: TypeFactory, entity: Entity) -> dict[str, GraphQLField]:
    columns = {
        column.name: GraphQLField(output_type(factory, column), extensions={BINDING: GroupKeyColumn(column)})
        for column in _groupable(entity)
    }
    relations = {
        hop.name: GraphQLField(factory.object_type(factory.entity(hop.target)), extensions={BINDING: GroupKeyRelation(hop)})
        for hop in entity.hops.values()
        if hop.relation.kind.has_column and hop.filterable
    }
    return columns | relations


def _groupable(entity: Entity) -> list[Column]:
    return [column for column in entity.columns_and_key().values() if column.mapping.orderable and column.filterable]


def _group_by_type(factory: TypeFactory, entity: Entity) -> GraphQLInputObjectType:
    def fields() -> dict[str, GraphQLInputField]:
        columns = {
            column.name: factory.input_field(
                _moment_grouping(factory) if column.mapping.truncation in ("date", "moment") else GraphQLBoolean
            )
            for column in _groupable(entity)
        }
        relations = {
            hop.name: factory.input_field(GraphQLBoolean) for hop in entity.hops.values() if hop.relation.kind.has_column and hop.filterable
        }
        return columns | relations

    return factory.once(f"{entity.stem}GroupBy", entity, lambda name: LateInput(name, fields, is_one_of=True))


def _moment_grouping(factory: TypeFactory) -> GraphQLInputObjectType:
    fields = {"trunc": GraphQLInputField(DATE_TRUNCATION, description="Left out: the value as it is.")}
    return factory.once("DateGrouping", DATE_TRUNCATION, lambda name: GraphQLInputObjectType(name, fields))
