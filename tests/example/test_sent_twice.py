"""The demo's write that can be sent twice."""

from __future__ import annotations

from collections.abc import Callable

from example_project.hub.start.example_queries import EXAMPLE_QUERIES
from tests.example.hub import Visitor


def test_a_review_that_is_sent_twice_is_stored_once(visitor_named: Callable[[str | None], Visitor]) -> None:
    [example] = [example for example in EXAMPLE_QUERIES if example.title == "A write that can be sent twice"]
    buyer = visitor_named(example.user)
    first = buyer.ask(example.document)["data"]["createReview"]
    assert (first["errors"], first["review"]["title"]) == ([], "Fits")
    assert buyer.ask(example.document)["data"]["createReview"] == first
