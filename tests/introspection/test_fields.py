from __future__ import annotations

from typing import Any

import pytest
from django.db import models

from django_graphql_auto.introspection import known_class, look_at
from tests.apps.everything.models import Article, Columns, Pizzeria, Place, Plate, Restaurant, Seat, Step, Tower, UpperCaseField
from tests.introspection.looks import column


def test_every_column_is_seen_in_declaration_order() -> None:
    names = [field.name for field in look_at(Columns).fields]
    assert names == [field.name for field in Columns._meta.concrete_fields]
    assert names[:3] == ["id", "boolean", "maybe"]


@pytest.mark.parametrize(
    ("name", "field_class"),
    [
        ("id", models.BigAutoField),
        ("boolean", models.BooleanField),
        ("text", models.TextField),
        ("slug", models.SlugField),
        ("small", models.SmallIntegerField),
        ("big", models.BigIntegerField),
        ("positive_big", models.PositiveBigIntegerField),
        ("decimal", models.DecimalField),
        ("duration", models.DurationField),
        ("uuid", models.UUIDField),
        ("binary", models.BinaryField),
        ("json", models.JSONField),
        ("address", models.GenericIPAddressField),
        ("file", models.FileField),
        ("picture", models.ImageField),
    ],
)
def test_a_column_tells_its_class(name: str, field_class: type[models.Field[Any, Any]]) -> None:
    assert column(Columns, name).field_class is field_class


def test_a_generated_column_is_what_its_output_field_is_and_may_be_null() -> None:
    double = column(Columns, "double")
    assert double.field_class is models.BigIntegerField
    assert (double.generated, double.null, double.editable) == (True, True, False)


def test_defaults_of_python_and_of_the_database_count_as_defaults() -> None:
    with_default = {field.name for field in look_at(Columns).fields if field.has_default}
    assert {"boolean", "uuid", "counted"} <= with_default
    assert not {"char", "slug", "moment"} & with_default


def test_nullable_unique_indexed_and_frozen_columns_say_so() -> None:
    assert column(Columns, "maybe").null
    assert not column(Columns, "boolean").null
    assert column(Columns, "slug").unique
    assert column(Columns, "email").unique
    assert [field.name for field in look_at(Columns).fields if field.indexed] == ["id", "slug", "email", "integer"]
    assert not column(Columns, "frozen").editable
    assert column(Columns, "char").max_length == 30


def test_a_help_text_describes_a_column_before_its_database_comment_does() -> None:
    assert column(Columns, "char").description == "What it is called."
    assert column(Columns, "commented").description == "From the old system."
    assert column(Columns, "text").description == ""


def test_a_child_has_its_parents_columns_and_knows_whose_they_are() -> None:
    owners = {field.name: field.concrete_model for field in look_at(Pizzeria).fields}
    assert owners == {"id": Place, "name": Place, "stars": Restaurant, "ovens": Pizzeria}


def test_an_abstract_parents_column_belongs_to_the_child() -> None:
    assert column(Article, "state").concrete_model is Article


def test_a_parents_key_that_equals_the_childs_counts_as_its_key() -> None:
    assert column(Pizzeria, "id").primary_key
    assert column(Tower, "id").primary_key
    assert not column(Tower, "landmark_id").primary_key


def test_a_composite_key_is_no_column_but_its_parts_are() -> None:
    assert [(field.name, field.primary_key) for field in look_at(Seat).fields] == [("number", True), ("label", False)]


def test_the_order_within_a_parent_is_a_column() -> None:
    assert column(Step, "_order").field_class is models.fields.proxy.OrderWrt


def test_an_unknown_class_falls_back_to_the_nearest_known_one() -> None:
    field_class = column(Plate, "number").field_class
    assert field_class is UpperCaseField
    assert known_class(field_class, {models.Field, models.CharField}) is models.CharField
    assert known_class(field_class, {models.Field}) is models.Field
    assert known_class(field_class, {models.IntegerField}) is None
