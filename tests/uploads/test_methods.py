"""Methods of the project take files."""

from dataclasses import dataclass

import pytest
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile

from django_graphql_auto import mutation
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.schema.build import build_schema
from tests.apps.shop.models import Brand, Product
from tests.mutations.writing import ERRORS, errors, payload
from tests.uploads.samples import pdf, picture, png


@dataclass
class Sheet:
    title: str
    file: UploadedFile


@mutation("shop.change_product")
def show(self, product, access, file: UploadedFile, more: list[File] | None = None, sheet: Sheet | None = None, fail: bool = False) -> str:
    product.photo = file
    product.save()
    for number, each in enumerate(more or []):
        Product.objects.create(name="More", sku=f"X{number}", brand=product.brand, created_at=product.created_at, photo=each)
    if fail:
        raise ValidationError({"file": ValidationError("Too dark.", code="dark")})
    return f"{file.content_type} {file.size} {sheet.title if sheet else '-'}"


DOCUMENT = (
    "mutation($id: ID!, $file: Upload!, $more: [Upload!], $sheet: SheetInput, $fail: Boolean! = false, $dryRun: Boolean! = false) {"
    " showProduct(id: $id, file: $file, more: $more, sheet: $sheet, fail: $fail, dryRun: $dryRun) { result " + ERRORS + " } }"
)


@pytest.fixture
def shown(declare, shop, uploads):
    uploads()
    declare(Product, show=show)


def test_a_method_gets_files_as_django_has_them(api, shop, shown, stored):
    found = payload(api(DOCUMENT, id=shop.anvil.pk, file=png(), more=[pdf(), png()], sheet={"title": "Care", "file": pdf()}))
    assert found == {"result": f"image/png {len(picture())} Care", "errors": []}
    assert stored() == ["photos/*.pdf", "photos/*.png", "photos/*.png"]


def test_a_single_file_is_a_list_of_one(api, shop, shown, stored):
    assert payload(api(DOCUMENT, id=shop.anvil.pk, file=png(), more=pdf()))["errors"] == []
    assert stored() == ["photos/*.pdf", "photos/*.png"]


def test_files_that_may_not_be_stored_never_reach_the_method(api, shop, shown, stored):
    found = errors(
        api(DOCUMENT, id=shop.anvil.pk, file=png("a.exe"), more=[pdf(), pdf(content=b"")], sheet={"title": "", "file": png("b")})
    )
    assert found == [("file", "FILE_TYPE"), ("more.1", "FILE_EMPTY"), ("sheet.file", "FILE_TYPE")]
    assert stored() == []


@pytest.mark.parametrize("how", [{"fail": True}, {"dryRun": True}])
def test_what_a_method_has_stored_goes_when_it_is_undone(how, api, shop, shown, stored):
    found = payload(api(DOCUMENT, id=shop.anvil.pk, file=png(), more=[pdf(), png()], **how))
    assert [(error["path"], error["code"]) for error in found["errors"]] == ([(["file"], "DARK")] if "fail" in how else [])
    assert stored() == []
    shop.anvil.refresh_from_db()
    assert not shop.anvil.photo


def test_functions_take_files_too(api, shop, uploads, registering, stored):
    @registering
    @mutation("shop.add_brand")
    def measure(file: File) -> int:
        return len(file.read())

    uploads()
    document = "mutation($file: Upload!) { measure(file: $file) { result errors { code } } }"
    assert payload(api(document, file=png())) == {"result": len(picture()), "errors": []}


def test_where_uploads_are_off_a_method_that_takes_a_file_is_named(declare, shop, uploads):
    declare(Brand, show=mutation("shop.change_brand")(_takes_a_file))
    uploads(UPLOADS=False)
    with pytest.raises(SchemaError, match="UPLOADS is off"):
        build_schema()


def _takes_a_file(self, brand, access, file: UploadedFile):
    """Nothing."""
