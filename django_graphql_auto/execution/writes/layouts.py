"""What a mutation selects of its payloads, looked at once for a document: no request needs graphql-core's executor for it then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    is_non_null_type,
    located_error,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields

from django_graphql_auto.execution.settling import settle
from django_graphql_auto.execution.writes.payloads import AskedRows, BulkPayload, Payload
from django_graphql_auto.planning.faults import faults_so_far
from django_graphql_auto.planning.nullability import Nullability
from django_graphql_auto.planning.selection import Arguments
from django_graphql_auto.schema.bindings import PayloadResults, PayloadReturned, PayloadRow, RootWrite, binding_of

Place = tuple[str | int, ...]
Variables = Mapping[str, Any]
PLAIN = frozenset({"count", "deletedId", "index"})
"""Fields whose values are answered as they are."""
OBJECTS = frozenset({"deletedRows", "errors"})
"""Fields whose values are lists of plain objects."""
TYPENAME = "__typename"


class Unusual(Exception):
    """Something is selected that only the executor knows how to answer."""


@dataclass
class Telling:
    """One field's payloads on their way into the answer, and the errors of what could not be read."""

    nullability: Nullability
    errors: list[GraphQLError]
    faults: int = field(default_factory=faults_so_far)

    def rows(self, payload: Payload, kind: GraphQLOutputType, asked: AskedRows, place: Place) -> Any:
        nodes = asked.nodes
        try:
            value = payload.finished[asked.place]()
            return value if faults_so_far() == self.faults else self._settled(value, kind, nodes, place)
        except Exception as error:
            self.errors.append(located_error(error, nodes, list(place)))
            return None

    def _settled(self, value: Any, kind: GraphQLOutputType, nodes: list[FieldNode], place: Place) -> Any:
        self.errors += settle(value, nodes, list(place), lambda failed: self.nullability.nearest(kind, nodes, failed))
        return value


Tell = Callable[[Any, Telling, Place], Any]
"""From a payload to what is answered under one response key."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is answered of a payload, in the order of the answer."""

    parts: tuple[tuple[str, Tell], ...]

    def tell(self, payload: Payload | BulkPayload, telling: Telling, place: Place) -> dict[str, Any]:
        return {key: tell(payload, telling, (*place, key)) for key, tell in self.parts}


@dataclass(frozen=True, slots=True)
class WriteField:
    """A root field of a mutation."""

    key: str
    nodes: list[FieldNode]
    binding: RootWrite
    arguments: Arguments
    rows: Sequence[AskedRows]
    shape: Shape


def layout_of(
    schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode], operation: OperationDefinitionNode, variables: Variables
) -> tuple[WriteField, ...] | None:
    """The root fields in their order, or None where one of them, or of their payloads' fields, isn't generated or reads ``query``."""
    root, looking = schema.mutation_type, _Looking(schema, fragments, dict(variables))
    assert root is not None
    found = collect_fields(schema, fragments, looking.variables, root, operation.selection_set)
    try:
        return tuple(looking.field(root, key, nodes) for key, nodes in found.items())
    except Unusual:
        return None


@dataclass(frozen=True, slots=True)
class _Looking:
    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    variables: dict[str, Any]
    """Those that decide what is included; the others are nobody's business here."""

    def field(self, root: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> WriteField:
        definition = root.fields.get(nodes[0].name.value)
        binding = binding_of(definition) if definition else None
        if definition is None or not isinstance(binding, RootWrite) or is_non_null_type(definition.type):
            raise Unusual
        rows: list[AskedRows] = []
        shape = self._shape(definition, nodes, rows, ())
        return WriteField(key, nodes, binding, Arguments(definition, nodes[0]), rows, shape)

    def _shape(self, parent: GraphQLField, nodes: list[FieldNode], rows: list[AskedRows], place: tuple[str, ...]) -> Shape:
        """Notes the rows that are asked for on the way."""
        kind = cast(GraphQLObjectType, get_named_type(parent.type))
        found = collect_sub_fields(self.schema, self.fragments, self.variables, kind, nodes)
        return Shape(tuple((key, self._part(kind, below, rows, (*place, key))) for key, below in found.items()))

    def _part(self, kind: GraphQLObjectType, nodes: list[FieldNode], rows: list[AskedRows], within: tuple[str, ...]) -> Tell:
        name = nodes[0].name.value
        if name == TYPENAME:
            return lambda payload, telling, place: kind.name
        definition = kind.fields[name]
        match binding := binding_of(definition):
            case PayloadRow() | PayloadReturned() if not is_non_null_type(definition.type):
                rows.append(asked := AskedRows(within, binding, nodes))
                return lambda payload, telling, place: telling.rows(payload, definition.type, asked, place)
            case PayloadResults():
                return _each(self._shape(definition, nodes, rows, within))
            case None if name in OBJECTS:
                return self._objects(definition, nodes)
            case None if name in PLAIN:
                return lambda payload, telling, place: getattr(payload, name)
        raise Unusual

    def _objects(self, definition: GraphQLField, nodes: list[FieldNode]) -> Tell:
        kind = cast(GraphQLObjectType, get_named_type(definition.type))
        found = collect_sub_fields(self.schema, self.fragments, self.variables, kind, nodes)
        parts = [(key, _leaf(kind, below[0].name.value)) for key, below in found.items()]
        name = nodes[0].name.value
        return lambda payload, telling, place: [{key: read(each) for key, read in parts} for each in getattr(payload, name)]


def _each(shape: Shape) -> Tell:
    return lambda payload, telling, place: [shape.tell(each, telling, (*place, index)) for index, each in enumerate(payload.results)]


def _leaf(kind: GraphQLObjectType, name: str) -> Callable[[Mapping[str, Any]], Any]:
    if name == TYPENAME:
        return lambda each: kind.name
    serialize = cast(GraphQLScalarType, get_named_type(kind.fields[name].type)).serialize

    def read(each: Mapping[str, Any]) -> Any:
        value = each[name]
        return [*map(serialize, value)] if isinstance(value, list) else None if value is None else serialize(value)

    return read
