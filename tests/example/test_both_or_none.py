"""The demo's operation that is one transaction."""

from __future__ import annotations

from collections.abc import Callable

from example_project.hub.start.example_queries import EXAMPLE_QUERIES
from tests.example.hub import Visitor

REVIEWS = '{ reviews(where: {title: {in: ["Quiet", "Hushed"]}}) { nodes { title } } }'


def test_a_review_that_is_wrong_takes_the_one_before_with_it(visitor_named: Callable[[str | None], Visitor]) -> None:
    [example] = [example for example in EXAMPLE_QUERIES if example.title == "Both reviews or none"]
    buyer, moderator = visitor_named(example.user), visitor_named("editor")
    wrong = example.document.replace("one for both", "none").replace("rating: 4", "rating: 9").replace('"Quiet"', '"Hushed"')
    answer = buyer.ask(wrong)
    assert (answer["data"]["wiper"], answer["data"]["disc"]["errors"][0]["path"]) == (None, ["input", "rating"])
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["ROLLED_BACK"]
    assert moderator.ask(REVIEWS)["data"] is not None
    assert "Hushed" not in str(moderator.ask(REVIEWS))
    stored = buyer.ask(example.document)
    assert "errors" not in stored
    assert (stored["data"]["wiper"]["errors"], stored["data"]["disc"]["errors"]) == ([], [])
