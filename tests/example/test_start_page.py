"""The demo in a browser's eyes: what it prints, its start page, and logging in and out."""

from __future__ import annotations

import html
import json
import re
import shlex
from collections.abc import Callable
from urllib.parse import quote_plus
from urllib.request import Request, urlopen

import pytest

from tests.example.conftest import PRODUCTS
from tests.example.hub import ServedHub, Visitor

USERNAMES = ("admin", "editor", "viewer", "analyst", "buyer")
VisitorNamed = Callable[[str | None], Visitor]


def test_the_demo_prints_where_to_look_who_can_log_in_and_a_first_query(served_hub: ServedHub) -> None:
    printed = served_hub.printed
    assert f"{served_hub.address}/graphql/" in printed
    assert all(f"{name}-demo-2026" in printed for name in USERNAMES)
    assert "products(first: 5)" in printed
    assert "\033" not in printed


def test_the_start_page_shows_counts_users_and_queries(served_hub: ServedHub) -> None:
    page = served_hub.visitor().get("/")
    assert f"<dt>products</dt><dd>{PRODUCTS}</dd>" in page
    assert all(f"{name}-demo-2026" in page for name in USERNAMES)
    assert 'href="/graphql/"' in page
    assert f'href="/graphql/?query={quote_plus("query Products {")}' in page


def test_the_line_that_streams_all_products_does_so(served_hub: ServedHub) -> None:
    [line] = re.findall(r"<code>(curl .*?)</code>", html.unescape(served_hub.visitor().get("/")))
    _, address, *options = shlex.split(line)
    headers = dict(header.split(": ") for header in options[1:-2:2])
    with urlopen(Request(f"http://{address}", options[-1].encode(), headers)) as response:
        products = json.loads(response.read())["data"]["products"]
    assert len(products["nodes"]) == products["totalCount"] > 0
    del headers["GraphQL-Stream"]
    with urlopen(Request(f"http://{address}", options[-1].encode(), headers)) as response:
        assert json.loads(response.read())["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"


def test_no_page_of_the_hub_asks_another_host_for_anything(served_hub: ServedHub) -> None:
    visitor = served_hub.visitor()
    assert all("//" not in visitor.get(path).replace("<!doctype", "") for path in ("/", "/login/", "/static/start/hub.css"))


@pytest.mark.parametrize("username", USERNAMES)
def test_each_demo_user_logs_in_with_the_printed_password(visitor_named: VisitorNamed, username: str) -> None:
    assert f"<span>{username}</span>" in visitor_named(username).get("/")


def test_a_wrong_password_is_refused(served_hub: ServedHub) -> None:
    assert "do not match" in served_hub.visitor().submit("/login/", username="admin", password="admin")


def test_logging_out_makes_a_stranger(served_hub: ServedHub) -> None:
    visitor = served_hub.visitor()
    visitor.submit("/login/", username="viewer", password="viewer-demo-2026")
    assert 'href="/login/"' in visitor.submit("/logout/")


@pytest.mark.parametrize(
    "path", ["catalogue/product/", "assets/imageasset/", "pricing/price/", "fitment/vehicle/", "accounts/user/", "reviews/review/"]
)
def test_the_admin_lists_the_hubs_rows(visitor_named: VisitorNamed, path: str) -> None:
    assert 'id="result_list"' in visitor_named("admin").get(f"/admin/{path}")


def test_seeded_pictures_and_documents_are_served(served_hub: ServedHub) -> None:
    with served_hub.visitor().opener.open(f"{served_hub.address}/media/logos/nordbrems.png") as answer:
        assert answer.read(4) == b"\x89PNG"
    with served_hub.visitor().opener.open(f"{served_hub.address}/media/assets/manual.pdf") as answer:
        assert answer.read(4) == b"%PDF"


def test_the_hand_written_schema_answers_from_the_start_page(served_hub: ServedHub) -> None:
    visitor = served_hub.visitor()
    [link] = re.findall(r'href="(/graphene/\?query=[^"]+)"', visitor.get("/"))
    edges = json.loads(visitor.get(html.unescape(link)))["data"]["products"]["edges"]
    assert len(edges) == 5
    assert all(edge["node"]["label"] and edge["node"]["brand"]["name"] for edge in edges)
