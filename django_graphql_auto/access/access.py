"""Who asks, for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Access:
    """The asker and the action, as rules see them. ``action`` is one of ``view``, ``add``, ``change``, ``delete``."""

    user: Any
    action: str = "view"
    tenant: Any = None

    @property
    def authenticated(self) -> bool:
        """Whether the user is known and has not been deactivated."""
        return bool(self.user.is_authenticated and self.user.is_active)


def access_for(http_request: HttpRequest | None, user: Any = None) -> Access:
    """The access of a request, or of ``user`` where there is no request. Nobody, and whoever was deactivated, is :class:`AnonymousUser`."""
    found = user if user is not None else getattr(http_request, "user", None)
    return Access(found if found is not None and found.is_active else AnonymousUser())
