"""Python annotations as GraphQL types: what a computed field or a method returns."""

from __future__ import annotations

import datetime
import decimal
import enum
import types
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, Union, get_args, get_origin

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLFloat,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLString,
)

from django_graphql_auto.schema import scalars
from django_graphql_auto.schema.entities import Parameter
from django_graphql_auto.schema.lookups import OPERATOR_SETS
from django_graphql_auto.schema.names import enum_member, pascal_case
from django_graphql_auto.schema.types.columns import enum_type
from django_graphql_auto.schema.types.factory import TypeFactory

PYTHON_TYPES: dict[Any, GraphQLScalarType] = {
    str: GraphQLString,
    bool: GraphQLBoolean,
    int: GraphQLInt,
    float: GraphQLFloat,
    decimal.Decimal: scalars.DECIMAL,
    datetime.datetime: scalars.DATE_TIME,
    datetime.date: scalars.DATE,
    datetime.time: scalars.TIME,
    datetime.timedelta: scalars.DURATION,
    uuid.UUID: scalars.UUID,
    bytes: scalars.BINARY,
}


def type_of_annotation(factory: TypeFactory, annotation: Any) -> GraphQLOutputType:
    """The nullable GraphQL type of an annotation; what has no type of its own is ``JSON``."""
    if annotation in PYTHON_TYPES:
        return PYTHON_TYPES[annotation]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        kinds = [argument for argument in arguments if argument is not type(None)]
        return type_of_annotation(factory, kinds[0]) if len(kinds) == 1 else scalars.JSON
    if origin in (list, tuple, set, frozenset) and arguments:
        return GraphQLList(type_of_annotation(factory, arguments[0]))
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return _enum(factory, annotation)
    return scalars.JSON


def scalar_of_annotation(annotation: Any) -> GraphQLScalarType | None:
    """The scalar that values of an annotation are compared as, or None where they are not compared."""
    kinds = [kind for kind in get_args(annotation) or (annotation,) if kind is not type(None)]
    scalar = PYTHON_TYPES.get(kinds[0]) if len(kinds) == 1 else None
    return scalar if scalar is not None and scalar.name in OPERATOR_SETS else None


def argument_of_annotation(factory: TypeFactory, parameter: Parameter) -> GraphQLArgument:
    """A parameter as an argument: null only where the annotation says None, left out only where there is a default."""
    made: Any = type_of_annotation(factory, parameter.annotation)
    kind = made if type(None) in get_args(parameter.annotation) else GraphQLNonNull(made)
    if parameter.required:
        return GraphQLArgument(kind, out_name=parameter.name)
    default = parameter.default.value if isinstance(parameter.default, enum.Enum) else parameter.default
    return GraphQLArgument(kind, default_value=default, out_name=parameter.name)


def _enum(factory: TypeFactory, annotation: type[enum.Enum]) -> GraphQLEnumType:
    """The enum of a column whose choices it is; else one of its own, named after the model that it is written in, if it is."""
    for entity in factory.entities.values():
        for column in entity.columns.values():
            if column.enum and column.info.choices_class is annotation:
                return enum_type(factory, column.enum)
    values = {enum_member(member.name): GraphQLEnumValue(member.value) for member in annotation}
    own_name = annotation.__qualname__.rpartition("<locals>.")[2].replace(".", "_")
    return factory.once(pascal_case(own_name), annotation, lambda name: GraphQLEnumType(name, values))


def serializer(kind: GraphQLOutputType) -> Callable[[Any], Any]:
    """How a value of a computed field's type is written."""
    if isinstance(kind, GraphQLNonNull):
        return serializer(kind.of_type)
    if isinstance(kind, GraphQLList):
        inner = serializer(kind.of_type)
        return lambda values: [None if value is None else inner(value) for value in values]
    if isinstance(kind, GraphQLEnumType):
        return partial(_member_name, kind)
    assert isinstance(kind, GraphQLScalarType)
    return kind.serialize


def _member_name(kind: GraphQLEnumType, value: Any) -> str | None:
    """A method may return the enumeration's member or its value."""
    return kind.serialize(value.value if isinstance(value, enum.Enum) else value)
