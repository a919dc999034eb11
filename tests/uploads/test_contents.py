"""What a file is, is told by its content; and by extension and declaration, which must say the same."""

import logging
import sys

import pytest
from PIL import Image

from django_graphql_auto.uploads import content_types
from tests.mutations.writing import errors, payload
from tests.uploads.conftest import UPDATE
from tests.uploads.samples import PDF, bomb, pdf, picture, png

PLACE = "input.photo"
needs_libmagic = pytest.mark.skipif(content_types.libmagic() is None, reason="needs libmagic")


@pytest.fixture
def tried(api, shop, uploads, stored):
    """The codes of what is wrong with a file; what is refused isn't stored."""

    def attempt(file):
        found = errors(api(UPDATE, id=shop.anvil.pk, file=file))
        assert bool(found) != bool(stored())
        assert {path for path, _ in found} <= {PLACE}
        return [code for _, code in found]

    return attempt


@pytest.fixture
def without_libmagic(monkeypatch):
    monkeypatch.setattr(content_types, "libmagic", lambda: None)


@pytest.mark.parametrize(
    ("name", "kind", "declared"),
    [
        ("a.png", "PNG", "image/png"),
        ("a.PNG", "PNG", "image/png"),
        ("a.jpg", "JPEG", "image/jpeg"),
        ("a.jpeg", "JPEG", "image/jpg"),
        ("a.webp", "WEBP", "image/webp"),
        ("a.gif", "GIF", "image/gif; q=1"),
    ],
)
@pytest.mark.parametrize("library", [True, False])
def test_pictures_are_taken(name, kind, declared, library, tried, monkeypatch):
    if not library:
        monkeypatch.setattr(content_types, "libmagic", lambda: None)
    assert tried(png(name, picture(kind), declared)) == []


def test_a_picture_of_several_pictures_as_telephones_make_is_taken(tried, tmp_path):
    first, second = (Image.new("RGB", (8, 8), colour) for colour in ("red", "blue"))
    first.save(tmp_path / "a.mpo", "MPO", save_all=True, append_images=[second])
    content = (tmp_path / "a.mpo").read_bytes()
    (tmp_path / "a.mpo").unlink()
    assert tried(png("a.jpg", content, "image/jpeg")) == []


@pytest.mark.parametrize(
    "file",
    [
        lambda: png("a.jpg"),
        lambda: png("a.png.exe"),
        lambda: png("a"),
        lambda: png(".png"),
        lambda: png("a.png "),
        lambda: png("a.png", declared="image/jpeg"),
        lambda: png("a.png", declared="text/html"),
        lambda: png("a.png", declared="application/octet-stream"),
        lambda: png("a.png", declared=""),
        lambda: png("a.png", PDF),
        lambda: png("a.png", b"<html><script>alert(1)</script></html>"),
        lambda: png("a.png", b"\n" + picture()),
        lambda: png("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
        lambda: png("a.html", b"<html></html>", "text/html"),
        lambda: pdf("a.zip", b"PK\x03\x04" + b"\0" * 30, "application/zip"),
        lambda: pdf("a.php", b"<?php phpinfo();", "application/x-php"),
        lambda: pdf("a.pdf", b"<?php phpinfo();"),
        lambda: pdf("a.pdf", b"#!/bin/sh\n%PDF-1.4"),
        lambda: pdf("a.pdf", b"\x7fELF" + b"\0" * 60),
        lambda: pdf("a.pdf", b"MZ" + b"\0" * 60),
    ],
)
@pytest.mark.parametrize("library", [True, False])
def test_what_does_not_agree_on_an_allowed_type_is_refused(file, library, tried, monkeypatch):
    if not library:
        monkeypatch.setattr(content_types, "libmagic", lambda: None)
    assert tried(file()) == ["FILE_TYPE"]


def test_an_empty_file_is_refused(tried):
    assert tried(png(content=b"")) == ["FILE_EMPTY"]


def test_a_file_that_is_too_large_is_refused(tried, uploads):
    uploads(MAX_UPLOAD_BYTES=50)
    assert tried(png()) == ["FILE_TOO_LARGE"]


@pytest.mark.parametrize("content", [picture()[:30], picture()[:40] + b"\0" * 20, b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + b"x" * 100])
@pytest.mark.usefixtures("without_libmagic")
def test_what_only_begins_like_a_picture_is_refused(content, tried):
    assert tried(png(content=content)) == ["INVALID_IMAGE"]


@pytest.mark.parametrize("size", [(20_000, 20_000), (5_001, 4_000), (2**31 - 1, 2**31 - 1), (1, 2**31 - 1)])
def test_a_picture_that_would_fill_the_memory_is_refused_by_its_first_bytes(size, tried):
    assert tried(png(content=bomb(*size))) == ["IMAGE_TOO_LARGE"]


def test_the_most_pixels_are_a_setting(tried, uploads):
    uploads(MAX_UPLOAD_PIXELS=11)
    assert tried(png()) == ["IMAGE_TOO_LARGE"]
    uploads(MAX_UPLOAD_PIXELS=12)
    assert tried(png()) == []


def test_types_are_a_setting(tried, uploads):
    uploads(UPLOAD_TYPES={"application/pdf": ("pdf",)})
    assert tried(png()) == ["FILE_TYPE"]
    assert tried(pdf()) == []


@needs_libmagic
def test_types_that_libmagic_alone_knows_may_be_taken(tried, uploads):
    uploads(UPLOAD_TYPES={"application/zip": ("zip",)})
    assert tried(pdf("a.zip", b"PK\x05\x06" + b"\0" * 18, "application/zip")) == []


@pytest.mark.usefixtures("without_libmagic")
def test_without_libmagic_they_are_refused(tried, uploads):
    uploads(UPLOAD_TYPES={"application/zip": ("zip",)})
    assert tried(pdf("a.zip", b"PK\x05\x06" + b"\0" * 18, "application/zip")) == ["FILE_TYPE"]


def test_a_system_without_libmagic_is_noticed(monkeypatch):
    monkeypatch.setitem(sys.modules, "magic", None)
    content_types.libmagic.cache_clear()
    try:
        assert content_types.libmagic() is None
        assert content_types.sniffed(picture()) == "image/png"
        assert content_types.sniffed(b"PK\x05\x06" + b"\0" * 18) is None
    finally:
        content_types.libmagic.cache_clear()


def test_where_libmagic_says_something_else_the_file_is_refused(tried, monkeypatch):
    monkeypatch.setattr(content_types, "libmagic", lambda: lambda head: "text/html")
    assert tried(png()) == ["FILE_TYPE"]


# The project's scanner

seen = []


def clean(file):
    seen.append((type(file).__name__, file.read()))
    return True


def infected(file):
    return False


def silent(file):
    return None


def broken(file):
    raise ConnectionError("no daemon")


def test_a_scanner_sees_the_file_once_before_it_is_stored(tried, uploads, api, shop):
    uploads(UPLOAD_SCANNER=f"{__name__}.clean")
    seen.clear()
    document = """mutation($file: Upload!) { updateProducts(where: {brand: {name: {eq: "Acme"}}}, set: {photo: $file}, atMost: 9) {
      count errors { code } } }"""
    assert payload(api(document, file=png()))["count"] > 1
    assert [content for _, content in seen] == [picture()]


@pytest.mark.parametrize(
    ("scanner", "code"), [("infected", "FILE_REFUSED"), ("silent", "FILE_NOT_SCANNED"), ("broken", "FILE_NOT_SCANNED")]
)
def test_what_a_scanner_does_not_approve_is_refused(scanner, code, tried, uploads, caplog):
    uploads(UPLOAD_SCANNER=f"{__name__}.{scanner}")
    assert tried(png()) == [code]
    assert [record.levelno for record in caplog.records] == ([logging.ERROR] if scanner == "broken" else [])


def test_a_scanner_that_cannot_be_imported_lets_nothing_pass(tried, uploads):
    uploads(UPLOAD_SCANNER="nowhere.scan")
    assert tried(png()) == ["FILE_NOT_SCANNED"]


def test_a_scanner_is_not_shown_what_is_refused_anyway(tried, uploads):
    uploads(UPLOAD_SCANNER=f"{__name__}.clean")
    seen.clear()
    assert tried(png("a.jpg")) == ["FILE_TYPE"]
    assert seen == []


def test_a_message_says_what_is_taken_and_quotes_nothing_of_the_file(api, shop, uploads):
    [error] = payload(api(UPDATE, id=shop.anvil.pk, file=png("<script>.html", b"<b>secret</b>", "text/html")))["errors"]
    assert error["params"] == {"types": "image/png, image/jpeg, image/webp, image/gif, application/pdf"}
    assert "secret" not in error["message"]
    assert "script" not in error["message"]
