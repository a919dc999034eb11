"""Values that stand in a model's input and are never stored: hooks get them, and refuse what they don't like."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q

from django_graphql_auto import FormMutation, mutation
from django_graphql_auto.schema.build import build_schema
from tests.apps.shop.models import Brand, Product, Review, Supply, Tag
from tests.mutations.test_model_form_mutations import ReviewForm
from tests.mutations.writing import errors, payload


class Manner(Enum):
    LOUD = "loud"
    QUIET = "quiet"


@dataclass
class Gift:
    tag: Tag
    amount: Decimal = Decimal(1)


CREATE = "mutation($input: BrandCreateInput!) { createBrand(input: $input) { brand { name } errors { path field code } } }"
UPDATE = "mutation($id: ID!, $input: BrandUpdateInput!) { updateBrand(id: $id, input: $input) { errors { path field code } } }"
MANY = """mutation($inputs: [BrandCreateInput!]!, $policy: ErrorPolicy! = REJECT_EVERYTHING) {
    createBrands(inputs: $inputs, errorPolicy: $policy) { count errors { path field code } }
}"""


@pytest.fixture
def guarded(declare):
    """Brands that are written by humans only; what the hooks are called with is told."""
    heard = []

    def before_write(self, row, access, captcha):
        heard.append(("before", access.action, row.name, captcha))
        if captcha != "human" and access.action != "delete":
            raise ValidationError({"captcha": ValidationError("Try again.", code="robot")})

    def after_write(self, row, access, *, notify=False, captcha=None):
        heard.append(("after", access.action, row.name, notify))

    declare(Brand, input_only={"captcha": str, "notify": bool | None}, before_write=before_write, after_write=after_write)
    return heard


def input_fields(name):
    return {field: str(made.type) for field, made in build_schema().graphql_schema.type_map[name].fields.items()}


def test_the_hooks_get_what_is_given_and_nothing_of_it_is_stored(api, shop, guarded):
    assert payload(api(CREATE, input={"name": "Nova", "captcha": "human", "notify": True})) == {"brand": {"name": "Nova"}, "errors": []}
    assert guarded == [("before", "add", "Nova", "human"), ("after", "add", "Nova", True)]
    assert errors(api(UPDATE, id=shop.acme.pk, input={"captcha": "human", "country": "CH"})) == []
    assert guarded[2:] == [("before", "change", "Acme", "human"), ("after", "change", "Acme", False)]


def test_what_a_hook_refuses_is_told_where_it_was_given(api, shop, guarded):
    wrong = payload(api(CREATE, input={"name": "Nova", "captcha": "x"}))
    assert wrong == {"brand": None, "errors": [{"path": ["input", "captcha"], "field": "captcha", "code": "ROBOT"}]}
    assert errors(api(UPDATE, id=shop.acme.pk, input={"captcha": "x"})) == [("input.captcha", "ROBOT")]
    assert not Brand.objects.filter(name="Nova").exists()


def test_an_annotation_without_none_is_needed_in_every_input(api, shop, guarded):
    assert input_fields("BrandCreateInput")["captcha"] == input_fields("BrandUpdateInput")["captcha"] == "String!"
    assert input_fields("BrandCreateInput")["notify"] == "Boolean"
    assert api(CREATE, input={"name": "Nova"}).codes == ["BAD_USER_INPUT"]


def test_what_is_for_new_rows_alone_is_no_input_of_changes(api, shop, declare):
    declare(Brand, input_only={"captcha": str}, create_only_fields=["captcha"], before_write=lambda self, row, access, captcha=None: None)
    assert input_fields("BrandCreateInput")["captcha"] == "String!"
    assert "captcha" not in input_fields("BrandUpdateInput")
    assert errors(api(UPDATE, id=shop.acme.pk, input={"country": "CH"})) == []


def test_each_of_several_rows_has_its_own(api, shop, guarded):
    good, bad = {"name": "A", "captcha": "human", "notify": True}, {"name": "B", "captcha": "x"}
    assert errors(api(MANY, inputs=[good, bad])) == [("inputs.1.captcha", "ROBOT")]
    guarded.clear()
    assert payload(api(MANY, inputs=[good, good | {"name": "B", "notify": False}]))["count"] == 2
    assert sorted(each for each in guarded if each[0] == "after") == [("after", "add", "A", True), ("after", "add", "B", False)]


def test_a_row_does_not_get_by_without_what_was_refused(api, shop, guarded):
    found = payload(api(MANY, inputs=[{"name": "A", "captcha": "human"}, {"name": "B", "captcha": "x"}], policy="IGNORE_FAILED"))
    assert (found["count"], [error["code"] for error in found["errors"]]) == (1, ["ROBOT"])
    assert not Brand.objects.filter(name="B").exists()


def test_rows_that_are_changed_alike_share_it(api, shop, guarded):
    document = """mutation($set: BrandUpdateInput!) { updateBrands(where: {name: {in: ["Acme", "Umbra"]}}, set: $set, atMost: 2) {
        count errors { path code } } }"""
    assert errors(api(document, set={"country": "CH", "captcha": "x"})) == [("set.captcha", "ROBOT")]
    assert payload(api(document, set={"country": "CH", "captcha": "human"}))["count"] == 2


def test_an_upsert_takes_it_on_both_ways(api, shop, guarded):
    document = """mutation($name: String!, $create: BrandCreateInput!, $update: BrandUpdateInput!) {
        upsertBrand(by: {name: $name}, create: $create, update: $update) { errors { path code } } }"""
    given = {"create": {"name": "Nova", "captcha": "x"}, "update": {"captcha": "x"}}
    assert errors(api(document, name="Nova", **given)) == [("create.captcha", "ROBOT")]
    assert errors(api(document, name="Acme", **given)) == [("update.captcha", "ROBOT")]


def test_it_stands_in_nested_inputs_and_is_told_with_its_path(api, shop, guarded):
    document = """mutation($captcha: String!) { createProduct(input: {
        name: "P", sku: "P9", createdAt: "2024-01-01T00:00:00Z", brand: {create: {name: "Nova", captcha: $captcha}}
    }) { errors { path code } } }"""
    assert errors(api(document, captcha="x")) == [("input.brand.create.captcha", "ROBOT")]
    assert errors(api(document, captcha="human")) == []
    assert Product.objects.get(sku="P9").brand.name == "Nova"


def test_a_row_between_two_takes_it_where_they_are_connected(api, shop, declare):
    heard = []
    declare(
        Supply,
        exclude=["days"],
        set_on_create={"days": 1},
        input_only={"reason": str},
        after_write=lambda self, row, access, reason: heard.append(reason),
    )
    connect = """mutation($id: ID!) { updateProduct(id: $id, input: {suppliers: {connect: [{by: {id: "X9"}, through: {reason: "need"}}]}}) {
        errors { path code } } }"""
    assert errors(api(connect, id=shop.beam.pk)) == []
    assert heard == ["need"]


def test_annotations_are_read_as_those_of_methods_are(api, shop, declare):
    heard = []
    declare(
        Brand,
        input_only={"manner": Manner, "gifts": list[Gift]},
        before_write=lambda self, row, access, manner=None, gifts=(): heard.append(
            (manner, [(gift.tag.name, gift.amount) for gift in gifts])
        ),
    )
    declare(Tag, scope=lambda self, access: ~Q(pk=shop.covert.pk))
    given = {"name": "Nova", "manner": "QUIET", "gifts": [{"tag": shop.plain.pk, "amount": "2.5"}]}
    hidden = given | {"gifts": [{"tag": shop.plain.pk}, {"tag": shop.covert.pk}]}
    assert errors(api(CREATE, input=hidden)) == [("input.gifts.1.tag", "NOT_FOUND")]
    assert errors(api(CREATE, input=given)) == []
    assert heard == [(Manner.QUIET, [("plain", Decimal("2.5"))])]


def test_what_is_written_without_an_input_has_none_for_it(api, shop, guarded, registering, declare):
    assert errors(api("mutation($id: ID!) { deleteBrand(id: $id) { errors { path code } } }", id=shop.umbra.pk)) == []
    assert guarded == [("before", "delete", "Umbra", None), ("after", "delete", "Umbra", False)]
    heard = []
    declare(Review, input_only={"captcha": str}, before_write=lambda self, row, access, captcha: heard.append(captcha))
    registering(mutation("shop.add_review")(type("WriteReview", (FormMutation,), {"form_class": ReviewForm})))
    document = "mutation($input: WriteReviewInput!) { writeReview(input: $input) { errors { path code } } }"
    assert errors(api(document, input={"product": shop.anvil.pk, "rating": 4})) == []
    assert heard == [None]


def test_a_change_of_nothing_but_what_hangs_on_the_row_hands_it_on_as_well(api, shop, guarded):
    given = {"captcha": "x", "products": {"connect": [{"id": shop.ghost.pk}]}}
    assert errors(api(UPDATE, id=shop.acme.pk, input=given)) == [("input.captcha", "ROBOT")]
    assert Product.objects.get(pk=shop.ghost.pk).brand == shop.umbra


def test_a_hook_of_two_parameters_stays_as_it_is(api, shop, declare):
    declare(Brand, input_only={"captcha": str}, before_write=lambda self, row, access: None)
    assert errors(api(CREATE, input={"name": "Nova", "captcha": "x"})) == []
