"""The app that a project installs beside ``django_graphql_auto``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from django_graphql_auto.execution.writes.retries import Attempt
    from django_graphql_auto.mutations import Write


class IdempotencyConfig(AppConfig):
    name = "django_graphql_auto.idempotency"
    label = "graphql_idempotency"
    verbose_name = "GraphQL idempotency keys"

    def remembered_write(self, write: Write, attempt: Attempt) -> Write:
        """What ``execution.writes.retries.Remembering`` asks for."""
        from django_graphql_auto.idempotency.remembering import Remembered  # models are there when requests are

        return Remembered(write, attempt)
