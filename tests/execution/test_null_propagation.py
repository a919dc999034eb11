"""A hand-written non-null field that fails nulls the nearest place around it that may be null (GraphQL specification, 6.4.4)."""

from __future__ import annotations

from typing import Any

import graphene
import pytest
from graphene import relay
from graphene_django import DjangoObjectType

from django_graphql_auto import type_for
from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.schema.global_id import encode
from django_graphql_auto.testing.plain import execute_plain
from tests.apps.shop.models import Brand, Product
from tests.conftest import Declare


class Motto(graphene.ObjectType):
    text = graphene.String(required=True)


class BrandType(DjangoObjectType):
    class Meta:
        model = Brand
        fields = ("name",)
        skip_registry = True
        interfaces = (relay.Node,)

    motto = graphene.String(required=True)
    slogan = graphene.String()
    wrapped = graphene.Field(Motto, required=True)

    @staticmethod
    def resolve_motto(brand: Brand, info: Any) -> str:
        if brand.name == "Bolt":
            raise ValueError("No motto.")
        return brand.name.upper()

    @staticmethod
    def resolve_slogan(brand: Brand, info: Any) -> str:
        raise ValueError("No slogan.")

    @staticmethod
    def resolve_wrapped(brand: Brand, info: Any) -> Motto:
        return Motto(text=None if brand.name == "Bolt" else "so")


class Query(graphene.ObjectType):
    required = graphene.Field(type_for(Brand), required=True)
    items = graphene.List(type_for(Brand))
    strict_items = graphene.List(graphene.NonNull(type_for(Brand)))

    @staticmethod
    def resolve_required(root: None, info: Any) -> Brand:
        return Brand.objects.get(name="Bolt")

    @staticmethod
    def resolve_items(root: None, info: Any) -> list[Brand]:
        return list(Brand.objects.filter(name__in=("Acme", "Bolt")).order_by("name"))

    resolve_strict_items = resolve_items


@pytest.fixture
def failing(shop: None, declare: Declare, settings: Any) -> None:
    """The brand Bolt has no motto, and says so with an error."""
    settings.DJANGO_GRAPHQL_AUTO |= {"EXTRA_QUERIES": [f"{__name__}.Query"]}
    declare(Brand, type=BrandType)


def answer(document: str, **variables: Any) -> tuple[Any, list[Any]]:
    """The data, and the paths of the errors."""
    found = execute(OperationRequest(document, variables))
    return found.data, sorted(error["path"] for error in found.errors)


def agreed(document: str, **variables: Any) -> tuple[Any, list[Any]]:
    """The same, as graphql-core's own executor answers it too."""
    plain = execute_plain(document, variables)
    assert answer(document, **variables) == (plain.data, sorted(error["path"] for error in plain.errors))
    return answer(document, **variables)


@pytest.mark.parametrize("field", ["motto", "wrapped { text }"])
def test_a_to_one_field_is_null_and_its_row_stays(failing: None, field: str):
    data, paths = agreed(f'{{ product(by: {{sku: "D-1"}}) {{ name brand {{ name {field} }} }} }}')
    assert data == {"product": {"name": "Drill", "brand": None}}
    assert paths == [["product", "brand", *field.replace("{", "").replace("}", "").split()]]


def test_each_row_that_shares_the_failing_one_has_the_error(failing: None):
    bolts = list(Product.objects.filter(brand__name="Bolt").order_by("name", "pk").values_list("name", flat=True))
    data, paths = agreed('{ products(where: {brand: {name: {eq: "Bolt"}}}) { nodes { name brand { motto } } } }')
    assert data["products"]["nodes"] == [{"name": name, "brand": None} for name in bolts]
    assert paths == [["products", "nodes", index, "brand", "motto"] for index in range(len(bolts))]
    assert len(bolts) > 1


@pytest.mark.parametrize(
    "document",
    [
        "{ brands { nodes { motto } } }",
        "{ brands { edges { node { motto } } } }",
        "{ brands { nodes { ...Motto } } } fragment Motto on BrandType { said: motto }",
    ],
)
def test_a_list_of_rows_that_are_never_null_takes_the_root_field(failing: None, document: str):
    data, paths = agreed(document)
    assert data == {"brands": None}
    assert len(paths) == 1


def test_a_list_that_may_hold_null_keeps_its_other_rows(failing: None):
    ids = [encode("shop.brand", (Brand.objects.get(name=name).pk,)) for name in ("Acme", "Bolt")]
    data, paths = agreed("query ($ids: [ID!]!) { nodes(ids: $ids) { ... on BrandType { motto } } }", ids=ids)
    assert (data, paths) == ({"nodes": [{"motto": "ACME"}, None]}, [["nodes", 1, "motto"]])


def test_a_row_that_promises_its_relation_is_null_with_it(failing: None, declare: Declare):
    declare(Brand, type=BrandType, always_visible=True)
    data, paths = agreed('{ reviews(where: {product: {sku: {eq: "D-1"}}}, first: 1) { nodes { product { name brand { motto } } } } }')
    assert data == {"reviews": {"nodes": [{"product": None}]}}
    assert paths == [["reviews", "nodes", 0, "product", "brand", "motto"]]


def test_nullable_failures_beside_it_are_told_only_where_they_came_first(failing: None):
    data, paths = agreed('{ product(by: {sku: "D-1"}) { brand { slogan motto last: slogan } } }')
    assert data == {"product": {"brand": None}}
    assert paths == [["product", "brand", "motto"], ["product", "brand", "slogan"]]


def test_the_rows_of_a_resolver_fail_one_by_one_where_they_may(failing: None):
    assert answer("{ items { motto } strictItems { motto } }") == (
        {"items": [{"motto": "ACME"}, None], "strictItems": None},
        [["items", 1, "motto"], ["strictItems", 1, "motto"]],
    )


def test_a_failure_that_nothing_may_be_null_around_takes_all_data(failing: None):
    assert answer("{ required { motto } }") == (None, [["required", "motto"]])
