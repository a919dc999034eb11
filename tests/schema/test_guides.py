"""What the pages about the schema say."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from graphene_django.registry import get_global_registry

import tests.apps.shop
import tests.apps.shop.models
from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.registry import default_registry
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.schema.field_mappings import FIELD_MAPPINGS
from tests.apps.shop.models import Product
from tests.docs.pages import ROOT, Block, blocks
from tests.schema.conftest import Cases
from tests.schema.mapping_table import rows

DOCS = ROOT / "docs"


@pytest.mark.parametrize("package", ["django.db", "django.contrib.postgres"])
def test_the_reference_has_a_line_for_every_field_mapping(package: str):
    text = (DOCS / "reference" / "field-mappings.md").read_text("utf-8")
    sections = dict(zip(("django.db", "django.contrib.postgres"), text.split("\n## ")[1:], strict=True))
    assert sorted(line for line in sections[package].splitlines() if line.startswith("| `")) == sorted(rows(package))


@pytest.fixture
def pages_of_the_shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The shop under the name that the pages give it; what a page registers is taken back."""
    monkeypatch.setitem(sys.modules, "shop", tests.apps.shop)
    monkeypatch.setitem(sys.modules, "shop.models", tests.apps.shop.models)
    registry = get_global_registry()
    monkeypatch.setattr(registry, "_registry", dict(registry._registry))
    yield monkeypatch
    default_registry.unregister(Product)


def run(block: Block, name: str) -> ModuleType:
    module = ModuleType(name)
    exec(compile(block.text, str(block.page), "exec", dont_inherit=True), module.__dict__)
    return module


def written(page: str) -> list[Block]:
    return blocks(DOCS / "how-to" / page)


def test_the_guide_to_hand_written_root_fields_runs(shop: None, settings: Any, pages_of_the_shop: pytest.MonkeyPatch):
    queries, given, _ = written("mix-hand-written-types.md")
    pages_of_the_shop.setitem(sys.modules, "shop.queries", run(queries, "shop.queries"))
    settings.DJANGO_GRAPHQL_AUTO |= run(given, "settings").DJANGO_GRAPHQL_AUTO
    answer = execute(OperationRequest("{ cheapest(first: 2) { name brand { name } } }"))
    assert (answer.data, answer.errors) == (
        {"cheapest": [{"name": "Bucket", "brand": {"name": "Acme"}}, {"name": "Fork", "brand": {"name": "Acme"}}]},
        [],
    )


def test_the_guide_to_a_type_in_the_place_of_ours_runs(shop: None, pages_of_the_shop: pytest.MonkeyPatch):
    run(written("mix-hand-written-types.md")[-1], "shop.graphql_auto")
    answer = execute(OperationRequest('{ product(by: {sku: "D-1"}) { __typename label brand { name } } }'))
    assert (answer.data, answer.errors) == (
        {"product": {"__typename": "ProductType", "label": "Drill (D-1)", "brand": {"name": "Bolt"}}},
        [],
    )


def test_the_guide_to_third_parties_fields_runs(cases: Cases, settings: Any, monkeypatch: pytest.MonkeyPatch):
    painting: Any = cases("painting")
    field_class = type(painting._meta.get_field("colour"))
    colours = ModuleType("colours")
    vars(colours).update(Colour=str, ColourField=field_class)
    monkeypatch.setitem(sys.modules, "colours", colours)
    (block,) = written("map-a-third-party-field.md")
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["cases.painting"]}
    try:
        run(block, "shop.graphql_auto")
        kinds = build_schema().graphql_schema.type_map
        assert {"Colour", "ColourStringOperators"} <= kinds.keys()
    finally:
        FIELD_MAPPINGS.pop(field_class)
