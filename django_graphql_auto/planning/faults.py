"""Values that could not be made. A fault travels in its place until the run is over, then becomes null and an error with its path."""

from __future__ import annotations

from threading import local
from typing import Any

Place = tuple[str | int, ...]
"""Response keys and list positions, from the outside in."""


class _Made(local):
    number = 0


_made = _Made()


def faults_so_far() -> int:
    """How many faults this thread has made: where the number stays, an answer has none to look for."""
    return _made.number


class Fault:
    """Stands where a value failed; ``error`` keeps the cause for the log."""

    __slots__ = ("error", "message", "nested", "value")

    def __init__(self, message: str = "", error: Exception | None = None, value: Any = None, nested: tuple[Any, ...] = ()) -> None:
        _made.number += 1
        self.message, self.error = message, error
        self.value = value
        """What stands in the answer after all: null, or the part of a hand-written field's value that could be made."""
        self.nested = nested
        """Errors of a hand-written field's own execution, their paths relative to it."""


def faults_in(value: Any, place: Place = ()) -> list[tuple[Place, Fault, Any]]:
    """Every fault below ``value``, in the order of the document: its place, itself, and the container that holds it."""
    found: list[tuple[Place, Fault, Any]] = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        if isinstance(inner, Fault):
            found.append(((*place, key), inner, value))
        elif isinstance(inner, dict | list):
            found += faults_in(inner, (*place, key))
    return found


def put_null(value: Any, place: Place) -> None:
    """Makes what stands at ``place`` null, unless something around it already is."""
    for step in place[:-1]:
        value = None if value is None else value[step]
    if value is not None:
        value[place[-1]] = None
