"""Ways to look at a schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import override_settings
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema

from django_graphql_auto.schema.build import build_schema
from tests.settings import INSTALLED_APPS

Fields = dict[str, str]


class Look:
    """One schema, its types as texts."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema

    def fields(self, name: str) -> Fields:
        kind = self.schema.type_map[name]
        assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType)
        return {field: str(made.type) for field, made in kind.fields.items()}

    def members(self, name: str) -> dict[str, Any]:
        kind = self.schema.type_map[name]
        assert isinstance(kind, GraphQLEnumType)
        return {member: made.value for member, made in kind.values.items()}

    def interfaces(self, name: str) -> list[str]:
        kind = self.schema.type_map[name]
        assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        return [interface.name for interface in kind.interfaces]

    def arguments(self, name: str, field: str) -> Fields:
        kind = self.schema.type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        return {argument: str(made.type) for argument, made in kind.fields[field].args.items()}

    def __contains__(self, name: str) -> bool:
        return name in self.schema.type_map


LookAt = Callable[..., Look]


@pytest.fixture
def look(settings: Any) -> LookAt:
    """``look("shop", NAMES={...})``: the schema of these models and settings, for reading; what is written has tests of its own."""

    def build(*exposed: str, **given: Any) -> Look:
        settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": list(exposed) or "all", "MUTATIONS": False, **given}
        return Look(build_schema().graphql_schema)

    return build


Cases = Callable[[str], type[models.Model]]


@pytest.fixture
def cases() -> Iterator[Cases]:
    """Installs ``tests.schema.cases`` for one test; ``cases("login")`` is one of its models."""
    with override_settings(INSTALLED_APPS=[*INSTALLED_APPS, "tests.schema.cases"]):
        yield apps.get_app_config("cases").get_model
