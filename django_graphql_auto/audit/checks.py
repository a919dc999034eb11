"""What ought to be mended where the app is installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import router

from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.checks.records import Check, Finding, Stage
from django_graphql_auto.checks.run import TAG, of_apps
from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.registry import Registry, default_registry
from django_graphql_auto.schema.live import current_schema


def nothing_to_hear(registry: Registry) -> Iterator[Finding]:
    if settings.MUTATIONS is False:
        yield Finding({})


def databases_without_entries(registry: Registry) -> Iterator[Finding]:
    """An entry is stored with the row that it tells of, on the same database."""
    try:
        forms = current_schema().forms.values()
    except SchemaError:  # said by the checks of the schema
        return
    for form in forms:
        alias = router.db_for_write(form.model)
        if form.operations and not router.allow_migrate_model(alias, AuditEntry):
            yield Finding({"alias": alias}, form.model)


CHECKS: tuple[Check, ...] = (
    Check(
        "E411",
        Stage.OUTCOME,
        "Its rows are written to the database {alias!r}, on which DATABASE_ROUTERS allow no audit entries.",
        "Allow graphql_audit there: an entry is stored in the transaction of the write that it tells of.",
        databases_without_entries,
    ),
    Check(
        "W411",
        Stage.OUTCOME,
        "django_graphql_auto.audit is installed, and MUTATIONS is off: there is nothing to hear.",
        'Set DJANGO_GRAPHQL_AUTO["MUTATIONS"] to True, or take the app out of INSTALLED_APPS.',
        nothing_to_hear,
    ),
)


def check_audit(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    return of_apps([message for check in CHECKS for message in check.messages(default_registry)], app_configs)


def register() -> None:
    """Called once by the app's ``ready``."""
    checks.register(check_audit, TAG)
