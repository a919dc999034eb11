"""The ground an operation stands on: facts that are asked once for all of it, and what stands on no others."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from django_graphql_auto.execution.statements.dependencies import Ask, Dependencies, Fact, include

MOST = 64
"""Things that are kept: an operation whose variables are of ever new shapes would make ever more."""
OF_ONE_LIST = "given"
"""The kind of fact that is about a value of one list's arguments: no other list's, and no other operation's."""


@dataclass(frozen=True, slots=True)
class Known:
    """Something that was made once, and what it stands on."""

    value: Any
    dependencies: Dependencies


@dataclass
class Ground:
    """Grows while an operation is answered for the first time; whoever comes later only asks whether it holds."""

    surroundings: Hashable
    deciding: frozenset[str] = frozenset()
    """The variables whose values are the same for all operations that stand on it."""
    facts: dict[Fact, Any] = field(default_factory=dict)
    made: dict[Hashable, Known] = field(default_factory=dict)
    said: dict[Any, Any] = field(default_factory=dict)
    """By fetch, what its list's arguments say, where only deciding variables are in them."""
    grows: bool = True

    def holds(self, surroundings: Hashable, ask: Ask) -> bool:
        return self.surroundings == surroundings and all(ask(fact) == known for fact, known in self.facts.items())

    def spread(self, dependencies: Dependencies) -> None:
        """Takes in what the operation as a whole stands on."""
        for fact, known in dependencies.facts.items():
            if fact[0] != OF_ONE_LIST:
                self.facts.setdefault(fact, known)

    def find(self, key: Hashable) -> Known | None:
        """What is known under the key; whatever is being made of it stands on the same."""
        known = self.made.get(key)
        if known is not None:
            include(known.dependencies)
        return known

    def keep(self, key: Hashable, value: Any, dependencies: Dependencies) -> None:
        """Keeps what needs no other facts to hold."""
        if self.grows:
            self.spread(dependencies)
        if len(self.made) < MOST and not dependencies.refusals and self._covers(dependencies):
            self.made[key] = Known(value, dependencies)

    def _covers(self, dependencies: Dependencies) -> bool:
        return all(fact in self.facts and self.facts[fact] == known for fact, known in dependencies.facts.items())
