"""Rows that are written together come out as if they were written one after the other, in the order of the input."""

from typing import Any

import pytest
from django.db import models
from django.db.models import Q

from tests.apps.shop.models import Article, Barcode, Brand, Category, Product, StockLevel, Supply, Tag
from tests.mutations.writing import errors, payload

CREATE = "mutation($input: ProductCreateInput!) { createProduct(input: $input) { errors { path code } } }"
CREATE_ALL = (
    "mutation($inputs: [ProductCreateInput!]!, $policy: ErrorPolicy! = REJECT_EVERYTHING)"
    " { createProducts(inputs: $inputs, errorPolicy: $policy) { count errors { path code } } }"
)
UPDATE_BRAND = "mutation($id: ID!, $input: BrandUpdateInput!) { updateBrand(id: $id, input: $input) { errors { path code } } }"
UPDATE = "mutation($id: ID!, $input: ProductUpdateInput!) { updateProduct(id: $id, input: $input) { errors { path code } } }"
CATEGORIES = "mutation($inputs: [CategoryCreateInput!]!) { createCategories(inputs: $inputs) { count errors { path code } } }"
DONE: Any = {"errors": []}


def new(sku: str, **given: Any) -> dict[str, Any]:
    return {"name": sku, "sku": sku, "createdAt": "2024-05-01T00:00:00Z", "brand": {"connect": {"name": "Acme"}}, **given}


def test_who_is_connected_twice_is_connected(api, shop):
    plain = {"by": {"name": "plain"}, "create": {"name": "plain"}}
    fresh = {"by": {"name": "fresh"}, "create": {"name": "fresh"}}
    tags = {"connect": [{"name": "plain"}, {"id": shop.plain.pk}], "connectOrCreate": [plain, fresh, fresh]}
    assert payload(api(CREATE, input=new("P1", tags=tags))) == DONE
    assert [tag.name for tag in Product.objects.get(sku="P1").tags.all()] == ["fresh", "plain"]


def test_of_a_row_between_that_is_given_twice_the_first_is_stored(api, shop):
    suppliers = {
        "connect": [{"by": {"pk": "S1"}, "through": {"days": 1}}, {"by": {"id": "S1"}, "through": {"days": 2}}],
        "connectOrCreate": [{"by": {"pk": "S1"}, "create": {"code": "S1", "name": "x"}, "through": {"days": 3}}],
    }
    assert payload(api(CREATE, input=new("P1", suppliers=suppliers))) == DONE
    assert list(Supply.objects.filter(product__sku="P1").values_list("supplier", "days")) == [("S1", 1)]


def test_a_list_may_name_what_comes_before_in_it(api, shop):
    tree = [{"name": "a", "slug": "a"}, {"name": "b", "slug": "b", "parent": {"connect": {"slug": "a"}}}]
    assert payload(api(CATEGORIES, inputs=tree)) == {"count": 2, **DONE}
    assert Category.objects.get(slug="b").parent.slug == "a"
    inputs = [
        new("P1", tags={"create": [{"name": "fresh"}]}),
        new("P2", tags={"connect": [{"name": "fresh"}], "connectOrCreate": [{"by": {"name": "fresh"}, "create": {"name": "other"}}]}),
    ]
    assert payload(api(CREATE_ALL, inputs=inputs)) == {"count": 2, **DONE}
    assert Tag.objects.get(name="fresh").products.count() == 2
    assert not Tag.objects.filter(name="other").exists()


def test_a_row_hangs_on_the_last_that_takes_it(api, shop):
    live = {"id": shop.live.pk}
    first = new("P1", articles={"connectOrCreate": [{"by": live, "create": {"title": "none"}}]})
    assert payload(api(CREATE_ALL, inputs=[first, new("P2", articles={"connect": [live]})])) == {"count": 2, **DONE}
    assert Article.everything.get(pk=shop.live.pk).product.sku == "P2"


@pytest.mark.parametrize("policy", ["IGNORE_FAILED", "REJECT_FAILED_ROWS"])
def test_rows_that_are_left_out_leave_nothing_behind(api, shop, policy):
    inputs = [new(sku, name=name, brand={"create": {"name": f"brand of {sku}"}}) for sku, name in (("P1", ""), ("P2", "right"))]
    wrong = [{"path": ["inputs", "0", "name"], "code": "BLANK"}]
    assert payload(api(CREATE_ALL, inputs=inputs, policy=policy)) == {"count": 1, "errors": wrong}
    assert set(Brand.objects.filter(name__startswith="brand").values_list("name", flat=True)) == {"brand of P2"}


def test_a_row_that_is_named_in_two_ways_is_one_row(api, shop):
    by_sku = {"by": {"sku": "A1"}, "update": {"name": "Named", "change": {"stock": {"increment": 1}}}}
    by_id = {"by": {"id": shop.anvil.pk}, "update": {"price": "3", "change": {"stock": {"increment": 1}}}}
    assert payload(api(UPDATE_BRAND, id=shop.acme.pk, input={"products": {"update": [by_sku, by_id]}})) == DONE
    shop.anvil.refresh_from_db()
    assert (shop.anvil.name, shop.anvil.price, shop.anvil.stock) == ("Named", 3, 3)


def test_rows_that_have_to_be_changed_one_by_one_are_changed_once(api, shop):
    """The first makes room for the second; the database, asked for both at once, may refuse that."""
    Barcode.objects.all().delete()
    more = {"change": {"stock": {"increment": 1}}}
    swapped = [{"by": {"sku": "B1"}, "update": {"sku": "B2", **more}}, {"by": {"sku": "A1"}, "update": {"sku": "B1", **more}}]
    assert payload(api(UPDATE_BRAND, id=shop.acme.pk, input={"products": {"update": swapped}})) == DONE
    assert set(Product.objects.filter(sku__startswith="B").values_list("sku", "stock")) == {("B2", 4), ("B1", 2)}


def test_rows_with_composite_keys_are_made_within_their_rule(api, shop, declare):
    declare(StockLevel, scope=lambda self, access: Q() if access.action == "view" else Q(quantity__lt=5))
    levels = [{"warehouse": "n", "quantity": 1}, {"warehouse": "s", "quantity": 2}]
    assert payload(api(UPDATE, id=shop.beam.pk, input={"levels": {"create": levels}})) == DONE
    levels = [{"warehouse": "e", "quantity": 1}, {"warehouse": "w", "quantity": 5}]
    assert errors(api(UPDATE, id=shop.beam.pk, input={"levels": {"create": levels}})) == [("input.levels.create.1", "FORBIDDEN")]
    assert set(shop.beam.levels.values_list("warehouse", flat=True)) == {"n", "s"}


def test_a_row_may_be_named_twice_to_be_deleted(api, shop, monkeypatch):
    monkeypatch.setattr(Barcode, "delete", lambda self, **options: models.Model.delete(self, **options))
    monkeypatch.setattr(Tag, "delete", lambda self, **options: models.Model.delete(self, **options))
    assert payload(api(UPDATE, id=shop.anvil.pk, input={"tags": {"delete": [{"name": "plain"}, {"id": shop.plain.pk}]}})) == DONE
    assert not Tag.objects.filter(name="plain").exists()
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"barcode": {"delete": False}})) == [("input.barcode.delete", "INVALID")]
    assert Barcode.objects.filter(product=shop.anvil).exists()


def test_what_is_nested_may_lead_back_to_the_row(api, shop):
    """By a category that is its own parent."""
    Category.objects.filter(slug="open").update(parent=shop.open_)
    products = {"update": [{"by": {"sku": "A1"}, "update": {"stock": 70}}]}
    back = {"parent": {"update": {"products": products}}}
    assert payload(api(UPDATE, id=shop.anvil.pk, input={"name": "Named", "category": {"update": back}})) == DONE
    shop.anvil.refresh_from_db()
    assert (shop.anvil.name, shop.anvil.stock) == ("Named", 70)


def test_what_is_nested_may_lead_to_a_row_that_comes_next(api, shop):
    Product.objects.filter(sku="B1").update(category=shop.open_)
    gone = {"by": {"sku": "A1"}, "update": {"category": {"delete": True}}}
    named = {"by": {"sku": "B1"}, "update": {"name": "Named"}}
    assert payload(api(UPDATE_BRAND, id=shop.acme.pk, input={"products": {"update": [gone, named]}})) == DONE
    assert Product.objects.get(sku="B1").category is None
    assert not Category.objects.filter(slug="open").exists()
