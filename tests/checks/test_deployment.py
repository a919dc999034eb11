"""``check --deploy`` names everything that is more open than the defaults."""

import pytest
from django.core.checks import Tags, run_checks
from django.core.checks import registry as check_registry
from django.db import ConnectionHandler, connections

from django_graphql_auto import ModelOptions
from django_graphql_auto.checks import deployment
from django_graphql_auto.checks.run import check_deployment, deployment_messages
from django_graphql_auto.registry import Registry
from tests.apps.shop.models import Brand, Product
from tests.checks.conftest import said


@pytest.fixture(autouse=True)
def databases(monkeypatch):
    """``databases(reporting={…})`` are the project's; nobody connects to them."""

    def configure(**configured: dict[str, object]) -> None:
        given = configured or {"default": {"ENGINE": "django.db.backends.sqlite3"}}
        monkeypatch.setattr(deployment, "connections", ConnectionHandler({"default": {}, **given}))

    configure()
    return configure


@pytest.fixture
def deployed(settings):
    """What is said of these settings, without DEBUG unless it is asked for."""

    def ask(registry: Registry, debug: bool = False, **given: object) -> list[tuple[str, str, str]]:
        settings.DEBUG = debug
        settings.DJANGO_GRAPHQL_AUTO = given
        return said(deployment_messages(registry))

    return ask


def test_the_defaults_leave_nothing_to_say(deployed, registry):
    assert deployed(registry) == []


@pytest.mark.parametrize(("policy", "audience"), [("public", "everybody"), ("authenticated", "every user who is logged in")])
def test_an_open_default_is_named(policy, audience, deployed, registry):
    [(number, text, _)] = deployed(registry, READ=policy)
    assert number == "W301"
    assert f"READ is {policy!r}: {audience} may read" in text


@pytest.mark.parametrize("name", ["INTROSPECTION", "GRAPHIQL", "SUGGESTIONS", "REPORT_COST"])
def test_what_is_shown_to_strangers_is_named(name, deployed, registry):
    [(number, text, _)] = deployed(registry, **{name: True})
    assert (number, text) == ("W302", f"{name} is on, without DEBUG.")


@pytest.mark.parametrize(("name", "meaning"), [("DEBUG_ANSWERS", "Staff may read"), ("ANALYSE_QUERIES", "Every operation is watched")])
def test_what_watches_operations_is_named_with_what_that_means(name, meaning, deployed, registry):
    [(number, text, hint)] = deployed(registry, **{name: True})
    assert (number, text) == ("W306", f"{name} is on, without DEBUG.")
    assert hint.startswith(meaning)


def test_debug_names_the_settings_that_follow_it(deployed, registry):
    [(number, text, _)] = deployed(registry, debug=True, GRAPHIQL=False)
    assert number == "W303"
    assert "INTROSPECTION" in text
    assert "GRAPHIQL" not in text


def test_a_limit_far_above_its_default_is_named(deployed, registry):
    [(number, text, _)] = deployed(registry, MAX_DEPTH=49, MAX_COST=20_000)
    assert (number, text) == ("W304", "MAX_DEPTH is 49, more than 4 times its default of 12.")


def test_batching_is_named(deployed, registry):
    [(number, text, _)] = deployed(registry, BATCHING=True)
    assert (number, "10 operations" in text) == ("W305", True)


def test_streams_for_everybody_are_named(deployed, registry):
    [(number, text, _)] = deployed(registry, STREAM_MAX_ROWS=1_000, STREAM_FOR="public")
    assert (number, "1000 rows" in text) == ("W307", True)
    assert deployed(registry, STREAM_MAX_ROWS=1_000) == []


def test_streams_that_see_several_states_are_named(deployed, registry, monkeypatch):
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)
    assert deployed(registry) == []
    [(number, text, _)] = deployed(registry, STREAM_MAX_ROWS=1_000)
    assert (number, "on for default" in text) == ("I304", True)


def test_public_models_are_listed(deployed, registry):
    public = type("Public", (ModelOptions,), {"read": "public"})
    registry.register(Product, public)
    registry.register(Brand, public)
    [(number, text, _)] = deployed(registry)
    assert number == "I301"
    assert "2 models: shop.brand, shop.product" in text


def test_secrets_that_are_served_are_listed(deployed, registry):
    registry.register(Product, type("Options", (ModelOptions,), {"include_secret": ("sku",)}))
    [(number, text, _)] = deployed(registry)
    assert (number, text) == ("I302", "Columns whose names say secret are served: sku.")


def test_postgresql_that_prepares_nothing_is_named(deployed, registry, databases):
    pytest.importorskip("psycopg")
    server = {"ENGINE": "django.db.backends.postgresql", "NAME": "shop"}
    databases(
        silent=server,
        other={**server, "ENGINE": "django.db.backends.sqlite3"},
        prepares={**server, "OPTIONS": {"prepare_threshold": 0}},
        pooled={**server, "OPTIONS": {"prepare_threshold": None}},
    )
    [(number, text, _)] = deployed(registry)
    assert (number, "'silent'" in text) == ("I303", True)
    assert not any(alias in text for alias in ("other", "prepares", "pooled"))


def test_malformed_settings_are_left_to_the_ordinary_checks(deployed, registry):
    assert deployed(registry, MAX_DEPTH="deep", READ="public") == []


def test_django_runs_them_among_its_security_checks(settings):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public"}
    ids = {message.id for message in run_checks(tags=[Tags.security], include_deployment_checks=True)}
    assert "django_graphql_auto.W301" in ids
    assert check_deployment not in check_registry.registry.registered_checks
