"""What went wrong in one place of an answer, until it is known where that place is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLError, located_error

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mishap:
    """One error, and the place that it happened at, seen from the place of its fault."""

    error: Exception
    nodes: Sequence[FieldNode]
    place: Place = ()

    def under(self, place: Place) -> Mishap:
        return Mishap(self.error, self.nodes, (*place, *self.place))

    def located(self) -> GraphQLError:
        """The error as graphql-core reports it."""
        error = self.error
        if isinstance(error, GraphQLError) and error.path is not None:
            return GraphQLError(
                error.message, error.nodes, error.source, error.positions, list(self.place), error.original_error, error.extensions
            )
        return located_error(error, list(self.nodes), list(self.place))


@dataclass(frozen=True, slots=True)
class Fault:
    """Stands in an answer for a value with errors. A ``fatal`` one has no value and takes a place that must have one along."""

    mishaps: tuple[Mishap, ...]
    fatal: bool = True
    value: Any = None

    def as_null(self) -> Fault:
        """The fault where null may be."""
        return Fault(self.mishaps, fatal=False, value=self.value)


def failure(error: Exception, nodes: Sequence[FieldNode]) -> Fault:
    return Fault((Mishap(error, nodes),))


def settle(value: Any, place: Place, errors: list[GraphQLError]) -> Any:
    """The answer without its faults, whose errors are appended to ``errors`` in the order of the answer."""
    if isinstance(value, Fault):
        errors.extend(mishap.under(place).located() for mishap in value.mishaps)
        return settle(value.value, place, errors)
    if isinstance(value, dict):
        return {key: settle(item, (*place, key), errors) for key, item in value.items()}
    if isinstance(value, list):
        return [settle(item, (*place, index), errors) for index, item in enumerate(value)]
    return value


def mishaps_in(value: Any, place: Place = ()) -> Iterator[Mishap]:
    """All errors inside of a value, with their places in it."""
    if isinstance(value, Fault):
        yield from (mishap.under(place) for mishap in value.mishaps)
        yield from mishaps_in(value.value, place)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from mishaps_in(item, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from mishaps_in(item, (*place, index))
