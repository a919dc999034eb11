"""One schema for three hundred models that nobody here wrote, with no configuration."""

from __future__ import annotations

from graphql import GraphQLUnionType, get_named_type, validate_schema
from wagtail.test.demosite import models as demosite
from wagtail.test.testapp import models as testapp

from django_graphql_auto.schema.build import BuiltSchema, build_schema


def test_the_schema_is_valid(schema: BuiltSchema) -> None:
    assert validate_schema(schema.graphql_schema) == []


def test_two_builds_give_the_same_schema_to_the_byte(schema: BuiltSchema) -> None:
    assert build_schema().sdl == schema.sdl


def test_models_of_one_name_are_both_served(schema: BuiltSchema) -> None:
    assert schema.entities[demosite.EventPage].type_name == "DemositeEventPage"
    assert schema.entities[testapp.EventPage].type_name == "TestsEventPage"


def test_names_that_only_an_underscore_tells_apart_are_both_served(schema: BuiltSchema) -> None:
    fields = schema.graphql_schema.type_map["FullFeaturedSnippet"].fields
    assert {"workflowStates", "_workflowStates", "revisions", "_revisions"} <= fields.keys()


def test_a_child_s_generic_foreign_key_returns_what_its_parent_s_interface_promises(schema: BuiltSchema) -> None:
    parent, child = (schema.graphql_schema.type_map[name] for name in ("GenericSnippetPage", "GenericSnippetNoIndexPage"))
    union = get_named_type(parent.fields["snippetContentObject"].type)
    assert isinstance(union, GraphQLUnionType)
    assert get_named_type(child.fields["snippetContentObject"].type) is union


def test_the_tables_of_authentication_and_the_admin_are_left_out(schema: BuiltSchema) -> None:
    served = {entity.info.app_label for entity in schema.entities.values()}
    assert not served & {"admin", "contenttypes", "sessions"}
    assert [entity.info.label for entity in schema.entities.values() if entity.info.app_label == "auth"] == ["auth.user"]
