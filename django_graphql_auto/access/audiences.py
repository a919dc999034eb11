"""Who may use what settings open to ``"authenticated"`` users, to ``"public"``, or to those with a permission."""

from __future__ import annotations

from django_graphql_auto.access.access import Access
from django_graphql_auto.exceptions import Forbidden, Unauthenticated


def require_audience(audience: str, access: Access, what: str) -> None:
    """Raises a public error where the user doesn't belong to it. ``what`` follows "Log in to" and "You may not"."""
    if audience == "public":
        return
    if not access.authenticated:
        raise Unauthenticated(f"Log in to {what}.")
    if audience != "authenticated" and not access.user.has_perm(audience):
        raise Forbidden(f"You may not {what}.")
