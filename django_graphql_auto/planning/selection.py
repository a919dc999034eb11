"""What a document wants of rows: a frozen tree, one record per field, free of GraphQL's syntax.

The walker collects it, the passes improve it (``strategy``), the layout turns it into fetches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType
from graphql.execution.values import get_argument_values

from django_graphql_auto.access import Visibility
from django_graphql_auto.schema.bindings import AggregateValue
from django_graphql_auto.schema.entities import Column, ComputedField, Entity, ExpressionField, GenericHop, Hop

Decide = Callable[[Entity], Visibility]


class Strategy(Enum):
    """How a to-one hop is answered."""

    FETCH = "fetch"
    """By a statement of its own, under the target's scope, for all parents together. Always right."""
    JOIN = "join"
    """By the parent's statement."""
    LOCAL_KEY = "local key"
    """By the parent's own foreign key column: nothing but the key is wanted."""
    NOTHING = "nothing"
    """The target may not be read: null."""


class Variables(dict[str, Any]):
    """An operation's variables. They remember what was made with them: a list is asked for its arguments and its page more than once."""

    def __init__(self, values: Mapping[str, Any] = {}) -> None:
        super().__init__(values)
        self.bound: dict[int, Mapping[str, Any]] = {}
        self.pages: dict[Any, Any] = {}


@dataclass(frozen=True, slots=True)
class Arguments:
    """A field's arguments: their values where the document says them, else slots that are bound per request."""

    field: GraphQLField
    node: FieldNode
    constant: Mapping[str, Any] | None = None
    mentions: frozenset[str] = frozenset()
    """The variables of a list's arguments."""

    def bind(self, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The coerced values. Absent ones are not keys; raises GraphQLError where a required one is missing."""
        if self.constant is not None:
            return self.constant
        if not isinstance(variables, Variables):
            return get_argument_values(self.field, self.node, dict(variables))
        found = variables.bound.get(id(self.node))
        if found is None:
            found = variables.bound[id(self.node)] = get_argument_values(self.field, self.node, variables)
        return found


@dataclass(frozen=True, slots=True)
class Typename:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class GlobalIdValue:
    key: str


@dataclass(frozen=True, slots=True)
class Value:
    key: str
    column: Column


@dataclass(frozen=True, slots=True)
class JSONPart:
    """The part of a JSON column that ``path`` leads to."""

    key: str
    column: Column
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class Structure:
    """``parts`` are pairs of response key and sub-field name."""

    key: str
    column: Column
    type_name: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CompositeKeyValue:
    key: str
    parts: tuple[Value | Typename, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    key: str
    computed: ComputedField
    field: GraphQLField


@dataclass(frozen=True, slots=True)
class DatabaseValue:
    """A field that the database computes."""

    key: str
    expression: ExpressionField
    field: GraphQLField
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class Leaf:
    """A hand-written field: graphql-core resolves it on an instance."""

    key: str
    parent_type: GraphQLObjectType
    nodes: tuple[FieldNode, ...]

    @property
    def place(self) -> str:
        """``Type.field``."""
        return f"{self.parent_type.name}.{self.nodes[0].name.value}"

    @property
    def resolver(self) -> Any:
        return self.parent_type.fields[self.nodes[0].name.value].resolve


@dataclass(frozen=True, slots=True)
class ToOneHop:
    key: str
    hop: Hop
    target: Entity
    rows: Rows
    visibility: Visibility
    strategy: Strategy = Strategy.FETCH


@dataclass(frozen=True, slots=True)
class ToManyHop:
    key: str
    hop: Hop
    list: ListSelection


@dataclass(frozen=True, slots=True)
class GenericTarget:
    key: str
    generic: GenericHop
    branches: tuple[RowSelection, ...]
    """One per target model the user may read."""


Scalar = Typename | GlobalIdValue | Value | JSONPart | Structure | CompositeKeyValue
Wanted = Scalar | Computed | DatabaseValue | Leaf | ToOneHop | ToManyHop | GenericTarget


@dataclass(frozen=True, slots=True)
class RowSelection:
    """The wanted fields of one model's rows, in the order of the answer."""

    entity: Entity
    fields: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class PolymorphicSelection:
    """Rows of a multi-table parent, each answered as the most derived type that is visible."""

    entity: Entity
    base: RowSelection
    children: tuple[RowSelection, ...]
    """Most derived first; only those whose answer differs from the parent's."""


Rows = RowSelection | PolymorphicSelection


@dataclass(frozen=True, slots=True)
class Nodes:
    key: str
    rows: Rows


@dataclass(frozen=True, slots=True)
class Cursor:
    key: str


@dataclass(frozen=True, slots=True)
class Node:
    key: str
    rows: Rows


@dataclass(frozen=True, slots=True)
class Through:
    key: str
    rows: RowSelection | None
    """None: the through model may not be read."""


@dataclass(frozen=True, slots=True)
class Edges:
    key: str
    parts: tuple[Cursor | Node | Through | Typename, ...]


@dataclass(frozen=True, slots=True)
class PageInfo:
    key: str
    parts: tuple[tuple[str, str], ...]
    """Pairs of response key and field name."""


@dataclass(frozen=True, slots=True)
class TotalCount:
    key: str


@dataclass(frozen=True, slots=True)
class PageCount:
    key: str


@dataclass(frozen=True, slots=True)
class EstimatedCount:
    key: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One aggregate value."""

    key: str
    value: AggregateValue


@dataclass(frozen=True, slots=True)
class Figures:
    """``sum { … }``."""

    key: str
    values: tuple[Figure | Typename, ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    key: str
    parts: tuple[Figure | Figures | Typename, ...]


@dataclass(frozen=True, slots=True)
class KeyColumn:
    key: str
    column: Column


@dataclass(frozen=True, slots=True)
class KeyRelation:
    key: str
    hop: Hop
    rows: RowSelection
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class GroupKeySelection:
    key: str
    parts: tuple[KeyColumn | KeyRelation | Typename, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    key: str
    arguments: Arguments
    parts: tuple[GroupKeySelection | Figure | Figures | Typename, ...]


ConnectionField = Nodes | Edges | PageInfo | TotalCount | PageCount | EstimatedCount | Aggregate | Groups | Typename


@dataclass(frozen=True, slots=True)
class ListSelection:
    """A list of rows: a connection's fields, or the rows of a plain list."""

    entity: Entity
    arguments: Arguments
    visibility: Visibility
    connection: tuple[ConnectionField, ...] = ()
    plain: Rows | None = None
    through: Entity | None = None
    """The served through model of a many-to-many."""
