"""Types and fields that a project wrote itself, beside ours and in their place."""

from __future__ import annotations

from typing import Any

import graphene
import pytest
from django.db.models import Q
from graphene import relay
from graphene_django import DjangoObjectType

from django_graphql_auto import type_for
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.options import ModelOptions
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.schema.global_id import encode
from django_graphql_auto.testing import assert_statements
from tests.apps.shop.models import Brand, Product
from tests.conftest import Declare
from tests.schema import hand_written

HERE = hand_written.__name__


@pytest.fixture
def mixed(shop: None, settings: Any) -> None:
    settings.DJANGO_GRAPHQL_AUTO |= {"EXTRA_QUERIES": [f"{HERE}.Query"], "EXTRA_MUTATIONS": [f"{HERE}.Mutation"]}


def data(text: str, **variables: Any) -> Any:
    answer = execute(OperationRequest(text, variables))
    assert answer.errors == []
    return answer.data


class OnlyDear(ModelOptions):
    def scope(self, access: Any) -> Q:
        return Q(price__gte=20)


# fields of theirs that lead to ours


@pytest.mark.parametrize("field", ["best", "bestRequired"])
def test_an_instance_is_answered_with_its_whole_selection(mixed: None, field: str):
    found = data(f"{{ {field} {{ __typename name status brand {{ name }} reviews {{ nodes {{ rating }} }} }} }}")[field]
    assert (found["__typename"], found["name"], found["status"], found["brand"]) == ("Product", "Drill", "GONE", {"name": "Bolt"})


@pytest.mark.parametrize("field", ["listed", "queried", "generated"])
def test_lists_keep_the_order_of_the_resolver(mixed: None, field: str):
    assert [row["sku"] for row in data(f"{{ {field} {{ sku }} }}")[field]] == ["I-1", "H-1", "G-1"]


def test_an_empty_list_is_an_empty_list(mixed: None):
    assert data("{ empty { sku } }") == {"empty": []}


def test_a_list_is_read_in_one_statement_per_level_whatever_its_length(mixed: None):
    for first in (1, 5):
        with assert_statements(3):
            data("query ($first: Int) { queried(first: $first) { name reviews { nodes { rating } } } }", first=first)


def test_what_a_resolver_returns_is_still_under_the_row_rule(mixed: None, declare: Declare):
    declare(Product, OnlyDear)
    assert data("{ best { name } queried(first: 30) { name } }")["best"] == {"name": "Drill"}
    assert all(row["price"] and float(row["price"]) >= 20 for row in data("{ queried(first: 30) { price } }")["queried"])


def test_what_a_resolver_returns_and_may_not_be_read_is_null(mixed: None, declare: Declare):
    declare(Product, read="permission")
    assert data("{ best { name } queried { name } }") == {"best": None, "queried": []}


def test_rows_of_another_model_are_refused(mixed: None):
    answer = execute(OperationRequest("{ strangers { name } }"))
    assert answer.data == {"strangers": None}
    assert [error["path"] for error in answer.errors] == [["strangers"]]


def test_an_async_resolver_answers(mixed: None):
    assert data("{ later { name products(first: 1) { nodes { name } } } }")["later"]["name"] == "Acme"


def test_an_instance_is_found_behind_an_interface(mixed: None):
    assert data("{ anyNode { id ... on Product { name } } }")["anyNode"]["name"] == "Drill"


def test_a_hand_written_type_of_a_model_leads_to_our_types(mixed: None):
    found = data("{ firstReview { rating product { __typename sku brand { name } } } }")["firstReview"]
    assert found["product"]["__typename"] == "Product"
    assert found["product"]["brand"]["name"]


def test_a_mutation_answers_with_the_row_as_it_is_now(mixed: None):
    text = 'mutation { renameProduct(sku: "D-1", name: "Borer") { product { name brand { name } } } }'
    assert data(text) == {"renameProduct": {"product": {"name": "Borer", "brand": {"name": "Bolt"}}}}


def test_ids_of_types_without_a_model_are_relays_own(mixed: None):
    assert data("{ receipt { id total } }") == {"receipt": {"id": "UmVjZWlwdDo3", "total": "12.50"}}


def test_graphenes_scalars_are_ours(mixed: None):
    assert data('{ storedAt(at: "2026-03-01T12:00:00+02:00") }') == {"storedAt": "2026-03-01T10:00:00Z"}


# types of theirs in the place of ours


def replacement(**meta: Any) -> Any:
    class ProductType(DjangoObjectType):
        class Meta:
            model = Product
            fields = ("name", "brand")
            skip_registry = True
            interfaces = meta.get("interfaces", (relay.Node,))

        shout = graphene.String()

        @staticmethod
        def resolve_shout(product: Product, info: Any) -> str:
            return product.name.upper()

    return ProductType


@pytest.fixture
def replaced(shop: None, declare: Declare) -> None:
    declare(Product, type=replacement())


def test_a_replaced_type_answers_wherever_ours_would(replaced: None):
    found = data('{ products(first: 1, where: {sku: {eq: "D-1"}}) { nodes { __typename name shout brand { name } } } }')
    assert found["products"]["nodes"] == [{"__typename": "ProductType", "name": "Drill", "shout": "DRILL", "brand": {"name": "Bolt"}}]
    nested = data('{ brands(where: {name: {eq: "Bolt"}}) { nodes { products(first: 1) { nodes { shout } } } } }')
    assert nested["brands"]["nodes"][0]["products"]["nodes"][0]["shout"]


def test_root_fields_and_inputs_are_named_after_the_model_all_the_same(replaced: None):
    kinds = build_schema().graphql_schema
    assert {"product", "products"} <= kinds.query_type.fields.keys()
    assert {"ProductType", "ProductWhere", "ProductConnection"} <= kinds.type_map.keys()
    assert "Product" not in kinds.type_map


def test_a_replaced_type_has_our_global_ids(replaced: None):
    found = data('{ product(by: {sku: "D-1"}) { id } }')["product"]["id"]
    assert found == encode("shop.product", (4,))
    assert data("query ($id: ID!) { node(id: $id) { id ... on ProductType { name } } }", id=found)["node"] == {"id": found, "name": "Drill"}


def test_a_replaced_type_that_is_no_node_is_not_found_by_node(shop: None, declare: Declare):
    declare(Product, type=replacement(interfaces=()))
    answer = execute(OperationRequest("query ($id: ID!) { node(id: $id) { id } }", {"id": encode("shop.product", (4,))}))
    assert answer.data == {"node": None}
    assert answer.errors[0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_a_replaced_type_is_under_the_row_rule(shop: None, declare: Declare):
    declare(Product, OnlyDear, type=replacement())
    assert data('{ product(by: {sku: "F-1"}) { name } }') == {"product": None}


def test_a_hidden_row_behind_a_replaced_types_foreign_key_is_null(replaced: None, declare: Declare):
    declare(Brand, scope=lambda self, access: ~Q(name="Bolt"))
    found = data('{ products(where: {sku: {in: ["A-1", "D-1"]}}) { nodes { name brand { name } } } }')
    assert found["products"]["nodes"] == [{"name": "Axe", "brand": {"name": "Acme"}}, {"name": "Drill", "brand": None}]


def test_a_replaced_types_foreign_key_is_never_null_where_its_target_promises_so(shop: None, declare: Declare):
    declare(Product, type=replacement())
    assert str(build_schema().graphql_schema.type_map["ProductType"].fields["brand"].type) == "Brand"
    declare(Brand, always_visible=True)
    assert str(build_schema().graphql_schema.type_map["ProductType"].fields["brand"].type) == "Brand!"


def test_a_foreign_key_of_a_hand_written_type_that_meets_a_hidden_row_is_null(mixed: None, declare: Declare):
    declare(Product, scope=lambda self, access: Q(pk__in=()))
    assert data("{ firstReview { rating product { sku } } }")["firstReview"]["product"] is None


def test_what_a_project_declares_non_null_itself_stays_so(shop: None, declare: Declare):
    class Sure(DjangoObjectType):
        class Meta:
            model = Product
            fields = ("name", "brand")
            skip_registry = True

        brand = graphene.Field(type_for(Brand), required=True)

    declare(Product, type=Sure)
    assert str(build_schema().graphql_schema.type_map["Sure"].fields["brand"].type) == "Brand!"


# what cannot be


@pytest.mark.parametrize(
    ("setting", "path", "told"),
    [
        ("EXTRA_QUERIES", "Clashing", "products"),
        ("EXTRA_QUERIES", "WithClashingType", "ProductWhere"),
        ("EXTRA_QUERIES", "WithViewer", "Viewer"),
        ("EXTRA_QUERIES", "Missing", "cannot be imported"),
    ],
)
def test_names_that_meet_are_refused(open_shop: None, settings: Any, setting: str, path: str, told: str):
    settings.DJANGO_GRAPHQL_AUTO |= {setting: [f"{HERE}.{path}"]}
    with pytest.raises(SchemaError, match=told) as caught:
        build_schema()
    assert caught.value.hint


def test_two_hand_written_types_of_one_name_are_refused(open_shop: None, settings: Any, declare: Declare):
    class Other(DjangoObjectType):
        class Meta:
            model = Brand
            name = "ProductType"
            fields = ("name",)
            skip_registry = True

    declare(Product, type=replacement())
    declare(Brand, type=Other)
    with pytest.raises(SchemaError, match="ProductType"):
        build_schema()


def test_a_reference_to_a_model_that_is_not_served_is_refused(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop.product"], "EXTRA_QUERIES": [f"{HERE}.WithUnserved"]}
    with pytest.raises(SchemaError, match=r"shop\.Brand") as caught:
        build_schema()
    assert "EXPOSE" in caught.value.hint


def test_a_type_that_no_field_reaches_is_added_by_name(open_shop: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO |= {"EXTRA_TYPES": [f"{HERE}.Lonely"]}
    assert "Lonely" in build_schema().graphql_schema.type_map
