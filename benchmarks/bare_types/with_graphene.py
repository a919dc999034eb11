"""In graphene's classes, one for each type, as a project writes them."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLSchema, assert_valid_schema

from benchmarks.bare_types import Described, types_by_kind

WRAPPERS = {"LIST": graphene.List, "NON_NULL": graphene.NonNull}
BUILT_IN = ("Int", "Float", "String", "Boolean", "ID")


def build(description: Described) -> GraphQLSchema:
    """Valid, as ours is validated too."""
    types: dict[str, Any] = {name: getattr(graphene, name) for name in BUILT_IN}
    for each in types_by_kind(description, tuple(MAKERS)):
        if each["name"] not in types:
            types[each["name"]] = MAKERS[each["kind"]](each, types)
    query = types[description["queryType"]["name"]]
    schema: GraphQLSchema = graphene.Schema(query, types=list(types.values()), auto_camelcase=False).graphql_schema
    assert_valid_schema(schema)
    return schema


def _reference(described: Described, types: dict[str, Any]) -> Any:
    if described["kind"] in WRAPPERS:
        return WRAPPERS[described["kind"]](_reference(described["ofType"], types))
    return lambda: types[described["name"]]


def _scalar(described: Described, types: dict[str, Any]) -> Any:
    return _class(graphene.Scalar, described)


def _enum(described: Described, types: dict[str, Any]) -> Any:
    return graphene.Enum(described["name"], [(each["name"], each["name"]) for each in described["enumValues"]])


def _input_object(described: Described, types: dict[str, Any]) -> Any:
    fields = {
        f"field_{place}": graphene.InputField(_reference(each["type"], types), name=each["name"], description=each["description"])
        for place, each in enumerate(described["inputFields"])
    }
    return _class(graphene.InputObjectType, described, fields)


def _interface(described: Described, types: dict[str, Any]) -> Any:
    return _class(graphene.Interface, described, _fields(described, types))


def _object(described: Described, types: dict[str, Any]) -> Any:
    interfaces = [types[each["name"]] for each in described["interfaces"]]
    return _class(graphene.ObjectType, described, _fields(described, types), interfaces=interfaces)


def _union(described: Described, types: dict[str, Any]) -> Any:
    return _class(graphene.Union, described, types=[types[each["name"]] for each in described["possibleTypes"]])


def _class(base: Any, described: Described, attributes: dict[str, Any] | None = None, **options: Any) -> Any:
    meta = type("Meta", (), {"description": described["description"], **options})
    return type(described["name"], (base,), {**(attributes or {}), "Meta": meta})


def _fields(described: Described, types: dict[str, Any]) -> dict[str, Any]:
    return {f"field_{place}": _field(each, types) for place, each in enumerate(described["fields"])}


def _field(described: Described, types: dict[str, Any]) -> Any:
    arguments = {each["name"]: graphene.Argument(_reference(each["type"], types)) for each in described["args"]}
    return graphene.Field(
        _reference(described["type"], types), args=arguments, name=described["name"], description=described["description"]
    )


MAKERS = {
    "SCALAR": _scalar,
    "ENUM": _enum,
    "INPUT_OBJECT": _input_object,
    "INTERFACE": _interface,
    "OBJECT": _object,
    "UNION": _union,
}
"""Interfaces come before the objects that have them, objects before unions."""
