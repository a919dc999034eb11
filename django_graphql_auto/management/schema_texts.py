"""A schema as the text of a file, and back. The same models and settings give the same text to the byte."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graphql import GraphQLSchema, build_ast_schema, build_client_schema, introspection_from_schema, parse

from django_graphql_auto.schema.build import BuiltSchema


@dataclass(frozen=True, slots=True)
class TextFormat:
    """One row of the formats."""

    write: Callable[[BuiltSchema], str]
    read: Callable[[str], GraphQLSchema]
    """Raises whatever the parser raises."""


def _introspection(built: BuiltSchema) -> str:
    answer = introspection_from_schema(built.graphql_schema)
    answer["__schema"]["types"].sort(key=lambda kind: kind["name"])
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


FORMATS: Mapping[str, TextFormat] = {
    "sdl": TextFormat(lambda built: built.sdl, lambda text: build_ast_schema(parse(text))),
    "json": TextFormat(_introspection, lambda text: build_client_schema(json.loads(text))),
}
