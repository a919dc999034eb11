"""Where null may stand in an answer (GraphQL specification, 6.4.4). Only faults ask, so that an answer without any costs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import collect_sub_fields
from graphql.execution.execute import get_field_def

from django_graphql_auto.planning.faults import Place

Typed = tuple[Any, list[FieldNode]]
"""A field's type and what the document says of it."""


@dataclass(frozen=True)
class Nullability:
    """One operation's document over its schema."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]

    def nearest(self, kind: GraphQLOutputType, nodes: list[FieldNode], place: Place) -> Place:
        """The innermost place, from ``place`` outwards, that may be null. Empty: none below the field of type ``kind`` itself."""
        kinds = list(self._kinds(kind, nodes, place))
        length = next((length for length in range(len(place), 0, -1) if not is_non_null_type(kinds[length - 1])), 0)
        return place[:length]

    def _kinds(self, kind: Any, nodes: list[FieldNode], place: Place) -> Iterator[GraphQLOutputType]:
        """The types along a place, one per step."""
        for step in place:
            if isinstance(step, int):
                kind = get_nullable_type(kind).of_type
            else:
                kind, nodes = self._field(get_named_type(kind), step, nodes)
            yield kind

    def _field(self, parent: GraphQLNamedType, key: str, nodes: list[FieldNode]) -> Typed:
        """What stands under a response key. Types that can meet in one place agree on its nullability (specification, 5.3.2)."""
        return next(found for kind in self._possible(parent) if (found := self._field_of(kind, key, nodes)) is not None)

    def _possible(self, named: Any) -> list[GraphQLObjectType]:
        return list(self.schema.get_possible_types(named)) if is_abstract_type(named) else [named]

    def _field_of(self, kind: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Typed | None:
        found = collect_sub_fields(self.schema, dict(self.fragments), dict(self.variables), kind, nodes).get(key)
        definition = get_field_def(self.schema, kind, found[0]) if found else None
        return (definition.type, found) if found and definition else None
