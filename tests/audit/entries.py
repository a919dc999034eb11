"""Words of the tests of the audit trail."""

from __future__ import annotations

from typing import Any

from django_graphql_auto.audit.models import AuditEntry

Told = tuple[str, str, dict[str, Any]]


def told(model: str = "") -> list[Told]:
    """What the trail tells, in order: action, model and changes; of one model where it is named."""
    entries = AuditEntry.objects.order_by("id")
    if model:
        entries = entries.filter(model=f"shop.{model}")
    return [(entry.action, entry.model.removeprefix("shop."), entry.changes) for entry in entries]


def only() -> AuditEntry:
    """The one entry that there is."""
    return AuditEntry.objects.get()
