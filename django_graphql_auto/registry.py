"""Which options belong to which model: an object keyed by model class, with a version that grows with every change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import isfunction
from threading import Lock
from typing import Any, TypeVar, cast, overload

from django.db import models

from django_graphql_auto.form_mutations import Submission, is_submission
from django_graphql_auto.options import ModelOptions

Declared = TypeVar("Declared", bound=Callable[..., Any])
"""Options, or what is a mutation: a function, a form, a serializer."""


class Registry:
    """The declarations of one API."""

    def __init__(self) -> None:
        self._options: dict[type[models.Model], ModelOptions] = {}
        self._functions: dict[str, tuple[Callable[..., Any], type[models.Model] | None]] = {}
        self._submissions: dict[str, tuple[type[Submission], type[models.Model] | None]] = {}
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

    def register_function(self, function: Callable[..., Any], model: type[models.Model] | None = None) -> None:
        """Declares a mutation, on the database of ``model``. A second registration under its dotted name replaces the first."""
        with self._lock:
            self._functions[_dotted(function)] = (function, model)
            self.version += 1

    def unregister_function(self, function: Callable[..., Any]) -> None:
        with self._lock:
            if self._functions.pop(_dotted(function), None) is not None:
                self.version += 1

    def functions(self) -> Mapping[Callable[..., Any], type[models.Model] | None]:
        """The functions that are mutations, each with the model that it was registered for, in the order of their dotted names."""
        return dict(self._functions[name] for name in sorted(self._functions))

    def register_submission(self, declared: type[Submission], model: type[models.Model] | None = None) -> None:
        """Declares a form or serializer as a mutation, likewise."""
        with self._lock:
            self._submissions[_dotted(declared)] = (declared, model)
            self.version += 1

    def unregister_submission(self, declared: type[Submission]) -> None:
        with self._lock:
            if self._submissions.pop(_dotted(declared), None) is not None:
                self.version += 1

    def submissions(self) -> Mapping[type[Submission], type[models.Model] | None]:
        """The forms and serializers that are mutations, likewise."""
        return dict(self._submissions[name] for name in sorted(self._submissions))

    def options_for(self, model: type[models.Model]) -> ModelOptions:
        """The declared options, or plain ones."""
        return self._options.get(model) or ModelOptions()

    def registered(self) -> dict[type[models.Model], ModelOptions]:
        return dict(self._options)

    def __contains__(self, model: type[models.Model]) -> bool:
        return model in self._options


def _dotted(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


default_registry = Registry()


@overload
def register(
    model: type[models.Model],
    options: type[ModelOptions] | None = None,
    *,
    type: Any = None,
) -> Callable[[Declared], Declared]: ...


@overload
def register(model: Declared) -> Declared: ...


def register(model: Any, options: Any = None, *, type: Any = None) -> Any:  # noqa: A002
    """Registers ``model`` with the default registry: as a decorator of a ``ModelOptions`` class, or called with ``type=`` or ``options``.

    ``@register(Product)`` above a ``ModelOptions`` class; ``register(Product, ProductOptions)``; ``@register(Product, type=ProductType)``
    or the plain call with ``type`` for a hand-written graphene type. Above what is marked with ``@mutation`` (a function, a
    ``FormMutation``, a ``SerializerMutation``) ``@register`` or, for the database of a model, ``@register(Product)``.
    """
    if _is_mutation(model):
        _declare(model)
        return model
    if options is not None or type is not None:
        default_registry.register(model, options or ModelOptions, type=type)

    def decorate(declared: Declared) -> Declared:
        if _is_mutation(declared):
            _declare(declared, model)
        else:
            default_registry.register(model, cast(Any, declared), type=type)
        return declared

    return decorate


def _is_mutation(declared: Any) -> bool:
    return isfunction(declared) or is_submission(declared)


def _declare(declared: Any, model: type[models.Model] | None = None) -> None:
    if isfunction(declared):
        default_registry.register_function(declared, model)
    else:
        default_registry.register_submission(declared, model)
