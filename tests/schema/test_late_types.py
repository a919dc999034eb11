"""Types are made when they are first needed: nobody can tell by the schema, and what is wrong with one is told when it is built."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from pathlib import Path
from threading import Barrier
from typing import Any

import graphene
import pytest
from graphql import (
    GraphQLInputField,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLSchema,
    introspection_from_schema,
    lexicographic_sort_schema,
    parse,
    print_schema,
    validate,
)

from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.schema.build import BuiltSchema, build_schema, print_sdl
from django_graphql_auto.schema.types.late import Late, LateInput

ROOT = Path(__file__).resolve().parents[2]
CREATE = 'mutation { createBrand(input: {name: "New"}) { errors { code } } }'


@pytest.fixture
def built(settings: Any) -> BuiltSchema:
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop"], "READ": "public"}
    return build_schema()


def made(schema: GraphQLSchema) -> set[str]:
    return {name for name, kind in schema.type_map.items() if isinstance(kind, Late) and kind._held is not None}


def test_a_document_has_only_those_types_made_that_it_reaches(built: BuiltSchema):
    schema = built.graphql_schema
    assert made(schema) == set()
    assert validate(schema, parse(CREATE)) == []
    assert made(schema) == {"BrandCreateInput", "BrandPayload"}
    assert validate(schema, parse("query($where: ProductWhere) { products(where: $where) { totalCount } }")) == []
    assert made(schema) == {"BrandCreateInput", "BrandPayload", "ProductConnection"}


def test_a_type_that_a_variable_names_is_known_before_it_is_made(built: BuiltSchema):
    nested = "mutation($new: BrandCreateInputWithoutProducts!) { createProduct(input: {brand: {create: $new}}) { errors { code } } }"
    messages = [error.message for error in validate(built.graphql_schema, parse(nested))]
    assert messages
    assert all("was not provided" in message for message in messages)
    unknown = validate(built.graphql_schema, parse(nested.replace("WithoutProducts", "WithoutProduct")))
    assert any("Did you mean 'BrandCreateInputWithoutProducts'" in error.message for error in unknown)


def test_what_was_asked_before_changes_nothing_of_what_introspection_says(built: BuiltSchema):
    validate(built.graphql_schema, parse(CREATE))
    assert introspection_from_schema(built.graphql_schema) == introspection_from_schema(build_schema().graphql_schema)
    assert built.sdl == build_schema().sdl


def test_copies_of_the_schema_are_whole(built: BuiltSchema):
    assert print_sdl(copy(built.graphql_schema)) == built.sdl
    assert print_schema(lexicographic_sort_schema(built.graphql_schema)) == print_schema(
        lexicographic_sort_schema(build_schema().graphql_schema)
    )


def test_threads_that_need_a_type_at_the_same_time_get_the_same(built: BuiltSchema):
    kinds = [kind for kind in built.graphql_schema.type_map.values() if isinstance(kind, Late)]
    together = Barrier(4)

    def look(_: int) -> list[int]:
        together.wait()
        return [id(kind.fields) for kind in kinds]

    with ThreadPoolExecutor(4) as threads:
        first, *others = threads.map(look, range(4))
    assert all(other == first for other in others)


def test_a_hand_written_type_with_the_name_of_one_that_nobody_asked_for_is_refused_at_once(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop"], "EXTRA_TYPES": [f"{__name__}.Taken"]}
    with pytest.raises(SchemaError, match="BrandCreateInputWithoutProducts"):
        build_schema()


class Taken(graphene.ObjectType):
    class Meta:
        name = "BrandCreateInputWithoutProducts"

    text = graphene.String()


def test_a_type_that_would_be_no_valid_input_is_refused_when_it_is_surveyed():
    with pytest.raises(SchemaError, match="no fields"):
        LateInput("Empty", dict).survey()
    required = {"one": GraphQLInputField(GraphQLNonNull(GraphQLInt))}
    with pytest.raises(SchemaError, match="requires another"):
        LateInput("One", lambda: required, is_one_of=True).survey()


LOOK = """
import sys, django
django.setup()
print("text_unidecode" in sys.modules, "django.db.backends.sqlite3.base" in sys.modules)
from graphene_django.utils.str_converters import to_const
print(to_const("crème brûlée"))
from text_unidecode import unidecode
print(unidecode("Åse"), sys.modules["text_unidecode"].__file__ is not None)
"""


def test_what_only_few_projects_need_is_imported_when_they_need_it():
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "BENCHMARK_DATABASE": "postgresql",
        "PYTHONPATH": str(ROOT),
    }
    said = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    assert said.splitlines() == ["False False", "CREME_BRULEE", "Ase True"]
