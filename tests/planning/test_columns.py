"""Whatever names lead to a column, it is read by one path."""

from __future__ import annotations

import pytest
from django.db import models

from django_graphql_auto.introspection import column_path
from tests.apps.shop.models import Barcode, Book, Product, Review, StockLevel, Supply


@pytest.mark.parametrize(
    ("model", "path", "expected"),
    [
        (Product, "pk", "id"),
        (Product, "name", "name"),
        (Product, "brand", "brand_id"),
        (Product, "brand__pk", "brand_id"),
        (Product, "brand__id", "brand_id"),
        (Product, "brand__name", "brand__name"),
        (Product, "category__parent__id", "category__parent_id"),
        (Product, "category__parent__parent__id", "category__parent__parent_id"),
        (Review, "product__brand__pk", "product__brand_id"),
        (Supply, "supplier__code", "supplier_id"),
        (Barcode, "product__sku", "product_id"),
        (Barcode, "product__id", "product__id"),
        (Product, "barcode__product_id", "barcode__product_id"),
        (Book, "pk", "product_ptr_id"),
        (Book, "id", "product_ptr_id"),
        (Book, "product_ptr__id", "product_ptr_id"),
        (Book, "product_ptr__name", "product_ptr__name"),
        (Book, "brand__id", "brand_id"),
        (Product, "book__id", "book__product_ptr_id"),
        (StockLevel, "pk", "pk"),
        (StockLevel, "product__pk", "product_id"),
        (Product, "order_0", "order_0"),
        (Product, "brand__order_0", "brand__order_0"),
        (Product, "reviews__nothing__id", "reviews__nothing__id"),
    ],
)
def test_a_column_has_one_path(model: type[models.Model], path: str, expected: str):
    assert column_path(model, path) == expected


@pytest.mark.parametrize("path", ["pk", "brand__pk", "brand__name", "category__parent__pk", "barcode__product__brand__id", "book__id"])
def test_the_path_leads_to_the_same_value(db: None, path: str):
    from tests.apps.shop.rows import stock_the_shop

    stock_the_shop()
    values, others = (list(Product.objects.order_by("pk").values_list(each)) for each in (path, column_path(Product, path)))
    assert len(values) == 10
    assert values == others
