"""Who sees what of the hub, asked over HTTP as each demo user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.example.conftest import PRODUCTS
from tests.example.hub import Visitor

VisitorNamed = Callable[[str | None], Visitor]


@pytest.fixture
def ask(visitor_named: VisitorNamed) -> Callable[..., dict[str, Any]]:
    """Data of an operation that must go well."""

    def asked(username: str | None, query: str) -> dict[str, Any]:
        answer = visitor_named(username).ask(query)
        assert "errors" not in answer, answer["errors"]
        return dict(answer["data"])

    return asked


Ask = Callable[..., dict[str, Any]]


def refusal(visitor: Visitor, query: str) -> str:
    """The code of the only error."""
    (error,) = visitor.ask(query)["errors"]
    return str(error["extensions"]["code"])


def test_strangers_see_the_published_catalogue_and_editors_all_of_it(ask: Ask) -> None:
    query = "{ products { totalCount } }"
    assert 0 < ask(None, query)["products"]["totalCount"] < PRODUCTS
    assert ask("editor", query)["products"]["totalCount"] == PRODUCTS


def test_rows_of_a_draft_product_are_as_hidden_as_it_is(ask: Ask) -> None:
    query = """{
      productVariants(where: {product: {status: {eq: DRAFT}}}) { totalCount }
      fitments(where: {product: {status: {eq: DRAFT}}}) { totalCount }
      assetLinks { nodes { target { __typename } } }
    }"""
    hidden = ask(None, query)
    assert hidden["productVariants"]["totalCount"] == hidden["fitments"]["totalCount"] == 0
    assert all(node["target"] for node in hidden["assetLinks"]["nodes"])
    assert ask("editor", query)["productVariants"]["totalCount"] > 0


def test_editors_read_who_changed_what_and_others_do_not(ask: Ask, visitor_named: VisitorNamed) -> None:
    query = '{ auditEntries(where: {model: {eq: "catalogue.tag"}}) { nodes { actorName action key changes } } }'
    [entry] = ask("editor", query)["auditEntries"]["nodes"]
    before, after = entry.pop("changes")["synonyms"]
    assert entry == {"actorName": "editor", "action": "UPDATE", "key": "1"}
    assert after == [*before, "first pick"]
    assert refusal(visitor_named("viewer"), query) == "FORBIDDEN"
    assert "catalogue.tag" in visitor_named("admin").get("/admin/graphql_audit/auditentry/")


def test_nobody_reads_cost_prices_through_the_product(visitor_named: VisitorNamed) -> None:
    assert refusal(visitor_named("admin"), "{ products(first: 1) { nodes { costPrice } } }") == "GRAPHQL_VALIDATION_FAILED"


def test_strangers_see_retail_prices_alone(ask: Ask) -> None:
    lists = ask(None, "{ priceLists { nodes { code isPublic } } }")["priceLists"]["nodes"]
    assert {row["code"] for row in lists} == {"retail-eur", "retail-sek"}


def test_a_buyer_sees_the_prices_of_the_own_company_and_group_and_no_others(ask: Ask) -> None:
    query = """{
      priceLists { nodes { code } }
      customers { nodes { number } }
      prices(where: {priceList: {customer: {number: {ne: "C-10003"}}}}) { totalCount }
    }"""
    seen = ask("buyer", query)
    assert {row["code"] for row in seen["priceLists"]["nodes"]} == {"retail-eur", "retail-sek", "workshop-eur", "contract-c-10003"}
    assert [row["number"] for row in seen["customers"]["nodes"]] == ["C-10003"]
    assert seen["prices"]["totalCount"] == 0


def test_purchase_prices_are_for_analysts(visitor_named: VisitorNamed, ask: Ask) -> None:
    query = "{ purchasePrices(first: 1) { nodes { amount supplier } } }"
    assert ask("analyst", query)["purchasePrices"]["nodes"]
    assert refusal(visitor_named(None), query) == "UNAUTHENTICATED"
    assert refusal(visitor_named("buyer"), query) == "FORBIDDEN"


def test_a_nested_purchase_price_is_null_for_who_may_not_read_it(ask: Ask) -> None:
    query = "{ productVariants(first: 3) { nodes { sku purchasePrice { amount } } } }"
    assert all(node["purchasePrice"] is None for node in ask("viewer", query)["productVariants"]["nodes"])
    assert all(node["purchasePrice"] for node in ask("analyst", query)["productVariants"]["nodes"])


def test_feeds_are_for_who_may_view_them(visitor_named: VisitorNamed, ask: Ask) -> None:
    query = "{ feeds { nodes { name runs(first: 1) { totalCount } } } }"
    assert len(ask("viewer", query)["feeds"]["nodes"]) == 5
    assert refusal(visitor_named("buyer"), query) == "FORBIDDEN"


def test_internal_documents_are_for_staff(ask: Ask) -> None:
    query = "{ assets(where: {visibility: {eq: INTERNAL}}) { totalCount } }"
    assert ask(None, query)["assets"]["totalCount"] == 0
    assert ask("editor", query)["assets"]["totalCount"] > 0


def test_reviews_that_wait_for_approval_are_for_moderators(ask: Ask) -> None:
    query = "{ reviews(where: {moderation: {ne: APPROVED}}) { totalCount } }"
    assert ask(None, query)["reviews"]["totalCount"] == 0
    assert ask("editor", query)["reviews"]["totalCount"] > 0


def test_editors_write_the_catalogue_and_nobody_else_does(visitor_named: VisitorNamed) -> None:
    document = 'mutation { createTag(input: {name: "Loud", slug: "loud", kind: QUALITY}) { tag { name } errors { path code } } }'
    assert refusal(visitor_named(None), document) == "UNAUTHENTICATED"
    assert refusal(visitor_named("viewer"), document) == "FORBIDDEN"
    assert visitor_named("editor").ask(document)["data"] == {"createTag": {"tag": {"name": "Loud"}, "errors": []}}


def test_buyers_hand_in_reviews_that_wait_for_approval(ask: Ask) -> None:
    [product] = ask(None, "{ products(first: 1) { nodes { id } } }")["products"]["nodes"]
    document = """mutation {
      createReview(input: {%s rating: 4, title: "Fine", authorName: "B.", product: {connect: {id: "PRODUCT"}}}) {
        review { title author { username } moderation } errors { path code }
      }
    }""".replace("PRODUCT", product["id"])
    made = ask("buyer", document.replace("%s", ""))["createReview"]
    assert made == {"review": {"title": "Fine", "author": {"username": "buyer"}, "moderation": "WAITING"}, "errors": []}
    approved = ask("buyer", document.replace("%s", "moderation: APPROVED"))["createReview"]
    assert approved == {"review": None, "errors": [{"path": ["input", "moderation"], "code": "FORBIDDEN"}]}
