"""What the doctor reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum


class Severity(IntEnum):
    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Problem:
    severity: Severity
    code: str
    """A check's number, or a word of the doctor's own."""
    text: str
    advice: str
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may do with the rows of a model. ``rows`` says in words which rows."""

    read: bool
    add: bool
    change: bool
    delete: bool
    rows: str


@dataclass(frozen=True, slots=True)
class ServedModel:
    model: str
    rule: str
    type_name: str
    root_fields: Sequence[str]
    read: str
    """The read policy, and where it comes from."""
    rows: Sequence[str]
    """What hides rows, whoever asks."""
    hidden: Mapping[str, str]
    """Columns and relations that are no fields, each with the reason."""
    writes: Sequence[str] = ()
    """What mutations do with its rows, and what keeps them from doing more."""
    holders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Per action, who has the permission: groups, and how many users by themselves."""
    rights: Rights | None = None
    """Of the user that was asked for."""


@dataclass(frozen=True, slots=True)
class HiddenModel:
    model: str
    rule: str


@dataclass(frozen=True, slots=True)
class Report:
    asker: str | None
    """Whose rights are told, where somebody was asked for."""
    served: Sequence[ServedModel]
    hidden: Sequence[HiddenModel]
    problems: Sequence[Problem]

    def worst(self) -> int:
        return max((problem.severity for problem in self.problems), default=0)

    def count(self, severity: Severity) -> int:
        return sum(problem.severity is severity for problem in self.problems)
