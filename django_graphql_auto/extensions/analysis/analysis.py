"""The analyser: what it finds of an operation is logged once per plan."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Hashable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

from graphql import FieldNode, OperationDefinitionNode

from django_graphql_auto.conf import settings
from django_graphql_auto.execution.answer import Answer, OperationRequest
from django_graphql_auto.execution.listening import Listener
from django_graphql_auto.extensions.analysis.indexes import unindexed
from django_graphql_auto.extensions.analysis.lazy_loads import LazyLoads
from django_graphql_auto.planning.compile import Plan
from django_graphql_auto.planning.plan import Fetch

LOGGER = "django_graphql_auto.analysis"
REPEATS = 5
"""How often the same statement may be run in one operation before that is told."""
Finding = tuple[Hashable, str]
"""What it is known by, and its text."""
logger = logging.getLogger(LOGGER)


def listener(request: OperationRequest, http_request: Any, user: Any) -> Listener | None:
    return Analysis() if settings.ANALYSE_QUERIES is True else None


class Analysis(LazyLoads):
    """One operation's."""

    def __init__(self) -> None:
        super().__init__()
        self.operation = "without a name"
        self.plans: list[tuple[Plan, Any]] = []
        self.texts: Counter[tuple[str, str]] = Counter()

    def operates(self, operation: OperationDefinitionNode) -> None:
        self.operation = operation.name.value if operation.name else self.operation

    def planned(self, node: FieldNode, plan: Plan, variables: Any, known: bool) -> None:
        self.plans.append((plan, variables))

    def ran(self, sql: str) -> None:
        self.texts[sql, self.places[-1][0] if self.places else ""] += 1

    def answered(self, answer: Answer) -> None:
        told = _told_of(self.plans[0][0].fetch if self.plans else None)
        for known_by, text in self._findings():
            if known_by not in told:
                told.add(known_by)
                logger.warning("Operation %s: %s", self.operation, text)

    def _findings(self) -> Iterator[Finding]:
        for load in self.loads:
            yield load, load.text
        for plan, variables in self.plans:
            yield from ((text, text) for text in unindexed(plan.fetch, variables))
        for (sql, place), times in self.texts.items():
            if times > REPEATS:
                yield sql, f"{times} times the same statement{f', by the code of {place}' if place else ''}: {sql}"


_told: WeakKeyDictionary[Fetch, set[Hashable]] = WeakKeyDictionary()
"""What was logged already, for as long as the plan is kept."""
_told_without_a_plan: set[Hashable] = set()


def _told_of(fetch: Fetch | None) -> set[Hashable]:
    return _told_without_a_plan if fetch is None else _told.setdefault(fetch, set())
