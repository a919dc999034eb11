"""How many rows the lists of a write may name, let go of and link: bounded before any of them is looked for."""

from contextlib import nullcontext

import pytest

from django_graphql_auto.mutations.telling.steps import watching
from django_graphql_auto.testing import captured_statements
from tests.apps.shop.models import Category, Product, Supplier, Supply, Tag
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


@pytest.mark.parametrize("operation", ["updateMany", "deleteMany"])
def test_a_condition_that_meets_no_row_counts_as_one(api, shop, at_most_three, operation):
    """It takes a statement all the same, and may stand in the input of each of many rows."""
    condition = {"where": {"rating": {"gt": 5}}, "atMost": 1, **({"set": {"text": "x"}} if operation == "updateMany" else {})}
    given = lambda times: {"reviews": {operation: [condition] * times}}  # noqa: E731
    assert payload(api(UPDATE, id=shop.beam.pk, input=given(2)))["errors"] == []
    assert errors(api(UPDATE, id=shop.beam.pk, input=given(3))) == [(f"input.reviews.{operation}.2", "LIMIT_EXCEEDED")]


@pytest.mark.parametrize("relation", ["tags", "suppliers", "products"])
def test_a_set_reads_no_more_rows_to_let_go_of_than_it_may(api, shop, at_most_three, relation):
    document, row = UPDATE, shop.beam
    if relation == "tags":
        shop.beam.tags.set(Tag.objects.bulk_create([Tag(name=f"t{number}") for number in range(20)]))
    if relation == "suppliers":
        found = Supplier.objects.bulk_create([Supplier(code=f"c{number}", name="x") for number in range(20)])
        Supply.objects.bulk_create([Supply(product=shop.beam, supplier=each, days=1) for each in found])
    if relation == "products":
        document, row = UPDATE_CATEGORY, Category.objects.create(name="c", slug="c")
        new = [Product(name="x", sku=f"x{number}", brand=shop.acme, created_at=shop.beam.created_at) for number in range(20)]
        row.products.add(*new, bulk=False)
    with captured_statements() as statements:
        assert errors(api(document, id=row.pk, input={relation: {"set": []}})) == [(f"input.{relation}.set", "LIMIT_EXCEEDED")]
    assert "LIMIT 4" in [text for text in statements if "SAVEPOINT" not in text][-1]
    assert getattr(row, relation).count() >= 20


def test_a_set_that_lets_go_of_as_many_rows_as_it_may_keeps_those_that_stay(api, shop, at_most_three):
    named = tags(6)
    shop.beam.tags.set(Tag.objects.filter(name__in=[tag["name"] for tag in named]))
    stay = [*named[2:5], {"name": "plain"}][1:]
    assert errors(api(UPDATE, id=shop.beam.pk, input={"tags": {"set": stay}})) == [("input.tags.set", "LIMIT_EXCEEDED")]
    shop.beam.tags.remove(Tag.objects.get(name="t0"))
    assert payload(api(UPDATE, id=shop.beam.pk, input={"tags": {"set": stay}}))["errors"] == []
    assert [tag.name for tag in shop.beam.tags.all()] == ["plain", "t3", "t4"]


class Watcher:
    def begins(self, step):
        pass

    ends = begins


@pytest.mark.parametrize("watched", [False, True])
def test_of_several_rows_only_the_one_with_too_long_a_list_is_refused(api, shop, at_most_three, watched):
    document = CREATE_ALL.replace("inputs: $inputs", "inputs: $inputs, errorPolicy: REJECT_FAILED_ROWS")
    inputs = [{**NEW, "sku": f"P{number}", "tags": {"connect": named}} for number, named in enumerate((tags(4), [], [{"name": "plain"}]))]
    with watching(Watcher()) if watched else nullcontext():
        assert errors(api(document, inputs=inputs)) == [("inputs.0.tags.connect.3", "LIMIT_EXCEEDED")]
    assert sorted(Product.objects.filter(name="Pot").values_list("sku", flat=True)) == ["P1", "P2"]
