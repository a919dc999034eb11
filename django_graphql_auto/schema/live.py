"""The schema in force: built on first demand, again when something it was made from changes, in every process."""

from __future__ import annotations

import time
from threading import RLock
from typing import Any

from django.core.cache import cache
from django.core.signals import setting_changed
from django.db.models.signals import post_migrate

from django_graphql_auto.conf import ROWS, Settings, settings
from django_graphql_auto.introspection import forget
from django_graphql_auto.registry import Registry, default_registry
from django_graphql_auto.schema.build import BuiltSchema, build_schema

ANNOUNCEMENT = "django_graphql_auto:schema_announcement"


class LiveSchema:
    """Holds one built schema and knows when it is stale. Replacing it is atomic: a request keeps the version it began with."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._lock = RLock()
        self._built: BuiltSchema | None = None
        self._basis: Any = None
        self._heard: Any = None
        self._next_look = 0.0

    def current(self) -> BuiltSchema:
        """The schema for the registry and settings as they are now."""
        self._listen()
        return self.local()

    def local(self) -> BuiltSchema:
        """The same, without asking the cache for news: system checks must do without any service."""
        basis = self._present_basis()
        built = self._built
        if built is not None and basis == self._basis:
            return built
        return self._rebuild(basis)

    def _rebuild(self, basis: Any) -> BuiltSchema:
        with self._lock:
            if self._built is None or basis != self._basis:
                self._built = build_schema(self.registry)
                self._basis = basis
            return self._built

    def _present_basis(self) -> tuple[Any, ...]:
        return (self.registry.version, _settings_basis())

    def forget(self) -> None:
        """The next request builds anew."""
        with self._lock:
            self._built = None
            forget()

    def announce(self) -> None:
        """Tells every process that shares the cache, this one included, to build anew."""
        self.forget()
        self._heard = time.time_ns()
        cache.set(ANNOUNCEMENT, self._heard, None)

    def _listen(self) -> None:
        """Looks, at most every ``SCHEMA_POLL_SECONDS``, whether another process announced a change; a cache out of order is no news."""
        now = time.monotonic()
        if now < self._next_look or not settings.SCHEMA_POLL_SECONDS:
            return
        self._next_look = now + settings.SCHEMA_POLL_SECONDS
        try:
            said = cache.get(ANNOUNCEMENT)
        except Exception:
            return
        if said != self._heard:
            self._heard = said
            self.forget()


def _settings_basis() -> tuple[Any, ...]:
    given = Settings.given()
    return tuple((name, repr(given[name])) for name in given if name in ROWS and ROWS[name].rebuilds_schema)


live = LiveSchema(default_registry)


def current_schema() -> BuiltSchema:
    """The schema that requests are answered from."""
    return live.current()


def announce_schema_change() -> None:
    """Rebuilds the schema in every process, e.g. after models were added at run time."""
    live.announce()


def connect() -> None:
    """Called once by the app's ``ready``."""
    post_migrate.connect(_on_migrate, dispatch_uid="django_graphql_auto.schema")
    setting_changed.connect(_on_setting, dispatch_uid="django_graphql_auto.schema")


def _on_migrate(**kwargs: Any) -> None:
    live.announce()


def _on_setting(*, setting: str, **kwargs: Any) -> None:
    if setting in ("DJANGO_GRAPHQL_AUTO", "INSTALLED_APPS", "AUTH_USER_MODEL"):
        live.forget()
