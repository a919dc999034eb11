"""Whether a user may write a column or relation that has a rule of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django_graphql_auto.access.access import Access

WriteRule = str | Callable[[Access], Any]
"""Django's name of a permission, or a function of the access."""


def may_write(rule: WriteRule, access: Access) -> bool:
    """``access.action`` is ``add`` or ``change``."""
    return bool(rule(access)) if callable(rule) else access.authenticated and access.user.has_perm(rule)
