"""Rows that are named by their keys: a primary key, a unique column or constraint, a related row."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.execution.querysets.conditions import key_condition
from django_graphql_auto.execution.rows.reading import Source, with_keys
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.statements.shapes import Unshaped, comparable, frozen, is_scalar
from django_graphql_auto.execution.statements.slots import Parameter, Slot
from django_graphql_auto.execution.values import key_of_id, parse_key, parse_keys
from django_graphql_auto.planning.plan import Fetch
from django_graphql_auto.schema.entities import Column, Entity, Hop
from django_graphql_auto.schema.types.keys import unique_ways


@dataclass(frozen=True, slots=True)
class Equal:
    """A column's value, or a related row's key by ``hop``; ``name`` is what tells the condition from others, the value apart."""

    column: Column
    value: Any
    hop: Hop | None = None

    @property
    def name(self) -> Hashable:
        value = type(self.value) if self.is_parameter else frozen(self.value)
        return (self.hop, self.column, value)

    @property
    def is_parameter(self) -> bool:
        return is_scalar(self.value) and comparable(self.column.info.field) is not None

    def condition(self, run: Run, place: Hashable) -> Q:
        """A related row that is hidden names nothing."""
        stored = comparable(self.column.info.field)
        value = Slot(Parameter(place, stored), self.value, stored) if self.is_parameter and stored else self.value
        own = Q(**{self.column.path: value})
        if self.hop is None:
            return own
        relation, target = self.hop.relation, run.scopes.entities[self.hop.target]
        return Q(**{f"{relation.parent_key}__in": run.scopes.rows(target).filter(own).values(relation.target_key)})


@dataclass(frozen=True, slots=True)
class NamedRow:
    """One row: all of the equalities hold for it."""

    entity: Entity
    parts: Sequence[Equal] = field(default=())

    def source(self, run: Run) -> Source:
        return Source(self._name(), lambda: run.scopes.rows(self.entity).filter(self._condition(run)), self._values())

    def _condition(self, run: Run) -> Q:
        condition = Q()
        for place, part in enumerate(self.parts):
            condition &= part.condition(run, place)
        return condition

    def _values(self) -> dict[Hashable, Any]:
        return {place: part.value for place, part in enumerate(self.parts)}

    def _name(self) -> Hashable:
        try:
            return ("row", tuple(part.name for part in self.parts))
        except Unshaped:
            return None


def by_key(entity: Entity, key: Sequence[Any]) -> NamedRow:
    """``key`` has a value for each column of the primary key."""
    return NamedRow(entity, [Equal(column, value) for column, value in zip(entity.key, key, strict=True)])


def by_columns(run: Run, entity: Entity, names: Sequence[str], values: Sequence[Any]) -> NamedRow:
    """By unique columns; a relation among them is named by the related row's id."""
    return NamedRow(entity, [part for name, value in zip(names, values, strict=True) for part in _equal(run, entity, name, value)])


def _equal(run: Run, entity: Entity, name: str, value: Any) -> list[Equal]:
    column = next((column for column in entity.columns.values() if column.path == name), None)
    if column:
        return [Equal(column, parse_key(column, value))]
    hop = next(hop for hop in entity.hops.values() if hop.relation.name == name)
    target = run.scopes.entities[hop.target]
    return [Equal(column, part, hop) for column, part in zip(target.key, key_of_id(target, value), strict=True)]


def named_by(run: Run, entity: Entity, by: Mapping[str, Any]) -> NamedRow:
    """The one row that a ``by`` names."""
    [(way, value)] = by.items()
    if value is None:
        raise BadUserInput(f"{way} must not be null.")
    if way in ("id", "pk"):
        return by_key(entity, key_of_id(entity, value) if way == "id" else given_key(entity, value))
    names = unique_ways(entity)[way]
    return by_columns(run, entity, names, [value] if len(names) == 1 else list(value.values()))


def given_key(entity: Entity, value: Any) -> tuple[Any, ...]:
    """The key behind a ``pk``."""
    parts = tuple(value[column.name] for column in entity.key) if entity.composite else (value,)
    return parse_keys(entity, parts)


def several(run: Run, fetch: Fetch, keys: Sequence[tuple[Any, ...]]) -> tuple[Source, tuple[str, ...]]:
    """Rows by their primary keys, and the paths of what they are told apart by."""
    entity = fetch.entity
    paths = tuple(column.path for column in entity.key)
    if not entity.composite:
        return with_keys(run, fetch, paths[0], [key for (key,) in keys], python=True), paths
    condition = Q()
    for key in keys:
        condition |= key_condition(entity, key)
    return Source(None, lambda: run.scopes.rows(entity).filter(condition)), paths
