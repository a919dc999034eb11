"""Full-text search: ranked on PostgreSQL, by words elsewhere, and blind to what is hidden."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Q

from django_graphql_auto import FullTextSearch
from django_graphql_auto.options import ModelOptions
from django_graphql_auto.testing import GraphQLClient, captured_statements, execute_plain
from tests.apps.shop.models import Note, Product, Review, Tag
from tests.conftest import Declare

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="needs DATABASE=postgresql")
elsewhere = pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL has full-text search")
PAGE = """query ($first: Int, $after: String, $last: Int, $before: String) {
  reviews(search: "sharp", first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { text } } pageInfo { endCursor startCursor hasNextPage }
  } }"""


@pytest.fixture
def texts(shop: None, declare: Declare) -> None:
    """Reviews that are about sharpness to all degrees, some to the same."""
    declare(Review, ModelOptions, full_text_search=FullTextSearch({"text": "A"}, config="english"))
    for number in range(1, 8):
        for copy in range(2):
            text = " and ".join(["sharp"] * number) + " but dull" * (number % 3 + copy)
            Review.objects.create(pk=100 + 2 * number + copy, product_id=1, rating=3, text=text)


def ask(document: str, variables: Any = None) -> Any:
    answer, plain = GraphQLClient().query(document, variables), execute_plain(document, variables)
    assert answer.errors == []
    assert answer.data == plain.data
    return answer.data


@on_postgresql
def test_the_best_matches_come_first(shop: None, declare: Declare):
    declare(Review, ModelOptions, full_text_search=FullTextSearch({"text": "A"}, config="english"))
    for key, text in ((101, "sharp, if a bit heavy for what it is"), (102, "sharp, sharper, sharpest: sharp"), (103, "dull")):
        Review.objects.create(pk=key, product_id=1, rating=3, text=text)
    found = ask('{ reviews(search: "sharp") { totalCount nodes { pk } } }')["reviews"]
    assert [node["pk"] for node in found["nodes"]] == ["102", "1", "101"]
    assert found["totalCount"] == 3


@on_postgresql
def test_a_weightier_column_counts_more(shop: None, declare: Declare):
    Product.objects.filter(pk=2).update(sku="axe")
    for weights, expected in (({"name": "A", "sku": "D"}, ["1", "6", "2"]), ({"name": "D", "sku": "A"}, ["2", "1", "6"])):
        declare(Product, ModelOptions, full_text_search=FullTextSearch(weights, config="english"))
        assert [node["pk"] for node in ask('{ products(search: "axes") { nodes { pk } } }')["products"]["nodes"]] == expected


@on_postgresql
@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ('"fine read"', ["7"]),
        ('"read fine"', []),
        ("sharp or sparks", ["1", "8"]),
        ("fine -read", []),
        ("fine -sharp", ["7"]),
        ("breaking", []),
        ("!!! ((", []),
    ],
)
def test_a_search_is_written_as_for_a_search_engine(shop: None, declare: Declare, search: str, expected: list[str]):
    declare(Review, ModelOptions, full_text_search=FullTextSearch({"text": "A"}, config="english"))
    found = ask("query ($s: String) { reviews(search: $s, orderBy: [{pk: ASC}]) { nodes { pk } } }", {"s": search})
    assert [node["pk"] for node in found["reviews"]["nodes"]] == expected


@on_postgresql
def test_pages_by_cursor_meet_every_match_once_in_both_directions(texts: None):
    whole = ask(PAGE, {"first": 100})["reviews"]["edges"]
    assert len(whole) == 15
    forwards, after = [], None
    while True:
        page = ask(PAGE, {"first": 2, **({"after": after} if after else {})})["reviews"]
        forwards, after = forwards + page["edges"], page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    backwards = ask(PAGE, {"last": 4, "before": whole[9]["cursor"]})["reviews"]["edges"]
    assert forwards == whole
    assert backwards == whole[5:9]


@on_postgresql
def test_the_rank_is_a_key_among_others(texts: None):
    ranked = '{ reviews(search: "sharp", orderBy: [{rating: ASC}, {searchRank: ASC}, {pk: DESC}]) { nodes { pk rating } } }'
    upwards = [node["pk"] for node in ask(ranked)["reviews"]["nodes"]]
    downwards = [node["pk"] for node in ask(ranked.replace("ASC}, {pk: DESC", "DESC}, {pk: ASC"))["reviews"]["nodes"]]
    assert upwards[:-1] == downwards[:-1][::-1]
    assert upwards[-1] == downwards[-1] == "1"


@on_postgresql
def test_nested_lists_are_ranked_per_parent_in_one_statement(texts: None, declare: Declare):
    declare(Tag, ModelOptions, full_text_search=FullTextSearch({"name": "A"}))
    document = """{ products(first: 3) { nodes { name
        reviews(search: "sharp", first: 1) { nodes { text } totalCount } tags(search: "new or heavy") { nodes { name } } } } }"""
    with captured_statements() as statements:
        GraphQLClient().query(document)
    first = ask(document)["products"]["nodes"][0]
    best = ask('{ reviews(search: "sharp", first: 1) { nodes { text } } }')["reviews"]["nodes"]
    assert first["reviews"] == {"nodes": best, "totalCount": 15}
    assert {node["name"] for node in first["tags"]["nodes"]} == {"heavy", "new"}
    assert len(statements) == 4


@on_postgresql
@pytest.mark.parametrize(
    "arguments", ["orderBy: [{searchRank: DESC}]", 'search: " ", orderBy: [{searchRank: DESC}]', 'search: "", orderBy: [{searchRank: ASC}]']
)
def test_a_rank_without_a_search_is_refused(texts: None, arguments: str):
    assert GraphQLClient().query(f"{{ reviews({arguments}) {{ nodes {{ pk }} }} }}").codes == ["BAD_USER_INPUT"]


@on_postgresql
@pytest.mark.parametrize("rule", [Q(), Q(name__in=["Axe", "Bucket"]), Q(brand__name="Acme")], ids=["free", "own columns", "a relation"])
def test_the_rank_of_related_rows_is_refused(texts: None, declare: Declare, rule: Q):
    declare(Product, ModelOptions, full_text_search=FullTextSearch({"name": "A"}), scope=lambda self, access: rule)
    answer = GraphQLClient().query('{ reviews(search: "sharp", orderBy: [{product: {searchRank: DESC}}]) { nodes { pk } } }')
    assert answer.codes == ["BAD_USER_INPUT"]


@on_postgresql
def test_hidden_rows_are_neither_found_nor_counted_nor_ranked(texts: None, declare: Declare):
    hide = {"scope": lambda self, access: Q(pk__gte=110)}
    declare(Review, ModelOptions, full_text_search=FullTextSearch({"text": "A"}, config="english"), **hide)
    found = ask('{ reviews(search: "sharp") { totalCount estimatedCount nodes { pk } edges { cursor } aggregate { count } } }')["reviews"]
    keys = [int(node["pk"]) for node in found["nodes"]]
    assert min(keys) >= 110
    assert found["totalCount"] == found["estimatedCount"] == found["aggregate"]["count"] == len(keys) == 6


def test_columns_that_are_not_served_are_not_searched(shop: None, declare: Declare):
    search = FullTextSearch({"name": "A", "sku": "A"}, config="simple")
    declare(Product, ModelOptions, full_text_search=search, exclude=["sku"])
    found = ask('{ hidden: products(search: "A-1") { totalCount } served: products(search: "axe") { totalCount } }')
    assert found == {"hidden": {"totalCount": 0}, "served": {"totalCount": 2}}


def test_a_blank_search_asks_for_nothing(shop: None, declare: Declare):
    declare(Note, ModelOptions, full_text_search=FullTextSearch({"text": "A"}))
    assert ask('{ notes(search: "  ") { totalCount } }') == {"notes": {"totalCount": 4}}


@elsewhere
def test_other_databases_look_for_every_word_in_the_same_columns(shop: None, declare: Declare):
    declare(Review, ModelOptions, full_text_search=FullTextSearch({"text": "A"}))
    assert ask('{ reviews(search: "READ fine") { nodes { pk } } }') == {"reviews": {"nodes": [{"pk": "7"}]}}
    answer = GraphQLClient().query('{ reviews(search: "fine", orderBy: [{searchRank: DESC}]) { nodes { pk } } }')
    assert answer.codes == ["GRAPHQL_VALIDATION_FAILED"]


@on_postgresql
@pytest.mark.parametrize("hidden", [False, True])
def test_a_stored_vector_is_used_unless_it_holds_a_hidden_column(db: None, declare: Declare, settings: Any, hidden: bool):
    from django.contrib.postgres.search import SearchVector

    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["everything"]}
    shelf: Any = apps.get_model("everything", "shelf")
    shelf.objects.create(pk=1, title="oak")
    shelf.objects.update(words=SearchVector("title", config="english"))
    shelf.objects.update(title="pine")
    search = FullTextSearch({"title": "A"} | ({"hidden": "B"} if hidden else {}), config="english", vector="words")
    declare(shelf, ModelOptions, full_text_search=search)
    found = GraphQLClient().query('{ stored: shelves(search: "oak") { totalCount } made: shelves(search: "pine") { totalCount } }')
    assert found.errors == []
    assert (found["stored"]["totalCount"], found["made"]["totalCount"]) == ((0, 1) if hidden else (1, 0))
