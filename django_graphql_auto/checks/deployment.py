"""What is more open than the defaults, or slower than it need be: nothing here is a mistake, all of it should be meant."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings as django_settings
from django.db import connections

from django_graphql_auto.checks.options import declared
from django_graphql_auto.checks.records import Finding
from django_graphql_auto.conf import TABLE, Setting, Settings, settings
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.exposure import exposure_of

FAR = 4
"""A limit that is more than so many times its default is far above it."""
WATCHING = {
    "DEBUG_ANSWERS": "Staff may read plans and SQL, row rules among them. Switch it on while you look into something.",
    "ANALYSE_QUERIES": "Every operation is watched, which costs time. Switch it on where you develop.",
}
"""What each of them means in deployment."""
AUDIENCES = {"public": "everybody", "authenticated": "every user who is logged in"}


def open_default(registry: Registry) -> Iterator[Finding]:
    if settings.READ in AUDIENCES:
        yield Finding({"policy": settings.READ, "audience": AUDIENCES[settings.READ]})


def public_models(registry: Registry) -> Iterator[Finding]:
    public = [info.label for info, options in declared(registry) if options.read == "public" and exposure_of(info, registry).served]
    if public:
        yield Finding({"count": len(public), "models": ", ".join(sorted(public))})


def served_secrets(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        if options.include_secret:
            yield Finding({"columns": ", ".join(sorted(options.include_secret))}, info.model)


def open_tools(registry: Registry) -> Iterator[Finding]:
    """What follows DEBUG by default, switched on without it."""
    for name in _on_without_debug():
        if name not in WATCHING:
            yield Finding({"name": name})


def watching_tools(registry: Registry) -> Iterator[Finding]:
    """What watches operations, likewise."""
    for name in _on_without_debug():
        if name in WATCHING:
            yield Finding({"name": name, "meaning": WATCHING[name]})


def _on_without_debug() -> Iterator[str]:
    return (row.name for row in TABLE if row.follows_debug and not django_settings.DEBUG and getattr(settings, row.name) is True)


def debugging(registry: Registry) -> Iterator[Finding]:
    following = [row.name for row in TABLE if row.follows_debug and row.name not in Settings.given()]
    if django_settings.DEBUG and following:
        yield Finding({"names": ", ".join(following)})


def batching(registry: Registry) -> Iterator[Finding]:
    if settings.BATCHING is True:
        yield Finding({"most": settings.MAX_BATCH})


def raised_limits(registry: Registry) -> Iterator[Finding]:
    for row in limits_above(FAR):
        yield Finding({"name": row.name, "value": getattr(settings, row.name), "default": row.default, "times": FAR})


def unprepared_databases(registry: Registry) -> Iterator[Finding]:
    """Where nobody has said whether statements may be prepared. None says that they may not."""
    silent = [
        alias for alias in connections if _has_psycopg(alias) and "prepare_threshold" not in connections[alias].settings_dict["OPTIONS"]
    ]
    if silent:
        yield Finding({"aliases": ", ".join(map(repr, silent))})


def _has_psycopg(alias: str) -> bool:
    """Whether the database is PostgreSQL, asked with psycopg 3."""
    if connections[alias].vendor != "postgresql":
        return False
    from django.db.backends.postgresql.psycopg_any import is_psycopg3  # it imports the driver, which is an extra

    return bool(is_psycopg3)


def limits_above(times: int) -> Iterator[Setting]:
    """The limits that are more than ``times`` their defaults."""
    for row in TABLE:
        is_limit = row.name.startswith("MAX_") or row.name == "DEADLINE_SECONDS"
        value = getattr(settings, row.name)
        if is_limit and row.accepts(value) and value > row.default * times:
            yield row
