"""What separates two versions of a schema, in the order in which a client's developer wants to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    find_breaking_changes,
    find_dangerous_changes,
    is_introspection_type,
)
from graphql.utilities.find_breaking_changes import (
    is_change_safe_for_input_object_field_or_field_arg,
    is_change_safe_for_object_or_interface_field,
)


class Severity(Enum):
    BREAKING = "breaking"
    """A query that worked fails."""
    DANGEROUS = "dangerous"
    """A query works, and may be answered with what its client doesn't know."""
    SAFE = "safe"


@dataclass(frozen=True, slots=True)
class Change:
    severity: Severity
    text: str


class Place(Enum):
    TYPE = "type"
    OUTPUT = "output"
    INPUT = "input"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Element:
    """What a schema coordinate (``Product.name``) stands for."""

    place: Place
    kind: Any = None
    description: str | None = None
    deprecation: str | None = None


Elements = dict[str, Element]


def changes_between(old: GraphQLSchema, new: GraphQLSchema) -> list[Change]:
    """All changes, breaking ones first. Nothing where the schemas say the same, whatever their texts' layout."""
    breaking = [Change(Severity.BREAKING, change.description) for change in find_breaking_changes(old, new)]
    dangerous = [Change(Severity.DANGEROUS, change.description) for change in find_dangerous_changes(old, new)]
    safe = [Change(Severity.SAFE, text) for text in _safe_changes(_elements(old), _elements(new))]
    return [*breaking, *dangerous, *safe]


def _safe_changes(old: Elements, new: Elements) -> Iterator[str]:
    yield from (f"{coordinate} was added." for coordinate in new if coordinate not in old and _is_safe_addition(coordinate, old, new))
    common = [(coordinate, old[coordinate], new[coordinate]) for coordinate in new if coordinate in old]
    for coordinate, before, after in common:
        if str(before.kind) != str(after.kind) and _is_safe_retyping(before, after):
            yield f"{coordinate} changed type from {before.kind} to {after.kind}."
        if before.deprecation != after.deprecation:
            yield f"{coordinate} is deprecated: {after.deprecation}" if after.deprecation else f"{coordinate} is no longer deprecated."
    if described := [coordinate for coordinate, before, after in common if before.description != after.description]:
        yield f"Descriptions changed: {', '.join(described[:5])}{' …' if len(described) > 5 else ''}"


def _is_safe_addition(coordinate: str, old: Elements, new: Elements) -> bool:
    """New types, and new fields of types that are not new themselves; what else is added, a client's input or ``switch`` may not know."""
    place, owner = new[coordinate].place, coordinate.partition(".")[0]
    return place is Place.TYPE or (place is Place.OUTPUT and owner in old)


def _is_safe_retyping(before: Element, after: Element) -> bool:
    if before.place is not after.place:
        return False
    if after.place is Place.OUTPUT:
        return is_change_safe_for_object_or_interface_field(before.kind, after.kind)
    return after.place is Place.INPUT and is_change_safe_for_input_object_field_or_field_arg(before.kind, after.kind)


def _elements(schema: GraphQLSchema) -> Elements:
    found: Elements = {}
    for name, kind in sorted(schema.type_map.items()):
        if not is_introspection_type(kind):
            found[name] = Element(Place.TYPE, description=kind.description)
            found |= _members(name, kind)
    return found


def _members(owner: str, kind: GraphQLNamedType) -> Elements:
    match kind:
        case GraphQLEnumType():
            return {
                f"{owner}.{name}": Element(Place.VALUE, None, it.description, it.deprecation_reason) for name, it in kind.values.items()
            }
        case GraphQLInputObjectType():
            return {f"{owner}.{name}": _input(field) for name, field in kind.fields.items()}
        case GraphQLObjectType() | GraphQLInterfaceType():
            return _fields(owner, kind)
    return {}


def _fields(owner: str, kind: GraphQLObjectType | GraphQLInterfaceType) -> Elements:
    found: Elements = {}
    for name, field in kind.fields.items():
        found[f"{owner}.{name}"] = Element(Place.OUTPUT, field.type, field.description, field.deprecation_reason)
        found |= {f"{owner}.{name}({argument}:)": _input(it) for argument, it in field.args.items()}
    return found


def _input(it: Any) -> Element:
    return Element(Place.INPUT, it.type, it.description, it.deprecation_reason)
