"""What something that was made once stands on: while it is made, everything that was looked at is written down."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Fact = tuple[str, Hashable]
"""A kind of fact and what it is about."""
Ask = Callable[[Fact], Any]
"""What a fact is now."""
Owner = TypeVar("Owner")
Value = TypeVar("Value")


@dataclass
class Dependencies:
    """Facts and what they were; ``refusals`` say why the thing must be made anew every time."""

    facts: dict[Fact, Any] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)

    def hold(self, ask: Ask) -> bool:
        return all(ask(fact) == known for fact, known in self.facts.items())


_current: ContextVar[Dependencies | None] = ContextVar("dependencies", default=None)


@contextmanager
def written_down() -> Iterator[Dependencies]:
    """Collects what is depended on inside; whatever is being made outside depends on it too."""
    outer, inner = _current.get(), Dependencies()
    token = _current.set(inner)
    try:
        yield inner
    finally:
        _current.reset(token)
        if outer is not None:
            include(inner)


def depend(kind: str, about: Hashable, known: Any) -> None:
    """What is being made holds only while this fact is what it is."""
    if (current := _current.get()) is not None:
        current.facts[kind, about] = known


def refuse(reason: str) -> None:
    """What is being made must not be used again."""
    if (current := _current.get()) is not None:
        current.refusals.append(reason)


def refused() -> bool:
    """Whether what is being made will not be used again."""
    return (current := _current.get()) is not None and bool(current.refusals)


def include(dependencies: Dependencies) -> None:
    """What is being made stands on something that was made before."""
    if (current := _current.get()) is not None:
        current.facts |= dependencies.facts
        current.refusals += dependencies.refusals


class once(Generic[Owner, Value]):  # noqa: N801 - a decorator, as cached_property is
    """A ``cached_property`` whose value carries what it stands on to whatever is made of it."""

    def __init__(self, make: Callable[[Owner], Value]) -> None:
        self.make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = f"_once_{name}"

    def __get__(self, instance: Owner, owner: type | None = None) -> Value:
        known: tuple[Value, Dependencies] | None = vars(instance).get(self.name)
        if known is None:
            with written_down() as dependencies:
                known = self.make(instance), dependencies
            vars(instance)[self.name] = known
        else:
            include(known[1])
        return known[0]
