"""The argument ``presets``: conditions that the project gave a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from graphql import GraphQLEnumType, GraphQLEnumValue, GraphQLInputType
from graphql.utilities import coerce_input_value

from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.names import enum_member
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.where import where_type


class Preset:
    """One of them. Its ``where`` is read when it is first asked for: types are not complete before."""

    def __init__(self, name: str, written: Mapping[str, Any], kind: Callable[[], GraphQLInputType]) -> None:
        self.name, self.written, self._kind = name, written, kind

    @cached_property
    def where(self) -> Mapping[str, Any]:
        """The condition with its values, as a client's would arrive. Raises GraphQLError where a client's would be refused."""
        coerced: Mapping[str, Any] = coerce_input_value(self.written, self._kind())
        return coerced


def presets_of(factory: TypeFactory, entity: Entity) -> list[Preset]:
    return [Preset(name, where, lambda: where_type(factory, entity)) for name, where in entity.options.presets.items()]


def preset_type(factory: TypeFactory, entity: Entity) -> GraphQLEnumType | None:
    """The presets of a model by name, or None where it has none."""
    values = {enum_member(preset.name): GraphQLEnumValue(preset) for preset in presets_of(factory, entity)}
    return factory.once(f"{entity.stem}Preset", entity, lambda name: GraphQLEnumType(name, values)) if values else None
