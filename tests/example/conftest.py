"""Hubs for the tests: a seeded one, and one that is served."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from tests.example.hub import Hub, ServedHub, Visitor, demo

DATABASE = os.environ.get("DATABASE", "sqlite")
PRODUCTS = 60
WHERE_THE_HUB_RUNS = "The hub runs on SQLite and PostgreSQL."


@pytest.fixture(scope="session", autouse=True)
def _known_database() -> None:
    if DATABASE not in ("sqlite", "postgresql"):
        pytest.skip(WHERE_THE_HUB_RUNS)


@contextmanager
def _postgresql_database() -> Iterator[dict[str, str]]:
    import psycopg

    name = f"hub_test_{uuid.uuid4().hex[:12]}"
    host, port = os.environ.get("POSTGRES_HOST", "127.0.0.1"), os.environ.get("POSTGRES_PORT", "5432")
    user, password = os.environ.get("POSTGRES_USER", "postgres"), os.environ.get("POSTGRES_PASSWORD", "")
    with psycopg.connect(host=host, port=port, user=user, password=password, dbname="postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"POSTGRES_DB": name}
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _new_hub(data: Path) -> Iterator[Hub]:
    with _postgresql_database() if DATABASE == "postgresql" else nullcontext({}) as environment:
        yield Hub(data, environment)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A migrated hub without rows."""
    with _new_hub(tmp_path_factory.mktemp("hub")) as made:
        migrated = made.manage("migrate", "--verbosity", "0")
        assert migrated.returncode == 0, migrated.stderr
        yield made


@pytest.fixture(scope="session")
def served_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHub]:
    """The demo, running."""
    with _new_hub(tmp_path_factory.mktemp("served")) as made, demo(made, PRODUCTS) as served:
        yield served


@pytest.fixture(scope="session")
def visitor_named(served_hub: ServedHub) -> Callable[[str | None], Visitor]:
    """A visitor, logged in as a demo user or (None) a stranger; one per user."""
    known: dict[str | None, Visitor] = {}

    def named(username: str | None) -> Visitor:
        if username not in known:
            known[username] = served_hub.visitor()
            if username:
                known[username].submit("/login/", username=username, password=f"{username}-demo-2026")
        return known[username]

    return named
