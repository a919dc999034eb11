"""The real thing under uvicorn: the loop is never blocked, concurrency is bounded, nothing leaks."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings as django_settings
from django.db import connection, connections
from django.test import AsyncClient
from django.test.utils import CaptureQueriesContext

from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.execution.run import ABANDONED
from django_graphql_auto.http.asgi import Threads
from tests.apps.shop.models import Product
from tests.served.rows import ROWS, make_rows
from tests.served.server import PATIENCE, Server, let_go, serving

LIST = "{ products(first: 1000, orderBy: [{name: ASC}]) { nodes { name } } }"
BROKEN = "{ products(first: 1000, orderBy: [{name: ASC}]) { nodes { label } } }"
"""The connection to the database is cut while this is streamed."""
on_postgresql = pytest.mark.skipif(django_settings.DATABASE != "postgresql", reason="needs DATABASE=postgresql")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rows() -> None:
    if connection.vendor != "sqlite":
        make_rows()


@pytest.fixture
def server(rows: None, tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path, {"ASGI_THREADS": 2, "MAX_WAITING": 1}) as started:
        yield started


def test_slow_operations_do_not_keep_the_loop_nor_a_quick_operation_waiting(server: Server):
    slow = server.send("{ wait }")
    _, called = server.caller()
    assert server.get("/ping/") == "pong"
    assert server.ask("{ products(first: 1) { nodes { name } } }") == {"products": {"nodes": [{"name": "Product 00"}]}}
    let_go(called)
    assert json.loads(slow.getresponse().read()) == {"data": {"wait": "gone"}}


def test_one_request_too_many_is_told_to_come_back_and_the_others_are_answered(server: Server):
    running = [server.send("{ wait }") for _ in range(2)]
    called = [server.caller()[1] for _ in running]
    with ThreadPoolExecutor(2) as clients:
        asked = [clients.submit(lambda: server.send("{ thread }").getresponse()) for _ in range(2)]  # one may wait
        refused = next(as_completed(asked)).result()
        assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
        assert json.loads(refused.read())["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"
        assert server.get("/ping/") == "pong"
        for each in called:
            let_go(each)
        statuses = sorted(future.result().status for future in asked)
    assert statuses == [200, 503]
    assert [sent.getresponse().status for sent in running] == [200, 200]


def test_work_is_done_in_our_threads_in_the_language_and_on_one_connection_of_the_request(server: Server):
    found = server.ask("{ thread language connection connectionBesideTheLoop onALoop atomic }", **{"Accept-Language": "de"})
    assert found["thread"].startswith("graphql")
    assert found["language"] == "de"
    assert found["connection"] == found["connectionBesideTheLoop"]
    assert found["onALoop"] is True
    assert found["atomic"] is False


def test_atomic_requests_hold_under_asgi(rows: None, tmp_path: Path):
    with serving(tmp_path, ATOMIC_REQUESTS=True) as server:
        assert server.ask("{ atomic }") == {"atomic": True}
        assert len(streamed(server)["data"]["products"]["nodes"]) == ROWS


def test_who_has_waited_too_long_is_told_to_come_back(rows: None, tmp_path: Path):
    with serving(tmp_path, {"ASGI_THREADS": 1, "MAX_WAITING": 10, "MAX_WAIT_SECONDS": 1}) as server:
        running = server.send("{ wait }")
        _, called = server.caller()
        refused = server.send("{ thread }").getresponse()  # the only thread is held
        assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
        let_go(called)
        assert json.loads(running.getresponse().read()) == {"data": {"wait": "gone"}}
        assert server.ask("{ thread }")["thread"].startswith("graphql")


def test_a_client_cannot_step_past_the_bound_by_a_header(server: Server):
    assert server.ask("{ thread }", **{"GraphQL-Stream": "0"})["thread"].startswith("graphql")
    assert server.send("{ thread }", **{"GraphQL-Stream": "yes"}).getresponse().status == 400


def test_what_is_running_is_finished_when_the_server_is_told_to_stop(server: Server):
    running = server.send("{ wait }")
    _, called = server.caller()
    server.process.terminate()
    let_go(called)
    assert json.loads(running.getresponse().read()) == {"data": {"wait": "gone"}}
    assert server.process.wait(PATIENCE) is not None


@pytest.mark.postgresql
@on_postgresql
def test_a_connection_pool_is_used_and_given_back(rows: None, tmp_path: Path):
    pytest.importorskip("psycopg_pool")
    pool = {"pool": {"min_size": 1, "max_size": 3}}
    with serving(tmp_path, {"ASGI_THREADS": 2, "MAX_WAITING": 100, "MAX_STREAMS": 1}, OPTIONS=pool) as server:
        for _ in range(5):
            assert len(streamed(server)["data"]["products"]["nodes"]) == ROWS
        with ThreadPoolExecutor(20) as clients:
            answers = list(clients.map(lambda number: server.ask("{ products { totalCount } }"), range(40)))
        assert answers == [{"products": {"totalCount": ROWS}}] * 40
        assert has_at_most(3, server)


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.parametrize(("age", "most"), [(None, 2), (0, 0)])
def test_connections_are_bounded_and_kept_no_longer_than_the_project_says(age: int | None, most: int, rows: None, tmp_path: Path):
    with serving(tmp_path, {"ASGI_THREADS": 2, "MAX_WAITING": 100}, CONN_MAX_AGE=age) as server:
        with ThreadPoolExecutor(20) as clients:
            answers = list(clients.map(lambda number: server.ask("{ products { totalCount } }"), range(60)))
        assert answers == [{"products": {"totalCount": ROWS}}] * 60
        assert has_at_most(most, server)


def has_at_most(most: int, server: Server) -> bool:
    """Whether the server holds so few connections. PostgreSQL takes a moment to forget one that was closed."""
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute("SELECT count(*), pg_sleep(0.05) FROM pg_stat_activity WHERE application_name = %s", [server.name])
            if cursor.fetchone()[0] <= most:
                return True
    return False


# streams


def streamed(server: Server, text: str = LIST) -> Any:
    with server.send(text, **{"GraphQL-Stream": "1"}).getresponse() as response:
        assert response.headers["Transfer-Encoding"] == "chunked"
        return json.loads(response.read())


def test_a_stream_is_read_as_any_other_answer(server: Server):
    names = [node["name"] for node in streamed(server)["data"]["products"]["nodes"]]
    assert names == [f"Product {number:02}" for number in range(ROWS)]


def test_a_stream_that_fails_on_the_way_cannot_pass_for_a_whole_one(server: Server):
    response = server.send(BROKEN, **{"GraphQL-Stream": "1"}).getresponse()
    assert response.status == 200
    with pytest.raises(http.client.IncompleteRead) as broken:
        response.read()
    assert broken.value.partial.startswith(b'{"data":{"products":{"nodes":[{"label":"Product 00"}')
    assert broken.value.partial.count(b"label") == 20
    with pytest.raises(json.JSONDecodeError):
        json.loads(broken.value.partial)
    assert len(streamed(server)["data"]["products"]["nodes"]) == ROWS  # its place is free again


@pytest.mark.parametrize("middleware", ["tests.served.urls.only_sync", "django.middleware.gzip.GZipMiddleware"])
def test_middleware_of_either_kind_leaves_a_stream_what_it_is(middleware: str, rows: None, tmp_path: Path):
    with serving(tmp_path, middleware=[middleware]) as server:
        sent = {"GraphQL-Stream": "1", "Accept-Encoding": "gzip"}
        with server.send(LIST, **sent).getresponse() as response:
            body = response.read()
        body = gzip.decompress(body) if response.headers.get("Content-Encoding") == "gzip" else body
        assert len(json.loads(body)["data"]["products"]["nodes"]) == ROWS
        with pytest.raises(http.client.IncompleteRead):
            server.send(BROKEN, **sent).getresponse().read()
        assert server.ask("{ thread }")["thread"].startswith("graphql")


@pytest.mark.postgresql
@on_postgresql
def test_a_stream_leaves_no_connection_behind(server: Server):
    for _ in range(5):
        streamed(server)
    sent = server.send(LIST, **{"GraphQL-Stream": "1"})
    sent.getresponse().read(10)
    sent.close()  # in the middle
    server.ask("{ products { totalCount } }")
    assert has_at_most(1, server)


@pytest.mark.skipif(django_settings.DATABASE == "sqlite", reason="SQLite's readers would keep writers out")
def test_a_stream_shows_one_state_of_the_database_whatever_is_written_meanwhile(rows: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "STREAM_MAX_ROWS": 1_000, "STREAM_FOR": "public", "STREAM_CHUNK_ROWS": 10}
    answer = execute(OperationRequest("{ products(first: 1000, orderBy: [{name: ASC}]) { totalCount nodes { name } } }", streamed=True))
    assert answer.rest is not None
    begun = next(answer.rest)
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("DELETE FROM shop_product WHERE name = 'Product 15'")
        cursor.execute("UPDATE shop_product SET name = 'Product 99' WHERE name = 'Product 05'")
    other.close()
    found = json.loads(begun + b"".join(answer.rest))["data"]["products"]
    assert [node["name"] for node in found["nodes"]] == [f"Product {number:02}" for number in range(ROWS)]
    assert found["totalCount"] == ROWS
    assert connection.get_autocommit()
    assert Product.objects.count() == ROWS - 1


# in this process


def test_the_async_test_client_sees_the_rows_of_its_test(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "STREAM_MAX_ROWS": 1_000, "STREAM_FOR": "public", "STREAM_CHUNK_ROWS": 10}
    make_rows()
    sent = {"data": json.dumps({"query": LIST}), "content_type": "application/json", "headers": {"GraphQL-Stream": "1"}}

    async def read() -> list[bytes]:
        response = await AsyncClient().post("/graphql/", **sent)
        return [part async for part in response]

    written = async_to_sync(read)()
    assert len(written) == 4
    assert len(json.loads(b"".join(written))["data"]["products"]["nodes"]) == ROWS


def test_who_hangs_up_while_waiting_leaves_its_place():
    pool, held = Threads(1), Event()

    async def wait_and_hang_up() -> list[int]:
        running = asyncio.create_task(sync_to_async(held.wait, thread_sensitive=False, executor=pool)())
        waiting = asyncio.create_task(sync_to_async(held.wait, thread_sensitive=False, executor=pool)())
        await asyncio.sleep(0)
        counts = [pool.admission.inside]
        waiting.cancel()
        await asyncio.wait([waiting])
        counts.append(pool.admission.inside)
        held.set()
        await running
        return counts

    assert asyncio.run(wait_and_hang_up()) == [2, 1]
    pool.shutdown()
    assert pool.admission.inside == 0


def test_nothing_more_is_asked_of_the_database_for_a_client_that_has_gone(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public"}
    request = SimpleNamespace(user=None, META={}, headers={}, **{ABANDONED: True})
    with CaptureQueriesContext(connection) as captured:
        answer = execute(OperationRequest("{ products { nodes { name } } }"), request)  # type: ignore[arg-type]
    assert [error["extensions"]["code"] for error in answer.errors] == ["SERVICE_UNAVAILABLE"]
    assert captured.captured_queries == []
