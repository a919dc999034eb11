"""Files under uvicorn, where Django has read the whole body before the view begins."""

import http.client
import json

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.served.rows import make_rows
from tests.served.server import PATIENCE, serving
from tests.uploads.samples import picture, png

pytestmark = pytest.mark.django_db(transaction=True)
DOCUMENT = """mutation($file: Upload) { updateProduct(id: "1", input: {photo: $file}) {
  product { photo { size } } errors { path code } } }"""


class LoggedIn:
    """A superuser whom nothing has to be looked up for."""

    sync_capable, async_capable = True, False

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.user = User(pk=1, username="boss", is_superuser=True)
        return self.get_response(request)


@pytest.fixture
def server(tmp_path, monkeypatch):
    from django.db import connection

    if connection.vendor != "sqlite":
        make_rows()
    monkeypatch.setenv("SERVED_MEDIA", str(tmp_path / "media"))
    settings = {"MUTATIONS": True, "UPLOADS": True, "MAX_UPLOAD_BYTES": 3_000_000, "ASGI_THREADS": 2}
    with serving(tmp_path, settings, ["tests.uploads.test_asgi.LoggedIn"]) as started:
        yield started


def send(server, file: SimpleUploadedFile | None, **headers):
    operations = json.dumps({"query": DOCUMENT.replace('"1"', json.dumps(first(server))), "variables": {"file": None}})
    form = {"operations": operations, "map": json.dumps({"0": ["variables.file"]}), "0": file}
    sent = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    body = encode_multipart(BOUNDARY, form)
    sent.request("POST", "/graphql/", body, {"Content-Type": MULTIPART_CONTENT, "GraphQL-Require-Preflight": "1", **headers})
    with sent.getresponse() as response:
        return response.status, json.loads(response.read())


def first(server):
    return server.ask("{ products(first: 1) { nodes { id } } }")["products"]["nodes"][0]["id"]


def stored(tmp_path):
    return [path for path in (tmp_path / "media").rglob("*") if path.is_file()]


def test_files_are_stored_from_memory_and_from_disk(server, tmp_path):
    noise = picture() + bytes(range(256)) * 11_000
    for content in (picture(), noise):
        status, answer = send(server, png(content=content))
        assert (status, answer["data"]["updateProduct"]["errors"]) == (200, [])
        assert answer["data"]["updateProduct"]["product"]["photo"]["size"] == len(content)
    assert sorted(path.stat().st_size for path in stored(tmp_path)) == [len(picture()), len(noise)]


def test_what_is_refused_is_told_and_not_stored(server, tmp_path):
    status, answer = send(server, png(content=picture() + b"\0" * 3_000_000))
    assert answer["data"]["updateProduct"]["errors"] == [{"path": ["input", "photo"], "code": "FILE_TOO_LARGE"}]
    status, answer = send(server, png("a.exe"))
    assert answer["data"]["updateProduct"]["errors"] == [{"path": ["input", "photo"], "code": "FILE_TYPE"}]
    status, answer = send(server, png(content=b"\0" * 17_000_000))
    assert (status, answer["errors"][0]["extensions"]["code"]) == (413, "LIMIT_EXCEEDED")
    assert stored(tmp_path) == []


def test_a_cookie_needs_the_header_here_too(server, tmp_path):
    status, answer = send(server, png(), **{"Cookie": "sessionid=x", "GraphQL-Require-Preflight": ""})
    assert (status, answer["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    assert stored(tmp_path) == []
