"""Lists, conditions and JSON parts that a model declares or a query picks for itself."""

from __future__ import annotations

import datetime

import pytest
from django.db.models import Q
from django.test import override_settings

from django_graphql_auto import ModelOptions, filter_field
from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.registry import default_registry
from tests.apps.shop.models import Article, Brand, Product, Review

pytestmark = pytest.mark.django_db


class ProductOptions(ModelOptions):
    @filter_field
    def is_cheap(self, value: bool, access: object) -> Q:
        """Below ten."""
        return Q(price__lt=10) if value else Q(price__gte=10)

    @filter_field
    def praised(self, value: int, access: object) -> Q:
        return Q(reviews__rating__gte=value)


class ArticleOptions(ModelOptions):
    lists = {"archivedArticles": "everything"}


@pytest.fixture
def products():
    default_registry.register(Product, ProductOptions)
    default_registry.register(Article, ArticleOptions)
    with override_settings(DJANGO_GRAPHQL_AUTO={"READ": "public"}):
        moment = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
        brand = Brand.objects.create(name="Acme")
        for number, price in enumerate((5, 50, 500)):
            product = Product.objects.create(
                name=f"P{number}",
                sku=f"S{number}",
                brand=brand,
                price=price,
                cost_price=40,
                created_at=moment,
                attributes={"size": {"cm": [price]}},
            )
            Review.objects.create(product=product, rating=number + 2)
            Review.objects.create(product=product, rating=number + 3)
        yield
    default_registry.unregister(Product)
    default_registry.unregister(Article)


def names(document: str, **variables: object) -> list[str]:
    answer = execute(OperationRequest(document, variables))
    assert answer.errors == []
    assert answer.data is not None
    return [node["name"] for node in answer.data["products"]["nodes"]]


def test_a_condition_of_the_models_own_holds_beside_the_generated_ones(products):
    assert names("{ products(where: {isCheap: true}) { nodes { name } } }") == ["P0"]
    assert names('{ products(where: {isCheap: false, name: {ne: "P1"}}) { nodes { name } } }') == ["P2"]


def test_a_condition_of_the_models_own_composes_inside_not_and_or(products):
    assert names('{ products(where: {OR: [{isCheap: true}, {name: {eq: "P2"}}]}) { nodes { name } } }') == ["P0", "P2"]
    assert names("{ products(where: {NOT: {isCheap: true}}) { nodes { name } } }") == ["P1", "P2"]


def test_a_condition_over_a_to_many_relation_repeats_no_row(products):
    assert names("query($stars: Int) { products(where: {praised: $stars}) { nodes { name } } }", stars=4) == ["P1", "P2"]


def test_a_condition_of_the_models_own_holds_across_a_relation(products):
    answer = execute(OperationRequest("{ brands(where: {products: {some: {isCheap: true}}}) { nodes { name } } }"))
    assert answer.data == {"brands": {"nodes": [{"name": "Acme"}]}}


def test_two_columns_can_be_compared(products):
    assert names("{ products(where: {COMPARE: [{left: price, is: GT, right: costPrice}]}) { nodes { name } } }") == ["P1", "P2"]


def test_columns_of_different_types_are_not_compared(products):
    answer = execute(OperationRequest("{ products(where: {COMPARE: [{left: price, is: GT, right: name}]}) { nodes { name } } }"))
    assert [error["extensions"]["code"] for error in answer.errors] == ["BAD_USER_INPUT"]


def test_a_list_of_one_of_the_models_managers_shows_that_managers_rows_under_the_scope(products):
    Article.everything.create(title="Old", is_deleted=True)
    Article.everything.create(title="New")
    answer = execute(OperationRequest("{ archivedArticles { totalCount nodes { title } } }"))
    assert answer.data == {"archivedArticles": {"totalCount": 1, "nodes": [{"title": "New"}]}}


def test_a_part_of_a_json_value_is_picked_by_its_path(products):
    answer = execute(
        OperationRequest(
            """query($path: [String!]) { products(first: 1) { nodes {
                part: attributes(path: ["size", "cm", "0"]) same: attributes(path: $path) nowhere: attributes(path: ["size", "m"])
            } } }""",
            {"path": ["size"]},
        )
    )
    assert answer.data == {"products": {"nodes": [{"part": 5, "same": {"cm": [5]}, "nowhere": None}]}}


def test_only_indexed_columns_are_conditions_where_the_project_says_so(products):
    with override_settings(DJANGO_GRAPHQL_AUTO={"READ": "public", "INDEXED_ONLY": True}):
        assert names('{ products(where: {sku: {eq: "S1"}}) { nodes { name } } }') == ["P1"]
        answer = execute(OperationRequest("{ products(where: {weight: {gt: 1}}) { nodes { name } } }"))
        assert [error["extensions"]["code"] for error in answer.errors] == ["GRAPHQL_VALIDATION_FAILED"]
