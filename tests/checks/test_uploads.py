"""Uploads that can't be looked at, or have no place, are named."""

import graphene
import pytest
from graphene_django.settings import graphene_settings

from django_graphql_auto.checks.run import deployment_messages
from django_graphql_auto.uploads import content_types
from tests.checks.conftest import said
from tests.uploads.hand_written import own_schema

OURS = ("E013", "E014", "E015", "E016", "E017", "W008", "W009", "W011", "W012")
NO_FUNCTION = "a text"


@pytest.fixture
def named(settings, checked, tmp_path):
    """What the checks of uploads say of these settings."""
    settings.MEDIA_ROOT = tmp_path

    def ask(**given):
        settings.DJANGO_GRAPHQL_AUTO = {"MUTATIONS": True, "UPLOADS": True, **given}
        return [(number, text) for number, text, _ in checked() if number in OURS]

    return ask


@pytest.fixture
def with_libmagic(monkeypatch):
    monkeypatch.setattr(content_types, "libmagic", lambda: lambda head: "text/plain")


@pytest.fixture
def without_libmagic(monkeypatch):
    monkeypatch.setattr(content_types, "libmagic", lambda: None)


def scan(file):
    return True


@pytest.mark.usefixtures("with_libmagic")
def test_uploads_with_a_place_are_nothing_to_speak_of(named):
    assert named() == []
    assert named(UPLOAD_SCANNER=f"{__name__}.scan", UPLOADS_FOR="shop.add_product") == []


@pytest.mark.usefixtures("with_libmagic")
def test_a_permission_that_no_model_has_is_named(named):
    assert named(UPLOADS_FOR="shop.ad_product") == [("E013", "UPLOADS_FOR names the permission 'shop.ad_product', which no model has.")]


@pytest.mark.parametrize("name", ["nowhere", "NO_FUNCTION"])
@pytest.mark.usefixtures("with_libmagic")
def test_a_scanner_that_is_none_is_named(name, named):
    [(number, text)] = named(UPLOAD_SCANNER=f"{__name__}.{name}")
    assert (number, name in text) == ("E014", True)


@pytest.mark.usefixtures("with_libmagic")
def test_a_file_larger_than_all_files_is_named(named):
    assert named(MAX_UPLOAD_BYTES=2, MAX_UPLOAD_TOTAL_BYTES=1) == [("E015", "MAX_UPLOAD_BYTES is 2, and MAX_UPLOAD_TOTAL_BYTES is 1.")]


@pytest.mark.usefixtures("without_libmagic")
def test_without_libmagic_it_is_told_what_is_missed(named):
    assert [number for number, _ in named()] == ["W008"]
    assert [number for number, _ in named(UPLOAD_TYPES={"text/csv": ("csv",)})] == ["E016", "W008"]
    assert named(UPLOADS=False, UPLOAD_TYPES={"text/csv": ("csv",)}) == []


@pytest.mark.usefixtures("with_libmagic")
def test_pictures_that_pillow_does_not_read_are_named(named):
    [(number, text)] = named(UPLOAD_TYPES={"image/svg+xml": ("svg",)})
    assert (number, "'image/svg+xml'" in text) == ("E016", True)


@pytest.mark.usefixtures("with_libmagic")
def test_files_without_a_place_are_named_with_their_columns(named, settings):
    settings.MEDIA_ROOT = ""
    found = named(EXPOSE=["shop"])
    assert {number for number, _ in found} == {"E017"}
    assert "photo" in found[0][1]
    assert named(EXPOSE=["auth"]) == []
    assert [number for number, _ in named(MUTATIONS=False)] == ["W009"]


BY_HAND = {"EXTRA_MUTATIONS": ["tests.uploads.hand_written.Mutation"]}


@pytest.mark.usefixtures("with_libmagic")
def test_hand_written_mutations_have_something_to_store_without_generated_ones(named, monkeypatch):
    assert named(MUTATIONS=False, **BY_HAND) == []
    monkeypatch.setattr(graphene_settings, "SCHEMA", own_schema)
    assert named(MUTATIONS=False) == []


@pytest.mark.usefixtures("with_libmagic")
def test_hand_written_fields_whose_files_no_request_can_have_are_named(named):
    assert named(**BY_HAND) == []
    assert [number for number, _ in named(UPLOADS=False, **BY_HAND)] == ["W011"]
    assert named(UPLOADS=False) == []


class Unchecked(graphene.Scalar):
    class Meta:
        name = "Upload"


class UncheckedQuery(graphene.ObjectType):
    size = graphene.Int(file=Unchecked())


@pytest.mark.usefixtures("with_libmagic")
def test_another_scalar_for_files_is_named(named):
    [(number, text)] = named(EXPOSE=["auth"], EXTRA_QUERIES=[f"{__name__}.UncheckedQuery"])
    assert (number, f"{__name__}.Unchecked" in text) == ("W012", True)
    assert named(UPLOADS=False, EXPOSE=["auth"], EXTRA_QUERIES=[f"{__name__}.UncheckedQuery"]) == []


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("UPLOAD_TYPES", ["image/png"]),
        ("UPLOAD_TYPES", {"png": ("png",)}),
        ("UPLOAD_TYPES", {"image/png": ()}),
        ("UPLOAD_TYPES", {"image/png": (".png",)}),
        ("UPLOAD_TYPES", {"image/PNG": ("png",)}),
        ("UPLOAD_SCANNER", "scan"),
        ("UPLOADS", 1),
        ("MAX_UPLOADS", 0),
    ],
)
def test_malformed_settings_are_named(given, value, settings, checked):
    settings.DJANGO_GRAPHQL_AUTO = {given: value}
    [(number, text, _)] = checked()
    assert (number, given in text) == ("E003", True)


def test_what_is_open_is_named_when_it_is_deployed(settings, registry):
    settings.DEBUG = False
    settings.DJANGO_GRAPHQL_AUTO = {"UPLOADS": True, "UPLOADS_FOR": "public", "UPLOAD_TYPES": {"text/html": ("html",)}}
    found = [number for number, _, _ in said(deployment_messages(registry)) if number[:2] == "W3"]
    assert found == ["W308", "W309"]
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "UPLOADS": False}
    assert [number for number, _, _ in said(deployment_messages(registry)) if number[:2] == "W3"] == []
