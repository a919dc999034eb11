"""What a write asks of whoever runs it: rights, rows, and how rows are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models
from django.db.models import QuerySet

from django_graphql_auto.access import Access
from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.mutations.records import Form

Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a write is done for: the name that its caller has for it, and the request that asked, where there is one."""

    field: str = ""
    request: Any = None


class Rules(Protocol):
    """One user's rules. ``action`` is one of ``view``, ``add``, ``change`` and ``delete``, and of rows also ``restore``."""

    access: Access
    occasion: Occasion

    def may(self, model: Model, action: str) -> bool:
        """Whether the user has the model's permission for the action."""

    def rows(self, model: Model, action: str) -> QuerySet[Any]:
        """The rows that the action may touch: for ``view`` the visible ones, for ``restore`` those marked as deleted that would be visible
        and might be deleted, else those within the model's row rule for the action."""

    def is_free(self, model: Model, action: str) -> bool:
        """Whether these are all rows of the table."""

    def form(self, model: Model) -> Form | None:
        """What may be written of the model; None where it is not served."""

    def lookup_any(self, named: Any) -> tuple[Model, dict[str, Any]]:
        """The model and the values behind a name that holds both. Raises ``BadUserInput``."""

    def matching(self, model: Model, where: Any, action: str = "view") -> QuerySet[Any]:
        """The visible rows, or those to be restored, that meet a caller's condition. Raises ``BadUserInput`` where it says nothing."""

    def lookups(self, model: Model, named: Sequence[Any]) -> list[dict[str, Any] | BadUserInput]:
        """Of each row, field names and values that name it, from the way in which callers name it; in the place of each that names nothing,
        what is wrong with it. Several take no more statements than one."""
