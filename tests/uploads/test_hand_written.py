"""Hand-written graphene mutations take files under the limits of generated ones, in a mixed schema and in one of the project's own."""

import json

import pytest
from django.test import Client

from tests.apps.shop.models import Product
from tests.uploads.samples import PDF, bomb, pdf, picture, png

HAND_WRITTEN = {"EXTRA_QUERIES": ["tests.uploads.hand_written.Query"], "EXTRA_MUTATIONS": ["tests.uploads.hand_written.Mutation"]}
REPLACE = "mutation($id: ID!, $file: Upload!) { replacePhoto(id: $id, file: $file) { product { name photo { size } } } }"
READ = "mutation($cover: Upload, $pages: [PageInput!]) { readPages(cover: $cover, morePages: $pages) { told } }"
WRONG_TYPE = {
    "code": "FILE_TYPE",
    "message": "The content is image/png, which the file's extension does not say.",
    "params": {"type": "image/png"},
}
PREFLIGHT = {"GraphQL-Require-Preflight": "1"}
scanned = []


def scan(file):
    scanned.append(file.name)
    return b"virus" not in file.read()


@pytest.fixture
def mixed(uploads):
    uploads(**HAND_WRITTEN)


@pytest.fixture
def replace(send, shop, mixed):
    def sent(file):
        fields = {"query": REPLACE, "variables": {"id": str(shop.anvil.pk), "file": None}}
        return send({"operations": fields, "map": {"0": ["variables.file"]}, "0": file})

    return sent


@pytest.fixture
def read(send, mixed):
    def sent(cover, *pages, document=READ):
        given = {"cover": None, "pages": [{"pageTitle": f"p{place}", "fileSent": None} for place in range(len(pages))]}
        places = {"cover": ["variables.cover"], **{f"p{place}": [f"variables.pages.{place}.fileSent"] for place in range(len(pages))}}
        files = {"cover": cover, **{f"p{place}": page for place, page in enumerate(pages)}}
        return send({"operations": {"query": document, "variables": given}, "map": places, **files}).json()

    return sent


def test_a_hand_written_mutation_stores_a_file(replace, stored, shop):
    answer = replace(png()).json()
    assert answer["data"]["replacePhoto"]["product"] == {"name": shop.anvil.name, "photo": {"size": len(picture())}}
    assert stored() == ["photos/*.png"]


def test_files_reach_a_hand_written_resolver_as_django_has_them_also_in_lists_and_inputs(read):
    size = len(picture())
    assert read(png(), pdf(), png())["data"]["readPages"]["told"] == [
        f"cover image/png {size}",
        f"p0 application/pdf {len(PDF)}",
        f"p1 image/png {size}",
    ]


def test_queries_take_files_too(send, mixed):
    fields = {"query": "query($file: Upload) { title(file: $file) }", "variables": {"file": None}}
    answer = send({"operations": fields, "map": {"0": ["variables.file"]}, "0": png()}).json()
    assert answer["data"] == {"title": f"Content of {len(picture())}"}


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (lambda: png("a.exe"), "FILE_TYPE"),
        (lambda: pdf(content=b""), "FILE_EMPTY"),
        (lambda: pdf(content=b"%PDF-1.4" + b" " * 600), "FILE_TOO_LARGE"),
        (lambda: png(content=bomb(9000, 9000)), "IMAGE_TOO_LARGE"),
        (lambda: png(content=picture()[:-20]), "INVALID_IMAGE"),
    ],
)
def test_a_file_that_may_not_be_stored_never_reaches_the_resolver(file, code, replace, uploads, stored):
    uploads(MAX_UPLOAD_BYTES=600)
    answer = replace(file()).json()
    [error] = answer["errors"]
    assert (answer["data"], error["path"], error["extensions"]["code"]) == ({"replacePhoto": None}, ["replacePhoto"], "BAD_USER_INPUT")
    [told] = error["extensions"]["files"]
    assert (told["path"], told["code"], told["message"]) == (["file"], code, error["message"])
    assert stored() == []


def test_all_files_that_are_wrong_are_told_at_once_each_by_its_place(read):
    [error] = read(pdf(content=b""), pdf(), png("a.exe"))["errors"]
    assert [(told["path"], told["code"]) for told in error["extensions"]["files"]] == [
        (["cover"], "FILE_EMPTY"),
        (["morePages", "1", "fileSent"], "FILE_TYPE"),
    ]


def test_a_file_for_two_fields_is_scanned_once_and_both_read_all_of_it(read, uploads):
    scanned.clear()
    uploads(UPLOAD_SCANNER=f"{__name__}.scan")
    document = """mutation($cover: Upload, $pages: [PageInput!]) {
      a: readPages(cover: $cover, morePages: $pages) { told } b: readPages(cover: $cover) { told } }"""
    answer = read(png(), document=document)["data"]
    assert answer["a"] == answer["b"] == {"told": [f"cover image/png {len(picture())}"]}
    assert len(scanned) == 1


def test_a_scanner_keeps_files_from_hand_written_mutations(replace, uploads, stored):
    uploads(UPLOAD_SCANNER=f"{__name__}.scan")
    [error] = replace(pdf(content=b"%PDF-1.4 virus")).json()["errors"]
    assert [told["code"] for told in error["extensions"]["files"]] == ["FILE_REFUSED"]
    assert stored() == []


def test_a_text_is_no_file_for_a_hand_written_mutation(send, browser, mixed, shop):
    for given in ("a.png", {"name": "a.png"}, 5):
        body = {"query": REPLACE, "variables": {"id": str(shop.anvil.pk), "file": given}}
        answer = browser.post("/graphql/", json.dumps(body), content_type="application/json").json()
        assert "Upload takes a file of a multipart request." in answer["errors"][0]["message"]
    assert Product.objects.get(pk=shop.anvil.pk).photo == ""


# schemas of the project's own


@pytest.fixture
def own(boss, uploads, settings):
    """Posts to an own schema, by a browser and through all middleware."""
    settings.ROOT_URLCONF = "tests.uploads.hand_written"

    def sent(document, files, user=boss, at="/own/", headers=None, **variables):
        browser = Client(enforce_csrf_checks=True)
        browser.cookies["csrftoken"] = "a" * 32  # as one has who has seen a form of the site: Django then looks for the token in the form
        if user:
            browser.force_login(user)
        operations = {"query": document, "variables": {**variables, **dict.fromkeys(files)}}
        places = {name: [f"variables.{name}"] for name in files}
        fields = {"operations": json.dumps(operations), "map": json.dumps(places), **files}
        response = browser.post(at, fields, headers=PREFLIGHT if headers is None else headers)
        return response.status_code, json.loads(response.content)

    return sent


COVER = "mutation($cover: Upload) { readPages(cover: $cover) { told } }"


def test_a_schema_of_ones_own_takes_files(own):
    assert own(COVER, {"cover": png()}) == (200, {"data": {"readPages": {"told": [f"cover image/png {len(picture())}"]}}})


def test_what_is_no_file_or_a_wrong_one_is_refused_by_a_schema_of_ones_own(own):
    status, answer = own(COVER, {"cover": png("a.exe")})
    assert (status, answer["errors"][0]["extensions"]) == (400, {"code": "BAD_USER_INPUT", "files": [WRONG_TYPE]})
    status, answer = own(COVER, {}, cover="a.png")
    assert (status, answer["errors"][0]["extensions"]) == (400, {"code": "BAD_USER_INPUT"})


def test_who_may_send_no_files_and_what_is_too_much_is_refused_before_a_schema_of_ones_own_is_asked(own, uploads):
    status, answer = own(COVER, {"cover": png()}, user=None)
    assert (status, answer["errors"][0]["message"]) == (403, "Log in to send files.")
    uploads(MAX_UPLOAD_TOTAL_BYTES=10, MAX_UPLOAD_BYTES=10)
    status, answer = own(COVER, {"cover": png()})
    assert (status, answer["errors"][0]["message"]) == (413, "The files of a request have at most 10 bytes together.")


def test_another_site_sends_no_files_to_a_schema_of_ones_own(own):
    status, answer = own(COVER, {"cover": png()}, headers={})
    assert (status, "GraphQL-Require-Preflight" in answer["errors"][0]["message"]) == (403, True)
    assert own(COVER, {"cover": png()}, headers={"Origin": "https://evil.example", **PREFLIGHT})[0] == 403


def test_files_come_alone_and_not_in_a_batch(own):
    status, answer = own(COVER, {"cover": png()}, at="/batches/")
    assert (status, answer["errors"][0]["message"]) == (400, "Send an operation with files by itself.")


def test_where_uploads_are_off_a_form_is_to_a_schema_of_ones_own_what_it_is_to_graphene_django(own, uploads):
    uploads(UPLOADS=False)
    assert own(COVER, {"cover": png()}) == (400, {"errors": [{"message": "Must provide query string."}]})
    assert Client().post("/own/", {"query": "{ title }"}).json() == {"data": {"title": None}}
