"""A computed field reads what it says it reads."""

from __future__ import annotations

from django_graphql_auto import ModelOptions, computed
from django_graphql_auto.testing import GraphQLClient, assert_statements
from tests.apps.shop.models import Product
from tests.conftest import Declare


class ForgetfulOptions(ModelOptions):
    @computed(requires=["name", "brand__name"])
    def label(self, product: Product) -> str:
        return f"{product.brand.name} {product.name}"

    @computed(requires=["name"])
    def in_stock(self, product: Product) -> bool:
        return product.stock > 0

    @computed(requires=["brand__name"])
    def origin(self, product: Product) -> str:
        return product.brand.country


def test_a_computed_field_has_what_it_requires_in_the_lists_own_statement(shop: None, declare: Declare):
    declare(Product, ForgetfulOptions)
    with assert_statements(1):
        result = GraphQLClient().query("{ products(first: 1) { nodes { label } } }")
    assert result["products"] == {"nodes": [{"label": "Acme Axe"}]}


def test_a_column_that_a_computed_field_forgot_to_require_is_an_error_and_no_statement_per_row(shop: None, declare: Declare, caplog):
    declare(Product, ForgetfulOptions)
    with assert_statements(1):
        result = GraphQLClient().query("{ products(first: 2) { nodes { name inStock origin } } }")
    assert result["products"]["nodes"] == [{"name": "Axe", "inStock": None, "origin": None}] * 2
    assert result.codes == ["INTERNAL"] * 4
    assert "Product.stock was not read: name it in `requires`." in caplog.text
    assert "Brand.country was not read" in caplog.text
