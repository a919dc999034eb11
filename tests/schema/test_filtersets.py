"""A project's own django-filter FilterSets as the argument ``filter``."""

from __future__ import annotations

from typing import Any

import django_filters
import pytest
from django.db.models import Q, QuerySet
from graphql import GraphQLInputObjectType

from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.schema.global_id import encode
from tests.apps.shop.models import Brand, Product, Tag
from tests.conftest import Declare


class ProductFilters(django_filters.FilterSet):
    cheaper = django_filters.NumberFilter(field_name="price", lookup_expr="lt", label="Costs less than.")
    price = django_filters.RangeFilter()
    created = django_filters.DateFromToRangeFilter(field_name="created_at")
    created_between = django_filters.IsoDateTimeFromToRangeFilter(field_name="created_at")
    name = django_filters.LookupChoiceFilter(lookup_choices=["exact", "icontains"])
    stocked = django_filters.BooleanFilter(method="filter_stocked")
    maker = django_filters.ModelChoiceFilter(field_name="brand", queryset=Brand.objects.all())
    maker_name = django_filters.ModelChoiceFilter(field_name="brand", queryset=Brand.objects.all(), to_field_name="name")
    tagged = django_filters.ModelMultipleChoiceFilter(field_name="tags", queryset=Tag.objects.all())
    states = django_filters.MultipleChoiceFilter(field_name="status", choices=Product.Status)
    order = django_filters.OrderingFilter(fields=["name"])

    class Meta:
        model = Product
        fields = {"stock": ["exact", "in", "range"], "status": ["exact"], "created_at": ["year"]}

    def filter_stocked(self, rows: QuerySet[Product], name: str, value: bool) -> QuerySet[Product]:
        return rows.filter(stock__gt=0) if value else rows.filter(stock=0)


@pytest.fixture
def filtered(shop: None, declare: Declare) -> None:
    declare(Product, filterset_class=ProductFilters)


def inputs(name: str) -> dict[str, str]:
    kind = build_schema().graphql_schema.type_map[name]
    assert isinstance(kind, GraphQLInputObjectType)
    return {field: str(made.type) for field, made in kind.fields.items()}


def skus(text: str, **variables: Any) -> list[str]:
    declared = "($filter: ProductFilter)" if variables else ""
    answer = execute(OperationRequest(f"query {declared} {{ products(filter: {text}) {{ nodes {{ sku }} }} }}", variables))
    assert answer.errors == []
    assert answer.data
    return sorted(row["sku"] for row in answer.data["products"]["nodes"])


def test_each_filter_has_the_type_of_its_form_field(filtered: None):
    assert inputs("ProductFilter") == {
        "cheaper": "Decimal",
        "price": "ProductPriceFilter",
        "created": "ProductCreatedFilter",
        "createdBetween": "ProductCreatedBetweenFilter",
        "name": "ProductNameFilter",
        "stocked": "Boolean",
        "maker": "ID",
        "makerName": "ID",
        "tagged": "[ID!]",
        "states": "[String!]",
        "stock": "Decimal",
        "stockIn": "[Decimal!]",
        "stockRange": "[Decimal!]",
        "status": "String",
        "createdAtYear": "Decimal",
    }


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("ProductPriceFilter", {"min": "Decimal", "max": "Decimal"}),
        ("ProductCreatedFilter", {"after": "Date", "before": "Date"}),
        ("ProductCreatedBetweenFilter", {"after": "DateTime", "before": "DateTime"}),
        ("ProductNameFilter", {"value": "String", "lookup": "String"}),
    ],
)
def test_a_field_of_several_widgets_is_an_object_of_its_parts(filtered: None, name: str, parts: dict[str, str]):
    assert inputs(name) == parts


def test_labels_are_descriptions(filtered: None):
    kind = build_schema().graphql_schema.type_map["ProductFilter"]
    assert isinstance(kind, GraphQLInputObjectType)
    assert kind.fields["cheaper"].description == "Costs less than."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{cheaper: 12.5}", ["B-1"]),
        ("{price: {min: 25, max: 30}}", ["A-1", "E-1", "G-1"]),
        ("{price: {min: 60}}", ["D-1", "I-1"]),
        ('{created: {after: "2025-03-05", before: "2025-03-06"}}', ["A-2", "E-1"]),
        ('{createdBetween: {after: "2025-04-08T12:30:00Z", before: "2025-04-08T12:30:00Z"}}', ["G-1"]),
        ('{name: {value: "axe", lookup: "icontains"}}', ["A-1", "A-2"]),
        ("{stocked: false}", ["A-2", "C-1", "H-1"]),
        ("{stock: 40}", ["B-1"]),
        ("{stockIn: [1, 2]}", ["D-1", "I-1"]),
        ("{stockRange: [1, 3]}", ["D-1", "G-1", "I-1"]),
        ('{status: "gone"}', ["D-1"]),
        ('{states: ["gone", "draft"]}', ["A-2", "C-1", "D-1", "H-1"]),
        ('{maker: "3"}', ["A-2", "E-1"]),
        (f'{{maker: "{encode("shop.brand", (3,))}"}}', ["A-2", "E-1"]),
        ('{makerName: "Crow"}', ["A-2", "E-1"]),
        (f'{{makerName: "{encode("shop.brand", (3,))}"}}', ["A-2", "E-1"]),
        (f'{{tagged: ["1", "{encode("shop.tag", (3,))}"]}}', ["A-1", "B-1", "D-1", "G-1", "I-1"]),
        ("{}", ["A-1", "A-2", "B-1", "C-1", "D-1", "E-1", "F-1", "G-1", "H-1", "I-1"]),
    ],
)
def test_the_form_receives_what_its_widgets_read(filtered: None, text: str, found: list[str]):
    assert skus(text) == found


def test_parts_come_through_variables_as_well(filtered: None):
    assert skus("$filter", filter={"price": {"min": "60"}, "created": {"before": "2025-03-01"}}) == ["D-1"]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{status: "sold"}', "status"),
        ('{name: {value: "axe", lookup: "regex"}}', "name"),
        ('{maker: "999"}', "maker"),
        ("{stockRange: [1]}", "stock__range"),
    ],
)
def test_what_the_form_refuses_is_told_by_field(filtered: None, text: str, field: str):
    answer = execute(OperationRequest(f"{{ products(filter: {text}) {{ totalCount }} }}"))
    assert answer.data == {"products": None}
    (error,) = answer.errors
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["fields"].keys() == {field}


def test_the_id_of_another_model_is_refused(filtered: None):
    answer = execute(OperationRequest(f'{{ products(filter: {{maker: "{encode("shop.tag", (1,))}"}}) {{ totalCount }} }}'))
    assert [error["extensions"]["code"] for error in answer.errors] == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("name", ["maker", "makerName"])
def test_a_hidden_row_cannot_be_chosen(filtered: None, declare: Declare, name: str):
    declare(Brand, scope=lambda self, access: Q(is_active=True))
    hidden, missing = (
        execute(OperationRequest(f'{{ products(filter: {{{name}: "{encode("shop.brand", (key,))}"}}) {{ totalCount }} }}'))
        for key in (3, 99)
    )
    assert hidden.errors[0]["extensions"]["fields"] == missing.errors[0]["extensions"]["fields"]


def test_filters_whose_names_meet_are_refused(open_shop: None, declare: Declare):
    class Meeting(django_filters.FilterSet):
        stock_in = django_filters.NumberFilter(field_name="stock")

        class Meta:
            model = Product
            fields = {"stock": ["in"]}

    declare(Product, filterset_class=Meeting)
    with pytest.raises(SchemaError, match="stockIn"):
        build_schema()
