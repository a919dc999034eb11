"""A project's code before and after each row that is written: before_write and after_write of ModelOptions."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from django_graphql_auto.testing import assert_statements
from tests.apps.shop.models import Brand, Review
from tests.mutations.writing import errors, payload

CREATE = "mutation($inputs: [BrandCreateInput!]!) { createBrands(inputs: $inputs) { count errors { path code message } } }"
UPDATE = "mutation($where: BrandWhere!, $set: BrandUpdateInput!) { updateBrands(where: $where, set: $set, atMost: 9) { count } }"


@pytest.fixture
def called(declare):
    """What was called, in order; names get a full stop before they are stored."""
    heard = []

    def before_write(self, row, access):
        heard.append(("before", access.action, row.name))
        if row.name == "Evil":
            raise ValidationError({"name": ValidationError("Not this one.", "evil")})
        row.name = row.name.removesuffix(".") + "."

    def after_write(self, row, access):
        heard.append(("after", access.action, row.name, Brand.objects.filter(pk=row.pk).exists(), access.user.get_username()))

    declare(Brand, before_write=before_write, after_write=after_write)
    return heard


def test_each_row_is_seen_before_and_after_it_is_written(api, shop, called):
    assert errors(api('mutation { createBrand(input: {name: "Nova"}) { errors { path code } } }')) == []
    row = Brand.objects.get(name="Nova.")
    assert errors(api('mutation($id: ID!) { updateBrand(id: $id, input: {country: "SE"}) { errors { path code } } }', id=row.pk)) == []
    assert errors(api("mutation($id: ID!) { deleteBrand(id: $id) { errors { path code } } }", id=row.pk)) == []
    assert called == [
        ("before", "add", "Nova"),
        ("after", "add", "Nova.", True, "boss"),
        ("before", "change", "Nova."),
        ("after", "change", "Nova.", True, "boss"),
        ("before", "delete", "Nova."),
        ("after", "delete", "Nova.", False, "boss"),
    ]


def test_rows_that_are_written_together_are_seen_one_by_one(api, shop, called):
    with assert_statements(4):  # the rows, and one for each that the hook looks for
        assert payload(api(CREATE, inputs=[{"name": name} for name in "ABC"]))["count"] == 3
    assert called == [("before", "add", name) for name in "ABC"] + [("after", "add", f"{name}.", True, "boss") for name in "ABC"]
    assert payload(api(UPDATE, where={"name": {"in": ["A.", "B."]}}, set={"country": "SE"}))["count"] == 2
    assert Brand.objects.filter(country="SE").count() == 2
    deleted = 'mutation { deleteBrands(where: {country: {eq: "SE"}}, atMost: 2) { count } }'
    assert payload(api(deleted))["count"] == 2
    assert called[-4:] == [
        *(("before", "delete", name) for name in ("A.", "B.")),
        *(("after", "delete", name, False, "boss") for name in ("A.", "B.")),
    ]


def test_what_a_hook_changes_is_stored_whatever_was_given(api, shop, called):
    Brand.objects.filter(pk=shop.acme.pk).update(name="Acme")
    assert payload(api(UPDATE, where={"name": {"in": ["Acme", "Umbra"]}}, set={"country": "SE"}))["count"] == 2
    assert set(Brand.objects.filter(country="SE").values_list("name", flat=True)) == {"Acme.", "Umbra."}


def test_a_hook_refuses_a_row_with_a_path_and_nothing_is_stored(api, shop, called):
    before = Brand.objects.count()
    found = payload(api(CREATE, inputs=[{"name": "Good"}, {"name": "Evil"}]))
    assert found["errors"] == [{"path": ["inputs", "1", "name"], "code": "EVIL", "message": "Not this one."}]
    nested = """mutation { createReview(input: {rating: 1, product: {create: {
        name: "P", sku: "P9", createdAt: "2024-01-01T00:00:00Z", brand: {create: {name: "Evil"}}
    }}}) { errors { path code } } }"""
    assert errors(api(nested)) == [("input.product.create.brand.create.name", "EVIL")]
    assert Brand.objects.count() == before
    assert not Review.objects.filter(product__sku="P9").exists()


def test_a_dry_run_calls_the_hooks_and_stores_nothing(api, shop, called):
    assert errors(api('mutation { createBrand(input: {name: "Nova"}, dryRun: true) { errors { path code } } }')) == []
    assert [each[:2] for each in called] == [("before", "add"), ("after", "add")]
    assert not Brand.objects.filter(name="Nova.").exists()
