"""One model as several types: a proxy has a policy, fields, rows and root fields of its own, and relations can lead to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Q

from django_graphql_auto import ModelOptions
from django_graphql_auto.testing import GraphQLClient, execute_plain
from tests.apps.shop.models import Brand, Product, Review, SoldProduct, Tag
from tests.conftest import SHOP, Declare


class StaffProduct(ModelOptions):
    read = "permission"


class PublicProduct(ModelOptions):
    read = "public"
    type_name = "PublicProduct"
    exclude = ("cost_price", "supplies", "suppliers")
    relation_targets = {"tags": "shop.Tag"}

    def scope(self, access: Any) -> Q:
        return Q(status="live")


@pytest.fixture
def asked(shop: None, declare: Declare, settings: Any) -> Callable[..., Any]:
    """Asks the engine and the oracle, who must agree."""
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "EXPOSE": [*SHOP, "shop.soldproduct"]}
    declare(Product, StaffProduct)
    declare(SoldProduct, PublicProduct)
    declare(Brand, relation_targets={"products": "shop.SoldProduct"})
    declare(Review, relation_targets={"product": SoldProduct})
    declare(Tag, relation_targets={"products": "shop.soldproduct"})

    def ask(document: str, user: Any = None) -> Any:
        answer = GraphQLClient(user).query(document)
        assert not answer.errors, answer.errors
        assert execute_plain(document, user=user).data == answer.data
        return answer.data

    return ask


@pytest.fixture
def administrator(shop: None) -> User:
    """With a key that no sequence gives."""
    return User.objects.create_superuser("administrator", id=1_000)


def test_the_same_rows_are_public_under_one_type_and_closed_under_the_other(asked, administrator):
    assert asked("{ publicProducts { totalCount nodes { name __typename } } }")["publicProducts"]["totalCount"] == 6
    assert GraphQLClient().query("{ products { totalCount } }").codes == ["UNAUTHENTICATED"]
    every = asked("{ products { totalCount nodes { costPrice __typename } } }", administrator)["products"]
    assert every["totalCount"] == Product.objects.count()


def test_each_type_has_fields_conditions_and_orders_of_its_own(asked):
    for document in (
        "{ publicProducts { nodes { costPrice } } }",
        "{ publicProducts(where: {costPrice: {gt: 1}}) { totalCount } }",
        "{ publicProducts(orderBy: [{costPrice: ASC}]) { totalCount } }",
        "{ brands { nodes { products { nodes { costPrice } } } } }",
        "{ brands(where: {products: {some: {costPrice: {gt: 1}}}}) { totalCount } }",
        "{ reviews(orderBy: [{product: {costPrice: ASC}}]) { totalCount } }",
        "{ brands { nodes { products { aggregate { sum { costPrice } } } } } }",
    ):
        assert GraphQLClient().query(document).codes == ["GRAPHQL_VALIDATION_FAILED"], document


def test_relations_of_every_kind_lead_to_the_type_that_they_are_told(asked):
    answer = asked("""{
        brands { nodes { name products(orderBy: [{price: DESC}]) { totalCount nodes { __typename id name } aggregate { max { price } } } } }
        reviews { nodes { rating product { __typename id name tags { totalCount } } } }
        tags { nodes { products(first: 2) { totalCount edges { node { __typename name } } } } }
    }""")
    products = [node for brand in answer["brands"]["nodes"] for node in brand["products"]["nodes"]]
    assert {node["__typename"] for node in products} == {"PublicProduct"}
    assert {product.name for product in Product.objects.filter(status="live")} == {node["name"] for node in products}
    hidden = [node for node in answer["reviews"]["nodes"] if node["product"] is None]
    assert len(hidden) == Review.objects.exclude(product__status="live").count() > 0


def test_conditions_and_orders_across_the_relation_see_the_visible_rows_only(asked):
    asked("{ brands(orderBy: [{products: {count: DESC}}]) { nodes { name } } }")
    asked("{ reviews(orderBy: [{product: {price: DESC}}]) { nodes { pk } } }")
    drafts = asked("{ brands(where: {products: {some: {status: {ne: LIVE}}}}) { totalCount } }")
    assert drafts == {"brands": {"totalCount": 0}}
    gone = asked('{ reviews(where: {product: {name: {eq: "Drill"}}}) { totalCount } }')
    assert gone == {"reviews": {"totalCount": 0}}


def test_a_relation_is_served_by_its_proxy_where_the_model_itself_is_not_served(shop, declare, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["shop.brand", "shop.soldproduct"]}
    assert GraphQLClient().query("{ brands { nodes { products { totalCount } } } }").codes == ["GRAPHQL_VALIDATION_FAILED"]
    declare(Brand, relation_targets={"products": "shop.SoldProduct"})
    assert GraphQLClient().query("{ brands(first: 1) { nodes { products { totalCount } } } }").errors == []


def test_a_proxy_never_shows_a_row_that_the_rule_of_the_model_hides(asked, declare):
    class Closed(StaffProduct):
        def scope(self, access: Any) -> Q:
            return ~Q(name="Axe")

    declare(Product, Closed)
    names = [node["name"] for node in asked("{ publicProducts { nodes { name } } }")["publicProducts"]["nodes"]]
    assert names
    assert "Axe" not in names
    assert asked('{ brands(where: {products: {some: {name: {eq: "Axe"}}}}) { totalCount } }') == {"brands": {"totalCount": 0}}
