"""What the options of a model change in its lists, filters and computed fields."""

from __future__ import annotations

import datetime
import enum
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from graphql import GraphQLObjectType

from django_graphql_auto import computed
from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.options import ModelOptions
from tests.apps.shop.models import Brand, Note, Product
from tests.conftest import Declare
from tests.schema.conftest import LookAt

CONNECTIVES = {"AND", "OR", "NOT", "COMPARE"}


def test_only_some_columns_and_relations_are_filtered_by(look: LookAt, declare: Declare):
    declare(Product, filter_fields=["name", "brand"])
    found = look("shop")
    assert found.fields("ProductWhere").keys() - CONNECTIVES == {"id", "pk", "name", "brand"}
    assert {"price", "category", "reviews"} <= found.fields("ProductOrderBy").keys()


def test_a_generic_foreign_key_is_filtered_by_where_it_is_named(look: LookAt, declare: Declare):
    assert "subject" in look("shop").fields("NoteWhere")
    declare(Note, filter_fields=["text"])
    assert "subject" not in look("shop").fields("NoteWhere")


def test_only_some_columns_and_relations_are_ordered_by(look: LookAt, declare: Declare):
    declare(Product, order_fields=["name", "brand"])
    found = look("shop")
    assert found.fields("ProductOrderBy").keys() == {"pk", "name", "brand"}
    assert found.members("ProductColumn").keys() == {"pk", "name"}
    assert {"price", "category", "reviews"} <= found.fields("ProductWhere").keys()


def test_only_indexed_columns_and_relations_where_the_setting_says_so(look: LookAt):
    fields = look("shop", INDEXED_ONLY=True).fields("ProductWhere").keys()
    assert {"sku", "price", "brand", "tags"} <= fields
    assert not {"name", "stock", "weight"} & fields


def test_regular_expressions_are_for_named_columns_only(look: LookAt, declare: Declare):
    declare(Product, regex_fields=["sku"])
    found = look("shop")
    assert (found.fields("ProductWhere")["sku"], found.fields("ProductWhere")["name"]) == ("PatternOperators", "StringOperators")
    assert {"regex", "iregex"} <= found.fields("PatternOperators").keys()
    assert not {"regex", "iregex"} & found.fields("StringOperators").keys()


def test_search_is_an_argument_where_there_is_something_to_search(look: LookAt, declare: Declare):
    assert "search" not in look("shop").arguments("Query", "products")
    declare(Product, search_fields=["name", "brand__name"])
    found = look("shop")
    assert found.arguments("Query", "products")["search"] == "String"
    assert found.arguments("Brand", "products")["search"] == "String"


def test_page_sizes_are_told_in_the_descriptions(look: LookAt, declare: Declare):
    declare(Product, page_size=7, max_page_size=70)
    kind = look("shop", PAGE_SIZE=5).schema.query_type
    assert isinstance(kind, GraphQLObjectType)
    assert kind.fields["products"].args["first"].description == "Rows of the page: 7 when not said, 70 at most."
    assert kind.fields["brands"].args["limit"].description == "Rows of the page: 5 when not said, 100 at most."


def test_lists_over_other_managers_are_root_fields(look: LookAt, declare: Declare):
    from tests.apps.shop.models import Article

    declare(Article, lists={"allArticles": "everything"})
    assert look("shop").fields("Query")["allArticles"] == "ArticleConnection"


# computed fields


class Grade(enum.Enum):
    GOOD = "good"
    POOR = "poor"


def returning(annotation: Any) -> type[ModelOptions]:
    def label(self: Any, product: Product) -> Any:
        """What it is."""

    label.__annotations__["return"] = annotation
    return type("Options", (ModelOptions,), {"label": computed()(label)})


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (str, "String"),
        (bool, "Boolean"),
        (int, "Int"),
        (float, "Float"),
        (Decimal, "Decimal"),
        (datetime.datetime, "DateTime"),
        (datetime.date, "Date"),
        (datetime.timedelta, "Duration"),
        (uuid.UUID, "UUID"),
        (bytes, "Binary"),
        (str | None, "String"),
        (list[int], "[Int]"),
        (tuple[str, ...], "[String]"),
        (list[list[Decimal]], "[[Decimal]]"),
        (dict[str, int], "JSON"),
        (int | str, "JSON"),
        (Any, "JSON"),
        (None, "JSON"),
        ("str", "String"),
        ("Missing", "JSON"),
        (Grade, "Grade"),
        (Product.Status, "ProductStatusChoices"),
        (list[Product.Status], "[ProductStatusChoices]"),
    ],
)
def test_a_computed_field_has_the_nullable_type_of_its_annotation(look: LookAt, declare: Declare, annotation: Any, kind: str):
    declare(Product, returning(annotation))
    assert look("shop").fields("Product")["label"] == kind


def test_enumerations_in_a_model_are_named_after_both(look: LookAt, declare: Declare):
    class Shelf(models.Model):
        class Meta:
            app_label = "nowhere"
            abstract = True

        class Place(models.TextChoices):
            TOP = "top", "At the top"

    declare(Product, returning(Shelf.Place))
    declare(Brand, returning(Shelf.Place))
    found = look("shop")
    assert found.fields("Product")["label"] == found.fields("Brand")["label"] == "ShelfPlace"
    assert found.members("ShelfPlace") == {"TOP": "top"}


@pytest.mark.parametrize("value", [Grade.GOOD, "good"])
def test_an_enumeration_is_answered_by_its_members_names(shop: None, declare: Declare, value: Any):
    class Options(ModelOptions):
        @computed()
        def grade(self, product: Product) -> Grade:
            return value

        @computed()
        def states(self, product: Product) -> list[Product.Status]:
            return [Product.Status.LIVE, "gone"]

    declare(Product, Options)
    answer = execute(OperationRequest('{ product(id: "1") { grade states } }'))
    assert (answer.data, answer.errors) == ({"product": {"grade": "GOOD", "states": ["LIVE", "GONE"]}}, [])


def test_a_computed_fields_name_and_description(look: LookAt, declare: Declare):
    class Options(ModelOptions):
        @computed(name="fullName", description="All of it.")
        def full(self, product: Product) -> str:
            return product.name

        @computed()
        def short_name(self, product: Product) -> str:
            """Some of it."""
            return product.name

    declare(Product, Options)
    kind = look("shop").schema.type_map["Product"]
    assert isinstance(kind, GraphQLObjectType)
    assert (kind.fields["fullName"].description, kind.fields["shortName"].description) == ("All of it.", "Some of it.")
