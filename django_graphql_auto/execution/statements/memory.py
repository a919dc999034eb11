"""Remembers what was made once: under a key, as long as what it stands on is as it was."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from django_graphql_auto.execution.cache import Cache
from django_graphql_auto.execution.listening import Origin, listeners
from django_graphql_auto.execution.statements.dependencies import Ask, include, written_down
from django_graphql_auto.execution.statements.ground import Known

Made = TypeVar("Made")
ALTERNATIVES = 8
"""How many things of one key are kept: for users who may see different rows."""


class Memory:
    """One schema's. Safe between threads: at worst something is made twice."""

    def __init__(self, size: Callable[[], int]) -> None:
        self.cache: Cache[tuple[Known, ...]] = Cache(size)

    def recall(self, key: Hashable, ask: Ask, make: Callable[[], Made]) -> Made:
        """What is known under the key, or what ``make`` makes."""
        candidates = self.cache.get(key) or ()
        for known in candidates:
            if known.dependencies.hold(ask):
                include(known.dependencies)
                for listener in listeners():
                    listener.recalled(known.value, Origin(known=True))
                found: Made = known.value
                return found
        with written_down() as dependencies:
            made = make()
        if not dependencies.refusals:
            self.cache.put(key, (Known(made, dependencies), *candidates[: ALTERNATIVES - 1]), 1 + len(candidates))
        for listener in listeners():
            listener.recalled(made, Origin(False, tuple(dependencies.refusals)))
        return made
