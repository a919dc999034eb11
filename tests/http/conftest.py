"""A client that speaks GraphQL over HTTP, raw enough to send what no library would."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
ENDPOINT = "/graphql/"

Post = Callable[..., HttpResponse]


@pytest.fixture
def post(client: Client, db: None) -> Post:
    """Posts a body (a value is written as JSON) and returns the response."""

    def send(body: Any, *, accept: str = GRAPHQL_RESPONSE, content_type: str = JSON, **headers: str) -> HttpResponse:
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        return client.post(ENDPOINT, content, content_type=content_type, headers={"Accept": accept, **headers})

    return send


def code_of(response: HttpResponse) -> str:
    """The code of the only error."""
    body = json.loads(response.content)
    assert "data" not in body
    (error,) = body["errors"]
    assert error["message"]
    return error["extensions"]["code"]
