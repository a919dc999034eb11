"""Who holds which permission, and what one user may do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldError
from django.db.models import Q

from django_graphql_auto.access import Access, Visibility, may_read, permission_name
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.management.doctor.exposure import Holders
from django_graphql_auto.management.doctor.records import Rights
from django_graphql_auto.schema.build import BuiltSchema
from django_graphql_auto.schema.entities import Entity

ACTIONS = ("view", "add", "change", "delete")


def rights_of(user: Any, built: BuiltSchema) -> dict[str, Rights]:
    """By the model's label."""
    scopes = Scopes(built.entities, Access(user))
    return {entity.info.label: _rights(user, entity, scopes) for entity in built.entities.values()}


def _rights(user: Any, entity: Entity, scopes: Scopes) -> Rights:
    writes = {action: may_read(entity.info, "permission", Access(user, action)) for action in ACTIONS[1:]}
    return Rights(read=may_read(entity.info, entity.read_policy, Access(user)), rows=_rows(entity, scopes), **writes)


def _rows(entity: Entity, scopes: Scopes) -> str:
    try:
        scope = scopes.scope(entity)
    except Exception as failure:  # a project's own rule; a request would be answered with an error
        return f"unknown: scope() raises {type(failure).__name__}: {failure}"
    told = {Visibility.FREE: "all", Visibility.DENIED: "none"}.get(scope.visibility)
    return told or condition_text(scopes.declared(entity)) or "those that the manager, or the rules of a model above it, leave"


def condition_text(condition: Q) -> str:
    """A condition as people write it: ``is_active=True and not (status='draft')``."""
    parts = [_grouped(child, condition.connector) if isinstance(child, Q) else _leaf(child) for child in condition.children]
    joined = f" {condition.connector.lower()} ".join(parts)
    return f"not ({joined})" if condition.negated else joined


def _grouped(condition: Q, connector: str) -> str:
    text = condition_text(condition)
    is_plain = condition.negated or len(condition.children) < 2 or condition.connector == connector
    return text if is_plain else f"({text})"


def _leaf(child: Any) -> str:
    return f"{child[0]}={child[1]!r}" if isinstance(child, tuple) else str(child)


def holders_of_permissions(built: BuiltSchema) -> Holders:
    """Per model and action, the groups that have the permission, and how many users have it by themselves."""
    if not apps.is_installed("django.contrib.auth"):
        return {}
    holding: dict[str, list[str]] = defaultdict(list)
    for permission, holder in (*_groups(), *_users()):
        holding[permission].append(holder)
    names = {entity.info.label: {action: permission_name(entity.info, action) for action in ACTIONS} for entity in built.entities.values()}
    return {
        label: {action: holding[permission] for action, permission in by_action.items() if permission in holding}
        for label, by_action in names.items()
    }


def _groups() -> Iterator[tuple[str, str]]:
    from django.contrib.auth.models import Group

    rows = Group.objects.filter(permissions__isnull=False).order_by("name")
    for name, app_label, codename in rows.values_list("name", "permissions__content_type__app_label", "permissions__codename"):
        yield f"{app_label}.{codename}", name


def _users() -> Iterator[tuple[str, str]]:
    from django.contrib.auth.models import Permission

    try:
        rows = Permission.objects.filter(user__isnull=False).values_list("content_type__app_label", "codename")
    except FieldError:  # a user model without Django's permissions
        return
    for (app_label, codename), count in Counter(rows).items():
        yield f"{app_label}.{codename}", f"{count} user{'' if count == 1 else 's'} directly"
