"""Where a project's code is in the way of batches, answers are the same all the same."""

from __future__ import annotations

import pytest

from tests.graphene_schemas.asking import assert_same
from tests.graphene_schemas.odd_schema import schema

QUERIES = [
    "{ productList { name reviews { rating text product { name } } } }",
    "{ productList { id name tags { edges { node { name used } cursor } pageInfo { hasNextPage } } } }",
    "{ tags { name used } }",
    "{ productList { brand { name products { edges { number node { name } } } } } }",
    "{ brands { name products(first: 2) { edges { number cursor node { id name brand { name } tags { edges { node { name } } } } } } } }",
    "{ productList { category { name children { name } } } }",
    "{ productList { notes { text } } }",
    "{ products(first: 3) { edges { number node { name soldUnder { name } } } } }",
    "{ four { edges { node { name } } pageInfo { hasNextPage } } }",
    "{ narrowed(first: 2) { edges { node { name } } pageInfo { hasNextPage } } }",
    "{ sold { id name } proxies { name } ids }",
]


@pytest.mark.parametrize("text", QUERIES)
def test_odd_types_answer_alike(stocked: None, text: str):
    assert_same(text, sparing=False, options={"schema": schema})
