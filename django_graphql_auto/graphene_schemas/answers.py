"""Objects and lists of an answer put together, nulls where they may not be turned into errors as graphql-core does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from graphql import GraphQLField, GraphQLObjectType, is_non_null_type

from django_graphql_auto.graphene_schemas.faults import Fault, failure, mishaps_in
from django_graphql_auto.graphene_schemas.plan import Nodes


class Slot(Protocol):
    """One key of an object."""

    @property
    def key(self) -> str: ...
    @property
    def nodes(self) -> Nodes: ...
    @property
    def parent_type(self) -> GraphQLObjectType: ...
    @property
    def non_null(self) -> bool: ...


class Watch(Protocol):
    """Remembers that there are faults; without any, nobody looks for them."""

    faulty: bool


def objects_of(watch: Watch, slots: Sequence[Slot], columns: Sequence[list[Any]], count: int) -> list[Any]:
    """One object per row, of one column of values per slot."""
    if watch.faulty or any(slot.non_null and None in column for slot, column in zip(slots, columns, strict=True)):
        return [object_of(watch, slots, [column[index] for column in columns]) for index in range(count)]
    keys = [slot.key for slot in slots]
    return [dict(zip(keys, values, strict=True)) for values in zip(*columns, strict=True)] if keys else [{} for _ in range(count)]


def object_of(watch: Watch, slots: Sequence[Slot], values: Iterable[Any]) -> dict[str, Any] | Fault:
    """One object; a fault where a slot that needs a value has none."""
    made: dict[str, Any] = {}
    for slot, given in zip(slots, values, strict=True):
        value = given
        if is_missing(value):
            if slot.non_null:
                watch.faulty = True
                return _lost(made, slot.key, value if value is not None else no_null(slot.parent_type, slot.nodes))
            value = value and value.as_null()
        made[slot.key] = value
    return made


def list_of(watch: Watch, items: Sequence[Any], non_null: bool, parent_type: GraphQLObjectType, nodes: Nodes) -> list[Any] | Fault:
    """A list; a fault where its items need values and one has none."""
    made: list[Any] = []
    for index, given in enumerate(items):
        value = given
        if is_missing(value):
            if non_null:
                watch.faulty = True
                return _lost(made, index, value if value is not None else no_null(parent_type, nodes))
            value = value and value.as_null()
        made.append(value)
    return made


def has_non_null_items(definition: GraphQLField) -> bool:
    """Whether the items of a list field must have values."""
    listed: Any = nullable(definition.type)
    return is_non_null_type(listed.of_type)


def nullable(kind: Any) -> Any:
    return kind.of_type if is_non_null_type(kind) else kind


def is_missing(value: Any) -> bool:
    return value is None or (value.__class__ is Fault and value.fatal)


def no_null(parent_type: GraphQLObjectType, nodes: Nodes) -> Fault:
    """graphql-core's words for a null that may not be."""
    return failure(TypeError(f"Cannot return null for non-nullable field {parent_type.name}.{nodes[0].name.value}."), nodes)


def _lost(made: Any, place: str | int, fault: Fault) -> Fault:
    """What was collected before the fault is reported as well; what comes after is not looked at."""
    return Fault((*mishaps_in(made), *(mishap.under((place,)) for mishap in fault.mishaps)))
