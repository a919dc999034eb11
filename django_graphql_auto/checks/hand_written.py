"""Hand-written graphene-django schemas: what is said about them, and what stands in the way of planning them.

The engine is imported where it is needed: not every process that starts has use for it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import graphene
from django.core.exceptions import FieldDoesNotExist
from django.utils.module_loading import import_string

from django_graphql_auto.checks.records import Finding
from django_graphql_auto.conf import settings
from django_graphql_auto.registry import Registry


def failing_middleware(registry: Registry) -> Iterator[Finding]:
    for path in settings.GRAPHENE_ROOT_MIDDLEWARE:
        try:
            import_string(path)
        except Exception as failure:  # whatever the module does when it is imported
            yield Finding({"path": path, "failure": f"{type(failure).__name__}: {failure}"})


def middleware_of_every_field(registry: Registry) -> Iterator[Finding]:
    from django_graphql_auto.graphene_schemas.middleware import is_for_roots

    for middleware in _given("MIDDLEWARE") or () if settings.PLAN_GRAPHENE else ():
        if not is_for_roots(middleware):
            named = middleware if inspect.isclass(middleware) or inspect.isfunction(middleware) else type(middleware)
            yield Finding({"middleware": f"{named.__module__}.{named.__qualname__}"})


def hints_of_nothing(registry: Registry) -> Iterator[Finding]:
    from django_graphql_auto.graphene_schemas.inventory import inventory

    schema = own_schema()
    for report in inventory(schema.graphql_schema) if schema is not None else ():
        for option, path in _named(report):
            if not _leads(report.type._meta.model, path):
                yield Finding({"field": report.label, "option": option, "path": path, "model": report.type._meta.model._meta.label})


def own_schema() -> graphene.Schema | None:
    """The schema that graphene-django serves, if the project has one."""
    found = _given("SCHEMA")
    return found if isinstance(found, graphene.Schema) else None


def _given(name: str) -> Any:
    """What a setting of graphene-django names. Where it can't be imported graphene-django itself says so."""
    from graphene_django.settings import graphene_settings

    try:
        return getattr(graphene_settings, name)
    except Exception:
        return None


def _named(report: Any) -> Iterator[tuple[str, str]]:
    hints = report.hints
    if hints is None:
        return
    yield from (("only", path) for path in hints.only or ())
    yield from (("select_related", path) for path in hints.select_related)
    yield from (("prefetch_related", path) for path in hints.prefetch_related if isinstance(path, str))


def _leads(model: Any, path: str) -> bool:
    """Whether a path of attributes leads over a model's columns and relations."""
    name, _, rest = path.partition("__")
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name == "pk" or _is_accessor(model, name, rest)
    return not rest or (field.related_model is not None and _leads(field.related_model, rest))


def _is_accessor(model: Any, name: str, rest: str) -> bool:
    """Reverse relations are prefetched by the names of their managers."""
    found = next((relation for relation in model._meta.related_objects if relation.get_accessor_name() == name), None)
    return found is not None and (not rest or _leads(found.related_model, rest))
