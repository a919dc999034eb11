"""The multipart request, as the specification has it, and as attackers write it."""

import json

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from django_graphql_auto.testing import HttpGraphQLClient
from tests.apps.shop.models import Product
from tests.http.conftest import code_of
from tests.uploads.conftest import ENDPOINT, UPDATE
from tests.uploads.samples import pdf, picture, png

ONE = {"0": ["variables.file"]}


@pytest.fixture
def fields(shop):
    """The form of a request that is right, with changes."""

    def made(**changes):
        operations = {"query": UPDATE, "variables": {"id": str(shop.anvil.pk), "file": None}}
        return {"operations": operations, "map": ONE, "0": png(), **changes}

    return made


def test_a_file_is_stored(send, fields, stored):
    response = send(fields())
    assert (response.status_code, response.json()["data"]["updateProduct"]["errors"]) == (200, [])
    assert stored() == ["photos/*.png"]


def test_the_client_of_tests_sends_files_that_stand_among_variables(boss, uploads, shop, stored):
    result = HttpGraphQLClient(boss).query(UPDATE, {"id": str(shop.anvil.pk), "file": png()})
    assert (result.status, result["updateProduct"]["errors"]) == (200, [])
    assert HttpGraphQLClient(boss).query(UPDATE, {"id": str(shop.anvil.pk), "file": "a.png"}).codes == ["BAD_USER_INPUT"]
    assert stored() == ["photos/*.png"]


def test_files_stand_in_lists_and_inputs(send, shop, stored):
    document = """mutation($a: ProductUpdateInput!, $rest: [ProductCreateInput!]!, $id: ID!) {
      updateProduct(id: $id, input: $a) { errors { code } } createProducts(inputs: $rest) { count errors { code } } }"""
    new = {"name": "Pot", "sku": "P1", "createdAt": "2024-05-01T00:00:00Z", "brand": {"connect": {"name": "Acme"}}, "photo": None}
    operations = {"query": document, "variables": {"id": str(shop.anvil.pk), "a": {"photo": None}, "rest": [new]}}
    places = {"one": ["variables.a.photo"], "two": ["variables.rest.0.photo"]}
    data = send({"operations": operations, "map": places, "one": png(), "two": pdf()}).json()["data"]
    assert data == {"updateProduct": {"errors": []}, "createProducts": {"count": 1, "errors": []}}
    assert stored() == ["photos/*.pdf", "photos/*.png"]


def test_an_operation_without_files_may_be_sent_so_too(send):
    assert send({"operations": {"query": "{ __typename }"}, "map": {}}).json()["data"] == {"__typename": "Query"}


def test_where_uploads_are_off_there_is_no_multipart(send, fields, uploads, stored):
    uploads(UPLOADS=False)
    response = send(fields())
    assert (response.status_code, response["Accept"]) == (415, "application/json")
    uploads(UPLOADS=True)
    assert send(fields()).status_code == 200
    assert stored() == ["photos/*.png"]


def test_other_content_types_are_told_what_there_is(browser, uploads):
    response = browser.post(ENDPOINT, "x", content_type="text/plain", headers={"GraphQL-Require-Preflight": "1"})
    assert (response.status_code, response["Accept"]) == (415, "application/json, multipart/form-data")


@pytest.mark.parametrize(
    "places",
    [
        {},
        [],
        {"0": "variables.file"},
        {"0": []},
        {"0": [1]},
        {"0": ["variables.file", "variables.other"]},
        {"0": ["variables.file"], "1": ["variables.other"]},
        {"1": ["variables.file"]},
        {"0": ["variables"]},
        {"0": ["variables."]},
        {"0": ["file"]},
        {"0": [""]},
        {"0": ["query"]},
        {"0": ["operationName"]},
        {"0": ["extensions.file"]},
        {"0": ["0.variables.file"]},
        {"0": ["variables.id"]},
        {"0": ["variables.id.0"]},
        {"0": ["variables.unknown"]},
        {"0": ["variables.file.deeper"]},
        {"0": ["variables.__class__"]},
        {"0": ["variables.__proto__.polluted"]},
        {"0": ["variables.list.1"]},
        {"0": ["variables.list.-1"]},
        {"0": ["variables.list.00000000000000000000"]},
        {"0": ["variables.list.²"]},
    ],
)
def test_a_map_that_does_not_lead_each_file_to_one_null_is_refused(places, send, fields, stored):
    operations = {**fields()["operations"], "variables": {"id": "1", "file": None, "other": None, "list": [None]}}
    response = send(fields(operations=operations, map=places))
    assert (response.status_code, code_of(response)) == (400, "BAD_USER_INPUT")
    assert stored() == []


def test_two_files_do_not_meet_in_one_place(send, fields):
    response = send(fields(map={"0": ["variables.file"], "1": ["variables.file"]}, **{"1": png()}))
    assert (response.status_code, code_of(response)) == (400, "BAD_USER_INPUT")


def test_a_file_in_a_variable_that_the_operation_does_not_have_is_refused(send, fields, stored):
    operations = fields()["operations"]
    operations["variables"]["more"] = None
    response = send(fields(operations=operations, map={"0": ["variables.more"]}))
    assert (response.status_code, code_of(response)) == (400, "BAD_USER_INPUT")
    assert stored() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"operations": "no json"},
        {"operations": '{"query": "{ __typename }", "query": "{ a }"}'},
        {"operations": "[]"},
        {"operations": '"{ __typename }"'},
        {"operations": "{}"},
        {"operations": '{"query": 1}'},
        {"operations": '{"query": "{ __typename }", "variables": [null]}', "map": '{"0": ["variables.0"]}'},
        {"operations": png("operations.json")},
        {"map": "no json"},
        {"map": '{"0": ["variables.file"], "0": ["variables.file"]}'},
        {"map": png("map.json")},
        {"0": "a text"},
        {"more": "a text"},
        {"1": png()},
        {"operations": ["{}", "{}"]},
        {"0": [png(), png()]},
    ],
)
def test_a_malformed_form_is_refused(changes, send, fields, stored, browser):
    texts = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in {**fields(), **changes}.items()}
    response = browser.post(ENDPOINT, texts, headers={"GraphQL-Require-Preflight": "1"})
    assert (response.status_code, code_of(response)) == (400, "BAD_USER_INPUT" if changes != {"operations": "[]"} else "NOT_SUPPORTED")
    assert stored() == []


@pytest.mark.parametrize("missing", ["operations", "map", "0"])
def test_every_part_is_needed(missing, send, fields):
    form = fields()
    del form[missing]
    assert (response := send(form)).status_code == 400
    assert code_of(response) == "BAD_USER_INPUT"


def test_a_batch_has_no_files(send, fields, uploads):
    uploads(BATCHING=True)
    response = send(fields(operations=[fields()["operations"]], map={"0": ["0.variables.file"]}))
    assert (response.status_code, code_of(response)) == (400, "NOT_SUPPORTED")


def part(name, content, *more):
    return b"\r\n".join([b"--x", f'Content-Disposition: form-data; name="{name}"'.encode() + b"".join(more), b"", content, b""])


def raw(browser, body, content_type="multipart/form-data; boundary=x", **more):
    headers = {"GraphQL-Require-Preflight": "1", **{name: value for name, value in more.items() if "-" in name}}
    meta = {name: value for name, value in more.items() if "-" not in name}
    return browser.generic("POST", ENDPOINT, body, **{"CONTENT_TYPE": content_type, "headers": headers, **meta})


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\r\n", "multipart/form-data; boundary=x"),
        (b"no parts", "multipart/form-data; boundary=x"),
        (part("operations", b'{"query": "{ __typename }"}'), "multipart/form-data; boundary=y"),
        (part("operations", b'{"query": "{ __typename }"}'), "multipart/form-data"),
        (part("operations", b'{"query": "{ __typename }"}'), "multipart/form-data; boundary="),
        (part("operations", b'{"query": "{ __typename }"}'), "multipart/form-data; boundary=" + "b" * 300),
        (part("operations", b'{"query": "\xff"}') + part("map", b"{}") + b"--x--", "multipart/form-data; boundary=x"),
        (part("operations", b"e30", b"\r\nContent-Transfer-Encoding: base64") + b"--x--", "multipart/form-data; boundary=x"),
        (part("0", b"?", b'; filename="a.png"', b"\r\nContent-Transfer-Encoding: base64") + b"--x--", "multipart/form-data; boundary=x"),
        (part("operations", b"{}").replace(b"name=", b"nom="), "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_is_no_form_is_refused(body, content_type, browser, uploads, shop):
    response = raw(browser, body, content_type)
    assert (response.status_code, code_of(response)) == (400, "BAD_USER_INPUT")


def test_a_body_that_ends_early_stores_nothing(browser, uploads, shop, stored):
    operations = {"query": UPDATE, "variables": {"id": str(shop.anvil.pk), "file": None}}
    body = part("operations", json.dumps(operations).encode()) + part("map", json.dumps(ONE).encode())
    body += part("0", picture(), b'; filename="a.png"', b"\r\nContent-Type: image/png")
    assert raw(browser, body + b"--x--").json()["data"]["updateProduct"]["errors"] == []
    kept = stored()
    response = raw(browser, body[:-20])
    assert (response.status_code, code_of(response)) == (400, "BAD_USER_INPUT")
    assert stored() == kept


@pytest.mark.parametrize("changed", [{"Content-Encoding": "gzip"}, {"CONTENT_TYPE": "multipart/form-data; boundary=x; charset=utf-16"}])
def test_a_body_in_another_coding_is_refused(changed, browser, uploads, shop):
    assert raw(browser, part("operations", b"{}") + b"--x--", **changed).status_code == 415


def test_a_body_without_a_length_is_refused_unread(browser, uploads, shop):
    response = raw(browser, b"", CONTENT_LENGTH="")
    assert (response.status_code, code_of(response)) == (411, "BAD_USER_INPUT")


def test_more_files_than_allowed_are_refused(send, shop, uploads, stored):
    uploads(MAX_UPLOADS=2)
    operations = {"query": UPDATE, "variables": {"id": "1", "file": None, "b": None, "c": None}}
    places = {"0": ["variables.file"], "1": ["variables.b"], "2": ["variables.c"]}
    response = send({"operations": operations, "map": places, **{name: png() for name in places}})
    assert (response.status_code, code_of(response)) == (413, "LIMIT_EXCEEDED")
    assert response.json()["errors"][0]["extensions"]["limit"] == "MAX_UPLOADS"


def test_more_bytes_than_allowed_are_refused_before_they_are_read(send, fields, uploads, monkeypatch):
    uploads(MAX_UPLOAD_TOTAL_BYTES=100, MAX_BODY_BYTES=1000)
    monkeypatch.setattr("django.http.multipartparser.MultiPartParser.parse", None)
    response = send(fields(**{"0": png(content=picture() + b"\0" * 2000)}))
    assert (response.status_code, code_of(response)) == (413, "LIMIT_EXCEEDED")


def test_more_bytes_of_all_files_than_allowed_are_refused_while_they_are_read(send, fields, uploads):
    uploads(MAX_UPLOAD_TOTAL_BYTES=1000)
    response = send(fields(**{"0": png(content=picture() + b"\0" * 2000)}))
    assert (response.status_code, code_of(response)) == (413, "LIMIT_EXCEEDED")


def test_texts_are_no_longer_than_any_body(send, fields, uploads):
    uploads(MAX_BODY_BYTES=300)
    response = send(fields(operations={"query": "{ __typename }" + " " * 400}))
    assert (response.status_code, code_of(response)) == (413, "LIMIT_EXCEEDED")


def test_django_s_own_limits_hold_too(send, fields, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50
    assert send(fields()).status_code == 413
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = None
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 0
    assert send(fields()).status_code == 413
    settings.DATA_UPLOAD_MAX_NUMBER_FILES, settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5, 1
    response = send({**fields(), **{f"f{number}": "x" for number in range(5)}})
    assert (response.status_code, code_of(response)) == (400, "BAD_USER_INPUT")


@pytest.mark.parametrize("handler", ["MemoryFileUploadHandler", "TemporaryFileUploadHandler"])
def test_a_file_that_is_too_large_is_an_error_of_its_place(handler, send, fields, uploads, settings, stored):
    settings.FILE_UPLOAD_HANDLERS = [f"django.core.files.uploadhandler.{handler}"]
    uploads(MAX_UPLOAD_BYTES=100_000)
    large = png(content=picture() + b"\0" * 300_000)
    answer = send(fields(**{"0": large})).json()["data"]["updateProduct"]
    assert [(each["path"], each["code"], each["params"]) for each in answer["errors"]] == [
        (["input", "photo"], "FILE_TOO_LARGE", {"max": 100_000})
    ]
    assert stored() == []


# Who may send files, and from where


def test_strangers_send_no_files_whatever_the_models_allow(shop, uploads, fields, stored):
    texts = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in fields().items()}
    response = Client().post(ENDPOINT, texts)
    assert (response.status_code, code_of(response)) == (403, "UNAUTHENTICATED")
    uploads(UPLOADS_FOR="public")
    texts["0"] = png()
    answer = Client().post(ENDPOINT, texts).json()
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert answer["data"] == {"updateProduct": None}
    assert stored() == []


def test_a_permission_may_be_needed_to_send_files(shop, uploads, fields, send, browser):
    uploads(UPLOADS_FOR="shop.change_product")
    assert send(fields()).status_code == 200
    browser.force_login(User.objects.create_user("clerk"))
    response = send(fields())
    assert (response.status_code, code_of(response)) == (403, "FORBIDDEN")


def test_a_form_of_another_site_does_not_run_with_the_user_s_cookie(browser, uploads, fields, stored):
    texts = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in fields().items()}
    for headers in (
        {},
        {"GraphQL-Require-Preflight": ""},
        {"X-CSRFToken": "guessed"},
        {"GraphQL-Require-Preflight": "1", "Origin": "https://evil.example"},
    ):
        texts["0"] = png()
        response = browser.post(ENDPOINT, texts, headers=headers)
        assert (response.status_code, code_of(response)) == (403, "FORBIDDEN")
    texts["0"] = png()
    assert browser.post(ENDPOINT, {**texts, "csrfmiddlewaretoken": "guessed"}).status_code == 403
    assert stored() == []


@pytest.mark.parametrize("header", ["GraphQL-Require-Preflight", "Apollo-Require-Preflight", "X-Apollo-Operation-Name"])
def test_a_header_that_needs_a_preflight_will_do(header, browser, uploads, fields):
    texts = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in fields().items()}
    assert browser.post(ENDPOINT, texts, headers={header: "1"}).status_code == 200


def test_django_s_token_in_its_header_will_do(browser, uploads, fields):
    request = RequestFactory().get("/")
    token = get_token(request)
    browser.cookies["csrftoken"] = request.META["CSRF_COOKIE"]
    texts = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in fields().items()}
    assert browser.post(ENDPOINT, texts, headers={"X-CSRFToken": token}).status_code == 200


def test_any_cookie_counts_since_a_project_may_know_users_by_another_one(uploads, fields):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["jwt"] = "token"
    texts = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in fields().items()}
    assert browser.post(ENDPOINT, texts).status_code == 403


def test_what_has_read_the_body_before_is_told_instead_of_trusted(settings, send, fields, stored):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.uploads.test_multipart.reads_the_form"]
    response = send(fields())
    assert (response.status_code, code_of(response)) == (400, "BAD_USER_INPUT")
    assert stored() == []


def reads_the_form(get_response):
    def middleware(request):
        request.FILES  # noqa: B018
        return get_response(request)

    return middleware


def scan(file):
    """A scanner that tells whether a transaction waits for it."""
    scanned.append(connection.in_atomic_block)
    return True


scanned = []


@pytest.mark.django_db(transaction=True)
def test_files_are_looked_at_before_the_transaction_begins_and_only_for_who_may_write(send, fields, uploads, browser):
    uploads(UPLOAD_SCANNER=f"{__name__}.scan")
    scanned.clear()
    assert send(fields()).json()["data"]["updateProduct"]["errors"] == []
    assert scanned == [False]
    browser.force_login(User.objects.create_user("clerk"))
    assert send(fields()).json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert scanned == [False]


def test_a_query_may_be_sent_as_a_form_and_a_get_may_not(browser, uploads, shop):
    assert Product.objects.exists()
    response = browser.get(ENDPOINT, {"operations": "{}"}, headers={"GraphQL-Require-Preflight": "1"})
    assert response.status_code == 400
