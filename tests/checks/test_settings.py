"""Every misuse of the settings dict is reported, with what to write instead."""

import graphene
import pytest
from django.db import connections

not_a_type = "a text"


class Extra(graphene.ObjectType):
    answer = graphene.Int()


class Coordinates(graphene.InputObjectType):
    latitude = graphene.Float()


MISTAKES = [
    pytest.param(["READ"], "E001", "is a list", "must be a dict", id="no dict"),
    pytest.param({"RAED": "public"}, "E002", "no setting 'RAED'", "Did you mean 'READ'?", id="a misspelt name"),
    pytest.param({"read": "public"}, "E002", "no setting 'read'", "Did you mean 'READ'?", id="a name in lower case"),
    pytest.param({"READ": "everyone"}, "E003", "['READ'] is 'everyone'", '"permission", "authenticated" or "public"', id="a policy"),
    pytest.param({"MAX_DEPTH": 0}, "E003", "['MAX_DEPTH'] is 0", "a positive integer", id="a limit of nothing"),
    pytest.param({"MAX_COST": True}, "E003", "['MAX_COST'] is True", "a positive integer", id="a limit that is a truth value"),
    pytest.param({"BATCHING": "no"}, "E003", "['BATCHING'] is 'no'", "True or False", id="a text for a truth value"),
    pytest.param({"EXPOSE": "everything"}, "E003", "['EXPOSE'] is 'everything'", '"all", "registered", or a list', id="an exposure"),
    pytest.param({"EXPOSE": ["shopp"]}, "E004", "'shopp'", "Did you mean 'shop'?", id="an app that isn't there"),
    pytest.param({"EXPOSE": ["shop.Prodct"]}, "E004", "'shop.Prodct'", "Did you mean 'shop.product'?", id="a model that isn't there"),
    pytest.param({"NAMES": {"shop.produkt": "Ware"}}, "E005", "'shop.produkt'", "Did you mean 'shop.product'?", id="a pin of no model"),
    pytest.param({"NAMES": {"shop.product": "Shop-Product"}}, "E006", "'Shop-Product'", "letters, digits", id="a pin to no name"),
    pytest.param({"NAMES": {"shop.product": "__Product"}}, "E006", "'__Product'", "two underscores", id="a pin to a reserved name"),
    pytest.param({"EXTRA_QUERIES": ["shop.nowhere.Query"]}, "E007", "'shop.nowhere.Query'", "dotted path", id="a path to nowhere"),
    pytest.param({"EXTRA_TYPES": [f"{__name__}.Nothing"]}, "E007", "Nothing", "dotted path", id="a name that its module lacks"),
    pytest.param({"EXTRA_QUERIES": [f"{__name__}.not_a_type"]}, "E008", "not a graphene.ObjectType", "the class itself", id="no type"),
    pytest.param({"EXTRA_MUTATIONS": [f"{__name__}.Coordinates"]}, "E008", "not a graphene.ObjectType", "class", id="an input as a root"),
    pytest.param({"EXTRA_TYPES": [f"{__name__}.not_a_type"]}, "E008", "not a graphene type", "the class itself", id="no type at all"),
    pytest.param({"PAGE_SIZE": 200}, "E009", "PAGE_SIZE is 200, and MAX_PAGE_SIZE is 100", "larger", id="a page above the largest"),
    pytest.param({"STREAM_MAX_ROWS": 0}, "E003", "['STREAM_MAX_ROWS'] is 0", "or None", id="a stream of nothing"),
    pytest.param({"STREAM_FOR": "staff"}, "E003", "['STREAM_FOR'] is 'staff'", '"authenticated", "public", or', id="an audience"),
    pytest.param(
        {"STREAM_FOR": "shop.view_prodct"}, "E011", "'shop.view_prodct'", "'shop.view_product'", id="a permission that isn't there"
    ),
    pytest.param({"STREAM_DEADLINE_SECONDS": 5}, "E012", "is 5, and DEADLINE_SECONDS is 10", "less time", id="a short stream"),
]


@pytest.mark.parametrize(("given", "number", "text", "hint"), MISTAKES)
def test_a_mistaken_setting_is_an_error_with_a_hint(given, number, text, hint, settings, checked):
    settings.DJANGO_GRAPHQL_AUTO = given
    [(found_number, found_text, found_hint)] = checked()
    assert found_number == number
    assert text in found_text
    assert hint in found_hint


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="nothing"),
        pytest.param(None, id="None"),
        pytest.param({"EXPOSE": ["shop", "auth.Group"], "READ": "public", "MAX_ALIASES": 0}, id="plain values"),
        pytest.param({"EXTRA_QUERIES": [f"{__name__}.Extra"], "EXTRA_TYPES": [f"{__name__}.Coordinates"]}, id="hand-written types"),
        pytest.param({"NAMES": {"shop.Product": "Ware"}}, id="a pin"),
    ],
)
def test_sound_settings_have_no_errors(given, settings, checked):
    settings.DJANGO_GRAPHQL_AUTO = given
    assert [number for number, _, _ in checked() if number.startswith("E")] == []


def test_several_mistakes_are_reported_at_once(settings, checked):
    settings.DJANGO_GRAPHQL_AUTO = {"RAED": "public", "MAX_DEPTH": -1, "GRAPHIQL": None}
    assert sorted(number for number, _, _ in checked()) == ["E002", "E003", "E003"]


@pytest.fixture
def warned(checked):
    """The texts under one number."""
    return lambda number: [text for found, text, _ in checked() if found == number]


def test_a_stream_that_is_no_longer_than_a_page_is_named(settings, warned):
    settings.DJANGO_GRAPHQL_AUTO = {"STREAM_MAX_ROWS": 100}
    assert warned("W002") == ["STREAM_MAX_ROWS is 100, and a page may have 100 rows anyway."]
    settings.DJANGO_GRAPHQL_AUTO = {"STREAM_MAX_ROWS": 101}
    assert warned("W002") == []


@pytest.mark.parametrize(("pool", "size"), [(True, 4), ({"min_size": 2}, 2), ({"min_size": 2, "max_size": 9}, 9)])
def test_a_connection_pool_that_is_smaller_than_what_is_used_at_once_is_named(pool, size, settings, warned, monkeypatch):
    monkeypatch.setitem(connections.settings["default"], "OPTIONS", {"pool": pool})
    settings.DJANGO_GRAPHQL_AUTO = {"STREAM_MAX_ROWS": 1_000}
    [text] = warned("W003")
    assert f"at most {size} connections; under ASGI 10" in text
    settings.DJANGO_GRAPHQL_AUTO = {"ASGI_THREADS": size}
    assert warned("W003") == []
