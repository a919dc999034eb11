"""A shop made with django-oscar's own functions, read through the API."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.third_party.asking import Api

PRODUCT = """{ products(where: {upc: {eq: "rope"}}) { nodes {
    title structure productClass { name } parent { title } children { nodes { title } }
    categories { nodes { name depth } } attributeValues { nodes { attribute { code } valueText } }
    stockrecords { nodes { price priceCurrency numInStock partnerSku } } images { nodes { caption original { name width } } }
    recommendedProducts { edges { node { title } through { ranking } } }
} } }"""


def test_a_product_has_its_categories_attributes_stock_pictures_and_variants(api: Api) -> None:
    [product] = api.data(PRODUCT)["products"]["nodes"]
    sku = product["stockrecords"]["nodes"][0].pop("partnerSku")
    assert sku.startswith("sku_")
    assert product == {
        "title": "Rope",
        "structure": "STANDALONE",
        "productClass": {"name": "Ropes"},
        "parent": None,
        "children": {"nodes": [{"title": "Rope, 10 m"}]},
        "categories": {"nodes": [{"name": "Sailing", "depth": 2}]},
        "attributeValues": {"nodes": [{"attribute": {"code": "colour"}, "valueText": "red"}]},
        "stockrecords": {"nodes": [{"price": "9.90", "priceCurrency": "GBP", "numInStock": 5}]},
        "images": {"nodes": [{"caption": "Dummy Caption", "original": {"name": "harbour-0.png", "width": 40}}]},
        "recommendedProducts": {"edges": [{"node": {"title": "Line"}, "through": {"ranking": 0}}]},
    }


def test_products_are_found_by_their_stock_and_attributes(api: Api) -> None:
    text = """{
        sold: products(where: {stockrecords: {some: {numInStock: {eq: 0}}}, title: {eq: "Line"}}) { nodes { title } }
        red: products(where: {attributeValues: {some: {attribute: {code: {eq: "colour"}}, valueText: {eq: "red"}}}}) { nodes { title } }
    }"""
    assert api.data(text) == {"sold": {"nodes": [{"title": "Line"}]}, "red": {"nodes": [{"title": "Rope"}]}}


def test_an_order_has_its_lines_and_totals(api: Api) -> None:
    text = """{ order(by: {number: "1001"}) {
        totalExclTax currency user { username }
        lines { nodes { title quantity linePriceExclTax product { upc } } aggregate { sum { quantity } } }
    } }"""
    assert api.data(text)["order"] == {
        "totalExclTax": "19.80",
        "currency": "GBP",
        "user": {"username": "editor"},
        "lines": {
            "nodes": [{"title": "Rope", "quantity": 2, "linePriceExclTax": "19.80", "product": {"upc": "rope"}}],
            "aggregate": {"sum": {"quantity": "2"}},
        },
    }


@pytest.mark.skipif(connection.vendor != "postgresql", reason="django-oscar makes this view on PostgreSQL only")
def test_a_view_without_migrations_of_its_own_is_a_list_like_any_other(api: Api) -> None:
    text = "{ productCategoryHierarchies { nodes { productId categoryId } totalCount } }"
    assert api.data(text)["productCategoryHierarchies"]["totalCount"] == 4


@pytest.mark.skipif(connection.vendor == "postgresql", reason="here the view exists")
def test_a_view_that_the_database_lacks_is_an_error_of_its_own_field_only(api: Api) -> None:
    answer = api.ask('{ productCategoryHierarchies { nodes { pk } } order(by: {number: "1001"}) { currency } }')
    [error] = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["productCategoryHierarchies"], "SERVICE_UNAVAILABLE")
    assert "catalogue" not in error["message"]
    assert answer["data"] == {"productCategoryHierarchies": None, "order": {"currency": "GBP"}}
