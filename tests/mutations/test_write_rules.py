"""Columns and relations that only some may write, whichever way they are written."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User

from django_graphql_auto.execution import rules_for
from django_graphql_auto.mutations import CreateMany, ErrorPolicy, perform
from django_graphql_auto.schema.live import current_schema
from tests.apps.shop.models import Book, Brand, Note, Product, Review, SoldProduct, Supply, Tag
from tests.mutations.writing import errors, payload, user_who_may

UPDATE = "mutation($id: ID!, $input: ProductUpdateInput!) { updateProduct(id: $id, input: $input) { errors { path code field } } }"
BRAND = "mutation($id: ID!, $input: BrandUpdateInput!) { updateBrand(id: $id, input: $input) { errors { path code } } }"


def staff(access: Any) -> bool:
    return bool(access.user.is_staff)


@pytest.fixture
def clerk(shop: Any) -> User:
    """May do everything with the shop's models, and is nobody special."""
    made = User.objects.create_user("everyday")
    made.user_permissions.set(Permission.objects.filter(content_type__app_label="shop"))
    return made


def test_a_function_or_a_permission_says_who_may_write_a_column(api, shop, declare, clerk, boss):
    declare(Product, write_rules={"price": staff, "stock": "auth.view_group"})
    found = api(UPDATE, user=clerk, id=shop.anvil.pk, input={"name": "New", "price": 1, "stock": 1})
    assert errors(found) == [("input.price", "FORBIDDEN"), ("input.stock", "FORBIDDEN")]
    assert [error["field"] for error in payload(found)["errors"]] == ["price", "stock"]
    shop.anvil.refresh_from_db()
    assert shop.anvil.name == "Anvil"
    assert errors(api(UPDATE, user=clerk, id=shop.anvil.pk, input={"name": "New"})) == []
    keeper = user_who_may("change_product", "view_group", name="keeper")
    assert errors(api(UPDATE, user=keeper, id=shop.anvil.pk, input={"stock": 9})) == []
    assert errors(api(UPDATE, user=boss, id=shop.anvil.pk, input={"price": 1})) == []


def test_a_rule_knows_new_rows_from_changed_ones(api, shop, declare, clerk):
    declare(Tag, write_rules={"name": lambda access: access.action == "add"})
    assert errors(api('mutation { createTag(input: {name: "x"}) { errors { path code } } }', user=clerk)) == []
    document = f'mutation {{ updateTag(id: {shop.plain.pk}, input: {{name: "y"}}) {{ errors {{ path code }} }} }}'
    assert errors(api(document, user=clerk)) == [("input.name", "FORBIDDEN")]


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ("updateProduct(id: 0, input: {change: {price: {increment: 1}}})", "input.change.price"),
        ('updateProducts(where: {sku: {eq: "A1"}}, set: {price: 1})', "set.price"),
        ('updateProducts(where: {sku: {eq: "A1"}}, set: {change: {price: {multiply: 2}}})', "set.change.price"),
        ('upsertProduct(by: {sku: "A1"}, create: NEW, update: {price: 1})', "update.price"),
        ('upsertProduct(by: {sku: "no"}, create: NEW, update: {name: "x"})', "create.price"),
        ("createProduct(input: NEW)", "input.price"),
        ("createProducts(inputs: [NEW])", "inputs.0.price"),
        (
            'updateBrand(id: BRAND, input: {products: {update: [{by: {sku: "A1"}, update: {price: null}}]}})',
            "input.products.update.0.update.price",
        ),
    ],
)
def test_every_way_into_a_column_is_closed(api, shop, declare, clerk, document, path):
    declare(Product, write_rules={"price": staff})
    new = '{name: "x", sku: "X1", createdAt: "2024-01-01T00:00:00Z", price: 3, brand: {connect: {name: "Acme"}}}'
    before = list(Product.objects.order_by("pk").values())
    text = document.replace("id: 0", f"id: {shop.anvil.pk}").replace("BRAND", str(shop.acme.pk)).replace("NEW", new)
    assert errors(api(f"mutation {{ {text} {{ errors {{ path code }} }} }}", user=clerk)) == [(path, "FORBIDDEN")]
    assert list(Product.objects.order_by("pk").values()) == before


def test_a_foreign_key_is_closed_from_both_sides(api, shop, declare, clerk):
    declare(Review, write_rules={"product": staff})
    review = Review.objects.filter(product=shop.anvil).first()
    document = "mutation($id: ID!, $to: ID!) { updateReview(id: $id, input: {product: {connect: {id: $to}}}) { errors { path code } } }"
    assert errors(api(document, user=clerk, id=review.pk, to=shop.beam.pk)) == [("input.product", "FORBIDDEN")]
    for operation, operand in (("create", [{"rating": 1}]), ("connect", [{"id": review.pk}])):
        found = api(UPDATE, user=clerk, id=shop.beam.pk, input={"reviews": {operation: operand}})
        assert errors(found) == [(f"input.reviews.{operation}.0", "FORBIDDEN")]


def test_relations_are_closed_before_anything_is_stored(api, shop, declare, clerk):
    declare(Product, write_rules={"brand": staff, "tags": staff})
    given = {"brand": {"create": {"name": "New"}}, "tags": {"create": [{"name": "new"}]}}
    found = errors(api(UPDATE, user=clerk, id=shop.anvil.pk, input=given))
    assert found == [("input.brand", "FORBIDDEN"), ("input.tags", "FORBIDDEN")]
    assert not Brand.objects.filter(name="New").exists()


def test_a_table_between_is_closed_from_the_other_side(api, shop, declare, clerk):
    declare(Product, write_rules={"tags": staff, "suppliers": staff})
    document = (
        f'mutation {{ updateTag(id: {shop.covert.pk}, input: {{products: {{connect: [{{sku: "B1"}}]}}}}) {{ errors {{ path code }} }} }}'
    )
    assert errors(api(document, user=clerk)) == [("input.products.connect.0", "FORBIDDEN")]
    document = """mutation {
      updateSupplier(id: "S1", input: {products: {connect: [{by: {sku: "B1"}, through: {days: 1}}]}}) { errors { path code } }
    }"""
    assert errors(api(document, user=clerk)) == [("input.products.connect.0.by", "FORBIDDEN")]


def test_rows_between_have_rules_of_their_own(api, shop, declare, clerk):
    declare(Supply, write_rules={"days": staff})
    shop.anvil.supplies.all().delete()
    given = {"suppliers": {"connect": [{"by": {"pk": "S1"}, "through": {"days": 1}}]}}
    assert errors(api(UPDATE, user=clerk, id=shop.anvil.pk, input=given)) == [("input.suppliers.connect.0.through.days", "FORBIDDEN")]


def test_a_generic_foreign_key_is_closed_from_both_sides(api, shop, declare, clerk):
    declare(Note, write_rules={"subject": staff})
    found = errors(api(UPDATE, user=clerk, id=shop.beam.pk, input={"notes": {"create": [{"text": "x"}]}}))
    assert found == [("input.notes.create.0", "FORBIDDEN")]


def test_what_the_server_puts_in_needs_no_right(api, shop, declare, clerk):
    declare(Brand, set_on_create={"country": "SE"}, write_rules={"country": staff})
    assert errors(api('mutation { createBrand(input: {name: "New"}) { errors { path code } } }', user=clerk)) == []
    assert Brand.objects.get(name="New").country == "SE"


def test_of_several_rows_the_others_are_stored(shop, declare, clerk):
    declare(Brand, write_rules={"country": staff})
    given = [{"name": "One"}, {"name": "Two", "country": "DE"}]
    report = perform(CreateMany(Brand, given, ErrorPolicy.REJECT_FAILED_ROWS), rules_for(clerk))
    assert [outcome.row is not None for outcome in report.outcomes] == [True, False]
    perform(CreateMany(Brand, [{"name": "Three", "country": "DE"}], ErrorPolicy.IGNORE_FAILED), rules_for(clerk))
    assert Brand.objects.get(name="Three").country == ""


def test_a_form_is_told_what_its_user_may_not_write(api, declare, settings, clerk, boss):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MODEL_SCHEMA": True}
    declare(Product, write_rules={"price": staff, "name": staff, "brand": staff})
    document = '{ modelSchema(model: "shop.product") { fields { name readOnly required } } }'
    for user, closed in ((clerk, True), (boss, False)):
        told = {field["name"]: field["readOnly"] for field in api(document, user=user)["modelSchema"]["fields"]}
        assert [told[name] for name in ("price", "name", "brand", "sku")] == [closed, closed, closed, False]


@pytest.mark.parametrize("below", ["book", "soldProduct"])
def test_a_child_or_proxy_is_no_way_around_what_the_model_above_keeps(api, shop, declare, below):
    declare(
        Product,
        operations={"get", "list", "update"},
        readonly_fields=["stock"],
        create_only_fields=["sku"],
        set_on_update={"status": "gone"},
        write_rules={"price": staff},
    )
    declare(Book if below == "book" else SoldProduct, operations={"update", "delete"}, write_rules={"name": staff})
    stem = below[0].upper() + below[1:]
    types = current_schema().graphql_schema.type_map
    assert {"stock", "sku", "status"}.isdisjoint(types[f"{stem}UpdateInput"].fields)
    user = user_who_may(f"change_{below.lower()}", f"view_{below.lower()}")
    document = (
        "mutation($id: ID!, $input: " + stem + "UpdateInput!) { update" + stem + "(id: $id, input: $input) { errors { path code } } }"
    )
    found = api(document, user=user, id=shop.book.pk, input={"price": 1, "name": "x"})
    assert sorted(errors(found)) == [("input.name", "FORBIDDEN"), ("input.price", "FORBIDDEN")]
    assert errors(api(document, user=user, id=shop.book.pk, input={"weight": 2})) == []
    shop.book.refresh_from_db()
    assert (shop.book.price, shop.book.weight, shop.book.status) == (5, 2, "gone")


@pytest.mark.parametrize("below", [Book, SoldProduct])
def test_a_child_or_proxy_that_says_nothing_is_written_as_the_model_above_is(api, declare, below):
    declare(Product, operations={"get", "list", "update"})
    served = current_schema().graphql_schema.mutation_type.fields
    assert f"update{below.__name__}" in served
    assert {f"create{below.__name__}", f"delete{below.__name__}"}.isdisjoint(served)
    declare(below, operations={"delete"})
    assert f"delete{below.__name__}" in current_schema().graphql_schema.mutation_type.fields


def test_a_child_may_have_a_rule_of_its_own_for_a_column_from_above(api, shop, declare, clerk):
    declare(Product, write_rules={"price": staff})
    declare(Book, write_rules={"price": lambda access: True})
    for stem, path in (("Book", []), ("SoldProduct", [("input.price", "FORBIDDEN")])):
        document = "mutation($id: ID!) { update" + stem + "(id: $id, input: {price: 2}) { errors { path code } } }"
        assert errors(api(document, user=clerk, id=shop.book.pk)) == path
