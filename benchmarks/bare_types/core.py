"""In graphql-core's own classes."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    assert_valid_schema,
    specified_scalar_types,
)

from benchmarks.bare_types import Described, types_by_kind

WRAPPERS = {"LIST": GraphQLList, "NON_NULL": GraphQLNonNull}


def build(description: Described) -> GraphQLSchema:
    """Valid, as ours is validated too."""
    types: dict[str, Any] = dict(specified_scalar_types)
    for each in types_by_kind(description, tuple(MAKERS)):
        if each["name"] not in types:
            types[each["name"]] = MAKERS[each["kind"]](each, types)
    schema = GraphQLSchema(types[description["queryType"]["name"]], types=list(types.values()))
    assert_valid_schema(schema)
    return schema


def _reference(described: Described, types: dict[str, Any]) -> Any:
    if described["kind"] in WRAPPERS:
        return WRAPPERS[described["kind"]](_reference(described["ofType"], types))
    return types[described["name"]]


def _scalar(described: Described, types: dict[str, Any]) -> GraphQLScalarType:
    return GraphQLScalarType(described["name"], description=described["description"])


def _enum(described: Described, types: dict[str, Any]) -> GraphQLEnumType:
    values = {each["name"]: each["name"] for each in described["enumValues"]}
    return GraphQLEnumType(described["name"], values, description=described["description"])


def _input_object(described: Described, types: dict[str, Any]) -> GraphQLInputObjectType:
    def fields() -> dict[str, GraphQLInputField]:
        return {
            each["name"]: GraphQLInputField(_reference(each["type"], types), description=each["description"])
            for each in described["inputFields"]
        }

    return GraphQLInputObjectType(described["name"], fields, description=described["description"])


def _interface(described: Described, types: dict[str, Any]) -> GraphQLInterfaceType:
    return GraphQLInterfaceType(described["name"], lambda: _fields(described, types), description=described["description"])


def _object(described: Described, types: dict[str, Any]) -> GraphQLObjectType:
    def interfaces() -> list[GraphQLInterfaceType]:
        return [_reference(each, types) for each in described["interfaces"]]

    return GraphQLObjectType(described["name"], lambda: _fields(described, types), interfaces, description=described["description"])


def _union(described: Described, types: dict[str, Any]) -> GraphQLUnionType:
    return GraphQLUnionType(described["name"], lambda: [_reference(each, types) for each in described["possibleTypes"]])


def _fields(described: Described, types: dict[str, Any]) -> dict[str, GraphQLField]:
    return {each["name"]: _field(each, types) for each in described["fields"]}


def _field(described: Described, types: dict[str, Any]) -> GraphQLField:
    arguments = {each["name"]: GraphQLArgument(_reference(each["type"], types)) for each in described["args"]}
    return GraphQLField(_reference(described["type"], types), arguments, description=described["description"])


MAKERS = {
    "SCALAR": _scalar,
    "ENUM": _enum,
    "INPUT_OBJECT": _input_object,
    "INTERFACE": _interface,
    "OBJECT": _object,
    "UNION": _union,
}
