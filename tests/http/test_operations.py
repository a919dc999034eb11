import io
import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.core.handlers.asgi import ASGIHandler
from django.test import Client, override_settings

from tests.http.conftest import ENDPOINT, GRAPHQL_RESPONSE, JSON, Post, code_of
from tests.http.hand_written import Counter

HELLO = {"query": "{ __typename }"}
WITH_MUTATION = override_settings(DJANGO_GRAPHQL_AUTO={"EXTRA_MUTATIONS": ["tests.http.hand_written.Mutation"]})


@pytest.mark.parametrize(
    "body",
    [
        " ",
        "{",
        "null",
        "7",
        '"{ __typename }"',
        "[]",
        '{"query": "{ __typename }", "query": "{ a }"}',
        '{"query": "{ __typename }", "variables": {"a": NaN}}',
        '{"query": "{ __typename }", "variables": {"a": Infinity}}',
        '{"query": "{ __typename }", "variables": {"a": ' + "9" * 5000 + "}}",
        '{"query": "{ __typename }", "variables": {"a": 1e999999999999999999999}}',
        '{"query": "{ __typename }", "variables": {"a": 1e-999999999999999999999}}',
        '{"query": "{ __typename }", "variables": {"a": "\\ud800"}}',
        "\ufeff" + '{"query": "{ __typename }"}',
        '{"query": "{ __typename }"}'.encode("utf-16"),
        '{"query": "{ __typename }"}'.encode("utf-32"),
        b'{"query": "\xff"}',
        "[" * 100_000,
        '{"query":' * 20_000,
    ],
)
def test_what_is_not_plain_json_is_a_clear_error(post: Post, body: str | bytes) -> None:
    for accept in (JSON, GRAPHQL_RESPONSE):
        response = post(body, accept=accept)
        assert response.status_code == 400
        assert code_of(response) in ("BAD_USER_INPUT", "NOT_SUPPORTED")


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"query": None},
        {"query": ""},
        {"query": 1},
        {"query": {"a": 1}},
        {"query": ["{ __typename }"]},
        {"query": "{ __typename }", "variables": "{}"},
        {"query": "{ __typename }", "variables": []},
        {"query": "{ __typename }", "variables": 0},
        {"query": "{ __typename }", "operationName": False},
        {"query": "{ __typename }", "operationName": {}},
        {"query": "{ __typename }", "extensions": "x"},
        {"query": "{ __typename }", "extensions": []},
    ],
)
def test_a_parameter_of_the_wrong_type_is_named(post: Post, parameters: dict[str, Any]) -> None:
    response = post(parameters)
    assert response.status_code == 400
    assert code_of(response) == "BAD_USER_INPUT"
    assert list(parameters)[-1:] == [] or list(parameters)[-1] in response.content.decode()


def test_parameters_may_be_null_and_unknown_ones_are_left_alone(post: Post) -> None:
    response = post({**HELLO, "variables": None, "operationName": None, "extensions": None, "clientName": "test"})
    assert response.json() == {"data": {"__typename": "Query"}}


def test_variables_and_the_operation_name_arrive(post: Post) -> None:
    query = "query A($on: Boolean!) { __typename @include(if: $on) } query B { other: __typename }"
    assert post({"query": query, "variables": {"on": True}, "operationName": "A"}).json() == {"data": {"__typename": "Query"}}
    assert post({"query": query, "operationName": "B"}).json() == {"data": {"other": "Query"}}


def test_a_get_runs_a_query_with_variables(client: Client, db: None) -> None:
    query = {"query": "query ($on: Boolean!) { __typename @include(if: $on) }", "variables": '{"on": true}', "operationName": ""}
    assert client.get(ENDPOINT, query).json() == {"data": {"__typename": "Query"}}


def test_a_head_is_a_get_without_a_body(client: Client, db: None) -> None:
    response = client.head(ENDPOINT, HELLO)
    assert response.status_code == 200
    assert response.content == b""


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "query=",
        "variables={}",
        "query={__typename}&variables=[]",
        "query={__typename}&variables={",
        "query={__typename}&extensions=7",
        "query={__typename}&query={other}",
    ],
)
def test_a_malformed_query_string_is_a_clear_error(client: Client, query_string: str) -> None:
    response = client.get(f"{ENDPOINT}?{query_string}")
    assert response.status_code == 400
    assert code_of(response) == "BAD_USER_INPUT"


@WITH_MUTATION
@pytest.mark.parametrize("accept", [JSON, GRAPHQL_RESPONSE])
def test_a_mutation_never_runs_on_get(client: Client, db: None, accept: str) -> None:
    before = Counter.value
    response = client.get(ENDPOINT, {"query": "mutation { countUp }"}, headers={"Accept": accept})
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert code_of(response)
    assert Counter.value == before


@WITH_MUTATION
def test_a_mutation_runs_on_post(post: Post) -> None:
    before = Counter.value
    assert post({"query": "mutation { countUp }"}).json() == {"data": {"countUp": before + 1}}


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{", {}),
        ("{ nothing }", {}),
        ("query ($a: Int!) { __typename @include(if: $a) }", {}),
        ("query ($a: Boolean!) { __typename @include(if: $a) }", {"a": 7}),
    ],
)
def test_a_request_error_is_200_for_old_clients_and_400_for_new_ones(post: Post, query: str, variables: dict[str, Any]) -> None:
    for accept, status in ((JSON, 200), (GRAPHQL_RESPONSE, 400)):
        response = post({"query": query, "variables": variables}, accept=accept)
        assert response.status_code == status
        assert "data" not in response.json()
        assert response.json()["errors"][0]["extensions"]["code"]


@override_settings(DJANGO_GRAPHQL_AUTO={"STRICT_DRAFT_STATUS": True})
def test_the_draft_of_2026_tells_parse_errors_from_validation_errors(post: Post) -> None:
    assert post({"query": "{"}).status_code == 400
    assert post({"query": "{ nothing }"}).status_code == 422
    assert post({"query": "{ nothing }"}, accept=JSON).status_code == 200
    assert post(HELLO).status_code == 200


@pytest.mark.parametrize(("strict", "status"), [(False, 200), (True, 294)])
def test_partial_success_is_a_success_and_the_draft_of_2026_tells_it(post: Post, strict: bool, status: int) -> None:
    with override_settings(DJANGO_GRAPHQL_AUTO={"STRICT_DRAFT_STATUS": strict, "EXTRA_QUERIES": ["tests.http.hand_written.Query"]}):
        response = post({"query": "{ __typename refused }"})
        assert response.json()["data"] == {"__typename": "Query", "refused": None}
        assert response.json()["errors"]
        assert response.status_code == status
        assert post({"query": "{ __typename refused }"}, accept=JSON).status_code == 200


@override_settings(DJANGO_GRAPHQL_AUTO={"MAX_BODY_BYTES": 100})
def test_a_body_over_the_limit_is_refused(post: Post) -> None:
    response = post({**HELLO, "variables": {"a": "x" * 100}})
    assert response.status_code == 413
    assert code_of(response) == "LIMIT_EXCEEDED"
    assert post(HELLO).status_code == 200


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=50)
def test_django_s_own_limit_of_a_body_is_told_the_same_way(post: Post) -> None:
    assert post({**HELLO, "variables": {"a": "x" * 100}}).status_code == 413


class BrokenStream(io.BytesIO):
    """A connection that is gone before the body is complete."""

    def read(self, size: int | None = -1) -> bytes:
        raise OSError


def test_a_body_that_ends_early_is_the_client_s_mistake(client: Client) -> None:
    response = client.generic("POST", ENDPOINT, "{}", content_type=JSON, **{"wsgi.input": BrokenStream()})
    assert response.status_code == 400
    assert code_of(response) == "BAD_USER_INPUT"


@override_settings(DJANGO_GRAPHQL_AUTO={"MAX_BODY_BYTES": 100})
@pytest.mark.django_db(transaction=True)
def test_under_asgi_a_body_without_a_length_has_the_same_limit() -> None:
    assert _asgi_status(json.dumps(HELLO).encode()) == 200
    assert _asgi_status(json.dumps({**HELLO, "variables": {"a": "x" * 100}}).encode()) == 413


PATIENCE = 60
"""Seconds that an answer may take on a machine that is busy with something else."""


def _asgi_status(body: bytes) -> int:
    @async_to_sync
    async def ask() -> int:
        headers = [(b"content-type", b"application/json"), (b"host", b"testserver")]
        scope = {"type": "http", "method": "POST", "path": ENDPOINT, "headers": headers, "query_string": b"", "http_version": "1.1"}
        communicator = ApplicationCommunicator(ASGIHandler(), scope)
        await communicator.send_input({"type": "http.request", "body": body[:20], "more_body": True})
        await communicator.send_input({"type": "http.request", "body": body[20:]})
        status: int = (await communicator.receive_output(PATIENCE))["status"]
        await communicator.receive_output(PATIENCE)
        return status

    return ask()


def test_a_batch_is_refused_unless_it_is_switched_on(post: Post) -> None:
    response = post([HELLO])
    assert response.status_code == 400
    assert code_of(response) == "NOT_SUPPORTED"


@override_settings(DJANGO_GRAPHQL_AUTO={"BATCHING": True, "MAX_BATCH": 2})
def test_a_batch_is_answered_in_its_order_and_has_a_limit(post: Post) -> None:
    response = post([HELLO, {"query": "{ nothing }"}])
    assert response.status_code == 200
    first, second = response.json()
    assert first == {"data": {"__typename": "Query"}}
    assert second["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert code_of(post([HELLO] * 3)) == "LIMIT_EXCEEDED"
    assert code_of(post([])) == "BAD_USER_INPUT"
    assert code_of(post([HELLO, 7])) == "BAD_USER_INPUT"


@override_settings(DJANGO_GRAPHQL_AUTO={"MAX_BODY_BYTES": "much"}, DEBUG=True)
def test_a_mistake_of_ours_is_masked_and_logged_under_its_id(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    for accept, status in ((JSON, 200), (GRAPHQL_RESPONSE, 500)):
        caplog.clear()
        response = post(HELLO, accept=accept)
        assert response.status_code == status
        assert code_of(response) == "INTERNAL"
        assert "much" not in response.content.decode()
        assert response.json()["errors"][0]["extensions"]["correlationId"] in caplog.text
        assert "Traceback" in caplog.text
