"""Entries that are too old go, some at a time, so that no transaction is long."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS

from django_graphql_auto.audit.models import AuditEntry

TOGETHER = 1_000


def prune(before: datetime.datetime, using: str = DEFAULT_DB_ALIAS, together: int = TOGETHER) -> Iterator[int]:
    """Deletes the entries before a moment, the oldest first; yields how many went each time."""
    entries = AuditEntry._base_manager.using(using)
    while keys := list(entries.filter(at__lt=before).order_by("at", "id").values_list("pk", flat=True)[:together]):
        entries.filter(pk__in=keys).delete()
        yield len(keys)
