from collections.abc import Callable
from typing import Any

import pytest
from django.core.checks import CheckMessage

from django_graphql_auto import ModelOptions
from django_graphql_auto.checks.records import PREFIX
from django_graphql_auto.checks.run import DECLARATIONS, messages
from django_graphql_auto.registry import Registry
from tests.apps.shop.models import Product

Said = list[tuple[str, str, str]]
"""Number, text and hint of what the checks say."""


def said(found: list[CheckMessage]) -> Said:
    return [(message.id.removeprefix(PREFIX), message.msg, message.hint or "") for message in found]


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
def checked(registry: Registry) -> Callable[[], Said]:
    """What ``manage.py check`` says of the settings and the test's own registry."""
    return lambda: said(messages(registry, DECLARATIONS))


@pytest.fixture
def declare(registry: Registry, settings: Any) -> Callable[..., list[CheckMessage]]:
    """Registers options with these attributes, for the shop's products by default, and tells what the checks say."""
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": "registered"}

    def register(model: Any = Product, **attributes: Any) -> list[CheckMessage]:
        registry.register(model, type("Options", (ModelOptions,), attributes))
        return messages(registry, DECLARATIONS)

    return register


@pytest.fixture(autouse=True)
def _only_the_app_itself(settings: Any) -> None:
    """Without the apps that a project may install beside it, which have something to say of mutations that are off."""
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if not app.startswith("django_graphql_auto.")]
