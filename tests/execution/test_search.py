"""The search over several models: everything is met once, by turns, whatever the page; nothing hidden is."""

from __future__ import annotations

import base64
from itertools import zip_longest
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from django.db.models import Q

from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.options import ModelOptions
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.testing import GraphQLClient, captured_statements, execute_plain
from tests.apps.shop.models import Brand, Product, Review, StockLevel, Supplier, Tag
from tests.conftest import Declare

PAGE = """query ($query: String!, $types: [SearchResultType!], $first: Int, $after: String) {
  search(query: $query, types: $types, first: $first, after: $after) {
    edges { cursor node { __typename ... on Node { id } } } pageInfo { hasNextPage hasPreviousPage endCursor }
  } }"""


@pytest.fixture
def searched(shop: None, declare: Declare) -> None:
    for model in (Product, Brand, Tag, Supplier):
        declare(model, ModelOptions, search_fields=["name"])
    declare(StockLevel, ModelOptions, search_fields=["warehouse"])


def ask(user: Any = None, **variables: Any) -> Any:
    answer, plain = GraphQLClient(user).query(PAGE, variables), execute_plain(PAGE, variables, user)
    assert answer.errors == []
    assert answer.data == plain.data
    return answer["search"]


def names(page: Any) -> list[str]:
    return [edge["node"]["__typename"] for edge in page["edges"]]


def test_the_models_take_turns_until_each_has_no_more(searched: None):
    lists = [ask(query="e", types=[kind])["edges"] for kind in ("Brand", "Product", "StockLevel", "Supplier", "Tag")]
    whole = ask(query="e", first=100)
    assert [edge["node"] for edge in whole["edges"]] == [edge["node"] for turn in zip_longest(*lists) for edge in turn if edge]
    assert names(whole)[:6] == ["Brand", "Product", "StockLevel", "Supplier", "Tag", "Product"]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
def test_pages_meet_every_row_once_in_the_order_of_the_whole(searched: None, size: int):
    whole, pages, after = ask(query="e", first=100)["edges"], [], None
    while True:
        page = ask(query="e", first=size, **({"after": after} if after else {}))
        pages.append(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert [edge for page in pages for edge in page["edges"]] == whole
    assert [page["pageInfo"]["hasPreviousPage"] for page in pages] == [False] + [True] * (len(pages) - 1)


def test_every_edge_is_a_place_to_go_on_from(searched: None):
    whole = ask(query="e", first=100)["edges"]
    for position, edge in enumerate(whole):
        assert ask(query="e", first=100, after=edge["cursor"])["edges"] == whole[position + 1 :]


def test_only_the_types_that_are_named_are_searched(searched: None):
    assert set(names(ask(query="e", types=["Tag", "Brand"]))) == {"Brand", "Tag"}


@pytest.mark.parametrize("more", [True, False])
def test_results_can_be_selected_by_fragments_aliases_and_directives(searched: None, more: bool):
    document = """query ($more: Boolean!) { search(query: "acme") {
        keys: nodes { ... on Node { id } } names: nodes { ...Named @include(if: $more) __typename } __typename
        edges { cursor @skip(if: $more) } } }
      fragment Named on SearchResult { ... on Brand { name country } ... on Tag { name } }"""
    answer = GraphQLClient().query(document, {"more": more})
    assert (answer.errors, answer.data) == ([], execute_plain(document, {"more": more}).data)
    assert answer["search"]["names"] == [({"name": "Acme", "country": "DE"} if more else {}) | {"__typename": "Brand"}]


def test_a_search_costs_a_statement_per_model_and_one_per_model_of_the_page(searched: None):
    document = (
        '{ search(query: "e", first: 2) { nodes { ... on Product { name reviews(first: 1) { nodes { text } } } ... on Brand { name } } } }'
    )
    with captured_statements() as statements:
        GraphQLClient().query(document)
    assert len(statements) == 5 + 2 + 1
    with captured_statements() as statements:
        GraphQLClient().query(document.replace("first: 2", "first: 40"))
    assert len(statements) == 5 + 5 + 1


@pytest.mark.parametrize("query", ["", "   "])
def test_a_blank_search_finds_nothing_and_asks_no_database(searched: None, query: str):
    with captured_statements() as statements:
        answer = GraphQLClient().query(PAGE, {"query": query})
    assert answer["search"] == {"edges": [], "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "endCursor": None}}
    assert statements == []


def test_a_page_of_no_rows_tells_whether_there_are_some(searched: None):
    assert ask(query="e", first=0)["pageInfo"]["hasNextPage"]
    assert not ask(query="nowhere", first=0)["pageInfo"]["hasNextPage"]


def test_a_search_is_charged_for_its_page_and_its_models(searched: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MAX_COST": 60}
    assert GraphQLClient().query(PAGE, {"query": "e", "first": 50}).codes == []
    assert GraphQLClient().query(PAGE, {"query": "e", "first": 60}).codes == ["LIMIT_EXCEEDED"]


def forged(value: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).decode().rstrip("=")


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"first": -1}, "BAD_USER_INPUT"),
        ({"first": 101}, "LIMIT_EXCEEDED"),
        ({"types": []}, "BAD_USER_INPUT"),
        ({"query": "e" * 257}, "LIMIT_EXCEEDED"),
        ({"query": "\x00"}, "BAD_USER_INPUT"),
        *(({"after": after}, "BAD_USER_INPUT") for after in ("", "abc", "äö", forged(1), forged([1, {}]), forged(["a", {"b": 1}]))),
        ({"after": forged(["shop.tag", {"shop.tag": "abc"}])}, "BAD_USER_INPUT"),
        ({"after": forged(["shop.tag", {"shop.tag": forged(["00000000", 1])}])}, "BAD_USER_INPUT"),
        ({"after": forged(["a", []])}, "BAD_USER_INPUT"),
    ],
)
def test_what_cannot_be_searched_is_refused(searched: None, variables: dict[str, Any], code: str):
    assert GraphQLClient().query(PAGE, {"query": "e"} | variables).codes == [code]


def test_mistakes_of_a_list_below_are_refused(searched: None):
    document = '{ search(query: "nowhere") { nodes { ... on Brand { products(first: 101) { nodes { pk } } } } } }'
    assert GraphQLClient().query(document).codes == ["LIMIT_EXCEEDED"]


# what is there


def test_without_search_fields_there_is_no_search(shop: None, declare: Declare):
    declare(Tag, ModelOptions, search_fields=["name"], operations={"get"})
    assert GraphQLClient().query('{ search(query: "e") { __typename } }').codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert "SearchResult" not in current_schema().graphql_schema.type_map


@pytest.mark.parametrize(("name", "answered"), [("everything", True), (None, False)])
def test_the_search_can_be_called_otherwise_or_left_out(searched: None, settings: Any, name: str | None, answered: bool):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "SEARCH_FIELD": name}
    assert "search" not in current_schema().graphql_schema.query_type.fields  # type: ignore[union-attr]
    assert (GraphQLClient().query('{ everything(query: "axe") { nodes { __typename } } }').codes == []) is answered


def test_a_model_that_is_called_like_the_search_is_refused(searched: None, declare: Declare, settings: Any):
    declare(Review, ModelOptions, type_name="Search")
    with pytest.raises(SchemaError, match=r"root field 'search' of shop\.review is taken by the API itself"):
        build_schema()
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "SEARCH_FIELD": "everything"}
    assert "search" in current_schema().graphql_schema.query_type.fields  # type: ignore[union-attr]


# what is hidden


def test_hidden_rows_are_not_found_and_take_no_turn(searched: None, declare: Declare):
    declare(Brand, ModelOptions, search_fields=["name"], scope=lambda self, access: Q(is_active=True))
    declare(Product, ModelOptions, search_fields=["brand__name"])
    assert ask(query="crow")["edges"] == []
    whole = ask(query="o", first=100)
    assert names(whole).count("Brand") == 1


def test_a_model_that_may_not_be_read_takes_no_turn_and_no_statement(searched: None, declare: Declare):
    everything = ask(query="e", first=100)
    declare(Tag, ModelOptions, search_fields=["name"], read="permission")
    with captured_statements() as statements:
        page = ask(query="e", first=100)
    assert [edge["node"] for edge in page["edges"]] == [e["node"] for e in everything["edges"] if e["node"]["__typename"] != "Tag"]
    assert not any('FROM "shop_tag"' in statement or "FROM `shop_tag`" in statement for statement in statements)
    tag_cursor = next(edge["cursor"] for edge in everything["edges"] if edge["node"]["__typename"] == "Tag")
    assert GraphQLClient().query(PAGE, {"query": "e", "after": tag_cursor}).codes == []


def test_a_search_of_nothing_that_may_be_read_is_refused(searched: None, declare: Declare):
    declare(Tag, ModelOptions, search_fields=["name"], read="permission")
    for query in ("heavy", "nowhere"):
        assert GraphQLClient().query(PAGE, {"query": query, "types": ["Tag"]}).codes == ["UNAUTHENTICATED"]
        assert GraphQLClient(User.objects.get(pk=1)).query(PAGE, {"query": query, "types": ["Tag"]}).codes == ["FORBIDDEN"]


def test_columns_that_are_not_served_are_not_searched(searched: None, declare: Declare):
    declare(Tag, ModelOptions, search_fields=["name"], exclude=["name"])
    declare(Supplier, ModelOptions, search_fields=["name", "code"], exclude=["name"])
    assert ask(query="heavy")["edges"] == []
    assert ask(query="north")["edges"] == []
    assert names(ask(query="n1")) == ["Supplier"]
