import pytest
from django.db import models

from django_graphql_auto.introspection import look_at
from tests.apps.everything.models import (
    Columns,
    Diner,
    Mark,
    Mentorship,
    Offer,
    Passport,
    Person,
    Pizzeria,
    Restaurant,
    Seat,
    Tower,
)
from tests.introspection.looks import column, relation


@pytest.mark.parametrize(
    ("model", "names", "attnames"),
    [
        (Columns, ("id",), ("id",)),
        (Passport, ("holder",), ("holder_id",)),
        (Pizzeria, ("restaurant_ptr",), ("restaurant_ptr_id",)),
        (Diner, ("place_ptr",), ("place_ptr_id",)),
        (Tower, ("place",), ("place_id",)),
        (Seat, ("tenant", "number"), ("tenant_id", "number")),
    ],
)
def test_a_key_is_one_field_or_several(model: type[models.Model], names: tuple[str, ...], attnames: tuple[str, ...]) -> None:
    info = look_at(model)
    assert (info.key_fields, info.key_attnames) == (names, attnames)
    assert info.unique_keys[0].fields == names


def test_only_whole_columns_of_all_rows_make_a_unique_key() -> None:
    assert [(key.fields, key.name) for key in look_at(Offer).unique_keys] == [
        (("id",), ""),
        (("code", "place"), "offer_code_place"),
        (("alone",), "offer_alone"),
        (("region", "alias"), "offer_with_null"),
    ]


def test_unique_columns_and_unique_together_are_unique_keys_also_where_they_may_be_null() -> None:
    assert [key.fields for key in look_at(Columns).unique_keys] == [("id",), ("slug",), ("email",)]
    assert [key.fields for key in look_at(Person).unique_keys] == [("id",), ("account",), ("name", "country")]


def test_a_constraint_of_one_column_makes_it_unique() -> None:
    assert column(Offer, "alone").unique
    assert not column(Offer, "region").unique


def test_a_child_has_its_parents_unique_keys_but_not_the_key_that_its_own_equals() -> None:
    assert [key.fields for key in look_at(Restaurant).unique_keys] == [("place_ptr",), ("name",)]


def test_index_prefixes_name_every_index_that_covers_all_rows() -> None:
    assert set(look_at(Offer).index_prefixes) == {
        ("id",),
        ("place_id",),
        ("code", "place_id"),
        ("alone",),
        ("region", "alias"),
        ("region", "active"),
    }
    assert ("tenant_id", "number") in look_at(Seat).index_prefixes


def test_columns_and_relations_know_whether_an_index_finds_them() -> None:
    assert column(Offer, "region").indexed
    assert not column(Offer, "active").indexed
    assert relation(Person, "country").indexed
    assert not relation(Person, "old_country").indexed
    assert relation(Mentorship, "pupil").indexed
    assert not relation(Mark, "marked").indexed
