"""Fixtures of every test: the package's own, and declarations that are taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.db import models

from django_graphql_auto.options import ModelOptions
from django_graphql_auto.registry import default_registry

pytest_plugins = ["django_graphql_auto.testing.plugin", "tests.chromium"]

SHOP = ["auth.user"] + [
    f"shop.{name}" for name in "article barcode book brand category device note product review stocklevel supplier supply tag".split()
]
"""The models that answers, plans and SQL are written down of: one that is added to the app changes none of them."""
Declare = Callable[..., None]


@contextmanager
def declared(options: Mapping[type[models.Model], type[ModelOptions]]) -> Iterator[None]:
    """Registers options for as long as the block runs; what was registered before comes back."""
    before = default_registry.registered()
    for model, declaration in options.items():
        default_registry.register(model, declaration)
    try:
        yield
    finally:
        for model in options:
            default_registry.unregister(model)
            if model in before:
                default_registry.register(model, type(before[model]), type=before[model].type)


@pytest.fixture
def declare() -> Iterator[Declare]:
    """``declare(Product, exclude=["price"])``: options for one test."""
    with ExitStack() as stack:

        def register(model: type[models.Model], options: type[ModelOptions] = ModelOptions, **attributes: Any) -> None:
            stack.enter_context(declared({model: type(f"{model.__name__}Options", (options,), attributes)}))

        yield register


@pytest.fixture
def open_shop(settings: Any) -> None:
    """Serves the shop to everyone."""
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": SHOP}


@pytest.fixture
def shop(db: None, open_shop: None) -> None:
    """The small shop, served to everyone."""
    from tests.apps.shop.rows import stock_the_shop

    stock_the_shop()
