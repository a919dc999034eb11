import json

import pytest
from django.test import Client, override_settings

from tests.http.conftest import ENDPOINT, GRAPHQL_RESPONSE, JSON, Post, code_of

HELLO = {"query": "{ __typename }"}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        (JSON, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("", JSON),
        (f"{GRAPHQL_RESPONSE}, {JSON}", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE},{JSON};q=0.9", GRAPHQL_RESPONSE),
        (f"{JSON}, {GRAPHQL_RESPONSE};q=0.9", JSON),
        (f"{JSON};q=0.2, {GRAPHQL_RESPONSE};q=0.8", GRAPHQL_RESPONSE),
        (f"{JSON}, text/plain, */*", JSON),
        (f"{GRAPHQL_RESPONSE}, */*;q=0.1", GRAPHQL_RESPONSE),
        (f"*/*, {JSON};q=0", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}; charset=utf-8, {JSON}; charset=utf-8", GRAPHQL_RESPONSE),
        ("APPLICATION/JSON", JSON),
        (f"{JSON};q=nonsense", JSON),
    ],
)
def test_the_answer_has_the_media_type_that_accept_likes_best(post: Post, accept: str, expected: str) -> None:
    response = post(HELLO, accept=accept)
    assert response.status_code == 200
    assert response["Content-Type"] == f"{expected}; charset=utf-8"
    assert json.loads(response.content) == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("accept", ["text/plain", "text/html", f"{JSON};q=0", "image/*", f"{JSON}; charset=utf-16", "nonsense"])
def test_a_client_that_takes_nothing_we_have_is_told_what_there_is(post: Post, accept: str) -> None:
    response = post(HELLO, accept=accept)
    assert response.status_code == 406
    assert code_of(response) == "BAD_USER_INPUT"
    assert GRAPHQL_RESPONSE in response.content.decode()


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain; application/json",
        "application/json, text/plain",
        "application/graphql",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/jsonp",
        "",
    ],
)
def test_only_json_in_utf_8_is_read(post: Post, content_type: str) -> None:
    response = post(HELLO, content_type=content_type)
    assert response.status_code == 415
    assert code_of(response) == "BAD_USER_INPUT"


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"])
def test_json_may_say_that_it_is_utf_8(post: Post, content_type: str) -> None:
    assert post(HELLO, content_type=content_type).status_code == 200


def test_a_compressed_body_is_refused_before_it_is_unpacked(post: Post) -> None:
    assert post(b"\x1f\x8b", **{"Content-Encoding": "gzip"}).status_code == 415


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_told_which_ones_there_are(client: Client, method: str) -> None:
    response = getattr(client, method)(ENDPOINT)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"
    assert code_of(response) == "BAD_USER_INPUT"


def test_every_answer_says_that_it_must_not_be_kept_or_sniffed(post: Post, client: Client) -> None:
    for response in (post(HELLO), post("{"), post({"query": "{ nothing }"}), client.put(ENDPOINT)):
        assert response["Cache-Control"] == "no-store"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert {"Accept", "Cookie"} <= {part.strip() for part in response["Vary"].split(",")}


@override_settings(DEBUG=False)
def test_a_browser_is_answered_like_any_client_where_graphiql_is_off(client: Client) -> None:
    response = client.get(ENDPOINT, headers={"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"})
    assert response.status_code == 400
    assert response["Content-Type"].startswith(JSON)
    assert code_of(response) == "BAD_USER_INPUT"
