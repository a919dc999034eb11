"""Values that could not be made. A fault travels in its place until the run is over, then becomes null and an error with its path."""

from __future__ import annotations

from typing import Any


class Fault:
    """Stands where a value failed; ``error`` keeps the cause for the log."""

    __slots__ = ("error", "fatal", "message", "nested", "value")
    made = 0
    """How many there ever were: an answer during which the number stayed has none to look for."""

    def __init__(
        self, message: str = "", error: Exception | None = None, value: Any = None, nested: tuple[Any, ...] = (), fatal: bool = False
    ) -> None:
        Fault.made += 1
        self.message, self.error = message, error
        self.fatal = fatal
        """Whether null may not stand here (a hand-written non-null field): the root field becomes null."""
        self.value = value
        """What stands in the answer after all: null, or the part of a hand-written field's value that could be made."""
        self.nested = nested
        """Errors of a hand-written field's own execution, their paths relative to it."""


def faults_in(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Fault, Any, Any]]:
    """Every fault below ``value``: its path, itself, and the container and key that hold it."""
    found: list[tuple[tuple[str | int, ...], Fault, Any, Any]] = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        if isinstance(inner, Fault):
            found.append(((*path, key), inner, value, key))
        elif isinstance(inner, dict | list):
            found += faults_in(inner, (*path, key))
    return found
