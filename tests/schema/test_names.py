"""Names are made from the models' and the columns', and never meet silently."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.schema import names
from django_graphql_auto.schema.build import build_schema
from tests.apps.shop.models import Brand, Product
from tests.conftest import Declare
from tests.schema.conftest import Cases, LookAt


@pytest.mark.parametrize(
    ("model", "singular", "plural"),
    [
        ("Product", "product", "products"),
        ("Category", "category", "categories"),
        ("Person", "person", "people"),
        ("SalesPerson", "salesPerson", "salesPeople"),
        ("Status", "status", "statuses"),
        ("Address", "address", "addresses"),
        ("Analysis", "analysis", "analyses"),
        ("Child", "child", "children"),
        ("Staff", "staff", "staffList"),
        ("Lens", "lens", "lenses"),
        ("German", "german", "germans"),
        ("News", "news", "newsList"),
        ("Series", "series", "seriesList"),
        ("Media", "media", "mediaList"),
        ("FAQs", "faQs", "faQsList"),
        ("SKU", "sku", "skus"),
        ("HTTPServer", "httpServer", "httpServers"),
        ("IPAddress", "ipAddress", "ipAddresses"),
        ("API2Key", "api2Key", "api2Keys"),
    ],
)
def test_root_fields_are_the_name_in_camel_case_and_its_english_plural(model: str, singular: str, plural: str):
    assert (names.singular_field(model), names.plural_field(singular)) == (singular, plural)


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("name", "name"),
        ("brand_name", "brandName"),
        ("address_line_2", "addressLine2"),
        ("SKU", "sku"),
        ("HTML_body", "htmlBody"),
        ("isActive", "isActive"),
        ("größe", "grou00dfe"),
        ("naïve", "naive"),
        ("_hidden", "_hidden"),
        ("id", "idValue"),
        ("pk", "pkValue"),
    ],
)
def test_fields_are_columns_in_camel_case(column: str, field: str):
    assert names.column_field(column) == field


def test_columns_called_like_an_acronym_or_not_in_ascii_are_served(cases: Cases, look: LookAt):
    assert look("cases.httpserver").fields("HTTPServer").keys() == {"id", "pk", "sku", "htmlBody", "grou00dfe", "_hidden"}


def test_two_models_of_one_name_are_both_prefixed(cases: Cases, look: LookAt):
    found = look("cases.product", "shop.product")
    assert {"CasesProduct", "ShopProduct", "CasesProductWhere"} <= found.schema.type_map.keys()
    assert {"casesProduct", "casesProducts", "shopProduct", "shopProducts"} <= found.fields("Query").keys()
    assert "Product" not in found


@pytest.mark.parametrize(("label", "name"), [("cases.query", "CasesQuery"), ("cases.file", "CasesFile")])
def test_a_reserved_name_is_prefixed(cases: Cases, look: LookAt, label: str, name: str):
    assert name in look(label)


@pytest.mark.parametrize(
    ("label", "name"), [("cases.ticketwhere", "CasesTicketWhere"), ("cases.ticketstatechoices", "CasesTicketStateChoices")]
)
def test_a_name_that_is_made_for_another_model_is_prefixed(cases: Cases, look: LookAt, label: str, name: str):
    assert name in look("cases.ticket", label)
    assert name not in look(label)


def test_names_meet_whatever_their_case():
    made = names.type_names([("a.sku", "SKU", ()), ("b.sku", "Sku", ())], {})
    assert made == {"a.sku": "ASKU", "b.sku": "BSku"}


def test_the_setting_pins_a_name(cases: Cases, look: LookAt):
    found = look("cases.product", "shop.product", NAMES={"shop.Product": "Product"})
    assert {"Product", "CasesProduct"} <= found.schema.type_map.keys()
    assert "products" in found.fields("Query")


def test_an_option_names_the_type_and_what_is_named_after_it(look: LookAt, declare: Declare):
    declare(Product, type_name="Ware", plural_name="merchandise")
    found = look("shop")
    assert {"Ware", "WareWhere", "WareConnection", "WareStatusChoices"} <= found.schema.type_map.keys()
    assert {"ware", "merchandise"} <= found.fields("Query").keys()


@pytest.mark.parametrize("plural", ["brands", "node", "viewer", "category"])
def test_root_fields_that_meet_are_refused(look: LookAt, declare: Declare, plural: str):
    declare(Product, plural_name=plural)
    with pytest.raises(SchemaError, match=plural) as caught:
        look("shop")
    assert "plural_name" in caught.value.hint
    assert caught.value.subject is Product or plural == "category"


def test_types_that_meet_are_refused(look: LookAt, declare: Declare):
    declare(Product, type_name="Stuff")
    declare(Brand, type_name="Stuff", plural_name="brands")
    with pytest.raises(SchemaError, match=r"stuff"):
        look("shop")


def test_a_pinned_name_that_meets_a_generated_one_is_refused(look: LookAt):
    with pytest.raises(SchemaError, match="ProductWhere") as caught:
        look("shop", NAMES={"shop.brand": "ProductWhere"})
    assert "NAMES" in caught.value.hint


def test_columns_that_become_one_field_are_refused(cases: Cases, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["cases.meeting"]}
    with pytest.raises(SchemaError, match="startsAt") as caught:
        build_schema()
    assert "exclude" in caught.value.hint
