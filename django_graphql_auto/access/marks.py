"""Rows that are deleted and still there: one of their columns says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Q
from django.utils import timezone


class Deleted(Enum):
    """Which rows a list has beside or instead of those that are not deleted."""

    INCLUDED = "Those that are deleted, too."
    ONLY = "None but those that are deleted."


@dataclass(frozen=True, slots=True)
class Mark:
    """The column that tells a model's deleted rows from the others."""

    column: str
    is_moment: bool
    """Whether it holds when a row was deleted; else it is true or false."""
    manager: str | None = None
    """The manager that has the deleted rows, where the usual one leaves them out."""

    @property
    def absent(self) -> Q:
        """The rows that are not deleted."""
        return Q(**{f"{self.column}__isnull": True}) if self.is_moment else Q(**{self.column: False})

    @property
    def present(self) -> Q:
        """The rows that are."""
        return Q(**{f"{self.column}__isnull": False}) if self.is_moment else Q(**{self.column: True})

    def value(self, *, deleted: bool) -> Any:
        """What the column holds of a row that is deleted now, or is not."""
        if self.is_moment:
            return timezone.now() if deleted else None
        return deleted
