"""What a check is: one row of a table, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from django.core import checks

from django_graphql_auto.registry import Registry

PREFIX = "django_graphql_auto."
KINDS: Mapping[str, Callable[..., checks.CheckMessage]] = {"E": checks.Error, "W": checks.Warning, "I": checks.Info}


class Stage(IntEnum):
    """When a check is asked: a stage with errors is the last, because the next ones stand on it."""

    FORM = 1
    """Whether values are of the right kind."""
    MEANING = 2
    """Whether they name what exists."""
    BUILD = 3
    """Whether a schema comes of them."""
    OUTCOME = 4
    """What that schema is like."""
    DEPLOYMENT = 5
    """What is open: asked by ``check --deploy`` only."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a check strikes: the values of its texts, and the object it concerns."""

    values: Mapping[str, Any]
    subject: Any = None


Find = Callable[[Registry], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """One row. The first letter of ``number`` is the severity; ``what`` and ``hint`` are formatted with a finding's values."""

    number: str
    stage: Stage
    what: str
    hint: str
    find: Find = field(compare=False)

    def messages(self, registry: Registry) -> list[checks.CheckMessage]:
        return [self._message(finding) for finding in self.find(registry)]

    def _message(self, finding: Finding) -> checks.CheckMessage:
        what, hint = (text.format_map(finding.values).strip() for text in (self.what, self.hint))
        return KINDS[self.number[0]](what, hint=hint, obj=finding.subject, id=PREFIX + self.number)
