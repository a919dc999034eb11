"""Model forms as mutations: a row under the rights and rules of the generated writes, checked and stored by the form."""

from __future__ import annotations

import datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q

from django_graphql_auto import FormMutation, mutation
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.testing import assert_error_code, captured_statements
from tests.apps.shop.models import Brand, Product, Review, Tag
from tests.mutations.test_changes import listening  # noqa: F401 - a fixture
from tests.mutations.writing import ERRORS, errors, payload, user_who_may


class ReviewForm(forms.ModelForm):
    class Meta:
        model = Review
        fields = ("product", "rating", "text", "is_public")

    def clean_text(self):
        text = self.cleaned_data["text"]
        if text.isupper():
            raise ValidationError("Don't shout.", code="shouting")
        return text.strip()


class ProductForm(forms.ModelForm):
    class Meta:
        model = Product
        fields = ("name", "sku", "brand", "category", "tags", "status", "price", "created_at")


CREATE = """mutation($input: WriteReviewInput!, $dry: Boolean! = false) { writeReview(input: $input, dryRun: $dry) {
    review { text isPublic product { name } } errors { path field code message params }
} }"""
UPDATE = """mutation($id: ID!, $input: EditProductInput!, $version: String) {
    editProduct(id: $id, input: $input, expectedVersion: $version) {
        product { name brand { name } status tags { nodes { name } } version } errors { path field code message params }
    }
}"""


@pytest.fixture
def writing(registering):
    registering(mutation("shop.add_review")(type("WriteReview", (FormMutation,), {"form_class": ReviewForm})))


@pytest.fixture
def editing(registering):
    declared = type("EditProduct", (FormMutation,), {"form_class": ProductForm, "operation": "update"})
    registering(mutation("shop.change_product")(declared))


def test_a_model_form_stores_a_row_that_is_answered_like_any_other(api, shop, writing):
    found = payload(api(CREATE, input={"product": shop.anvil.pk, "rating": 4, "text": " good "}))
    assert found == {"review": {"text": "good", "isPublic": True, "product": {"name": "Anvil"}}, "errors": []}


def test_its_input_has_the_form_s_fields_alone_with_the_enums_of_the_columns(shop, declare, writing, editing):
    types = build_schema().graphql_schema.type_map
    shown = {
        name: {field: str(made.type) for field, made in types[name].fields.items()} for name in ("WriteReviewInput", "EditProductInput")
    }
    assert shown["WriteReviewInput"] == {"product": "ID!", "rating": "Int!", "text": "String", "isPublic": "Boolean"}
    assert shown["EditProductInput"]["status"] == "ProductStatusChoices"
    assert shown["EditProductInput"]["tags"] == "[ID!]"
    assert shown["EditProductInput"]["name"] == "String"


def test_what_the_form_and_the_model_find_wrong_is_told_in_the_input(api, shop, writing, editing):
    assert errors(api(CREATE, input={"product": shop.anvil.pk, "rating": -1, "text": "BAD"})) == [
        ("input.rating", "MIN_VALUE"),
        ("input.text", "SHOUTING"),
    ]
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"sku": "B1"})) == [("input.sku", "UNIQUE")]


def test_what_is_absent_keeps_the_row_s_value_and_null_empties_it(api, shop, editing):
    moment = datetime.datetime(2024, 1, 1, 1, 2, 3, 456789, tzinfo=datetime.UTC)
    Product.objects.filter(pk=shop.anvil.pk).update(created_at=moment, price="9.99")
    found = payload(api(UPDATE, id=shop.anvil.pk, input={"name": "Amboss", "category": None}))
    assert found["errors"] == []
    row = Product.objects.get(pk=shop.anvil.pk)
    assert (row.name, row.category, row.created_at, str(row.price), row.sku, row.tags.count()) == ("Amboss", None, moment, "9.99", "A1", 2)
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"name": None})) == [("input.name", "REQUIRED")]
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"tags": []})) == []
    assert row.tags.count() == 0


def test_a_hidden_relation_that_is_not_given_stays(api, shop, editing, declare):
    declare(Brand, scope=lambda self, access: ~Q(pk=shop.acme.pk))
    declare(Tag, scope=lambda self, access: ~Q(pk=shop.covert.pk))
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"name": "Amboss"})) == []
    row = Product.objects.get(pk=shop.anvil.pk)
    assert (row.name, row.brand, row.tags.count()) == ("Amboss", shop.acme, 2)
    for brand in (shop.acme.pk, 0):
        assert errors(api(UPDATE, id=shop.anvil.pk, input={"brand": brand})) == [("input.brand", "NOT_FOUND")]


def editing_by(registering, form):
    declared = type("EditProduct", (FormMutation,), {"form_class": form, "operation": "update"})
    registering(mutation("shop.change_product")(declared))


def test_a_relation_that_is_not_given_keeps_what_others_add_and_take_meanwhile(api, shop, registering):
    new = Tag.objects.create(name="new")

    class SlowForm(ProductForm):
        def clean(self):
            Product.tags.through.objects.filter(product=self.instance, tag=shop.plain).delete()
            Product.tags.through.objects.create(product=self.instance, tag=new)

    editing_by(registering, SlowForm)
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"name": "Amboss"})) == []
    row = Product.objects.get(pk=shop.anvil.pk)
    assert (row.name, set(row.tags.all())) == ("Amboss", {shop.covert, new})


def test_what_a_user_does_not_see_stays_in_a_relation_that_is_given(api, shop, editing, declare):
    declare(Tag, scope=lambda self, access: ~Q(name="covert"))
    fresh = Tag.objects.create(name="fresh")
    for given in ([fresh], []):
        found = payload(api(UPDATE, id=shop.anvil.pk, input={"tags": [tag.pk for tag in given]}))
        assert (found["errors"], len(found["product"]["tags"]["nodes"])) == ([], len(given))
        assert set(shop.anvil.tags.all()) == {shop.covert, *given}


def test_a_relation_that_is_given_is_set(api, shop, editing):
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"tags": [shop.plain.pk]})) == []
    assert list(shop.anvil.tags.all()) == [shop.plain]


def test_a_form_still_reads_a_relation_that_is_not_given_and_may_set_it_itself(api, shop, registering):
    seen = []

    class OwnForm(ProductForm):
        def clean_tags(self):
            seen.append(set(self.cleaned_data["tags"]))
            return self.cleaned_data["tags"]

        def clean(self):
            if self.cleaned_data["name"] == "Bare":
                self.cleaned_data["tags"] = Tag.objects.none()

        def save(self, commit=True):
            row = super().save(commit=False)
            seen.append(set(self.cleaned_data["tags"]))
            row.save()
            self.save_m2m()
            return row

    editing_by(registering, OwnForm)
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"name": "Amboss"})) == []
    assert seen == [{shop.plain, shop.covert}] * 2
    assert shop.anvil.tags.count() == 2
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"name": "Bare"})) == []
    assert shop.anvil.tags.count() == 0


def test_an_initial_value_of_the_declaration_is_set_where_the_client_gives_none(api, shop, registering):
    own = {"form_kwargs": lambda self, access, request: {"initial": {"tags": [shop.plain]}}}
    declared = type("EditProduct", (FormMutation,), {"form_class": ProductForm, "operation": "update", **own})
    registering(mutation("shop.change_product")(declared))
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"name": "Amboss"})) == []
    assert list(shop.anvil.tags.all()) == [shop.plain]


def test_a_hidden_row_is_changed_by_nobody_and_looks_as_a_missing_one(api, shop, editing, declare):
    declare(Product, scope=lambda self, access: ~Q(pk=shop.ghost.pk))
    assert errors(api(UPDATE, id=shop.ghost.pk, input={"name": "x"})) == [("id", "NOT_FOUND")]
    assert errors(api(UPDATE, id=0, input={"name": "x"})) == [("id", "NOT_FOUND")]
    assert Product.objects.get(pk=shop.ghost.pk).name == "Ghost"


def test_the_row_rule_holds_before_and_after(api, shop, editing, writing, declare):
    declare(Product, scope=lambda self, access: Q() if access.action == "view" else Q(brand=shop.acme))
    declare(Review, scope=lambda self, access: Q() if access.action == "view" else Q(rating__lt=5))
    assert errors(api(UPDATE, id=shop.ghost.pk, input={"name": "x"})) == [("id", "FORBIDDEN")]
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"brand": shop.umbra.pk})) == [("input", "FORBIDDEN")]
    assert errors(api(CREATE, input={"product": shop.anvil.pk, "rating": 5})) == [("input", "FORBIDDEN")]
    assert Product.objects.get(pk=shop.anvil.pk).brand == shop.acme
    assert not Review.objects.filter(product=shop.anvil, rating=5, author=None).exists()


def test_the_declared_permission_and_the_model_s_own_are_both_needed(api, shop, registering):
    declared = type("EditProduct", (FormMutation,), {"form_class": ProductForm, "operation": "update"})
    registering(mutation("shop.add_tag")(declared))
    for number, permissions in enumerate((["add_tag"], ["change_product"])):
        clerk = user_who_may(*permissions, name=f"clerk{number}")
        assert_error_code(api(UPDATE, user=clerk, id=shop.anvil.pk, input={"name": "x"}), "FORBIDDEN")
    assert errors(api(UPDATE, user=user_who_may("add_tag", "change_product"), id=shop.anvil.pk, input={"name": "x"})) == []


def test_a_column_s_own_right_is_asked_for_where_it_is_given(api, shop, editing, declare):
    declare(Product, write_rules={"price": "shop.add_tag"})
    clerk = user_who_may("change_product")
    assert errors(api(UPDATE, user=clerk, id=shop.anvil.pk, input={"price": 1, "name": "x"})) == [("input.price", "FORBIDDEN")]
    assert errors(api(UPDATE, user=clerk, id=shop.anvil.pk, input={"name": "x"})) == []


def test_a_model_form_is_served_where_the_generated_write_is_not(api, shop, writing, declare):
    declare(Review, operations={"get", "list"})
    assert errors(api(CREATE, input={"product": shop.anvil.pk, "rating": 4})) == []


def test_a_version_that_is_no_longer_true_is_a_conflict(api, shop, editing):
    seen = payload(api(UPDATE, id=shop.anvil.pk, input={"name": "One"}))["product"]["version"]
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"name": "Two"}, version=seen)) == []
    found = payload(api(UPDATE, id=shop.anvil.pk, input={"name": "Three"}, version=seen))
    assert [error["code"] for error in found["errors"]] == ["CONFLICT"]
    assert found["product"]["name"] == "Two"


def test_what_the_server_puts_in_and_the_hooks_hold_for_forms_as_well(api, shop, writing, declare, boss):
    heard = []

    def before_write(self, row, access):
        heard.append((access.action, row.rating))
        if row.text == "evil":
            raise ValidationError({"text": ValidationError("No.", code="evil")})
        row.text += "!"

    declare(
        Review,
        set_on_create={"author": lambda access: access.user},
        before_write=before_write,
        after_write=lambda self, row, access: heard.append((row.pk is not None, row.text)),
    )
    assert errors(api(CREATE, input={"product": shop.anvil.pk, "rating": 4, "text": "evil"})) == [("input.text", "EVIL")]
    assert payload(api(CREATE, input={"product": shop.anvil.pk, "rating": 3, "text": "ok"}))["review"]["text"] == "ok!"
    assert heard == [("add", 4), ("add", 3), (True, "ok!")]
    assert Review.objects.get(text="ok!").author == boss


def test_a_dry_run_of_a_model_form_answers_the_row_and_stores_nothing(api, shop, writing):
    before = Review.objects.count()
    found = payload(api(CREATE, input={"product": shop.anvil.pk, "rating": 4, "text": "x"}, dry=True))
    assert (found["review"]["text"], Review.objects.count()) == ("x", before)


def test_what_a_model_form_stores_is_heard_with_its_links(api, shop, registering, editing, listening):  # noqa: F811
    class AddForm(forms.ModelForm):
        class Meta:
            model = Product
            fields = ("name", "sku", "brand", "tags", "created_at")

    registering(mutation("shop.add_product")(type("AddProduct", (FormMutation,), {"form_class": AddForm})))
    ears = listening(Product)
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"name": "Amboss", "tags": [shop.plain.pk]})) == []
    [change] = ears.changes
    assert (change.key, sorted(change.fields), change.before["name"]) == ((shop.anvil.pk,), ["name", "tags"], "Anvil")
    assert (change.before["tags"], change.after["tags"]) == (sorted([shop.plain.pk, shop.covert.pk]), [shop.plain.pk])
    ears.heard.clear()
    given = {"name": "New", "sku": "N1", "brand": shop.acme.pk, "tags": [shop.plain.pk], "createdAt": "2024-01-01T00:00:00Z"}
    document = "mutation($input: AddProductInput!) { addProduct(input: $input) { product { name } " + ERRORS + " } }"
    assert payload(api(document, input=given))["product"] == {"name": "New"}
    [change] = ears.changes
    assert (change.before, change.after["name"], change.after["tags"]) == (None, "New", [shop.plain.pk])


def test_what_a_form_s_own_code_stores_beside_is_heard(api, shop, registering, listening):  # noqa: F811
    class BareForm(ProductForm):
        def save(self, commit=True):
            row = super().save()
            row.tags.clear()
            Tag.objects.create(name="beside")
            return row

    editing_by(registering, BareForm)
    ears = listening(Product, Tag)
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"name": "Amboss"})) == []
    found = {change.model: sorted(change.fields) for change in ears.changes}
    assert found[Product] == ["name", "tags"]
    assert "name" in found[Tag]


def test_what_the_database_alone_refuses_is_data(api, shop, registering):
    class SupplyForm(forms.ModelForm):
        class Meta:
            model = Brand
            fields = ("name",)

        def validate_unique(self): ...

    registering(mutation("shop.add_brand")(type("Found", (FormMutation,), {"form_class": SupplyForm})))
    assert errors(api('mutation { found(input: {name: "Acme"}) { ' + ERRORS + " } }")) == [("input.name", "UNIQUE")]


def test_a_file_that_a_form_has_stays_where_it_is(api, shop, registering):
    class PhotoForm(forms.ModelForm):
        class Meta:
            model = Product
            fields = ("name", "photo")

    Product.objects.filter(pk=shop.anvil.pk).update(photo="photos/gone.png")
    registering(mutation("shop.change_product")(type("Retitle", (FormMutation,), {"form_class": PhotoForm, "operation": "update"})))
    assert list(build_schema().graphql_schema.type_map["RetitleInput"].fields) == ["name"]
    assert errors(api('mutation($id: ID!) { retitle(id: $id, input: {name: "x"}) { ' + ERRORS + " } }", id=shop.anvil.pk)) == []
    row = Product.objects.get(pk=shop.anvil.pk)
    assert (row.name, row.photo.name) == ("x", "photos/gone.png")


def test_a_row_that_a_form_changes_is_locked_first(api, shop, editing):
    with captured_statements() as statements:
        api(UPDATE, id=shop.anvil.pk, input={"name": "x"})
    assert "FOR UPDATE" in statements[0] or not connection.features.has_select_for_update


def refused(registering, form, **attributes):
    registering(mutation("shop.change_product")(type("Store", (FormMutation,), {"form_class": form, **attributes})))
    with pytest.raises(SchemaError) as refusal:
        build_schema()
    return refusal.value.message


def test_columns_that_nobody_named_are_no_way_around_the_options(shop, registering, declare):
    class AllForm(forms.ModelForm):
        class Meta:
            model = Product
            exclude = ("photo",)  # noqa: DJ006 - what is tested

    declare(Product, exclude=["cost_price"])
    assert "takes 'cost_price' because it takes all columns" in refused(registering, AllForm)


def test_a_column_that_the_server_puts_in_is_no_field(shop, registering, declare):
    declare(Product, set_on_update={"status": "live"})
    assert "takes 'status', which the server puts in itself" in refused(registering, ProductForm, operation="update")


def test_a_form_that_needs_a_file_is_refused(shop, registering, declare):
    class PhotoForm(forms.ModelForm):
        photo = forms.FileField()

        class Meta:
            model = Product
            fields = ("photo", "name")

    assert "needs the file 'photo'" in refused(registering, PhotoForm)


def test_a_form_of_a_model_that_is_not_served_is_left_out(registering, settings, editing, shop):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["shop.Brand"]}
    assert "editProduct" not in build_schema().graphql_schema.mutation_type.fields


def test_an_operation_that_there_is_not_is_refused(shop, registering, declare):
    assert "'delete'" in refused(registering, ProductForm, operation="delete")


def test_a_form_that_stores_no_row_is_a_fault_and_undone(api, shop, registering):
    class Idle(FormMutation):
        form_class = ReviewForm

        def save(self, form, access):
            return form.save(commit=False)

    registering(mutation("shop.add_review", name="writeReview")(Idle))
    assert_error_code(
        api("mutation($i: WriteReviewInput!) { writeReview(input: $i) { " + ERRORS + " } }", i={"product": shop.anvil.pk, "rating": 4}),
        "INTERNAL",
    )
