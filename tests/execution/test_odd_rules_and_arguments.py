"""Row rules and arguments that look alike, or that change while they look the same: each is answered by itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.utils.functional import lazy

from django_graphql_auto.testing import GraphQLClient, assert_no_errors
from tests.apps.shop.models import Article, Note, Product, Review

pytestmark = pytest.mark.usefixtures("shop")
NAMES = "query ($where: ProductWhere) { products(where: $where, orderBy: [{name: ASC}]) { nodes { name } } }"


def asked(document: str, variables: dict[str, Any] | None = None) -> Any:
    answer = GraphQLClient().query(document, variables)
    assert_no_errors(answer)
    return answer.data


def names(where: dict[str, Any]) -> list[str]:
    return [node["name"] for node in asked(NAMES, {"where": where})["products"]["nodes"]]


def expected(condition: Q) -> list[str]:
    return list(Product.objects.filter(condition).order_by("name").values_list("name", flat=True))


def test_an_empty_object_is_no_empty_list():
    first, second = Product.objects.order_by("pk")[:2]
    Product.objects.filter(pk=first.pk).update(attributes={})
    Product.objects.filter(pk=second.pk).update(attributes=[])
    for value in ({}, [], {}):
        assert names({"attributes": {"eq": value}}) == expected(Q(attributes=value))


@pytest.mark.parametrize("limit", [2.5, 3.0, Decimal("2.5")])
@pytest.mark.parametrize("lookup", ["gt", "gte", "lt", "lte", "exact"])
def test_a_rule_compares_whole_numbers_with_fractions_as_django_does(declare: Any, lookup: str, limit: Any):
    for stock, product in enumerate(Product.objects.all()):
        Product.objects.filter(pk=product.pk).update(stock=stock)
    rule = Q(**{f"stock__{lookup}": limit})
    declare(Product, scope=lambda self, access: rule)
    assert names({}) == expected(rule)


def test_a_rule_with_a_number_in_a_text_that_no_column_holds_hides_the_rows(declare: Any):
    declare(Product, scope=lambda self, access: Q(pk=str(10**30)))
    assert names({}) == []


stock_of_the_moment = [0]
least = lazy(lambda: stock_of_the_moment[0], int)()


def test_a_rule_with_a_lazy_value_follows_it(declare: Any):
    declare(Product, scope=lambda self, access: Q(stock__gte=least))
    for stock in (0, 3, 1_000):
        stock_of_the_moment[0] = stock
        assert names({}) == expected(Q(stock__gte=stock))


class Tenant:
    """A number that changes, in an object that stays."""

    number = 0

    def __int__(self) -> int:
        return self.number


def test_a_rule_with_an_object_that_changes_follows_it(declare: Any):
    tenant = Tenant()
    declare(Product, scope=lambda self, access: Q(stock__gte=tenant))
    for stock in (0, 3, 1_000):
        tenant.number = stock
        assert names({}) == expected(Q(stock__gte=stock))


def test_a_rule_with_a_row_of_another_model_is_refused(declare: Any):
    article = Article.objects.first()
    declare(Review, scope=lambda self, access: Q(product=article))
    assert not GraphQLClient().query("{ reviews { nodes { pk } } }").data["reviews"]


@pytest.mark.parametrize("returned", [None, False, [], {}])
def test_a_rule_that_forgets_to_answer_shows_nothing(declare: Any, returned: Any):
    declare(Review, scope=lambda self, access: returned)
    answer = GraphQLClient().query("{ reviews { totalCount nodes { pk } } }")
    assert answer.errors
    assert not (answer.data and answer.data["reviews"])


def test_keys_that_no_database_could_hold_are_different_from_all_others():
    document = "query ($where: ProductWhere!) { products(where: $where) { totalCount } }"
    whole = Product.objects.count()
    known, none = str(Product.objects.first().pk), str(10**30)
    for condition, count in (
        ({"notIn": [known]}, whole - 1),
        ({"notIn": [known, none]}, whole - 1),
        ({"notIn": [none]}, whole),
        ({"ne": known}, whole - 1),
        ({"ne": none}, whole),
        ({"in": [known, none]}, 1),
        ({"in": [none]}, 0),
        ({"eq": none}, 0),
    ):
        assert asked(document, {"where": {"id": condition}})["products"]["totalCount"] == count, condition
        assert asked(document, {"where": {"NOT": {"id": condition}}})["products"]["totalCount"] == whole - count, condition


def test_a_manager_that_makes_rows_distinct_answers_in_order(monkeypatch: pytest.MonkeyPatch):
    document = "{ articles(orderBy: [{title: DESC}]) { nodes { pk } } }"
    before = asked(document)
    whole = type(Article.objects).get_queryset
    monkeypatch.setattr(type(Article.objects), "get_queryset", lambda self: whole(self).distinct())
    assert asked("{ articles(orderBy: [{title: DESC}]) { nodes { isDeleted } } }")
    assert asked(document) == before


def test_a_parent_whose_key_is_beyond_the_column_that_names_it_has_no_rows():
    big = Product.objects.create(pk=2**40, name="Big", sku="big", brand_id=Product.objects.first().brand_id, created_at="2024-01-01T00:00Z")
    Note.objects.create(pk=1_000, text="hm", subject=big)
    found = asked("{ products { nodes { name notes { nodes { text } } } } }")["products"]["nodes"]
    assert {"name": "Big", "notes": {"nodes": [{"text": "hm"}]}} in found


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800", "\U0001f600", "é", "%s", "%%", "$1", "'", "\\", "a" * 200])
def test_any_text_is_compared_or_refused_by_what_is_known(text: str):
    document = """query ($text: String!, $texts: [String!]!) {
        products(where: {OR: [{name: {eq: $text}}, {sku: {in: $texts}}, {name: {icontains: $text}}]}) { totalCount }
        product(by: {sku: $text}) { name }
    }"""
    asked(document, {"text": "A", "texts": ["A", "B"]})
    answer = GraphQLClient().query(document, {"text": text, "texts": [text, text]})
    assert set(answer.codes) <= {"BAD_USER_INPUT"}
    assert bool(answer.codes) is ("\x00" in text or "\ud800" in text)


@pytest.mark.skipif(connection.vendor == "mysql", reason="Keys of rows that were rolled back are counted on from.")
def test_the_largest_numbers_are_compared_as_they_are():
    document = "query ($pk: BigInt!, $pks: [BigInt!]!) { products(where: {OR: [{pk: {eq: $pk}}, {pk: {in: $pks}}]}) { nodes { pk } } }"
    brand = Product.objects.first().brand_id
    extremes = (2**63 - 1, -(2**63) + 1, 2**31, 2**53 + 1)
    for key in extremes:
        Product.objects.create(pk=key, name=f"{key}", sku=f"{key}", brand_id=brand, created_at="2024-01-01T00:00Z")
    for key in extremes:
        for pks in ([], [key], [key, 1], [0, 1, key]):
            found = {row["pk"] for row in asked(document, {"pk": str(key), "pks": list(map(str, pks))})["products"]["nodes"]}
            assert found == {str(key)} | {str(pk) for pk in pks if Product.objects.filter(pk=pk).exists()}
