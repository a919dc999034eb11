"""Whatever a hand-written schema is asked, our view answers as graphene-django's does."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.apps.shop.models import Article
from tests.graphene_schemas.asking import assert_same

SHORT = {
    "INFO": "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }",
    '"@2"': '"YXJyYXljb25uZWN0aW9uOjI="',
    '"@5"': '"YXJyYXljb25uZWN0aW9uOjU="',
}
"""Page infos and graphene-relay's cursors by offset, as they are written below."""
QUERIES = [
    "{ me }",
    "{ productList { id name sku status price weight stock createdAt attributes photo brandId } }",
    "{ productList { name brand { name country } category { name parent { name } } } }",
    "{ productList { name tags { name } } }",
    "{ productList { name reviews { edges { cursor node { rating text author { username } } } INFO } } }",
    "{ productList { name reviews(first: 1) { edges { cursor node { rating } } INFO } } }",
    "{ productList { name reviews(last: 1) { edges { cursor node { rating } } INFO } } }",
    "{ productList { name reviews(first: 1, offset: 1) { edges { cursor node { rating } } INFO } } }",
    "{ productList { barcode { digits product { name } } supplies { days supplier { name } } } }",
    "{ plainProducts(first: 3) { edges { node { name label } cursor } pageInfo { hasNextPage endCursor } } }",
    '{ products(name_Icontains: "e", first: 2) { edges { node { name brand { name products(first: 1, '
    'orderBy: "-price") { edges { node { name } } } } } } } }',
    "{ products(tag: [1, 2]) { edges { node { name } } } }",
    "{ brands { edges { node { name shout productCount best { name brand { name } } cheap { name tags { name } } } } } }",
    "{ brands { edges { node { name products(tag: [1,2], first: 2) { edges { node { name } cursor } pageInfo { hasNextPage } } } } } }",
    "{ brands { edges { node { name products(tag: [1,2], last: 1) { edges { node { name } cursor } pageInfo { hasPreviousPage } } } } } }",
    "{ categories { totalCount howMany titles edges { node { name children { totalCount howMany edges { "
    "node { name } } } parent { name } } } } }",
    "{ categories { edges { node { name children(first: 1) { titles totalCount } } } } }",
    "{ fewProducts { edges { node { name } } pageInfo { hasNextPage } } }",
    "{ fewProducts(first: 3) { edges { node { name } } } }",
    "{ allProducts { edges { node { name } } pageInfo { hasNextPage } } }",
    "{ mustLimit { edges { node { name } } } }",
    "{ plainProducts(first: -1) { edges { node { name } } } }",
    '{ plainProducts(offset: 1, before: "x") { edges { node { name } } } }',
    "{ plainProducts(offset: 8, first: 5) { edges { cursor node { name } } INFO } }",
    "{ plainProducts(offset: 80) { edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage startCursor } } }",
    "{ resolvedProducts(cheap: true) { edges { node { name } } } a: resolvedProducts { edges { node { name } } } }",
    "{ listedProducts(first: 2) { edges { cursor node { name brand { name } tags { name } } } } }",
    "{ strictList { name strict } }",
    "{ productList { name strict } }",
    "{ productList { name odd } }",
    "{ strictList { odd } }",
    "{ prefetched { name reviews { edges { node { rating } } } tags { name } supplies { days } } }",
    "{ joined { name brand { name } category { name } tags { name } stock } }",
    "{ united { name brand { name } tags { name } } }",
    "{ distinctProducts { status } }",
    "{ asList { name tags { name } } }",
    "{ values { name } }",
    "{ strangers { name } }",
    "{ countedBrands { name howMany } }",
    "{ countries { country } }",
    "{ productList { reviews(offset: 0, last: 0) { INFO edges { node { id product { id } } } } } }",
    "{ productList { reviews(last: 1) { edges { node { rating product { id name brand { name } } } } } } }",
    "{ prefetched { name reviews(first: 1) { INFO edges { node { rating } } } tags { name } } }",
    "{ prefetched { label reviews(first: 1) { INFO edges { node { rating } } } supplies { days } } }",
    "{ tags { products(first: 1) { edges { node { slogan } } } } }",
    "{ tags { products(last: 1) { edges { node { slogan stock } } } } }",
    "{ productList { slogan tags { name } } }",
    "{ tags { id name products(first: 1) { edges { node { name } } } } topTags { name } }",
    "{ books { edges { node { id name pages brand { name } tags { name } reviews { edges { node { text } } } } } } }",
    "{ users { id username reviews(first: 1) { edges { node { id text product { name } } } } } }",
    "{ suppliers { code name products { edges { node { name } } } supplies { days } } supplies { id days } }",
    "{ articles { title upperTitle follows { title } followedBy { title } product { name } } }",
    "{ articles { title follows { title } } }",
    "{ search { __typename ... on ProductNode { name tags { name } } ... on BrandNode { name shout } ... on TagType { name } } }",
    "{ numbers { products(first: 2) { edges { node { name } } } tags { name } } }",
    "{ unsaved { name price stock brand { name } category { name } } }",
    "{ oneProduct(pk: 1) { name maker { name } rows(atLeast: 4) { rating product { name } } } }",
    "{ oneProduct(pk: 99) { name } }",
    "{ productList { maker { name shout } rows { rating author { username } } } }",
    '{ node(id: "UHJvZHVjdE5vZGU6MQ==") { id __typename ... on ProductNode { name brand { name } } } '
    'product(id: "QnJhbmROb2RlOjE=") { name } }',
    "{ a: productList { x: name ...F } } fragment F on ProductNode { brand { id } brand { n: name } tags { id } }",
    'mutation { renameProduct(input: {sku: "D-1", name: "Drill"}) { product { name brand { name } tags { name } } } }',
    "{ nope }",
    "query ($a: Int!) { oneProduct(pk: $a) { name } }",
    "{ __schema { queryType { name } } }",
    "{ productList { __typename reviews { __typename edges { __typename node { __typename } } } } }",
    '{ plainProducts(first: 4, before: "@2") { edges { cursor } INFO } }',
    '{ plainProducts(last: 4, before: "@2") { edges { cursor } INFO } }',
    '{ plainProducts(after: "@5", before: "@2") { edges { cursor } INFO } }',
    '{ productList { reviews(after: "@5", before: "@2") { edges { cursor } INFO } } }',
    "{ unsaved { name tags { name } } }",
    "{ unsaved { name reviews { edges { node { id } } } } }",
    "{ unsaved { label brand { name shout productCount } maker { name } } }",
    "{ tuned { name category { parent { name } } supplies { days supplier { name } } } }",
    "{ brands(name: 3) { edges { node { name } } } }",
    '{ products(status: "live", stock_Gte: 4, orderBy: "-price") { edges { node { name price } } } }',
    "{ products(tag: [99]) { edges { node { name } } } }",
    "{ tags { products(tag: [99]) { edges { node { name } } } } }",
    "{ tags { products(first: 200) { edges { node { name } } } } }",
    '{ node(id: "UHJvZHVjdE5vZGU6OTk=") { id } product(id: "rubbish") { name } }',
    "{ users { reviews(offset: 1, first: 1) { edges { cursor node { rating } } INFO } } }",
    "{ tags { name products(last: 2, first: 3) { edges { cursor node { name } } INFO } } }",
    "{ tags { products { pageInfo { startCursor endCursor } } } }",
    "{ tags { products { edges { cursor } } } }",
    "{ tags { products { a: edges { node { name } } b: edges { x: node { sku } y: node { id } } } } }",
    "{ categories(last: 1) { totalCount edges { node { name } } } }",
    "{ categories(first: 0) { howMany edges { node { name } } pageInfo { hasNextPage } } }",
    "{ productList { strict odd label } }",
    "{ tags { products { edges { node { strict } } } } }",
    "{ search { ... on ProductNode { odd strict } } }",
    "{ productList { brand { products { edges { node { brand { name } } } } } } }",
    "{ oneProduct(pk: 1) { tags { name } reviews(first: 1) { edges { node { rating } } } barcode { "
    "digits } brand { name } category { name } } }",
    "{ plainProducts { edges { node { maker { name } brand { name } } } } }",
    "{ numbers { __typename } __typename }",
]


@pytest.mark.parametrize("text", QUERIES)
def test_a_query_is_answered_alike(stocked: None, text: str):
    for short, long in SHORT.items():
        text = text.replace(short, long)
    assert_same(text)


@pytest.mark.parametrize("deep", [True, False])
def test_variables_decide_directives_each_time_anew(stocked: None, deep: bool):
    text = """query ($deep: Boolean!, $first: Int) {
        plainProducts(first: $first) { edges { node { name @skip(if: $deep) brand @include(if: $deep) { name } } } }
    }"""
    for first in (1, 3):
        found = assert_same(text, deep=deep, first=first)
        assert len(found.data["plainProducts"]["edges"]) == first


def test_cursors_lead_to_the_next_page(stocked: None):
    text = """query ($after: String) { tags {
        products(first: 1, after: $after) { edges { node { name } } pageInfo { endCursor hasNextPage } }
    } }"""
    first = assert_same(text, after=None).data["tags"][0]["products"]["pageInfo"]["endCursor"]
    assert_same(text, after=first)


@pytest.mark.parametrize(
    "text",
    [
        "{ productList { name brand { name } } }",
        "{ brands { edges { node { name } } } me }",
        "{ tags { products { edges { node { name brand { name } } } } } }",
        "{ articles { product { brand { name } } } }",
    ],
)
def test_a_type_that_refuses_is_an_error_at_each_of_its_places(stocked: None, text: str):
    found = assert_same(text, headers={"X-Refuse": "brands"})
    assert {error["extensions"]["code"] for error in found.errors} == {"REFUSED"}


@pytest.mark.skipif(not connection.features.can_defer_constraint_checks, reason="The database doesn't let a foreign key lead nowhere.")
def test_a_foreign_key_that_leads_nowhere_is_an_error(stocked: None):
    Article.everything.filter(pk=4).update(follows_id=999)
    found = assert_same("{ articles { title follows { title upperTitle } } }")
    assert [error["message"] for error in found.errors] == ["Article matching query does not exist."]
    Article.everything.filter(pk=4).update(follows_id=None)  # or the database complains at the end


def test_a_mutations_answer_is_planned_as_well(stocked: None):
    text = """mutation ($name: String!) { renameProduct(input: {sku: "D-1", name: $name, clientMutationId: "x"}) {
        clientMutationId product { name label brand { name } tags { name } reviews { edges { node { rating author { username } } } } }
    } }"""
    assert assert_same(text, name="Borer").data["renameProduct"]["product"]["name"] == "Borer"
