"""What is selected of payloads, by the ways that a document has: fragments in several places, aliases, conditions, merged fields."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from django_graphql_auto import computed
from django_graphql_auto.execution import Answer, OperationRequest, execute
from tests.apps.shop.models import Product

CREATE_TAGS = 'mutation { createTags(inputs: [{name: "a"}, {name: "b"}]) { %s } } fragment Key on TagBulkResult { tag { id: name } }'


@pytest.fixture
def answered(api: Any, boss: Any) -> Any:
    """An answer by the layout of the payloads, which is that of graphql-core's executor. Nothing is stored."""

    def ask(document: str, **variables: Any) -> Answer:
        found = []
        for given in ({}, {"passes": ()}):
            with transaction.atomic():
                found.append(execute(OperationRequest(document, variables), user=boss, **given))
                transaction.set_rollback(True)
        planned, executed = found
        assert planned.data == executed.data
        assert [error["path"] for error in planned.errors] == [error["path"] for error in executed.errors]
        assert planned.extensions == executed.extensions
        return planned

    return ask


@pytest.mark.parametrize(
    "selected", ["results { ...Key tag { name } } again: results { ...Key }", "again: results { ...Key } results { ...Key tag { name } }"]
)
def test_a_fragment_beside_other_fields_is_answered_in_each_of_its_places(answered, selected):
    found = answered(CREATE_TAGS % selected).data["createTags"]
    assert found["results"] == [{"tag": {"id": name, "name": name}} for name in "ab"]
    assert found["again"] == [{"tag": {"id": name}} for name in "ab"]


def test_what_stands_in_two_places_costs_twice(answered):
    once = answered(CREATE_TAGS % "results { ...Key }").extensions["cost"]
    twice = answered(CREATE_TAGS % "results { ...Key } again: results { ...Key }").extensions["cost"]
    assert twice - once == 2


def test_what_fails_in_two_places_is_an_error_in_both(answered, shop, declare):
    def label(self: Any, product: Product) -> str:
        raise ValueError

    declare(Product, label=computed(requires=["name"])(label))
    named = f"[{shop.beam.pk}]"
    selected = "a: results { ...Label } b: results { ...Label }"
    write = "updateProducts(where: {pk: {in: " + named + '}}, set: {name: "x"}) { ' + selected + " }"
    found = answered("mutation { " + write + " } fragment Label on ProductBulkResult { product { label } }")
    assert found.data["updateProducts"] == {"a": [{"product": {"label": None}}], "b": [{"product": {"label": None}}]}
    assert [error["path"] for error in found.errors] == [["updateProducts", key, 0, "product", "label"] for key in "ab"]


def test_names_conditions_and_merged_fields_are_answered_as_the_executor_answers_them(answered):
    document = """
      mutation($yes: Boolean!, $no: Boolean!) {
        __typename
        a: createTag(input: {name: "x"}) {
          ... @include(if: $no) { tag { again: name } }
          ...Tag
          tag { products(first: 1) { totalCount } }
          errors { code }
        }
        b: createTag(input: {name: "x"}) { __typename ...Tag @skip(if: $yes) errors { __typename at: path code field } deletedRows { id } }
      }
      fragment Tag on TagPayload { tag { __typename name @include(if: $yes) key: name @skip(if: $yes) } }
    """
    [error] = (found := answered(document, yes=True, no=False).data)["b"]["errors"]
    assert error == {"__typename": "InputError", "at": ["input", "name"], "code": "UNIQUE", "field": "name"}
    assert found["a"] == {"tag": {"__typename": "Tag", "name": "x", "products": {"totalCount": 0}}, "errors": []}
    assert found["b"] == {"__typename": "TagPayload", "errors": [error], "deletedRows": []}
    assert "key" in answered(document, yes=False, no=True).data["a"]["tag"]
