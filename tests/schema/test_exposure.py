"""Which models, columns and relations are in the schema."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import override_settings

from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.build import build_schema
from tests.apps.shop.models import Brand, Product, Review
from tests.conftest import Declare
from tests.schema.conftest import Cases, LookAt


def served(registry: Registry | None = None) -> set[str]:
    built = build_schema(registry) if registry else build_schema()
    return {entity.info.label for entity in built.entities.values()}


def test_by_default_every_model_is_served_but_infrastructure(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {}
    found = served()
    assert {"shop.product", "everything.columns", "auth.user"} <= found
    assert not {"auth.group", "auth.permission", "contenttypes.contenttype", "sessions.session"} & found


def test_only_what_is_registered_is_served_on_demand(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": "registered"}
    registry = Registry()
    registry.register(Brand)
    assert served(registry) == {"shop.brand"}


def test_apps_and_models_can_be_listed(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["everything", "shop.Brand"]}
    found = served()
    assert {"shop.brand", "everything.place"} <= found
    assert not {"shop.product", "auth.user"} & found


def test_what_is_registered_is_served_besides_what_is_listed(settings: Any, declare: Declare):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop.brand"]}
    declare(Group)
    assert served() == {"shop.brand", "auth.group"}


def test_infrastructure_is_served_where_it_is_listed(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["auth.group"]}
    assert served() == {"auth.group"}


def test_a_swapped_model_is_not_served(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["everything"]}
    assert "everything.swapped" not in served()


def test_without_a_user_model_nothing_is_missed(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["cases.news"]}
    with override_settings(INSTALLED_APPS=["django.contrib.contenttypes", "django_graphql_auto", "tests.schema.cases"]):
        assert served() == {"cases.news"}


# columns


def test_the_user_model_shows_its_key_and_name_only(look: LookAt):
    assert look("auth.user").fields("User") == {"id": "ID!", "pk": "Int!", "username": "String!"}


def test_an_option_shows_more_of_the_user_model(look: LookAt, declare: Declare):
    declare(User, fields=["username", "email", "reviews"])
    assert look("auth.user", "shop").fields("User").keys() == {"id", "pk", "username", "email", "reviews"}


def test_columns_whose_name_says_secret_are_left_out_everywhere(cases: Cases, look: LookAt):
    found = look("cases.login")
    assert found.fields("Login").keys() == {"id", "pk", "userName"}
    assert found.fields("LoginWhere").keys() - {"AND", "OR", "NOT", "COMPARE"} == {"id", "pk", "userName"}
    assert found.fields("LoginOrderBy").keys() == {"pk", "userName"}
    assert found.fields("LoginExtremeAggregate").keys() == {"userName"}


def test_a_model_whose_key_says_secret_is_not_served_unless_the_key_is_named(cases: Cases, settings: Any, declare: Declare):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["cases.invitation", "cases.news"]}
    assert served() == {"cases.news"}
    declare(cases("invitation"))
    assert served() == {"cases.news"}
    declare(cases("invitation"), include_secret=["token"])
    assert served() == {"cases.invitation", "cases.news"}


def test_secrets_are_served_where_they_are_named_one_by_one(cases: Cases, look: LookAt, declare: Declare):
    declare(cases("login"), include_secret=["content_hash"])
    assert look("cases.login").fields("Login").keys() == {"id", "pk", "userName", "contentHash"}


def test_naming_only_some_fields_serves_no_secret(cases: Cases, look: LookAt, declare: Declare):
    declare(cases("login"), fields=["user_name", "password"])
    assert look("cases.login").fields("Login").keys() == {"id", "pk", "userName"}


def test_fields_and_exclude_choose_columns_and_relations(look: LookAt, declare: Declare):
    declare(Product, fields=["name", "brand", "reviews"])
    declare(Brand, exclude=["country", "products"])
    found = look("shop")
    assert found.fields("Product").keys() == {"id", "pk", "name", "brand", "reviews"}
    assert found.fields("Brand").keys() == {"id", "pk", "name", "isActive"}


def test_what_is_excluded_takes_no_part_in_filters_orders_and_figures(look: LookAt, declare: Declare):
    declare(Product, exclude=["cost_price"])
    found = look("shop")
    for kind in ("Where", "OrderBy", "SumAggregate", "ExtremeWhere", "GroupBy"):
        assert "price" in found.fields(f"Product{kind}")
        assert "costPrice" not in found.fields(f"Product{kind}")
    assert "costPrice" not in found.members("ProductColumn")


def test_a_relation_to_a_model_that_is_not_served_is_left_out(look: LookAt):
    found = look("shop.product", "shop.review")
    assert "brand" not in found.fields("Product")
    assert "author" not in found.fields("Review")
    assert found.fields("Review")["product"] == "Product"


def test_a_way_to_name_a_row_by_an_excluded_column_is_left_out(look: LookAt, declare: Declare):
    declare(Product, exclude=["sku"])
    assert look("shop").fields("ProductUniqueBy").keys() == {"id", "pk"}


# operations


@pytest.mark.parametrize(
    ("operations", "there", "missing"),
    [
        ({"get"}, "product", "products"),
        ({"list"}, "products", "product"),
        ({"create"}, None, "product"),
    ],
)
def test_operations_decide_the_root_fields(look: LookAt, declare: Declare, operations: set[str], there: str | None, missing: str):
    declare(Product, operations=operations)
    roots = look("shop").fields("Query")
    assert there is None or there in roots
    assert missing not in roots


def test_a_model_without_root_fields_is_reached_through_others(look: LookAt, declare: Declare):
    declare(Review, operations=())
    assert look("shop").fields("Product")["reviews"] == "ReviewConnection!"


def test_without_aggregates_there_are_no_figures_to_see_filter_or_order_by(look: LookAt, declare: Declare):
    declare(Review, operations={"get", "list"})
    found = look("shop")
    assert found.fields("ReviewConnection").keys() == {"edges", "nodes", "pageInfo", "totalCount", "pageCount", "estimatedCount"}
    assert found.fields("ReviewToManyWhere").keys() == {"some", "none", "every", "count"}
    assert found.fields("ReviewAggregateOrderBy").keys() == {"count"}
