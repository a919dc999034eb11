"""The inputs of a model: what may be given, and what must be."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.schema.names import operators_field
from tests.apps.shop.models import Note, Product


@pytest.fixture
def inputs(settings: Any) -> Any:
    """The fields of an input by name, with their types as texts."""

    def fields(name: str, *exposed: str) -> dict[str, str]:
        settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": list(exposed)}
        return {field: str(made.type) for field, made in build_schema().graphql_schema.type_map[name].fields.items()}

    return fields


def test_every_column_that_may_be_written_is_input_of_its_own_type(inputs):
    created = inputs("ColumnsCreateInput", "everything.columns")
    assert created.pop("createdAs") == "String"
    assert created == {
        "boolean": "Boolean",
        "maybe": "Boolean",
        "text": "String",
        "char": "String!",
        "commented": "String",
        "slug": "String!",
        "email": "String",
        "url": "String",
        "small": "Int",
        "integer": "Int",
        "big": "BigInt",
        "positiveSmall": "Int",
        "positive": "Int",
        "positiveBig": "BigInt",
        "real": "Float",
        "decimal": "Decimal",
        "date": "Date",
        "time": "Time",
        "moment": "DateTime",
        "duration": "Duration",
        "uuid": "UUID",
        "json": "JSON",
        "address": "String",
        "counted": "Int",
        "level": "ColumnsLevelChoices",
        "colour": "ColumnsColourChoices",
        "grouped": "ColumnsGroupedChoices",
        "sized": "ColumnsSizedChoices",
    }
    updated = inputs("ColumnsUpdateInput", "everything.columns")
    assert updated == {name: kind.rstrip("!") for name, kind in created.items()} | {"change": "ColumnsChangeInput"}


def test_numbers_durations_and_json_have_operators_that_all_models_share(inputs):
    assert inputs("ColumnsChangeInput", "everything.columns") == {
        "small": "IntChangeOperators",
        "integer": "IntChangeOperators",
        "big": "BigIntChangeOperators",
        "positiveSmall": "IntChangeOperators",
        "positive": "IntChangeOperators",
        "positiveBig": "BigIntChangeOperators",
        "real": "FloatChangeOperators",
        "decimal": "DecimalChangeOperators",
        "duration": "DurationChangeOperators",
        "json": "JSONChangeOperators",
        "counted": "IntChangeOperators",
    }
    assert inputs("IntChangeOperators", "everything.columns") == {"increment": "Int", "multiply": "Int"}
    assert inputs("JSONChangeOperators", "everything.columns") == {
        "append": "JSON",
        "prepend": "JSON",
        "deleteKey": "String",
        "deleteAtPath": "[String!]",
    }


def test_a_model_without_numbers_has_no_operators(inputs):
    assert "change" not in inputs("BrandUpdateInput", "shop.brand")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Arrays are PostgreSQL's.")
def test_lists_and_maps_of_postgresql_have_operators(inputs):
    assert inputs("ShelfChangeInput", "everything.shelf") == {
        "labels": "StringListChangeOperators",
        "grid": "IntListListChangeOperators",
        "attributes": "HStoreChangeOperators",
    }
    assert inputs("IntListListChangeOperators", "everything.shelf") == {"append": "[[Int]!]", "prepend": "[[Int]!]"}
    assert inputs("HStoreChangeOperators", "everything.shelf") == {"append": "JSON", "deleteKey": "String"}


def test_operators_make_room_for_a_column_of_their_name():
    assert operators_field({"name", "price"}) == "change"
    assert operators_field({"name", "change"}) == "change_"


def test_relations_are_inputs_of_what_is_to_be_done(inputs):
    created = inputs("PersonCreateInput", "everything.person", "everything.country", "everything.mentorship")
    assert created["country"] == "CountryWithoutPeopleOneInCreate!"
    assert created["boss"] == "PersonWithoutStaffOneInCreate"
    assert {"friends", "follows", "followers", "apprenticeships"} <= created.keys()
    assert {"oldCountry", "account", "ancestors"}.isdisjoint(created)


def test_a_relation_by_rows_of_a_model_takes_these_rows_columns(inputs):
    served = ("everything.person", "everything.country", "everything.mentorship")
    created = inputs("PersonCreateInput", *served)
    assert created["mentors"] == "PersonLinkedByMentorshipWithoutPupilsManyInCreate"
    assert inputs(created["mentors"], *served)["connect"] == "[PersonLinkedByMentorshipWithoutPupilsConnect!]"
    assert inputs("PersonLinkedByMentorshipWithoutPupilsConnect", *served) == {
        "by": "PersonUniqueBy!",
        "through": "MentorshipCreateInputWithoutMentorPupil!",
    }
    assert inputs("MentorshipCreateInputWithoutMentorPupil", *served) == {
        "since": "Date!",
        "witness": "PersonWithoutWitnessedOneInCreate!",
        "createdAs": "String",
    }
    assert inputs("PersonLinkedByMentorshipWithoutPupilsConnectCreated", *served) == {
        "created": "String!",
        "through": "MentorshipCreateInputWithoutMentorPupil!",
    }
    assert "mentors" not in inputs("PersonCreateInput", "everything.person", "everything.country"), "the rows between aren't served"


def test_the_operations_on_a_relation_are_those_that_its_columns_and_models_allow(inputs):
    served = ("everything.person", "everything.country")
    kept = inputs("CountryWithoutPeopleOneInUpdate", *served)
    assert "disconnect" not in kept, "a country is needed, so it can't be let go"
    assert set(kept) == {"connect", "connectCreated", "create", "connectOrCreate", "update", "upsert"}
    assert {"disconnect", "delete"} <= inputs("PersonWithoutStaffOneInUpdate", *served).keys()
    people = inputs("PersonWithoutCountryManyInUpdate", *served)
    made = {"create", "connect", "connectCreated", "connectOrCreate"}
    assert people.keys() == made | {"update", "updateMany", "upsert", "delete", "deleteMany"}


def test_every_model_of_the_tests_has_a_valid_schema_with_inputs_that_can_be_filled(settings):
    settings.DJANGO_GRAPHQL_AUTO = {}
    types = build_schema().graphql_schema.type_map
    assert [name for name, kind in types.items() if "Input" in name and not kind.fields] == []


def test_a_form_is_told_what_is_no_input(api, declare, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MODEL_SCHEMA": True}
    declare(Product, readonly_fields=["sku"], set_on_create={"brand": None})
    fields = api('{ modelSchema(model: "shop.product") { fields { name readOnly required } } }')["modelSchema"]["fields"]
    told = {field["name"]: (field["readOnly"], field["required"]) for field in fields}
    assert [told[name] for name in ("sku", "brand", "name")] == [(True, False), (True, False), (False, True)]


def test_half_of_a_generic_foreign_key_is_no_input(inputs, declare):
    declare(Note, fields=["text", "content_type", "object_id", "subject"])
    assert set(inputs("NoteUpdateInput", "shop", "contenttypes")) == {"text", "subject"}
    assert "noteSet" not in inputs("ContentTypeUpdateInput", "shop", "contenttypes")
