"""What a generated field means to the planner. A binding sits in ``GraphQLField.extensions``; a field without one is hand-written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from graphql import GraphQLField, GraphQLNamedType

from django_graphql_auto.schema.entities import Column, ComputedField, Entity, ExpressionField, GenericHop, Hop

BINDING = "django_graphql_auto.binding"
TREE_START = "tree_start"
"""The annotation that holds the key of the row whose ancestors or descendants are listed."""
ENTITY = "django_graphql_auto.entity"


@dataclass(frozen=True, slots=True)
class ColumnValue:
    column: Column


@dataclass(frozen=True, slots=True)
class StructureValue:
    """A file, image or range: one column, several sub-fields."""

    column: Column


@dataclass(frozen=True, slots=True)
class StructurePart:
    name: str


@dataclass(frozen=True, slots=True)
class GlobalId:
    entity: Entity


@dataclass(frozen=True, slots=True)
class CompositeKey:
    entity: Entity


@dataclass(frozen=True, slots=True)
class ToOne:
    hop: Hop


@dataclass(frozen=True, slots=True)
class ToMany:
    hop: Hop


@dataclass(frozen=True, slots=True)
class ToGeneric:
    hop: GenericHop


@dataclass(frozen=True, slots=True)
class ComputedValue:
    computed: ComputedField


@dataclass(frozen=True, slots=True)
class ExpressionValue:
    expression: ExpressionField


class ConnectionPart(Enum):
    EDGES = "edges"
    NODES = "nodes"
    PAGE_INFO = "pageInfo"
    TOTAL_COUNT = "totalCount"
    PAGE_COUNT = "pageCount"
    ESTIMATED_COUNT = "estimatedCount"
    AGGREGATE = "aggregate"
    GROUPS = "groups"


class EdgePart(Enum):
    CURSOR = "cursor"
    NODE = "node"
    THROUGH = "through"


@dataclass(frozen=True, slots=True)
class AggregateValue:
    """``count``, or one column under a function; ``column`` is None for count."""

    function: str
    column: Column | None = None


@dataclass(frozen=True, slots=True)
class AggregateObject:
    """``sum { … }``: holds aggregate values."""

    function: str


@dataclass(frozen=True, slots=True)
class GroupKey:
    """``key { … }`` of a group."""


@dataclass(frozen=True, slots=True)
class GroupKeyColumn:
    column: Column


@dataclass(frozen=True, slots=True)
class GroupKeyRelation:
    hop: Hop


@dataclass(frozen=True, slots=True)
class RootList:
    entity: Entity
    manager: str = ""
    """The manager whose rows the list is restricted to, if it is one of ``ModelOptions.lists``."""


@dataclass(frozen=True, slots=True)
class RootObject:
    entity: Entity


@dataclass(frozen=True, slots=True)
class RootNode:
    """``node``: which model it leads to is known when the id is read."""


@dataclass(frozen=True, slots=True)
class RootNodes:
    pass


@dataclass(frozen=True, slots=True)
class RootViewer:
    """``viewer``: who asks, and what may be done."""


@dataclass(frozen=True, slots=True)
class RootModelSchema:
    """``modelSchema``: a model, as forms and tables need to know it."""


@dataclass(frozen=True, slots=True)
class RootSearch:
    """``search``: the models that are searched, in the order in which they take turns."""

    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class RootWrite:
    """A mutation: its kind is a row of ``schema.mutation_kinds``. A function of the project may belong to no model."""

    entity: Entity | None
    kind: Any


@dataclass(frozen=True, slots=True)
class PayloadRow:
    """The written row in a mutation's payload."""

    entity: Entity


@dataclass(frozen=True, slots=True)
class PayloadReturned:
    """The rows, or the one, that a method of the project has returned."""

    entity: Entity
    many: bool


@dataclass(frozen=True, slots=True)
class PayloadResults:
    """The results of a mutation of several rows: objects that hold one each."""


@dataclass(frozen=True, slots=True)
class PayloadQuery:
    """``query`` in a mutation's payload: anything, as it is after the write."""


Root = RootList | RootObject | RootNode | RootNodes | RootViewer | RootModelSchema | RootSearch | RootWrite


def binding_of(field: GraphQLField) -> Any:
    """The binding of a field, or None where it is hand-written."""
    return field.extensions.get(BINDING)


def entity_of(graphql_type: GraphQLNamedType) -> Entity | None:
    """The model that an object or interface type stands for, if any."""
    return graphql_type.extensions.get(ENTITY)
