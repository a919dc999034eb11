"""Where mutations write, and whether that can be what the settings promise."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import router

from django_graphql_auto.checks.records import Finding
from django_graphql_auto.conf import settings
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.exposure import exposed_models


def written_databases(registry: Registry) -> list[str]:
    """Those that the router has for writing what is served."""
    return sorted({router.db_for_write(info.model) for info in exposed_models(registry)})


def several_transactions(registry: Registry) -> Iterator[Finding]:
    """Each database commits by itself."""
    if settings.ATOMIC_MUTATIONS and settings.MUTATIONS and len(found := written_databases(registry)) > 1:
        yield Finding({"aliases": ", ".join(found)})
