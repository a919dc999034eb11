"""File columns are input: alone, nested, and in many rows."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from graphql import GraphQLNonNull

from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.testing import assert_error_code
from tests.apps.everything.models import Columns
from tests.apps.shop.models import Product
from tests.mutations.writing import errors, payload
from tests.uploads.conftest import UPDATE
from tests.uploads.samples import pdf, picture, png

NEW = {"name": "Pot", "createdAt": "2024-05-01T00:00:00Z"}
CREATE = """mutation($input: ProductCreateInput!) { createProduct(input: $input) {
  product { pk photo { name url size } } errors { path field code message params } } }"""


def test_a_new_row_has_the_file_that_was_sent(api, shop, uploads, stored):
    made = payload(api(CREATE, input={**NEW, "sku": "P1", "brand": {"connect": {"name": "Acme"}}, "photo": png()}))
    assert made["errors"] == []
    product = Product.objects.get(sku="P1")
    assert (product.photo.read(), made["product"]["photo"]["size"]) == (picture(), len(picture()))
    assert stored() == ["photos/*.png"]


def test_a_file_is_stored_under_a_random_name_with_its_extension(api, shop, uploads):
    name = payload(api(UPDATE, id=shop.anvil.pk, file=png("../../etc/Passwd.PNG")))["product"]["photo"]["name"]
    assert re.fullmatch(r"[0-9a-f]{32}\.png", name)


def test_the_client_s_name_is_kept_where_the_setting_says_so_without_its_folders(api, shop, uploads):
    uploads(UPLOAD_RANDOM_NAMES=False)
    payload(api(UPDATE, id=shop.anvil.pk, file=png("../../etc/my photo.png")))
    shop.anvil.refresh_from_db()
    assert shop.anvil.photo.name == "photos/my_photo.png"


def test_absent_leaves_null_clears_and_the_replaced_file_stays_as_it_does_in_django(api, shop, uploads, stored):
    first = payload(api(UPDATE, id=shop.anvil.pk, file=png()))["product"]["photo"]
    other = "mutation($id: ID!) { updateProduct(id: $id, input: {stock: 3}) { product { photo { name size } } } }"
    assert payload(api(other, id=shop.anvil.pk))["product"]["photo"] == first
    assert payload(api(UPDATE, id=shop.anvil.pk, file=pdf()))["product"]["photo"]["name"].endswith(".pdf")
    assert payload(api(UPDATE, id=shop.anvil.pk, file=None))["product"]["photo"] is None
    assert stored() == ["photos/*.pdf", "photos/*.png"]


def test_a_column_that_needs_a_file_is_not_cleared(api, shop, uploads, monkeypatch):
    monkeypatch.setattr(Product._meta.get_field("photo"), "blank", False)
    uploads(NAMES={"shop.tag": "Label"})  # so that the schema is made anew
    created = build_schema().graphql_schema.type_map["ProductCreateInput"].fields["photo"]
    assert isinstance(created.type, GraphQLNonNull)


def test_the_column_s_own_validators_have_their_say(api, shop, uploads, monkeypatch):
    def only_small(file):
        if file.size > 10:
            raise ValidationError("Too much.", "too_much")

    monkeypatch.setitem(vars(Product._meta.get_field("photo")), "validators", [FileExtensionValidator(["png"]), only_small])
    assert errors(api(UPDATE, id=shop.anvil.pk, file=png())) == [("input.photo", "TOO_MUCH")]
    assert ("input.photo", "INVALID_EXTENSION") in errors(api(UPDATE, id=shop.anvil.pk, file=pdf()))


def test_a_name_longer_than_the_column_is_refused(api, shop, uploads, stored):
    uploads(UPLOAD_RANDOM_NAMES=False)
    [error] = payload(api(UPDATE, id=shop.anvil.pk, file=png("n" * 120 + ".png")))["errors"]
    assert (error["path"], error["code"], error["params"]["limit_value"]) == (["input", "photo"], "MAX_LENGTH", 100)
    assert stored() == []


def test_a_name_that_the_storage_cannot_shorten_is_an_error_of_the_row(api, shop, uploads, monkeypatch):
    monkeypatch.setattr(Product._meta.get_field("photo"), "upload_to", "folder/" * 14 + "f")
    assert errors(api(UPDATE, id=shop.anvil.pk, file=png())) == [("input", "INVALID")]


def test_an_image_column_takes_pictures_only(api, shop, uploads):
    uploads(EXPOSE=["everything.columns"])
    row = Columns.objects.create(integer=1)
    document = """mutation($id: ID!, $file: Upload) { updateColumns(id: $id, input: {picture: $file}) {
      columns { picture { width height } } errors { path code } } }"""
    document = _renamed(document)
    assert errors(api(document, id=row.pk, file=pdf())) == [("input.picture", "INVALID_IMAGE")]
    assert payload(api(document, id=row.pk, file=png()))["errors"] == []
    row.refresh_from_db()
    assert (row.picture.width, row.picture.height) == (4, 3)


def _renamed(document):
    """As the schema calls the model."""
    field = next(name for name in build_schema().graphql_schema.mutation_type.fields if name.startswith("update") and "olumn" in name)
    return document.replace("updateColumns", field).replace("columns {", f"{field[6].lower()}{field[7:]} {{")


def test_files_are_stored_with_nested_rows(api, shop, uploads, stored):
    document = """mutation($input: BrandUpdateInput!, $id: ID!) { updateBrand(id: $id, input: $input) {
      brand { name } errors { path code message } } }"""
    new = [{**NEW, "sku": f"N{number}", "photo": png() if number % 2 else pdf()} for number in range(3)]
    assert payload(api(document, id=shop.acme.pk, input={"products": {"create": new}}))["errors"] == []
    assert stored() == ["photos/*.pdf", "photos/*.pdf", "photos/*.png"]
    assert Product.objects.get(sku="N1").photo.read() == picture()


def test_files_are_stored_with_several_new_rows(api, shop, uploads, stored):
    document = """mutation($inputs: [ProductCreateInput!]!, $policy: ErrorPolicy) { createProducts(inputs: $inputs, errorPolicy: $policy) {
      count results { product { sku } errors { path code } } } }"""
    brand, files = {"connect": {"name": "Acme"}}, (("M1", png()), ("M2", pdf(content=b"no pdf")), ("M3", pdf()))
    rows = [{**NEW, "sku": sku, "brand": brand, "photo": file} for sku, file in files]
    assert payload(api(document, inputs=rows))["count"] == 0
    assert stored() == []
    made = payload(api(document, inputs=rows, policy="REJECT_FAILED_ROWS"))
    assert [each["errors"] for each in made["results"]] == [[], [{"path": ["inputs", "1", "photo"], "code": "FILE_TYPE"}], []]
    assert stored() == ["photos/*.pdf", "photos/*.png"]


def test_one_file_for_several_rows_is_stored_for_each(api, shop, uploads, stored):
    document = """mutation($file: Upload!) { updateProducts(where: {brand: {name: {eq: "Acme"}}}, set: {photo: $file}, atMost: 9) {
      count errors { path code message } } }"""
    made = payload(api(document, file=png()))
    assert made["errors"] == []
    assert made["count"] > 1
    assert len(stored()) == made["count"]
    assert {product.photo.read() for product in Product.objects.filter(brand=shop.acme)} == {picture()}


def test_one_file_for_several_rows_is_stored_no_more_often_than_its_bytes_may_be_sent(api, shop, uploads, stored):
    document = """mutation($inputs: [ProductCreateInput!]!, $policy: ErrorPolicy) { createProducts(inputs: $inputs, errorPolicy: $policy) {
      count errors { path code message } } }"""
    file, brand = png(), {"connect": {"name": "Acme"}}
    inputs = [{**NEW, "sku": f"M{number}", "brand": brand, "photo": file} for number in range(4)]
    uploads(MAX_UPLOAD_TOTAL_BYTES=3 * len(picture()))
    made = payload(api(document, inputs=inputs, policy="REJECT_FAILED_ROWS"))
    assert (made["count"], [(error["path"], error["code"]) for error in made["errors"]]) == (
        3,
        [(["inputs", "3", "photo"], "LIMIT_EXCEEDED")],
    )
    assert len(stored()) == 3
    assert payload(api(document, inputs=[{**each, "sku": f"N{each['sku']}"} for each in inputs]))["count"] == 0
    assert len(stored()) == 3


@pytest.mark.parametrize("value", ["/etc/passwd", "photos/known.png", 1, True, {"name": "a"}, ["a.png"]])
def test_nothing_but_a_file_is_a_file(value, api, shop, uploads):
    assert_error_code(api(UPDATE, id=shop.anvil.pk, file=value), "BAD_USER_INPUT")


def test_a_file_has_no_literal(api, shop, uploads):
    document = 'mutation { updateProduct(id: "1", input: {photo: "/etc/passwd"}) { errors { code } } }'
    assert_error_code(api(document), "BAD_USER_INPUT")


def test_a_file_is_nothing_else(api, shop, uploads):
    for kind, field in (("JSON", "attributes"), ("String", "name"), ("Int", "stock")):
        document = f"mutation($id: ID!, $file: {kind}) {{ updateProduct(id: $id, input: {{{field}: $file}}) {{ errors {{ code }} }} }}"
        assert_error_code(api(document, id=shop.anvil.pk, file=png()), "BAD_USER_INPUT")
    inside = "mutation($id: ID!, $all: JSON) { updateProduct(id: $id, input: {attributes: $all}) { errors { code } } }"
    assert_error_code(api(inside, id=shop.anvil.pk, all={"deep": [{"file": png()}]}), "BAD_USER_INPUT")


def test_where_uploads_are_off_the_schema_knows_no_files_as_input(uploads):
    assert "Upload" in build_schema().sdl
    uploads(UPLOADS=False)
    sdl = build_schema().sdl
    assert "Upload" not in sdl
    assert "photo" not in sdl.partition("input ProductCreateInput {")[2].partition("}")[0]


def test_a_user_without_the_right_to_change_the_row_stores_nothing(api, shop, uploads, stored):
    assert_error_code(api(UPDATE, user=None, id=shop.anvil.pk, file=png()), "UNAUTHENTICATED")
    assert stored() == []


def test_temporary_files_are_copied_and_gone_afterwards(browser, send, shop, settings, stored, tmp_path):
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "waiting")
    Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir()
    operation = {"query": UPDATE, "variables": {"id": str(shop.anvil.pk), "file": None}}
    response = send({"operations": operation, "map": {"0": ["variables.file"]}, "0": png()})
    assert response.json()["data"]["updateProduct"]["errors"] == []
    assert stored() == ["photos/*.png"]
