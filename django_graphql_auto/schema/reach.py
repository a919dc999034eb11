"""Which types a schema has."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
)

from django_graphql_auto.schema.types.late import Late


def every_type(roots: Iterable[GraphQLNamedType]) -> list[GraphQLNamedType]:
    """All types that the roots lead to, the near ones first.

    Given to graphql-core, they spare its own search, which goes down into every type at once: chains of inputs are too long for that.
    """
    found = dict.fromkeys(roots)
    waiting = deque(found)
    while waiting:
        for kind in _next_to(waiting.popleft()):
            if kind not in found:
                found[kind] = None
                waiting.append(kind)
    return list(found)


def _next_to(kind: GraphQLNamedType) -> Iterator[GraphQLNamedType]:
    match kind:
        case GraphQLUnionType():
            yield from kind.types
        case GraphQLInputObjectType():
            yield from (get_named_type(field.type) for field in _fields(kind))
        case GraphQLObjectType() | GraphQLInterfaceType():
            yield from kind.interfaces
            for field in _fields(kind):
                yield from _of_field(field)


def _fields(kind: Any) -> Iterable[Any]:
    fields = kind.survey() if isinstance(kind, Late) else kind.fields
    made: Iterable[Any] = fields.values()
    return made


def _of_field(field: GraphQLField) -> Iterator[GraphQLNamedType]:
    yield from (get_named_type(argument.type) for argument in field.args.values())
    yield get_named_type(field.type)
