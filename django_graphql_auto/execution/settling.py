"""Faults in a finished value become nulls and errors, as the GraphQL specification has it (6.4.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from graphql import FieldNode, GraphQLError

from django_graphql_auto.planning.faults import Fault, Place, faults_in, put_null


def settle(value: Any, nodes: list[FieldNode], path: list[str | int], nearest: Callable[[Place], Place]) -> Iterator[GraphQLError]:
    """Puts null where a value failed, or around it where ``nearest`` says that null may stand; yields the errors.

    Raises the error that leaves no place for null within the value. Errors inside what is null already are left out.
    """
    faults = faults_in(value)
    for place, fault, holder in faults:
        holder[place[-1]] = fault.value
    nulled: set[Place] = set()
    for place, fault, _ in faults:
        if nulled.isdisjoint(place[:length] for length in range(1, len(place))):
            *others, last = _errors(fault, nodes, [*path, *place])
            yield from others
            if fault.value is None:
                nulled.add(_put_null(value, nearest(place), last))
            yield last


def _put_null(value: Any, place: Place, error: GraphQLError) -> Place:
    if not place:
        raise error
    put_null(value, place)
    return place


def _errors(fault: Fault, nodes: list[FieldNode], path: list[str | int]) -> list[GraphQLError]:
    if not fault.nested:
        return [GraphQLError(fault.message or str(fault.error), nodes, path=path, original_error=fault.error)]
    return [
        GraphQLError(error.message, error.nodes, path=[*path[:-1], *(error.path or ())], original_error=error.original_error)
        for error in fault.nested
    ]
