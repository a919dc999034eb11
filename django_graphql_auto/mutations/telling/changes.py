"""What a write did to rows, for whoever listens: an audit trail, a search index. Nobody else pays for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models

from django_graphql_auto.introspection import is_same
from django_graphql_auto.mutations.rules import Rules

Model = type[models.Model]
_NOTHING = object()
Values = Mapping[str, Any]
"""Plain values by Django's field names; of a many-to-many relation that the write touched, the keys of the other rows."""


@dataclass(frozen=True, slots=True, eq=False)
class RowChange:
    """One row that is not what it was. ``before`` is None for one that is new, ``after`` for one that is gone.

    ``model`` is never a proxy. Of a row that only lost or gained links, the links alone are told.
    """

    model: Model
    key: tuple[Any, ...]
    before: Values | None
    after: Values | None

    @property
    def fields(self) -> list[str]:
        """The names of what differs: all, of a row that is new or gone."""
        before, after = self.before or {}, self.after or {}
        return [name for name in {**before, **after} if not is_same(before.get(name, _NOTHING), after.get(name, _NOTHING))]


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """What one write did on one database; its transaction is still open."""

    rules: Rules
    using: str
    changes: Sequence[RowChange]


class Listener(Protocol):
    """Hears every write that goes well, once, inside its transaction. What it raises undoes the write."""

    def wants(self, model: Model) -> bool:
        """Whether it asks for the rows of this model, which is no proxy. The answer is always the same."""

    def hears(self, written: Written) -> None: ...


_listeners: list[Listener] = []


def subscribe(listener: Listener) -> None:
    if listener not in _listeners:
        _listeners.append(listener)


def unsubscribe(listener: Listener) -> None:
    if listener in _listeners:
        _listeners.remove(listener)


def listeners() -> tuple[Listener, ...]:
    """Who listens; mostly nobody."""
    return tuple(_listeners)
