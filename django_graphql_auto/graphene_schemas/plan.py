"""How a selection on rows is answered: records without behaviour. ``compile`` makes them, ``run`` follows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from graphene_django import DjangoObjectType
from graphql import FieldNode, GraphQLField, GraphQLObjectType, is_non_null_type

from django_graphql_auto.graphene_schemas.readings import ConnectionRows, ListRows
from django_graphql_auto.graphene_schemas.relations import ToMany, ToOne
from django_graphql_auto.options import QueryHints

Nodes = Sequence[FieldNode]


@dataclass(frozen=True, slots=True)
class Target:
    """What is wanted of rows of one type: several selections on the same rows, as aliases make them."""

    type: GraphQLObjectType
    selections: tuple[Nodes, ...]


@dataclass(frozen=True, slots=True)
class Typename:
    """``__typename``."""

    name: str


@dataclass(frozen=True, slots=True)
class Column:
    """The value at ``position`` in a row, and what it is in an answer."""

    position: int
    convert: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Joined:
    """A to-one relation whose columns are in the row. ``presence`` is the position of the target's key."""

    presence: int
    object: ObjectPlan


@dataclass(frozen=True, slots=True)
class One:
    """A to-one relation fetched for all rows at once; ``hook`` is the type whose ``get_queryset`` it goes through."""

    relation: ToOne
    key: int
    target: Target
    hook: type[DjangoObjectType] | None


@dataclass(frozen=True, slots=True)
class Many:
    """A ``DjangoListField`` over a relation, fetched for all rows at once."""

    relation: ToMany
    key: int
    target: Target
    field: ListRows


@dataclass(frozen=True, slots=True)
class Connected:
    """A ``DjangoConnectionField`` over a relation, fetched for all rows at once."""

    relation: ToMany
    key: int
    shape: ConnectionShape
    field: ConnectionRows


@dataclass(frozen=True, slots=True)
class Resolved:
    """A field whose resolver is called with each row's instance."""

    reason: str


Source = Typename | Column | Joined | One | Many | Connected | Resolved


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of an object in the answer."""

    key: str
    nodes: Nodes
    parent_type: GraphQLObjectType
    definition: GraphQLField | None
    non_null: bool
    source: Source


@dataclass(frozen=True, slots=True)
class ObjectPlan:
    """All keys of the objects that one selection asks for."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """One statement: its columns, in the order of a row. With ``instances`` a row ends with the one that its columns are read from."""

    model: type[Model]
    columns: tuple[str, ...]
    instances: bool
    objects: tuple[ObjectPlan, ...]
    hints: tuple[QueryHints | None, ...]
    """Of each field that needs an instance."""


# connections


@dataclass(frozen=True, slots=True)
class Part:
    """One key of a connection, an edge or a page info. ``name`` is the attribute it reads; None: a field of the project's own."""

    key: str
    nodes: Nodes
    parent_type: GraphQLObjectType
    definition: GraphQLField
    name: str | None
    parts: tuple[Part, ...] = ()
    selection: int = 0
    """Of a ``node``: which of the target's selections it is."""

    @property
    def non_null(self) -> bool:
        return is_non_null_type(self.definition.type)


@dataclass(frozen=True, slots=True)
class ConnectionShape:
    """What is wanted of a connection."""

    type: GraphQLObjectType
    parts: tuple[Part, ...]
    target: Target

    @property
    def wants_rows(self) -> bool:
        return any(part.parts for part in self.parts)

    @property
    def wants_length(self) -> bool:
        return any(part.name is None for part in self.parts)

    @property
    def wants_next(self) -> bool:
        return any(below.name == "has_next_page" for part in self.parts for below in part.parts)
