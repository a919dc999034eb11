"""What a row was at a moment, as far as the trail knows.

::

    state_at(product, moment)
    state_at((Product, 3), moment)
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import models, router
from django.db.models import Q
from django.utils import timezone

from django_graphql_auto.audit.masking import masked, told_fields
from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.audit.trail import key_text
from django_graphql_auto.conf import settings
from django_graphql_auto.introspection import concrete, instance_key, look_at, values_of

Model = type[models.Model]
Named = models.Model | tuple[Model, Any]
CREATE, DELETE = AuditEntry.Action.CREATE, AuditEntry.Action.DELETE


class NotKept(LookupError):
    """Entries of that time may have been deleted."""


def state_at(named: Named, moment: datetime.datetime) -> dict[str, Any] | None:
    """The row's values by Django's field names, masked as in the trail; None where there was no row. ``named`` is a row, or model and key.

    What no entry tells is taken from the row as it is. Raises :class:`NotKept` for a moment that lies more than ``AUDIT_DAYS`` back.
    """
    if settings.AUDIT_DAYS is not None and moment < timezone.now() - datetime.timedelta(days=settings.AUDIT_DAYS):
        raise NotKept(f"Entries are kept for {settings.AUDIT_DAYS} days.")
    model, key = (type(named), instance_key(named)) if isinstance(named, models.Model) else named
    model, parts = concrete(model), key if isinstance(key, tuple) else (key,)
    return _state(model, parts, _entries(model, parts), moment)


def _entries(model: Model, key: Sequence[Any]) -> list[AuditEntry]:
    """From the first to the last; those of changes that a multi-table parent's row was written for are told of this one, too."""
    above = [look_at(parent).label for parent in look_at(model).parents]
    told = Q(model=look_at(model).label) | Q(model__in=above, action=AuditEntry.Action.UPDATE)
    entries = AuditEntry._base_manager.using(router.db_for_read(model))
    return list(entries.filter(told, key=key_text(key)).order_by("at", "id"))


def _state(model: Model, key: Sequence[Any], entries: Sequence[AuditEntry], moment: datetime.datetime) -> dict[str, Any] | None:
    """The nearest entry tells: the last one until then what was after it, else the first one since what was before it."""
    until = [entry for entry in entries if entry.at <= moment]
    since = [entry for entry in entries if entry.at > moment]
    row = _row(model, key)
    there = until[-1].action != DELETE if until else since[0].action != CREATE if since else row is not None
    if not there:
        return None
    state = masked(values_of(row), told_fields(model)) if row is not None else {}
    for entry in reversed(since):
        state |= {name: before for name, (before, _) in entry.changes.items() if entry.action != CREATE}
    for entry in until:
        state |= {name: after for name, (_, after) in entry.changes.items() if entry.action != DELETE}
    return state


def _row(model: Model, key: Sequence[Any]) -> models.Model | None:
    named = tuple(key) if len(key) > 1 else key[0]
    return model._base_manager.using(router.db_for_read(model)).filter(pk=named).first()
