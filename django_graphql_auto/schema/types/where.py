"""The inputs of ``where``: shared operators per scalar, conditions per model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings as django_settings
from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLFloat,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLString,
    is_input_type,
)

from django_graphql_auto.schema import names, scalars
from django_graphql_auto.schema.entities import Column, Entity, FilterField, GenericHop
from django_graphql_auto.schema.lookups import FULL_TEXT, JSON_PATH_VALUE, OPERATOR_SETS, Argument, Lookup
from django_graphql_auto.schema.types.aggregates import aggregate_where_fields
from django_graphql_auto.schema.types.annotations import type_of_annotation
from django_graphql_auto.schema.types.columns import element_type, input_type
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.late import LateInput
from django_graphql_auto.schema.types.orders import column_enum, comparable_expressions

InputFields = dict[str, GraphQLInputField]


def where_type(factory: TypeFactory, entity: Entity) -> GraphQLInputObjectType:
    return factory.once(
        f"{entity.stem}Where",
        entity,
        lambda name: LateInput(
            name,
            lambda: _where_fields(factory, entity),
            description=f"A condition on {entity.info.verbose_name_plural}. All that is given must hold; `{{}}` is no condition.",
        ),
    )


def to_many_where_type(factory: TypeFactory, entity: Entity) -> GraphQLInputObjectType:
    """``some``, ``none``, ``every`` and the aggregates of related rows."""

    def fields() -> InputFields:
        where = where_type(factory, entity)
        quantifiers = {name: factory.input_field(where) for name in ("some", "none", "every")}
        return quantifiers | aggregate_where_fields(factory, entity, lambda scalar: operators_of_scalar(factory, scalar))

    return factory.once(
        f"{entity.stem}ToManyWhere",
        entity,
        lambda name: LateInput(name, fields, description=f"A condition on the {entity.info.verbose_name_plural} of a row."),
    )


def _where_fields(factory: TypeFactory, entity: Entity) -> InputFields:
    fields: InputFields = {"id": factory.input_field(_id_operators(factory))}
    if not entity.composite:
        fields["pk"] = factory.input_field(column_operators(factory, entity.key[0]))
    for column in entity.columns.values():
        if column.filterable:
            fields[column.name] = factory.input_field(column_operators(factory, column))
    for hop in entity.hops.values():
        if hop.filterable:
            make = to_many_where_type if hop.to_many else where_type
            fields[hop.name] = factory.input_field(make(factory, factory.entity(hop.target)))
    for generic in entity.generics.values():
        if generic.filterable:
            fields[generic.name] = GraphQLInputField(_generic_where(factory, entity, generic))
    for made, scalar in comparable_expressions(entity).items():
        if made.filterable:
            fields[made.name] = GraphQLInputField(operators_of_scalar(factory, scalar))
    fields |= {name: GraphQLInputField(GraphQLID, description=text) for name, text in tree_conditions(entity).items()}
    for custom in entity.filters.values():
        fields[custom.name] = GraphQLInputField(filter_field_type(factory, custom), description=custom.description or None)
    return fields | _connectives(where_type(factory, entity)) | _comparison(factory, entity)


def tree_conditions(entity: Entity) -> dict[str, str]:
    """The conditions of a row's place in a tree, with their descriptions."""
    return TREE_CONDITIONS if any(hop.relation.tree for hop in entity.hops.values()) else {}


TREE_CONDITIONS = {"descendantOf": "Rows below the one with this id.", "ancestorOf": "Rows above the one with this id."}


def filter_field_type(factory: TypeFactory, custom: FilterField) -> GraphQLInputType:
    """The argument of a ``@filter_field`` method, by the annotation of its ``value``."""
    made: Any = type_of_annotation(factory, custom.annotation)
    assert is_input_type(made)
    kind: GraphQLInputType = made
    return kind


def _comparison(factory: TypeFactory, entity: Entity) -> InputFields:
    """``COMPARE``: one column with another."""
    columns = column_enum(factory, entity)
    if columns is None:
        return {}
    fields = {"left": GraphQLNonNull(columns), "is": GraphQLNonNull(COMPARISON), "right": GraphQLNonNull(columns)}
    comparison = factory.once(
        f"{entity.stem}ColumnComparison",
        entity,
        lambda name: LateInput(name, lambda: {field: GraphQLInputField(kind) for field, kind in fields.items()}),
    )
    return {"COMPARE": GraphQLInputField(GraphQLList(GraphQLNonNull(comparison)), description="Columns against each other.")}


COMPARISON = GraphQLEnumType(
    "ColumnComparison",
    {name: GraphQLEnumValue(lookup) for name, lookup in {"EQ": "exact", "LT": "lt", "LTE": "lte", "GT": "gt", "GTE": "gte"}.items()},
)


def _connectives(where: GraphQLInputObjectType) -> InputFields:
    several = GraphQLList(GraphQLNonNull(where))
    return {"AND": GraphQLInputField(several), "OR": GraphQLInputField(several), "NOT": GraphQLInputField(where)}


def column_operators(factory: TypeFactory, column: Column) -> GraphQLInputObjectType:
    """The operators of one column; shared by all columns of its scalar."""
    if column.enum:
        return _operators(factory, column.enum.type_name, OPERATOR_SETS["Enum"], input_type(factory, column))
    mapping = column.mapping
    if mapping.operators in ("Array", "Range"):
        element = element_type(column) if mapping.operators == "Array" else mapping.scalar
        name = f"{_element_name(element)}{mapping.operators}"
        return _operators(factory, name, OPERATOR_SETS[mapping.operators], input_type(factory, column), element)
    name = "Pattern" if column.regex and mapping.operators == "String" else mapping.operators
    return _operators_of_set(factory, name, mapping.scalar)


def operator_set(name: str) -> tuple[Lookup, ...]:
    full_text = name in ("String", "Pattern") and "django.contrib.postgres" in django_settings.INSTALLED_APPS
    return OPERATOR_SETS[name] + (FULL_TEXT if full_text else ())


def operators_of_scalar(factory: TypeFactory, scalar: GraphQLScalarType) -> GraphQLInputObjectType:
    """A scalar that no set is named after is compared as numbers are."""
    return _operators_of_set(factory, scalar.name if scalar.name in OPERATOR_SETS else "Decimal", scalar)


def _operators_of_set(factory: TypeFactory, name: str, scalar: GraphQLScalarType) -> GraphQLInputObjectType:
    """A set under its own name where it holds values of its own scalar; a third party's scalar has inputs of its own."""
    lookups = factory.shared(("operators", name), lambda: operator_set(name))
    if name == "Presence":
        return _operators(factory, name, OPERATOR_SETS[name], GraphQLBoolean)
    if scalar.name == _SCALARS_OF_SETS.get(name, name):
        return _operators(factory, name, lookups, scalar)
    stem = scalar.name if OPERATOR_SETS[name] == OPERATOR_SETS["Decimal"] else f"{scalar.name}{name}"
    return _operators(factory, stem, lookups, scalar)


_SCALARS_OF_SETS = {"Pattern": "String", "HStore": "JSON", "Point": "Geometry"}


def _id_operators(factory: TypeFactory) -> GraphQLInputObjectType:
    return _operators(factory, "ID", OPERATOR_SETS["ID"], GraphQLID)


def _element_name(element: GraphQLInputType) -> str:
    return f"{_element_name(element.of_type)}List" if isinstance(element, GraphQLList) else str(element)


def _operators(
    factory: TypeFactory, name: str, lookups: Sequence[Lookup], value: GraphQLInputType, element: GraphQLInputType = GraphQLString
) -> GraphQLInputObjectType:
    def fields() -> InputFields:
        return {lookup.name: GraphQLInputField(_ARGUMENTS[lookup.argument](factory, value, element)) for lookup in lookups}

    owner = (tuple(lookup.name for lookup in lookups), str(value), str(element))
    return factory.once(f"{name}{names.OPERATORS}", owner, lambda name: LateInput(name, fields))


def _several(kind: GraphQLInputType) -> GraphQLInputType:
    return GraphQLList(GraphQLNonNull(kind))


def _json_path(factory: TypeFactory, value: GraphQLInputType, element: GraphQLInputType) -> GraphQLInputType:
    at = GraphQLInputField(GraphQLNonNull(_several(GraphQLString)), description="The keys that lead to the value, from the outside in.")
    values = {lookup.name: GraphQLInputField(_ARGUMENTS[lookup.argument](factory, value, element)) for lookup in JSON_PATH_VALUE}
    return factory.once("JSONPathOperators", JSON_PATH_VALUE, lambda name: GraphQLInputObjectType(name, {"at": at} | values))


def _distance(factory: TypeFactory, value: GraphQLInputType, element: GraphQLInputType) -> GraphQLInputType:
    """How far a point is from another one."""
    limits = {name: GraphQLInputField(GraphQLFloat) for name in ("lt", "lte", "gt", "gte")}
    fields = {"from": GraphQLInputField(GraphQLNonNull(value), description="A point."), **limits}
    description = "A distance in metres, or in the unit of a projected column."
    return factory.once("DistanceOperators", "distance", lambda name: GraphQLInputObjectType(name, fields, description=description))


_ARGUMENTS: dict[Argument, Callable[[TypeFactory, GraphQLInputType, GraphQLInputType], GraphQLInputType]] = {
    Argument.VALUE: lambda factory, value, element: value,
    Argument.LIST: lambda factory, value, element: _several(value),
    Argument.PAIR: lambda factory, value, element: _several(value),
    Argument.BOOLEAN: lambda factory, value, element: GraphQLBoolean,
    Argument.TEXT: lambda factory, value, element: GraphQLString,
    Argument.TEXTS: lambda factory, value, element: _several(GraphQLString),
    Argument.PATTERN: lambda factory, value, element: GraphQLString,
    Argument.INTEGER: lambda factory, value, element: operators_of_scalar(factory, GraphQLInt),
    Argument.DATE: lambda factory, value, element: operators_of_scalar(factory, scalars.DATE),
    Argument.TIME: lambda factory, value, element: operators_of_scalar(factory, scalars.TIME),
    Argument.JSON: lambda factory, value, element: scalars.JSON,
    Argument.JSON_PATH: _json_path,
    Argument.ELEMENT: lambda factory, value, element: element,
    Argument.DISTANCE: _distance,
}


def _generic_where(factory: TypeFactory, entity: Entity, generic: GenericHop) -> GraphQLInputObjectType:
    """A generic foreign key is filtered by its type and by the global ids it may equal."""
    stem = f"{entity.stem}{names.pascal_case(generic.name)}Target"
    targets = [factory.entity(model) for model in generic.targets]
    kinds = factory.once(
        f"{stem}Type",
        generic,
        lambda name: GraphQLEnumType(name, {target.type_name: GraphQLEnumValue(target.info.label) for target in targets}),
    )
    fields = {"isNull": GraphQLInputField(GraphQLBoolean), "id": GraphQLInputField(_id_operators(factory))}
    if targets:
        fields["type"] = GraphQLInputField(_operators(factory, f"{stem}Type", OPERATOR_SETS["Enum"][:4], kinds))
    return factory.once(f"{stem}Where", generic, lambda name: GraphQLInputObjectType(name, fields))
