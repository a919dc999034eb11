"""Streams and threads: what contradicts itself, and what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import connections

from django_graphql_auto.checks.records import Finding
from django_graphql_auto.checks.suggestions import did_you_mean
from django_graphql_auto.conf import settings
from django_graphql_auto.registry import Registry

POOL_SIZE = 4
"""psycopg's, where nothing is said."""


def unknown_audience(registry: Registry) -> Iterator[Finding]:
    known = known_permissions()
    if "." in settings.STREAM_FOR and settings.STREAM_FOR not in known:
        yield Finding({"permission": settings.STREAM_FOR, "nearest": did_you_mean(settings.STREAM_FOR, known)})


def known_permissions() -> set[str]:
    """All that models have, by Django's names."""
    return {f"{model._meta.app_label}.{name}" for model in apps.get_models() for name in _permissions(model._meta)}


def _permissions(meta: Any) -> list[str]:
    return [f"{action}_{meta.model_name}" for action in meta.default_permissions] + [name for name, _ in meta.permissions]


def short_streams(registry: Registry) -> Iterator[Finding]:
    if settings.STREAM_DEADLINE_SECONDS < settings.DEADLINE_SECONDS:
        yield Finding({"whole": settings.STREAM_DEADLINE_SECONDS, "chunk": settings.DEADLINE_SECONDS})


def small_streams(registry: Registry) -> Iterator[Finding]:
    most = settings.STREAM_MAX_ROWS
    if most is not None and most <= settings.MAX_PAGE_SIZE:
        yield Finding({"rows": most, "page": settings.MAX_PAGE_SIZE})


def small_pools(registry: Registry) -> Iterator[Finding]:
    """A thread without a connection waits for one until the pool gives up."""
    wanted = settings.ASGI_THREADS + (settings.MAX_STREAMS if settings.STREAM_MAX_ROWS else 0)
    for alias, database in connections.settings.items():
        pool = database.get("OPTIONS", {}).get("pool")
        if pool and (size := _pool_size(pool)) < wanted:
            yield Finding({"alias": alias, "size": size, "wanted": wanted})


def _pool_size(pool: Any) -> int:
    given: Mapping[str, Any] = pool if isinstance(pool, dict) else {}
    return int(given.get("max_size") or given.get("min_size") or POOL_SIZE)


def open_streams(registry: Registry) -> Iterator[Finding]:
    if settings.STREAM_MAX_ROWS is not None and settings.STREAM_FOR == "public":
        yield Finding({"rows": settings.STREAM_MAX_ROWS, "streams": settings.MAX_STREAMS})


def streams_in_pieces(registry: Registry) -> Iterator[Finding]:
    """Django ends the transaction of a request before the body is written."""
    atomic = [alias for alias, database in connections.settings.items() if database.get("ATOMIC_REQUESTS")]
    if settings.STREAM_MAX_ROWS is not None and atomic:
        yield Finding({"aliases": ", ".join(atomic)})
