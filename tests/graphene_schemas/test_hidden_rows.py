"""What a type's ``get_queryset`` hides is hidden on every way to it, in every figure, and behind every cursor."""

from __future__ import annotations

import pytest

from tests.apps.shop.models import Product, Review
from tests.graphene_schemas.asking import assert_same

HIDDEN_BRAND, HIDDEN_REVIEW = "Crow", "Broke too"
WAYS = [
    "{ brands { edges { node { name } } } }",
    "{ productList { brand { name } } }",
    "{ productList { name brand { name shout } } }",
    "{ plainProducts { edges { node { brand { name } } } } }",
    "{ tags { products { edges { node { brand { name } } } } } }",
    "{ oneProduct(pk: 5) { brand { name } } }",
    '{ node(id: "QnJhbmROb2RlOjM=") { ... on BrandNode { name } } }',
    "{ books { edges { node { brand { name } } } } }",
    "{ listedProducts { edges { node { brand { name } } } } }",
    '{ brands(name_Icontains: "ro") { edges { node { name } } } }',
    "{ reviews { edges { node { text } } } }",
    "{ productList { reviews { edges { node { text } } } } }",
    "{ productList { reviews(last: 5) { edges { node { text } } } } }",
    "{ users { reviews { edges { node { text product { name } } } } } }",
    "{ oneProduct(pk: 4) { reviews { edges { node { text } } } } }",
    "{ prefetched { reviews { edges { node { text } } } } }",
    'mutation { renameProduct(input: {sku: "D-1", name: "Drill"}) { product { reviews { edges { node { text } } } } } }',
]


@pytest.mark.parametrize("text", WAYS)
def test_hidden_rows_are_on_no_way(stocked: None, text: str):
    body = str(assert_same(text).body)
    assert HIDDEN_BRAND not in body
    assert HIDDEN_REVIEW not in body


@pytest.mark.parametrize("text", WAYS)
def test_the_rows_are_there_to_be_hidden(stocked: None, text: str):
    """The same ways lead to them once they are no longer hidden: the test above could fail."""
    Review.objects.update(is_public=True)
    Product.objects.filter(brand_id=3).update(brand_id=1)
    assert assert_same(text).status == 200


def test_hidden_rows_make_no_difference_to_pages(stocked: None):
    text = "{ productList { reviews(first: 1) { edges { cursor } pageInfo { hasNextPage endCursor } } } }"
    before = assert_same(text).data
    Review.objects.filter(is_public=False).delete()
    assert assert_same(text).data == before
