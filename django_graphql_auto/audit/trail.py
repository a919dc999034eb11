"""The listener: what writes did to rows becomes entries, stored together in the write's own transaction."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from django_graphql_auto.audit.masking import pairs_of
from django_graphql_auto.audit.models import LONGEST_KEY, AuditEntry
from django_graphql_auto.audit.requests import remote_address, request_id
from django_graphql_auto.introspection import instance_key, look_at
from django_graphql_auto.mutations import RowChange, Written

ACTIONS = {(True, False): AuditEntry.Action.CREATE, (False, False): AuditEntry.Action.UPDATE, (False, True): AuditEntry.Action.DELETE}
"""By whether there was no row before, and whether there is none after."""


class Trail:
    """Hears of all rows but its own."""

    def wants(self, model: type[models.Model]) -> bool:
        return model is not AuditEntry

    def hears(self, written: Written) -> None:
        common = _told_of(written)
        entries = [AuditEntry(**common, **_entry(change)) for change in written.changes]
        AuditEntry._base_manager.using(written.using).bulk_create(entries)


trail = Trail()


def _told_of(written: Written) -> dict[str, Any]:
    """What all entries of a write have in common."""
    user, occasion = written.rules.access.user, written.rules.occasion
    return {
        "at": timezone.now(),
        "write_id": uuid.uuid4(),
        "mutation": occasion.field,
        "request_id": request_id(occasion.request),
        "remote_address": remote_address(occasion.request),
        "actor_id": user.pk if _is_row(user, written) else None,
        "actor_name": user.get_username()[:254],
    }


def _is_row(user: Any, written: Written) -> bool:
    """Whether an entry can lead to the user: a row of the same database, which the write does not delete."""
    if not user.is_authenticated or user._state.db != written.using:
        return False
    gone = [change for change in written.changes if change.after is None and isinstance(user, change.model)]
    return instance_key(user) not in [change.key for change in gone]


def _entry(change: RowChange) -> dict[str, Any]:
    action = ACTIONS[change.before is None, change.after is None]
    return {"action": action, "model": look_at(change.model).label, "key": key_text(change.key), "changes": pairs_of(change)}


def key_text(key: Sequence[Any]) -> str:
    """A primary key as entries name it; of one that is too long, a digest."""
    text = str(key[0]) if len(key) == 1 else json.dumps([str(part) for part in key])
    return text if len(text) <= LONGEST_KEY else f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
