"""Which options belong to which model: an object keyed by model class, with a version that grows with every change."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from django.db import models

from django_graphql_auto.options import ModelOptions

Options = TypeVar("Options", bound=type[ModelOptions])


class Registry:
    """The declarations of one API."""

    def __init__(self) -> None:
        self._options: dict[type[models.Model], ModelOptions] = {}
        self._lock = Lock()
        self.version = 0

    def register(self, model: type[models.Model], options: type[ModelOptions] = ModelOptions, *, type: Any = None) -> None:  # noqa: A002
        """Declares ``options`` for ``model``; a second registration replaces the first. ``type`` is a hand-written ``DjangoObjectType``."""
        instance = options()
        if type is not None:
            instance.type = type
        with self._lock:
            self._options[model] = instance
            self.version += 1

    def unregister(self, model: type[models.Model]) -> None:
        with self._lock:
            if self._options.pop(model, None) is not None:
                self.version += 1

    def options_for(self, model: type[models.Model]) -> ModelOptions:
        """The declared options, or plain ones."""
        return self._options.get(model) or ModelOptions()

    def registered(self) -> dict[type[models.Model], ModelOptions]:
        return dict(self._options)

    def __contains__(self, model: type[models.Model]) -> bool:
        return model in self._options


default_registry = Registry()


def register(model: type[models.Model], options: type[ModelOptions] | None = None, *, type: Any = None) -> Callable[[Options], Options]:  # noqa: A002
    """Registers ``model`` with the default registry: as a decorator of a ``ModelOptions`` class, or called with ``type=`` or ``options``.

    ``@register(Product)`` above a ``ModelOptions`` class; ``register(Product, ProductOptions)``; ``@register(Product, type=ProductType)``
    or the plain call with ``type`` for a hand-written graphene type.
    """
    if options is not None or type is not None:
        default_registry.register(model, options or ModelOptions, type=type)

    def decorate(declared: Options) -> Options:
        default_registry.register(model, declared, type=type)
        return declared

    return decorate
