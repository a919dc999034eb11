"""A plan is a value: which statements to run, what to read, how rows become an answer. No queryset, user or request is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from django_graphql_auto.introspection.records import RelationInfo
from django_graphql_auto.planning.selection import (
    Aggregate,
    Arguments,
    Computed,
    EstimatedCount,
    Figure,
    Figures,
    Leaf,
    PageCount,
    PageInfo,
    TotalCount,
    Typename,
)
from django_graphql_auto.schema.entities import Column, Entity, ExpressionField, GenericHop, Hop

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A column of the statement: its ORM path from the statement's base."""

    path: str


@dataclass(frozen=True, slots=True)
class VisibilityRead:
    """Whether the joined row at ``prefix`` (``"brand__"``) is in its model's scope, as a boolean column."""

    prefix: str
    entity: Entity


@dataclass(frozen=True, slots=True, eq=False)
class ExpressionRead:
    """A field that the database computes, of the row at ``prefix``."""

    prefix: str
    entity: Entity
    expression: ExpressionField
    arguments: Arguments


Read = ColumnRead | VisibilityRead | ExpressionRead


@dataclass(frozen=True, slots=True)
class Display:
    """A column as an answer has it: its ORM path from the statement's base. How it is read and written is its database's affair."""

    path: str
    column: Column


@dataclass(frozen=True, slots=True)
class InstanceRead:
    """An instance with some columns: pairs of attribute path (``"brand__name"``) and position in the row."""

    model: type[models.Model]
    attributes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ChildValue:
    """Slot: the value that a child statement found for a key."""

    child: int


@dataclass(frozen=True, slots=True)
class GenericValue:
    """Slot: the value that one of several child statements found for a content type and a key."""

    children: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ComputedValue:
    """Slot: a computed field's value, from a row."""

    computed: Computed
    instance: InstanceRead


@dataclass(frozen=True, slots=True)
class LeafValue:
    """Slot: a hand-written field's value, from a row."""

    leaf: Leaf
    instance: InstanceRead


@dataclass(frozen=True, slots=True)
class JSONPartValue:
    """Slot: the part of a JSON value that an argument leads to."""

    arguments: Arguments


@dataclass(frozen=True, slots=True)
class CursorValue:
    """Slot: a row's cursor."""


Slot = ChildValue | GenericValue | JSONPartValue | ComputedValue | LeafValue | CursorValue


@dataclass(frozen=True)
class Output:
    """What makes a row's answer: a single Python expression.

    ``r[3]`` stands for the value in column 3 as the driver gives it, ``p[3]`` for the same as Django's fields have it, ``d[0]`` for
    display 0, ``r`` for the row. ``constants`` are the functions ``c0, c1 …`` that the expression calls; ``s0, s1 …`` are the fetch's
    slots, bound per request.
    """

    expression: str
    constants: tuple[Callable[..., Any], ...]


@dataclass(frozen=True, slots=True)
class Base:
    """What a statement selects from: the entity's own table, or a many-to-many's through table with the entity at ``prefix``."""

    model: type[models.Model]
    prefix: str = ""
    through: Entity | None = None
    """The through model, where it is served: its scope holds too."""


@dataclass(frozen=True, slots=True)
class Link:
    """How a child statement's rows find their parents: by equal keys."""

    parent: int
    """Position of the key in the parent's row."""
    path: str
    """ORM path of the key from the child's base."""
    guard: int | None = None
    """Position of a value that is false or null in parents that don't count (a joined row that is absent or hidden)."""
    relation: RelationInfo | None = None
    generic: GenericHop | None = None
    content_type: int | None = None
    """Generic foreign keys: position of the content type's id in the parent's row."""
    derived: bool = False
    """Whether the child's row is the parent's own, as a multi-table child has it."""

    @property
    def as_text(self) -> bool:
        """Generic keys may be stored as text on one side: they are compared as text."""
        return self.generic is not None or bool(self.relation and self.relation.content_type_field)


@dataclass(frozen=True, eq=False)
class Child:
    fetch: Fetch
    link: Link


@dataclass(frozen=True, slots=True)
class RowsPart:
    """``nodes`` or ``edges``: which output makes it."""

    key: str
    output: int


@dataclass(frozen=True)
class KeyRelationPart:
    """A group key that is a related row, found by a child statement."""

    key: str
    hop: Hop
    fetch: Fetch


@dataclass(frozen=True, slots=True)
class KeyColumnPart:
    key: str
    column: Column


@dataclass(frozen=True, slots=True)
class GroupKeyPart:
    key: str
    parts: tuple[KeyColumnPart | KeyRelationPart | Typename, ...]


@dataclass(frozen=True, slots=True)
class GroupsPart:
    key: str
    arguments: Arguments
    parts: tuple[GroupKeyPart | Figure | Figures | Typename, ...]


ListPart = RowsPart | PageInfo | TotalCount | PageCount | EstimatedCount | Aggregate | GroupsPart | Typename


@dataclass(frozen=True, slots=True)
class ListPlan:
    """How a list is asked for and what is wanted of it. ``parts`` is empty for a plain list, whose rows are output 0."""

    arguments: Arguments
    parts: tuple[ListPart, ...]
    plain: bool

    def needs_rows(self, size: int) -> bool:
        """Whether a page of ``size`` rows takes a statement: an empty one only to say whether there are more."""
        return self.wants_page_info or (size > 0 and (self.plain or any(isinstance(part, RowsPart) for part in self.parts)))

    @property
    def wants_page_info(self) -> bool:
        return any(isinstance(part, PageInfo) for part in self.parts)

    @property
    def wants_cursors(self) -> bool:
        return any(isinstance(part, PageInfo) and any("Cursor" in name for _, name in part.parts) for part in self.parts)


@dataclass(frozen=True, eq=False)
class Fetch:
    """One statement (and those below it) per request, however many rows there are."""

    entity: Entity
    base: Base
    columns: tuple[Read, ...]
    displays: tuple[Display, ...]
    outputs: tuple[Output, ...]
    slots: tuple[Slot, ...]
    children: tuple[Child, ...]
    list: ListPlan | None = None

    @property
    def wants_cursors(self) -> bool:
        """Whether a row's values in the order are read, too."""
        parts = self.list is not None and self.list.wants_cursors
        return parts or any(isinstance(slot, CursorValue) for slot in self.slots)

    @property
    def resolves(self) -> bool:
        """Whether a hand-written field is resolved for rows of it, or of those below."""
        return any(isinstance(slot, LeafValue) for slot in self.slots) or any(fetch.resolves for fetch in self._below())

    def _below(self) -> Iterator[Fetch]:
        yield from (child.fetch for child in self.children)
        groups = [part for part in self.list.parts if isinstance(part, GroupsPart)] if self.list is not None else ()
        keys = [part for group in groups for part in group.parts if isinstance(part, GroupKeyPart)]
        yield from (part.fetch for key in keys for part in key.parts if isinstance(part, KeyRelationPart))

    def reads_only(self, paths: Iterable[str]) -> bool:
        """Whether these columns, each of them, are all that is read."""
        read = [each.path if isinstance(each, ColumnRead | Display) else None for each in (*self.columns, *self.displays)]
        return not (self.slots or self.children or self.list) and set(read) == set(paths) and len(set(read)) == 1

    def entities(self) -> set[Entity]:
        """Every entity whose rows the plan reads."""
        found = {self.entity} | {read.entity for read in self.columns if isinstance(read, VisibilityRead)}
        return found.union(*(child.fetch.entities() for child in self.children))
