"""A key stands for one request, its files included."""

import pytest

from django_graphql_auto.idempotency.models import IdempotencyKey
from tests.uploads.conftest import UPDATE
from tests.uploads.samples import pdf, picture, png


@pytest.fixture
def again(send, shop):
    def post(file, key="8e03978e"):
        operation = {"query": UPDATE, "variables": {"id": str(shop.anvil.pk), "file": None}}
        return send({"operations": operation, "map": {"0": ["variables.file"]}, "0": file}, **{"Idempotency-Key": key}).json()

    return post


def test_the_same_file_is_stored_once_and_answered_alike(again, stored):
    first = again(png())
    assert first["data"]["updateProduct"]["errors"] == []
    assert again(png()) == first
    assert stored() == ["photos/*.png"]


@pytest.mark.parametrize(
    "other",
    [lambda: png(content=picture(size=(3, 4))), lambda: png("other.png"), lambda: png(declared="image/jpeg"), lambda: pdf()],
)
def test_another_file_under_the_same_key_is_another_request(other, again, stored):
    again(png())
    assert again(other())["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert stored() == ["photos/*.png"]


def test_what_was_refused_may_be_sent_again_with_a_better_file(again, stored):
    assert again(png("a.exe"))["data"]["updateProduct"]["errors"][0]["code"] == "FILE_TYPE"
    assert again(png())["data"]["updateProduct"]["errors"] == []
    assert stored() == ["photos/*.png"]


def test_nothing_of_the_file_is_remembered(again):
    again(png("secret-name.png"))
    kept = str(list(IdempotencyKey.objects.values()))
    assert "secret-name" not in kept
    assert "PNG" not in kept
