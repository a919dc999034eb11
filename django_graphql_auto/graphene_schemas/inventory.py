"""How each field of a hand-written schema's models is answered: what is planned, and what is resolved row by row, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType, GraphQLSchema, NameNode

from django_graphql_auto.graphene_schemas.plan import Column, Connected, Many, One, Source
from django_graphql_auto.graphene_schemas.readings import Custom
from django_graphql_auto.graphene_schemas.sources import find_source
from django_graphql_auto.graphene_schemas.types import model_type
from django_graphql_auto.options import QueryHints

KINDS: dict[type[Source], str] = {Column: "column", One: "to-one", Many: "list", Connected: "connection"}
ROW_BY_ROW = "row by row"


@dataclass(frozen=True, slots=True)
class FieldReport:
    """One field of a type that a model stands behind. ``reason`` and ``hints`` are of those that are resolved row by row."""

    type: Any
    name: str
    kind: str
    reason: str = ""
    hints: QueryHints | None = None

    @property
    def label(self) -> str:
        return f"{self.type._meta.name}.{self.name}"


def inventory(schema: GraphQLSchema) -> list[FieldReport]:
    """All fields of all types of models, in alphabetical order of the types."""
    kinds = [kind for _, kind in sorted(schema.type_map.items()) if isinstance(kind, GraphQLObjectType) and model_type(kind) is not None]
    return [report for kind in kinds for report in _reports(schema, kind)]


def _reports(schema: GraphQLSchema, kind: GraphQLObjectType) -> Iterator[FieldReport]:
    graphene_type = model_type(kind)
    for name, definition in kind.fields.items():
        found = _source(schema, kind, name, definition)
        if isinstance(found, Custom):
            yield FieldReport(graphene_type, name, ROW_BY_ROW, found.reason, found.hints)
        else:
            yield FieldReport(graphene_type, name, KINDS[type(found)])


def _source(schema: GraphQLSchema, kind: GraphQLObjectType, name: str, definition: GraphQLField) -> Source | Custom:
    nodes = [FieldNode(name=NameNode(value=name))]
    found = find_source(_NothingSelected(schema), kind, model_type(kind)._meta.model, nodes, definition)
    return found if isinstance(found, Custom) else found(_NoColumns(), "")


class _NothingSelected:
    """An execution of which nobody wants anything yet."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema

    def collect_subfields(self, return_type: GraphQLObjectType, field_nodes: Any) -> dict[str, list[Any]]:
        return {}


class _NoColumns:
    def position(self, path: str) -> int:
        return 0

    def join_or_fetch(self, found: One, prefix: str) -> Source:
        return found
