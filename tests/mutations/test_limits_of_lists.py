"""How many rows the lists of a write may name, let go of and link: bounded before any of them is looked for."""

import pytest

from django_graphql_auto.testing import captured_statements
from tests.apps.shop.models import Category, Product, Tag
from tests.mutations.writing import errors, payload

UPDATE = "mutation($id: ID!, $input: ProductUpdateInput!) { updateProduct(id: $id, input: $input) { errors { path code } } }"
UPDATE_CATEGORY = "mutation($id: ID!, $input: CategoryUpdateInput!) { updateCategory(id: $id, input: $input) { errors { path code } } }"
CREATE_ALL = "mutation($inputs: [ProductCreateInput!]!) { createProducts(inputs: $inputs) { errors { path code } } }"
NEW = {"name": "Pot", "createdAt": "2024-05-01T00:00:00Z", "brand": {"connect": {"name": "Acme"}}}


@pytest.fixture
def at_most_three(settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MAX_WRITTEN_ROWS": 3}


def tags(count):
    return [{"name": tag.name} for tag in Tag.objects.bulk_create([Tag(name=f"t{number}") for number in range(count)])]


def test_one_list_names_at_most_as_many_rows_as_a_mutation_writes(api, shop):
    named = tags(150)
    before = set(shop.beam.tags.all())
    with captured_statements() as statements:
        found = errors(api(UPDATE, id=shop.beam.pk, input={"tags": {"connect": named}}))
    assert found == [("input.tags.connect.100", "LIMIT_EXCEEDED")]
    assert set(shop.beam.tags.all()) == before
    assert not [statement for statement in statements if "shop_tag" in statement]
    assert payload(api(UPDATE, id=shop.beam.pk, input={"tags": {"connect": named[:100]}}))["errors"] == []


@pytest.mark.parametrize("operation", ["connect", "disconnect", "set", "delete", "update", "upsert", "connectOrCreate"])
def test_every_list_of_operands_is_bounded_before_it_is_looked_for(api, shop, at_most_three, operation):
    made = {"name": "x"}
    elements = {
        "update": lambda by: {"by": by, "update": made},
        "upsert": lambda by: {"by": by, "update": made, "create": made},
        "connectOrCreate": lambda by: {"by": by, "create": by},
    }
    given = list(map(elements.get(operation, lambda by: by), tags(4)))
    with captured_statements() as statements:
        found = errors(api(UPDATE, id=shop.beam.pk, input={"tags": {operation: given}}))
    assert found == [(f"input.tags.{operation}.3", "LIMIT_EXCEEDED")]
    assert not [statement for statement in statements if "shop_tag" in statement]


def test_lists_in_nested_rows_and_of_several_rows_are_bounded_as_well(api, shop, at_most_three):
    named = tags(4)
    inputs = [{**NEW, "sku": "P0", "tags": {"connect": named[:3]}}, {**NEW, "sku": "P1", "tags": {"connect": named}}]
    assert errors(api(CREATE_ALL, inputs=inputs)) == [("inputs.1.tags.connect.3", "LIMIT_EXCEEDED")]
    nested = {"products": {"update": [{"by": {"sku": shop.beam.sku}, "update": {"tags": {"set": named}}}]}}
    category = Category.objects.create(name="c", slug="c")
    category.products.add(shop.beam)
    found = errors(api(UPDATE_CATEGORY, id=category.pk, input=nested))
    assert found == [("input.products.update.0.update.tags.set.3", "LIMIT_EXCEEDED")]
    inputs[1]["tags"] = {"connect": named[:3]}
    assert payload(api(CREATE_ALL, inputs=inputs))["errors"] == []
    assert Tag.products.through.objects.filter(product__sku__in=["P0", "P1"]).count() == 6


def test_rows_that_are_found_and_linked_one_by_one_are_written_rows(api, shop, at_most_three):
    ways = [{"by": name, "create": name} for name in tags(3)]
    inputs = [{**NEW, "sku": f"P{number}", "tags": {"connectOrCreate": ways}} for number in range(2)]
    assert errors(api(CREATE_ALL, inputs=inputs)) == [("inputs.0.tags.connectOrCreate.1", "LIMIT_EXCEEDED")]
    assert not Product.objects.filter(name="Pot").exists()
