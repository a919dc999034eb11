"""The GraphQL types of columns: scalars, enums, arrays, files and ranges."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLString,
)

from django_graphql_auto.schema import scalars
from django_graphql_auto.schema.bindings import BINDING, StructurePart
from django_graphql_auto.schema.entities import Column, EnumChoices
from django_graphql_auto.schema.field_mappings import FILES, mapping_of
from django_graphql_auto.schema.types.factory import TypeFactory

Parts = dict[str, tuple[GraphQLOutputType, str]]
"""Sub-fields of a structure: type and description by name."""
FILE_PARTS: Parts = {
    "url": (GraphQLNonNull(GraphQLString), "Where the file can be fetched."),
    "name": (GraphQLNonNull(GraphQLString), "The file's own name, without folders."),
    "size": (GraphQLInt, "Bytes."),
}
IMAGE_PARTS: Parts = FILE_PARTS | {"width": (GraphQLInt, "Pixels."), "height": (GraphQLInt, "Pixels.")}


def output_type(factory: TypeFactory, column: Column) -> GraphQLOutputType:
    """The type of a column in answers, nullable."""
    if column.enum:
        return enum_type(factory, column.enum)
    match column.mapping.structure:
        case "file":
            return file_type(factory, "File", FILE_PARTS)
        case "image":
            return file_type(factory, "Image", IMAGE_PARTS)
        case "range":
            return range_type(factory, column.mapping.scalar)
        case "array":
            return GraphQLList(element_type(column))
    return column.mapping.scalar


def element_type(column: Column) -> GraphQLScalarType | GraphQLList[Any]:
    """The type of an array's elements; arrays of arrays nest."""
    base, depth = column.info.base, 0
    while base is not None and base.base is not None:
        base, depth = base.base, depth + 1
    scalar: GraphQLScalarType | GraphQLList[Any] = mapping_of(base).scalar if base else GraphQLString
    for _ in range(depth):
        scalar = GraphQLList(scalar)
    return scalar


def enum_type(factory: TypeFactory, choices: EnumChoices) -> GraphQLEnumType:
    return factory.once(
        choices.type_name,
        choices,
        lambda name: GraphQLEnumType(
            name, {member.name: GraphQLEnumValue(member.value, description=member.description or None) for member in choices.members}
        ),
    )


def file_type(factory: TypeFactory, name: str, parts: Parts) -> GraphQLObjectType:
    return factory.once(
        name,
        FILE_PARTS,
        lambda name: GraphQLObjectType(
            name,
            {part: GraphQLField(kind, description=text, extensions={BINDING: StructurePart(part)}) for part, (kind, text) in parts.items()},
            description=f"A stored {name.lower()}.",
        ),
    )


def range_type(factory: TypeFactory, scalar: GraphQLScalarType) -> GraphQLObjectType:
    flag = GraphQLNonNull(GraphQLBoolean)
    parts: dict[str, GraphQLOutputType] = {
        "lower": scalar,
        "upper": scalar,
        "lowerInclusive": flag,
        "upperInclusive": flag,
        "isEmpty": flag,
    }
    return factory.once(
        f"{scalar.name}Range",
        scalar,
        lambda name: GraphQLObjectType(
            name,
            {part: GraphQLField(kind, extensions={BINDING: StructurePart(part)}) for part, kind in parts.items()},
            description="A range of values; an open end is null.",
        ),
    )


def input_type(factory: TypeFactory, column: Column) -> GraphQLInputType:
    """The type of a column's value in arguments, nullable."""
    if column.enum:
        return enum_type(factory, column.enum)
    match column.mapping.structure:
        case "range":
            return range_input(factory, column)
        case "array":
            return GraphQLList(GraphQLNonNull(element_type(column)))
    return column.mapping.scalar


def written_type(factory: TypeFactory, column: Column) -> GraphQLInputType:
    """The same where the value is to be stored: a file is named by a text, and stored by an upload."""
    return scalars.UPLOAD if column.mapping.structure in FILES else input_type(factory, column)


def range_input(factory: TypeFactory, column: Column) -> GraphQLInputObjectType:
    """A range in arguments; it becomes the database driver's range."""
    scalar, field_class = column.mapping.scalar, column.info.field_class
    flag = GraphQLNonNull(GraphQLBoolean)
    return factory.once(
        f"{scalar.name}RangeInput",
        scalar,
        lambda name: GraphQLInputObjectType(
            name,
            {
                "lower": GraphQLInputField(scalar),
                "upper": GraphQLInputField(scalar),
                "lowerInclusive": GraphQLInputField(flag, default_value=True),
                "upperInclusive": GraphQLInputField(flag, default_value=False),
            },
            description="A range of values; an end left out is open.",
            out_type=partial(_range, field_class.range_type),  # type: ignore[attr-defined]
        ),
    )


def _range(range_type: Callable[..., Any], given: dict[str, Any]) -> Any:
    bounds = ("[" if given["lowerInclusive"] else "(") + ("]" if given["upperInclusive"] else ")")
    return range_type(given.get("lower"), given.get("upper"), bounds)
