"""Files in forms and serializers that are mutations."""

import pytest
from django import forms
from rest_framework import serializers

from django_graphql_auto import FormMutation, SerializerMutation, mutation
from tests.apps.shop.models import Product
from tests.mutations.writing import ERRORS, errors, payload
from tests.uploads.samples import pdf, picture, png

PICTURED = """mutation($id: ID!, $photo: Upload) { picture(id: $id, input: {photo: $photo}) {
  product { photo { name size } } errors { path code message } } }"""


class PictureForm(forms.ModelForm):
    class Meta:
        model = Product
        fields = ("name", "photo")


class PictureSerializer(serializers.ModelSerializer):
    class Meta:
        model = Product
        fields = ("name", "photo")


def by_form(form_class):
    return type("Picture", (FormMutation,), {"form_class": form_class, "operation": "update"})


def by_serializer(serializer_class):
    return type("Picture", (SerializerMutation,), {"serializer_class": serializer_class, "operation": "update"})


BOTH = pytest.mark.parametrize(("make", "made"), [(by_form, PictureForm), (by_serializer, PictureSerializer)], ids=["form", "serializer"])


@BOTH
def test_a_file_that_is_sent_is_stored_with_the_row(make, made, api, shop, uploads, stored, registering):
    registering(mutation("shop.change_product")(make(made)))
    found = payload(api(PICTURED, id=shop.anvil.pk, photo=png()))
    assert found["errors"] == []
    assert found["product"]["photo"]["size"] == len(picture())
    assert stored() == ["photos/*.png"]


def test_null_takes_an_optional_file_away_and_what_is_left_out_stays(api, shop, uploads, registering):
    registering(mutation("shop.change_product")(by_form(PictureForm)))
    api(PICTURED, id=shop.anvil.pk, photo=png())
    rename = 'mutation($id: ID!) { picture(id: $id, input: {name: "x"}) { ' + ERRORS + " } }"
    assert errors(api(rename, id=shop.anvil.pk)) == []
    assert Product.objects.get(pk=shop.anvil.pk).photo
    assert payload(api(PICTURED, id=shop.anvil.pk, photo=None))["errors"] == []
    assert not Product.objects.get(pk=shop.anvil.pk).photo


@BOTH
def test_a_file_that_is_not_what_it_says_is_refused_at_its_place(make, made, api, shop, uploads, stored, registering):
    registering(mutation("shop.change_product")(make(made)))
    [(path, code)] = errors(api(PICTURED, id=shop.anvil.pk, photo=pdf(name="picture.png")))
    assert (path, code) == ("input.photo", "FILE_TYPE")
    assert stored() == []


def test_what_a_form_refuses_leaves_no_file(api, shop, uploads, stored, registering):
    class Strict(PictureForm):
        def clean(self):
            raise forms.ValidationError("No.", code="no")

    registering(mutation("shop.change_product")(by_form(Strict)))
    assert errors(api(PICTURED, id=shop.anvil.pk, photo=png())) == [("input", "NO")]
    assert stored() == []
