"""Relations, inheritance and generic foreign keys."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLUnionType, validate_schema

from django_graphql_auto import computed
from django_graphql_auto.options import ModelOptions
from tests.apps.everything.models import Article, Country, Diner, Place, Remark
from tests.apps.shop.models import Brand, Category, Review
from tests.conftest import Declare
from tests.schema.conftest import Cases, LookAt

# to-one and to-many


def test_a_to_one_field_is_nullable_since_its_row_may_be_hidden(look: LookAt):
    fields = look("shop").fields("Product")
    assert (fields["brand"], fields["category"], fields["barcode"]) == ("Brand", "Category", "Barcode")


def test_a_to_one_field_is_non_null_where_its_target_promises_to_be_visible(look: LookAt, declare: Declare):
    declare(Brand, always_visible=True)
    declare(Category, always_visible=True)
    fields = look("shop").fields("Product")
    assert (fields["brand"], fields["category"]) == ("Brand!", "Category")


def test_neither_settings_nor_policies_change_nullability(look: LookAt, declare: Declare):
    before = look("shop").fields("Product")
    declare(Brand, read="public")
    assert look("shop", READ="public").fields("Product") == before


def test_to_many_fields_are_connections_with_the_arguments_of_a_list(look: LookAt):
    found = look("shop")
    assert found.fields("Product")["reviews"] == "ReviewConnection!"
    assert found.arguments("Product", "reviews") == {
        "where": "ReviewWhere",
        "orderBy": "[ReviewOrderBy!]",
        "distinctOn": "[ReviewColumn!]",
        "first": "Int",
        "after": "String",
        "last": "Int",
        "before": "String",
        "limit": "Int",
        "offset": "Int",
        "page": "Int",
        "perPage": "Int",
    }
    assert found.arguments("Product", "reviews") == found.arguments("Query", "shopReviews" if "ShopReview" in found else "reviews")


def test_a_list_style_gives_plain_lists_without_cursors(look: LookAt, declare: Declare):
    declare(Review, list_style="list")
    found = look("shop")
    assert found.fields("Product")["reviews"] == "[Review!]!"
    assert found.arguments("Product", "reviews").keys() == {"where", "orderBy", "distinctOn", "limit", "offset", "page", "perPage"}
    assert found.fields("Query")["reviews"] == "ReviewConnection"


def test_lists_are_never_null_nor_hold_nulls(look: LookAt):
    fields = look("shop").fields("ProductConnection")
    assert (fields["edges"], fields["nodes"], fields["pageInfo"], fields["totalCount"]) == (
        "[ProductEdge!]!",
        "[Product!]!",
        "PageInfo!",
        "Int!",
    )


def test_root_fields_are_nullable(look: LookAt):
    assert not [field for field, kind in look().fields("Query").items() if kind.endswith("!")]


def test_edges_reach_the_row_between(look: LookAt):
    found = look("shop")
    assert found.fields("Product")["suppliers"] == "ProductSuppliersConnection!"
    assert found.fields("ProductSuppliersEdge") == {"cursor": "String!", "node": "Supplier!", "through": "Supply"}
    assert found.fields("Product")["tags"] == "TagConnection!"


def test_relations_without_a_way_back_have_none(look: LookAt):
    assert "people" in (fields := look("everything").fields(Country.__name__))
    assert not [name for name in fields if "irthplace" in name]


# multi-table inheritance and proxies


def test_a_parent_has_an_interface_that_it_and_its_children_implement(look: LookAt):
    found = look("everything")
    assert found.interfaces("Place") == ["Node", "PlaceInterface"]
    assert found.interfaces("Restaurant") == ["Node", "RestaurantInterface", "PlaceInterface"]
    assert found.interfaces("Pizzeria") == ["Node", "RestaurantInterface", "PlaceInterface"]
    assert found.interfaces("RestaurantInterface") == ["Node", "PlaceInterface"]
    assert found.interfaces("Tower") == ["Node", "PlaceInterface", "LandmarkInterface"]


def test_a_parent_reaches_each_child_and_a_child_its_inherited_columns(look: LookAt):
    found = look("everything")
    assert found.fields("Place")["restaurant"] == "Restaurant"
    assert found.fields("Restaurant")["pizzeria"] == "Pizzeria"
    assert found.fields("Pizzeria")["name"] == "String!"
    assert not [name for name in found.fields("Restaurant") if "ptr" in name.lower() or name == "restaurant"]


def test_a_proxy_is_a_type_of_its_own_without_a_family(look: LookAt):
    found = look("everything")
    assert found.interfaces("Diner") == ["Node", "PlaceInterface"]
    assert "DinerInterface" not in found
    assert {"diner", "diners"} <= found.fields("Query").keys()


def test_an_interface_promises_only_what_every_heir_serves(look: LookAt, declare: Declare):
    declare(Diner, exclude=["name"])
    found = look("everything")
    assert "name" in found.fields("Place")
    assert "name" not in found.fields("Diner")
    assert "name" not in found.fields("PlaceInterface")


class Labelled(ModelOptions):
    @computed()
    def label(self, row: Any) -> str:
        return ""


class Numbered(ModelOptions):
    @computed()
    def label(self, row: Any) -> int:
        return 0


def test_an_interface_promises_no_computed_field_that_an_heir_computes_otherwise(look: LookAt, declare: Declare):
    declare(Place, Labelled)
    declare(Diner, Numbered)
    found = look("everything")
    assert (found.fields("Place")["label"], found.fields("Diner")["label"]) == ("String", "Int")
    assert "label" not in found.fields("PlaceInterface")


def test_heirs_of_two_parents_with_keys_of_different_kinds_are_valid(cases: Cases, look: LookAt):
    found = look("cases.vehicle", "cases.car", "cases.taxi", "cases.shinycar", "cases.floating", "cases.amphibiouscar", "cases.owner")
    assert validate_schema(found.schema) == []
    assert found.fields("FloatingInterface").keys() >= {"id", "draught"}
    assert "pk" not in found.fields("FloatingInterface")
    assert found.fields("VehicleInterface")["pk"] == "BigInt!"


def test_a_polymorphic_parent_is_returned_as_its_interface(look: LookAt, declare: Declare):
    declare(Place, polymorphic=True)
    found = look("everything")
    assert found.fields("Query")["place"] == "PlaceInterface"
    assert found.fields("PlaceConnection")["nodes"] == "[PlaceInterface!]!"
    assert found.fields("Climb")["place"] == "PlaceInterface"
    assert found.fields("Query")["restaurant"] == "Restaurant"


def test_a_model_without_children_is_polymorphic_in_vain(look: LookAt, declare: Declare):
    declare(Article, polymorphic=True)
    assert look("everything").fields("Query")["article"] == "Article"


# generic foreign keys


def members(look: LookAt, name: str, *exposed: str) -> list[str]:
    union = look(*exposed).schema.type_map[name]
    assert isinstance(union, GraphQLUnionType)
    return [member.name for member in union.types]


def test_a_generic_foreign_key_is_a_union_of_what_is_served(look: LookAt):
    found = members(
        look, "RemarkSubjectTarget", "everything.remark", "everything.place", "everything.diner", "everything.seat", "everything.tenant"
    )
    assert found == ["Place", "Remark", "Tenant"]


def test_an_option_names_the_targets(look: LookAt, declare: Declare):
    declare(Remark, generic_targets={"subject": ["everything.Place", Article]})
    assert members(look, "RemarkSubjectTarget", "everything") == ["Place", "Article"]


def test_targets_that_are_not_served_are_no_members(look: LookAt, declare: Declare):
    declare(Remark, generic_targets={"subject": ["everything.Place", "shop.Product"]})
    assert members(look, "RemarkSubjectTarget", "everything") == ["Place"]


def test_a_generic_foreign_key_that_leads_nowhere_is_left_out(look: LookAt, declare: Declare):
    declare(Remark, generic_targets={"subject": ["shop.Product"]})
    assert "subject" not in look("everything").fields("Remark")


def test_a_generic_foreign_key_is_filtered_by_type_and_id(look: LookAt, declare: Declare):
    declare(Remark, generic_targets={"subject": [Place]})
    found = look("everything")
    assert found.fields("RemarkSubjectTargetWhere") == {
        "isNull": "Boolean",
        "id": "IDOperators",
        "type": "RemarkSubjectTargetTypeOperators",
    }
    assert found.members("RemarkSubjectTargetType") == {"Place": "everything.place"}


def test_children_share_the_union_of_their_parent(cases: Cases, look: LookAt):
    found = look("cases.vehicle", "cases.car", "cases.taxi")
    assert found.fields("Taxi")["parkedAt"] == found.fields("Vehicle")["parkedAt"] == "VehicleParkedAtTarget"


def test_a_generic_relation_is_a_connection(look: LookAt):
    assert look("everything").fields("Place")["remarks"] == "RemarkConnection!"


@pytest.mark.parametrize("label", ["shop.product", "shop.book"])
def test_a_family_is_valid_whichever_of_it_is_served(look: LookAt, label: str):
    assert validate_schema(look(label, "shop.brand").schema) == []


def test_a_child_without_its_parent_has_all_the_same_columns(look: LookAt):
    found = look("shop.book")
    assert {"name", "sku", "status", "pages"} <= found.fields("Book").keys()
    assert found.interfaces("Book") == ["Node"]
    assert found.fields("Book")["status"] == "BookStatusChoices"
