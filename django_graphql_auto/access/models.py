"""Whether a user may touch a model at all: one row per policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django_graphql_auto.access.access import Access
from django_graphql_auto.introspection.records import ModelInfo


def _has_permission(info: ModelInfo, access: Access) -> bool:
    return access.authenticated and access.user.has_perm(permission_name(info, access.action))


POLICIES: Mapping[str, Callable[[ModelInfo, Access], bool]] = {
    "public": lambda info, access: True,
    "authenticated": lambda info, access: access.authenticated,
    "permission": _has_permission,
}


def permission_name(info: ModelInfo, action: str) -> str:
    """Django's name of the permission, e.g. ``shop.view_product``."""
    return f"{info.app_label}.{action}_{info.object_name.lower()}"


def may_read(info: ModelInfo, policy: str, access: Access) -> bool:
    """Whether ``policy`` lets the user read rows of the model; an unknown policy lets nobody."""
    allowed = POLICIES.get(policy)
    return allowed is not None and allowed(info, access)
