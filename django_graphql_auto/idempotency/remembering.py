"""A write around a write: done once under a key, and remembered in the transaction in which it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connections, models
from django.utils import timezone

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.execution.writes.retries import Attempt
from django_graphql_auto.idempotency.models import IdempotencyKey
from django_graphql_auto.idempotency.outcomes import report_of, stores_something, told
from django_graphql_auto.mutations import Report, Returns, Write
from django_graphql_auto.mutations.nested.writer import Writer


@dataclass(frozen=True)
class Remembered:
    """Where nothing was stored in the end, the transaction takes what is remembered back with it."""

    write: Write
    attempt: Attempt

    @property
    def model(self) -> type[models.Model] | None:
        return self.write.model

    @property
    def tries(self) -> int:
        return getattr(self.write, "tries", 1)

    @property
    def returns(self) -> Returns | None:
        return getattr(self.write, "returns", None)

    def run(self, writer: Writer) -> Report:
        row = _locked(self.attempt, writer.using)
        known = row.outcomes.get(self.attempt.field)
        if known is not None:
            return report_of(self.model, writer.using, known, self.returns)
        report = self.write.run(writer)
        self._remember(row, report)
        return report

    def _remember(self, row: IdempotencyKey, report: Report) -> None:
        if stores_something(report):
            row.outcomes[self.attempt.field] = told(report, self.returns)
            row.save()
        elif not row.outcomes:
            row.delete()


def _locked(attempt: Attempt, using: str) -> IdempotencyKey:
    """The key's row, held until the transaction ends: whoever comes with the same key meanwhile waits here.

    Raises :class:`BadUserInput` where the key was used for another request.
    """
    now = timezone.now()
    _insert(attempt, using, now)
    row = IdempotencyKey.objects.using(using).select_for_update().get(owner=attempt.owner)
    if row.expires <= now:
        row.request, row.outcomes, row.expires = attempt.request, {}, _expiry(now)
    if row.request != attempt.request:
        raise BadUserInput("This idempotency key was used for another request: the document or its variables were others.")
    return row


def _insert(attempt: Attempt, using: str, now: datetime) -> None:
    """Where the row is there, this locks it as one statement, so that of several who wait none is in another's way."""
    by_columns = connections[using].features.supports_update_conflicts_with_target
    IdempotencyKey.objects.using(using).bulk_create(
        [IdempotencyKey(owner=attempt.owner, request=attempt.request, asked=now, expires=_expiry(now))],
        update_conflicts=True,
        unique_fields=["owner"] if by_columns else None,
        update_fields=["asked"],
    )


def _expiry(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.IDEMPOTENCY_KEY_SECONDS)
