"""What the checks say about schemas that were written with graphene-django."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import graphene
import pytest
from graphene_django import DjangoObjectType
from graphene_django.debug import DjangoDebugMiddleware
from graphene_django.registry import Registry
from graphene_django.settings import graphene_settings

from django_graphql_auto import optimize_query
from tests.apps.shop.models import Product
from tests.checks.conftest import Said

Checked = Callable[[], Said]


class EveryField:
    """Middleware."""


def schema_with(**hints: Any) -> graphene.Schema:
    class Goods(DjangoObjectType):
        class Meta:
            model = Product
            fields = ("name",)
            registry = Registry()

        label = graphene.String()

        @optimize_query(**hints)
        def resolve_label(self, info: Any) -> str:
            return str(self)

    return graphene.Schema(query=type("Query", (graphene.ObjectType,), {"goods": graphene.Field(Goods)}))


def test_middleware_that_cannot_be_imported_is_an_error(settings: Any, checked: Checked):
    settings.DJANGO_GRAPHQL_AUTO = {"GRAPHENE_ROOT_MIDDLEWARE": ["shop.nowhere.Middleware"]}
    [(number, text, hint)] = checked()
    assert number == "E010"
    assert "shop.nowhere.Middleware" in text
    assert "MIDDLEWARE" in hint


@pytest.mark.parametrize("middleware", [EveryField, EveryField()])
def test_middleware_that_keeps_everything_from_being_planned_is_told(
    settings: Any, monkeypatch: pytest.MonkeyPatch, checked: Checked, middleware: Any
):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": "registered", "PLAN_GRAPHENE": True}
    monkeypatch.setattr(graphene_settings, "MIDDLEWARE", [DjangoDebugMiddleware, middleware], raising=False)
    said = [(number, text) for number, text, _ in checked() if number == "W001"]
    assert len(said) == 1
    assert "EveryField" in said[0][1]


def test_declared_middleware_is_fine(settings: Any, monkeypatch: pytest.MonkeyPatch, checked: Checked):
    settings.DJANGO_GRAPHQL_AUTO = {
        "EXPOSE": "registered",
        "PLAN_GRAPHENE": True,
        "GRAPHENE_ROOT_MIDDLEWARE": [f"{__name__}.EveryField"],
    }
    monkeypatch.setattr(graphene_settings, "MIDDLEWARE", [EveryField], raising=False)
    assert not [number for number, _, _ in checked() if number == "W001"]


@pytest.mark.parametrize(
    "hints",
    [
        {"only": ["nmae"]},
        {"only": ["name__first"]},
        {"only": ["brand__title"]},
        {"select_related": ["maker"]},
        {"prefetch_related": ["reviews__writer"]},
    ],
)
def test_hints_that_name_nothing_are_told(settings: Any, monkeypatch: pytest.MonkeyPatch, checked: Checked, hints: dict[str, list[str]]):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": "registered"}
    monkeypatch.setattr(graphene_settings, "SCHEMA", schema_with(**hints), raising=False)
    [(text, hint)] = [(text, hint) for number, text, hint in checked() if number == "W105"]
    [[option, [path]]] = hints.items()
    assert option in text
    assert repr(path) in text
    assert "Goods.label" in text
    assert "columns" in hint


def test_sound_hints_are_fine(settings: Any, monkeypatch: pytest.MonkeyPatch, checked: Checked):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": "registered"}
    sound = schema_with(only=["name", "brand__name", "pk"], select_related=["brand"], prefetch_related=["reviews__author", "barcode"])
    monkeypatch.setattr(graphene_settings, "SCHEMA", sound, raising=False)
    assert not [number for number, _, _ in checked() if number == "W105"]
