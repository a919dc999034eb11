"""Idempotency keys that are of no use, or can't be kept, are named."""

import pytest

from tests.apps.shop.models import Brand

APP = "django_graphql_auto.idempotency"


@pytest.fixture
def installed(settings):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, APP]


@pytest.fixture
def named(settings, checked):
    """What the checks of idempotency keys say of these settings."""

    def ask(**given):
        settings.DJANGO_GRAPHQL_AUTO = given
        return [(number, text) for number, text, _ in checked() if number in ("W005", "W006", "W007")]

    return ask


class KeepsBrandsElsewhere:
    def db_for_write(self, model, **hints):
        return "other" if model is Brand else None

    def allow_migrate(self, db, app_label, **hints):
        return db == "default" or app_label != "graphql_idempotency"


def test_keys_that_can_be_kept_are_nothing_to_speak_of(installed, named):
    assert named() == []


def test_keys_without_anything_to_write_are_named(installed, named):
    assert named(MUTATIONS=False) == [("W005", "Idempotency keys are installed, and MUTATIONS is off.")]


def test_a_lifetime_shorter_than_a_request_is_named(installed, named):
    assert named(IDEMPOTENCY_KEY_SECONDS=5) == [("W006", "IDEMPOTENCY_KEY_SECONDS is 5, and DEADLINE_SECONDS is 10.")]


def test_a_database_that_is_written_to_and_has_no_table_for_keys_is_named(installed, named, settings):
    settings.DATABASE_ROUTERS = [f"{__name__}.KeepsBrandsElsewhere"]
    [(number, text)] = named()
    assert (number, "'other'" in text) == ("W007", True)
    assert named(MUTATIONS=False)[0][0] == "W005"


def test_where_the_app_is_not_installed_nothing_is_said(named, settings):
    settings.DATABASE_ROUTERS = [f"{__name__}.KeepsBrandsElsewhere"]
    assert named(MUTATIONS=False, IDEMPOTENCY_KEY_SECONDS=1) == []
