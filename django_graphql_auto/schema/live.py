"""The schema in force: built on first demand, again when something it was made from changes, in every process."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from threading import RLock
from typing import Any

from django.core.cache import cache
from django.core.signals import setting_changed
from django.db.models.signals import post_migrate

from django_graphql_auto.conf import ROWS, Settings, settings
from django_graphql_auto.introspection import forget
from django_graphql_auto.registry import Registry, default_registry
from django_graphql_auto.schema.build import BuiltSchema, build_schema

logger = logging.getLogger("django_graphql_auto")
ANNOUNCEMENT = "django_graphql_auto:schema_announcement"


@dataclass(frozen=True, slots=True)
class Held:
    """A built schema and what it was built from."""

    built: BuiltSchema
    basis: tuple[Any, ...]


class LiveSchema:
    """Holds one built schema and knows when it is stale. Replacing it is atomic: a request keeps the version it began with."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._lock = RLock()
        self._held: Held | None = None
        self._refused: Any = None
        self._forgotten = 0
        self._heard: Any = None
        self._next_look = 0.0

    def current(self) -> BuiltSchema:
        """The schema for the registry and settings as they are now; where these make none, the last good one stays in force."""
        self._listen()
        held, basis = self._held, self._present_basis()
        if held is not None and basis == self._refused:
            return held.built
        try:
            return self._at(basis)
        except Exception:
            if held is None:
                raise
            logger.exception("The schema cannot be built anew; the last good one stays in force.")
            self._refused = basis
            return held.built

    def local(self) -> BuiltSchema:
        """The schema as it should be, or an exception; without asking the cache for news, since system checks do without any service."""
        return self._at(self._present_basis())

    def _at(self, basis: tuple[Any, ...]) -> BuiltSchema:
        held = self._held
        if held is None or held.basis != basis:
            held = self._rebuild(basis)
        return held.built

    def _rebuild(self, basis: tuple[Any, ...]) -> Held:
        """Threads that come at the same time wait for one build."""
        with self._lock:
            if self._held is None or self._held.basis != basis:
                self._held = Held(build_schema(self.registry), basis)
            return self._held

    def _present_basis(self) -> tuple[Any, ...]:
        return (self._forgotten, self.registry.version, _settings_basis())

    def forget(self) -> None:
        """The next request builds anew."""
        with self._lock:
            self._forgotten += 1
            forget()

    def announce(self) -> None:
        """Tells every process that shares the cache, this one included, to build anew."""
        self.forget()
        self._heard = time.time_ns()
        try:
            cache.set(ANNOUNCEMENT, self._heard, None)
        except Exception:
            logger.warning("Other processes could not be told of the new schema: the cache is out of order.", exc_info=True)

    def _listen(self) -> None:
        """Looks, at most every ``SCHEMA_POLL_SECONDS``, whether another process announced a change; a cache out of order is no news."""
        now, pause = time.monotonic(), settings.SCHEMA_POLL_SECONDS
        if pause is None or now < self._next_look:
            return
        self._next_look = now + pause
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
