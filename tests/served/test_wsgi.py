"""Streams of a WSGI server: what is whole arrives whole, what isn't can't be read."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError, connection

from django_graphql_auto import ModelOptions, computed
from tests.apps.shop.models import Product
from tests.conftest import Declare
from tests.served.rows import ROWS, make_rows
from tests.served.server import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


class Cutting(ModelOptions):
    @computed(requires=["name"])
    def label(self, row: Product) -> str:
        """The database is gone after this row's chunk."""
        if row.name == "Product 17":
            connection.execute_wrappers.append(_gone)
        return row.name


def _gone(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
    connection.execute_wrappers.remove(_gone)
    raise OperationalError("the server closed the connection")


def streamed(server: Any, field: str) -> bytes:
    sent = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=PATIENCE)
    query = f"{{ products(first: 1000, orderBy: [{{name: ASC}}]) {{ nodes {{ {field} }} }} }}"
    sent.request("POST", "/graphql/", json.dumps({"query": query}), {"Content-Type": "application/json", "GraphQL-Stream": "1"})
    with sent.getresponse() as response:
        assert response.status == 200
        return response.read()


def test_a_stream_arrives_whole_or_broken_off(live_server: Any, settings: Any, declare: Declare):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "STREAM_MAX_ROWS": 1_000, "STREAM_FOR": "public", "STREAM_CHUNK_ROWS": 10}
    declare(Product, Cutting)
    make_rows()
    assert len(json.loads(streamed(live_server, "name"))["data"]["products"]["nodes"]) == ROWS
    broken = streamed(live_server, "label")
    assert broken.count(b"label") == 20
    with pytest.raises(json.JSONDecodeError):
        json.loads(broken)
    assert len(json.loads(streamed(live_server, "name"))["data"]["products"]["nodes"]) == ROWS
