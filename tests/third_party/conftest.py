"""One schema and one filled database for the whole run. Nothing here is collected under other settings than this folder's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django_graphql_auto.schema.build import BuiltSchema
    from tests.third_party.asking import Api

collect_ignore_glob = [] if os.environ.get("DJANGO_SETTINGS_MODULE") == "tests.third_party.settings" else ["test_*.py"]


@pytest.fixture(scope="session")
def makers() -> tuple[Callable[[], None], ...]:
    """Imported before the tables are made: django-oscar's factories bring models of their own."""
    from tests.third_party.content import make_content
    from tests.third_party.filler import fill

    return make_content, fill


@pytest.fixture(scope="session")
def django_db_setup(makers: tuple[Callable[[], None], ...], django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    from django.conf import settings

    with django_db_blocker.unblock():
        for make in makers:
            make()
    yield
    shutil.rmtree(settings.MEDIA_ROOT)


@pytest.fixture(scope="session")
def schema(makers: object) -> BuiltSchema:
    from django_graphql_auto.schema.build import build_schema

    return build_schema()


@pytest.fixture
def superuser(schema: BuiltSchema, db: None) -> Api:
    """The API as a superuser sees it with no setting at all."""
    from django.contrib.auth.models import User

    from tests.third_party.asking import Api

    return Api(schema, User.objects.create_superuser("superuser"))


@pytest.fixture
def anybody(schema: BuiltSchema, db: None, settings: Any) -> Api:
    """The API as anybody sees it where one setting opens reading to everyone."""
    from django.contrib.auth.models import AnonymousUser

    from tests.third_party.asking import Api

    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public"}
    return Api(schema, AnonymousUser())


@pytest.fixture(params=["superuser", "anybody"])
def api(request: pytest.FixtureRequest, db: None) -> Api:
    """The API as either sees it."""
    return request.getfixturevalue(request.param)
