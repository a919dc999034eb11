"""Statements depend on what is asked for, never on the number of rows."""

from __future__ import annotations

import pytest

from tests.apps.shop.models import Brand, Category, Product, Review, Supply, Tag
from tests.graphene_schemas.asking import ours, theirs

QUERIES = {
    "{ productList { name brand { name country } category { name parent { name } } } }": 2,
    "{ plainProducts { edges { node { name category { name parent { name } } } } } }": 1,
    "{ tuned { tags { name } supplies { days supplier { name } } } }": 3,
    "{ prefetched { reviews(first: 1) { edges { node { rating } } } tags { name } } }": 3,
    "{ productList { tags { name } supplies { days supplier { name } } barcode { digits } } }": 3,
    "{ productList { reviews(first: 2) { edges { node { rating author { username } } } pageInfo { hasNextPage } } } }": 2,
    "{ productList { reviews(last: 2) { edges { cursor node { rating } } pageInfo { hasPreviousPage } } } }": 2,
    '{ tags { products(orderBy: "-price", stock_Gte: 1, first: 3) { edges { node { name brand { name } } } } } }': 3,
    "{ tags { products(tag: [1, 2], last: 2) { edges { node { name } } } } }": 3,
    "{ categories { totalCount edges { node { children { totalCount howMany edges { node { name } } } } } } }": 3,
    "{ brands { edges { node { shout productCount best { name tags { name } } cheap { name brand { name } } } } } }": 4,
    "{ productList { label maker { name shout products(first: 1) { edges { node { name } } } } } }": 2,
    "{ search { ... on ProductNode { tags { name } brand { name } } ... on BrandNode { name } } }": 5,
}


@pytest.mark.parametrize("text", QUERIES)
def test_more_rows_are_no_more_statements(stocked: None, text: str):
    Brand.objects.update(is_active=True)
    first = ours(text)
    grow()
    second = ours(text)
    assert first.errors == second.errors == []
    assert len(str(second.body)) > len(str(first.body))
    assert (len(first.statements), len(second.statements)) == (QUERIES[text], QUERIES[text]), second.statements


def test_the_view_of_graphene_django_needs_more(stocked: None):
    """Or the numbers above would say nothing."""
    text = next(iter(QUERIES))
    assert len(theirs(text).statements) > 3 * QUERIES[text]


def test_columns_that_nobody_asks_for_are_not_read(stocked: None):
    statement = ours("{ productList { name } }").statements[0]
    assert "sku" not in statement
    assert "attributes" not in statement


def grow() -> None:
    """Twice as many of everything, for the rows that are there and for new ones. Keys are given, as those of the shop are."""
    for number, product in enumerate(list(Product.objects.filter(book=None, device=None)), 100):
        brand = Brand.objects.create(pk=number, name=f"Another {number}")
        Review.objects.create(pk=number, product=product, rating=5, text=f"More {number}")
        category = Category.objects.create(pk=number, name=f"Below {number}", slug=f"below-{number}", parent_id=number % 3 + 1)
        twin = Product.objects.create(
            pk=number,
            name=f"{product.name} II",
            sku=f"{product.sku}-II",
            brand=brand,
            category=category,
            created_at=product.created_at,
            price=number,
            stock=9,
        )
        twin.tags.set([1, Tag.objects.create(pk=number, name=f"tag {number}").pk])
        Supply.objects.create(pk=number, product=twin, supplier_id="N1", days=4)
