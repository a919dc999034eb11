"""Conditions that a project gave a name."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Q

from django_graphql_auto.options import ModelOptions
from django_graphql_auto.testing import GraphQLClient, execute_plain
from tests.apps.shop.models import Brand, Product
from tests.conftest import Declare

PRESETS = {"low_stock": {"stock": {"lt": 5}}, "by Acme": {"brand": {"name": {"eq": "Acme"}}}, "cheap": {"price": {"lt": "10.00"}}}


@pytest.fixture
def named(shop: None, declare: Declare) -> None:
    declare(Product, ModelOptions, presets=PRESETS)


def found(arguments: str) -> list[str]:
    document = f"{{ products({arguments}) {{ totalCount nodes {{ name }} }} }}"
    answer = GraphQLClient().query(document)
    assert answer.errors == []
    assert answer.data == execute_plain(document).data
    return [node["name"] for node in answer["products"]["nodes"]]


def test_rows_meet_every_preset_that_is_named(named: None):
    assert found("presets: [LOW_STOCK, BY_ACME]") == ["Axe", "Hedges", "Igniter"]
    assert found('presets: [BY_ACME], where: {name: {startswith: "B"}}') == ["Bucket"]
    assert found("presets: [CHEAP]") == ["Bucket"]
    assert len(found("presets: []")) == 10


def test_a_preset_across_a_relation_does_not_see_hidden_rows(named: None, declare: Declare):
    declare(Brand, ModelOptions, scope=lambda self, access: ~Q(name="Acme"))
    assert found("presets: [BY_ACME]") == []
    declare(Brand, ModelOptions, read="permission")
    assert found("presets: [BY_ACME]") == []


def test_a_preset_is_not_charged_to_the_clients_conditions(named: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MAX_FILTER_CLAUSES": 1}
    assert found("presets: [LOW_STOCK, BY_ACME, CHEAP], where: {pk: {gt: 0}}") == []


@pytest.mark.parametrize(("given", "code"), [("null", "BAD_USER_INPUT"), ("[STRANGE]", "GRAPHQL_VALIDATION_FAILED")])
def test_what_is_no_preset_is_refused(named: None, given: str, code: str):
    assert GraphQLClient().query(f"{{ products(presets: {given}) {{ totalCount }} }}").codes == [code]


def test_a_list_inside_a_list_takes_presets_too(named: None):
    document = "{ brands(first: 2) { nodes { products(presets: [LOW_STOCK]) { totalCount estimatedCount } } } }"
    answer = GraphQLClient().query(document)
    assert answer.data == execute_plain(document).data
    assert [node["products"] for node in answer["brands"]["nodes"]] == [dict.fromkeys(("totalCount", "estimatedCount"), n) for n in (3, 3)]
