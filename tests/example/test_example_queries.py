"""The queries of the start page work for those they are meant for, as they stand."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from tests.example.hub import Visitor

VisitorNamed = Callable[[str | None], Visitor]
EXAMPLE = re.compile(r"<h3>(?P<title>.*?)</h3>.*?</p>.*?<code>(?P<document>.*?)</code>", re.DOTALL)
LOG_IN = re.compile(r"Log in as <strong>(\w+)</strong>")


def test_every_example_query_gives_rows_and_no_error(visitor_named: VisitorNamed) -> None:
    page = visitor_named(None).get("/")
    examples = list(EXAMPLE.finditer(page))
    assert len(examples) == page.count("<h3>") >= 8
    for example in examples:
        user = LOG_IN.search(example[0])
        answer = visitor_named(user[1] if user else None).ask(html.unescape(example["document"]))
        assert "errors" not in answer, f"{example['title']}: {answer['errors']}"
        assert all(answer["data"].values()), example["title"]


def test_graphiql_opens_with_the_query_that_was_clicked(visitor_named: VisitorNamed) -> None:
    visitor = visitor_named(None)
    links = re.findall(r'href="(/graphql/\?query=[^"]+)"', visitor.get("/"))
    assert "graphiql" in visitor.get(html.unescape(links[0])).lower()
