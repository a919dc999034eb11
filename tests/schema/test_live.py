"""The schema follows what it is made from, in every process."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models

from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.options import ModelOptions
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.live import LiveSchema, announce_schema_change, current_schema
from tests.apps.shop.models import Brand, Product
from tests.conftest import Declare

ROOT = Path(__file__).resolve().parents[2]
REDIS = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379")


def serves(name: str) -> bool:
    return name in current_schema().graphql_schema.type_map


def test_the_schema_is_built_once_for_as_long_as_nothing_changes():
    assert current_schema() is current_schema()


def test_a_registration_is_in_the_next_answer(open_shop: None, declare: Declare):
    assert not serves("Ware")
    declare(Product, type_name="Ware")
    assert serves("Ware")


def test_a_changed_setting_is_in_the_next_answer(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop"]}
    assert serves("Product")
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop.brand"]}
    assert serves("Brand")
    assert not serves("Product")


def test_a_setting_that_the_schema_is_not_made_from_leaves_it_alone(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop"]}
    before = current_schema()
    settings.DJANGO_GRAPHQL_AUTO["MAX_DEPTH"] = 3
    assert current_schema() is before


@pytest.mark.django_db
def test_a_migration_rebuilds():
    before = current_schema()
    call_command("migrate", verbosity=0)
    assert current_schema() is not before


def test_an_announcement_rebuilds_here_too():
    before = current_schema()
    announce_schema_change()
    assert current_schema() is not before
    assert current_schema().sdl == before.sdl


class Rebuilding(ModelOptions):
    """Registers another type in the midst of an answer."""

    def scope(self, access: Any) -> models.Q:
        self.registry_change()
        return models.Q()

    registry_change: Any = staticmethod(lambda: None)


@pytest.mark.django_db
def test_a_request_keeps_the_version_it_began_with(open_shop: None, declare: Declare):
    def rename() -> None:
        declare(Brand, type_name="Label")

    declare(Brand, Rebuilding, registry_change=staticmethod(rename))
    Brand.objects.create(name="Acme")
    answer = execute(OperationRequest("{ brands { nodes { __typename name } } }"))
    assert answer.data == {"brands": {"nodes": [{"__typename": "Brand", "name": "Acme"}]}}
    assert not execute(OperationRequest("{ brands { nodes { name } } }")).executed


def test_a_schema_that_cannot_be_built_anew_leaves_the_last_good_one_in_force(
    open_shop: None, declare: Declare, caplog: pytest.LogCaptureFixture
):
    before = current_schema()
    declare(Product, plural_name="brands")
    with caplog.at_level(logging.ERROR, "django_graphql_auto"):
        assert current_schema() is before
        assert current_schema() is before
    (record,) = caplog.records
    assert "'brands'" in str(record.exc_info)


def test_it_recovers_when_the_mistake_is_mended(open_shop: None, declare: Declare):
    current_schema()
    declare(Product, plural_name="brands")
    current_schema()
    declare(Product, type_name="Ware")
    assert serves("Ware")


def test_without_a_good_one_the_mistake_is_raised(open_shop: None):
    registry = Registry()
    registry.register(Product, type("Options", (ModelOptions,), {"plural_name": "brands"}))
    with pytest.raises(SchemaError, match="brands"):
        LiveSchema(registry).current()


def test_threads_that_come_first_at_the_same_time_share_one_build(open_shop: None):
    live, start = LiveSchema(Registry()), Barrier(4)

    def come(_: int) -> Any:
        start.wait()
        return live.current()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(map(id, pool.map(come, range(4))))) == 1


# other processes


class Process:
    """Another server process."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.schema.live_process"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def moods(self) -> str:
        assert self.process.stdin
        assert self.process.stdout
        print(file=self.process.stdin, flush=True)
        return self.process.stdout.readline().strip()


@contextmanager
def process(environment: dict[str, str]) -> Iterator[Process]:
    started = Process(environment)
    try:
        yield started
    finally:
        started.process.communicate(timeout=60)


def has_redis() -> bool:
    host, _, port = REDIS.removeprefix("redis://").partition("/")[0].partition(":")
    try:
        socket.create_connection((host, int(port or 6379)), timeout=2).close()
    except OSError:
        return False
    return True


CACHES = {
    "redis": lambda folder: {"CACHE_BACKEND": "django.core.cache.backends.redis.RedisCache", "CACHE_LOCATION": REDIS},
    "files": lambda folder: {
        "CACHE_BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "CACHE_LOCATION": str(folder / "cache"),
    },
}


@pytest.fixture(params=[pytest.param("redis", marks=pytest.mark.redis), "files"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    if request.param == "redis" and not has_redis():
        pytest.skip("There is no Redis.")
    own = {"DJANGO_SETTINGS_MODULE": "tests.schema.live_settings", "MOODS": str(tmp_path / "moods"), "CACHE_PREFIX": uuid.uuid4().hex}
    return os.environ | own | CACHES[request.param](tmp_path)


def test_another_process_notices_without_a_restart(environment: dict[str, str]):
    file = Path(environment["MOODS"])
    file.write_text("calm", encoding="utf-8")
    with process(environment) as server:
        assert server.moods() == "CALM"
        file.write_text("calm merry", encoding="utf-8")
        assert server.moods() == "CALM"
        subprocess.run([sys.executable, "-m", "tests.schema.live_process", "announce"], cwd=ROOT, env=environment, check=True)
        assert server.moods() == "CALM MERRY"
        assert server.moods() == "CALM MERRY"
