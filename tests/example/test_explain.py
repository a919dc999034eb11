"""A person who tries the hub can see what a query does."""

from __future__ import annotations

import json
from urllib.request import Request

from tests.example.hub import Hub, ServedHub

DOCUMENT = "{ products(first: 2) { nodes { number brand { name } } } }"


def test_the_command_explains_a_query_of_the_hub(hub: Hub) -> None:
    told = hub.manage("graphql_explain", "--query", DOCUMENT)
    assert told.returncode == 0, told.stderr
    assert "products: list of catalogue.product" in told.stdout
    assert "Known the second time" in told.stdout


def test_the_demo_answers_with_what_a_query_did(served_hub: ServedHub) -> None:
    visitor = served_hub.visitor()
    headers = {"Content-Type": "application/json", "Accept": "application/json", "GraphQL-Debug": "1"}
    body = json.dumps({"query": DOCUMENT}).encode()
    with visitor.opener.open(Request(f"{served_hub.address}/graphql/", body, headers)) as answer:
        assert "run;dur=" in answer.headers["Server-Timing"]
        debug = json.load(answer)["extensions"]["debug"]
    assert debug["plans"]["products"]["plan"][0] == "list of catalogue.product"
    assert "GraphQL-Debug" in visitor.get("/")
