"""Idempotency keys: installed where they are of no use, or can't be kept."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import router

from django_graphql_auto.checks.records import Finding
from django_graphql_auto.checks.writing import written_databases
from django_graphql_auto.conf import settings
from django_graphql_auto.execution.writes.retries import remembering
from django_graphql_auto.registry import Registry


def keys_without_writes(registry: Registry) -> Iterator[Finding]:
    if remembering() and not settings.MUTATIONS:
        yield Finding({})


def short_lived_keys(registry: Registry) -> Iterator[Finding]:
    """A retry comes after the client has given up on the first answer."""
    if remembering() and settings.IDEMPOTENCY_KEY_SECONDS <= settings.DEADLINE_SECONDS:
        yield Finding({"lifetime": settings.IDEMPOTENCY_KEY_SECONDS, "deadline": settings.DEADLINE_SECONDS})


def databases_without_keys(registry: Registry) -> Iterator[Finding]:
    """A key is written where the row is."""
    memory = remembering()
    if memory is None or not settings.MUTATIONS:
        return
    for alias in written_databases(registry):
        if not all(router.allow_migrate_model(alias, model) for model in memory.get_models()):
            yield Finding({"alias": alias})
