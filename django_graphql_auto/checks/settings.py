"""The settings dict: names, values, and what the values name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import graphene
from django.apps import apps
from django.conf import settings as django_settings
from django.utils.module_loading import import_string
from graphene.types.base import BaseType
from graphql import GraphQLNamedType

from django_graphql_auto.checks.records import Finding
from django_graphql_auto.checks.suggestions import did_you_mean
from django_graphql_auto.conf import ROWS, Settings, settings
from django_graphql_auto.introspection import look_at
from django_graphql_auto.registry import Registry

GRAPHQL_NAME = re.compile(r"(?!__)[_A-Za-z][_0-9A-Za-z]*")
ROOT_TYPES = ("EXTRA_QUERIES", "EXTRA_MUTATIONS")


def is_graphql_name(name: Any) -> bool:
    return isinstance(name, str) and bool(GRAPHQL_NAME.fullmatch(name))


def no_dict(registry: Registry) -> Iterator[Finding]:
    written = getattr(django_settings, "DJANGO_GRAPHQL_AUTO", None)
    if written is not None and not isinstance(written, dict):
        yield Finding({"kind": type(written).__name__})


def unknown_settings(registry: Registry) -> Iterator[Finding]:
    for name in _given():
        if name not in ROWS:
            yield Finding({"name": name, "nearest": did_you_mean(str(name), ROWS)})


def malformed_settings(registry: Registry) -> Iterator[Finding]:
    for name, value in _given().items():
        if name in ROWS and not ROWS[name].accepts(value):
            yield Finding({"name": name, "value": value, "accepted": ROWS[name].hint})


def crossed_page_sizes(registry: Registry) -> Iterator[Finding]:
    if settings.PAGE_SIZE > settings.MAX_PAGE_SIZE:
        yield Finding({"size": settings.PAGE_SIZE, "most": settings.MAX_PAGE_SIZE})


def unknown_exposures(registry: Registry) -> Iterator[Finding]:
    known = {config.label for config in apps.get_app_configs()} | _model_labels()
    for label in () if isinstance(settings.EXPOSE, str) else settings.EXPOSE:
        if label not in known and label.lower() not in known:
            yield Finding({"label": label, "nearest": did_you_mean(label, known)})


def pins_of_unknown_models(registry: Registry) -> Iterator[Finding]:
    known = _model_labels()
    for label in settings.NAMES:
        if label.lower() not in known:
            yield Finding({"label": label, "nearest": did_you_mean(label, known)})


def pins_to_invalid_names(registry: Registry) -> Iterator[Finding]:
    for label, name in settings.NAMES.items():
        if not is_graphql_name(name):
            yield Finding({"label": label, "name": name})


def failing_imports(registry: Registry) -> Iterator[Finding]:
    for setting, path in _paths((*ROOT_TYPES, "EXTRA_TYPES")):
        try:
            import_string(path)
        except Exception as failure:  # whatever the module does when it is imported
            yield Finding({"name": setting, "path": path, "failure": f"{type(failure).__name__}: {failure}"})


def wrong_imports(registry: Registry) -> Iterator[Finding]:
    yield from _of_wrong_type(ROOT_TYPES, "a graphene.ObjectType", _is_object_type)
    yield from _of_wrong_type(("EXTRA_TYPES",), "a graphene type", _is_any_type)


def _of_wrong_type(names: Iterable[str], wanted: str, is_right: Any) -> Iterator[Finding]:
    for setting, path in _paths(names):
        try:
            imported = import_string(path)
        except Exception:  # said by failing_imports
            continue
        if not is_right(imported):
            yield Finding({"name": setting, "path": path, "wanted": wanted})


def _is_object_type(imported: Any) -> bool:
    return isinstance(imported, type) and issubclass(imported, graphene.ObjectType)


def _is_any_type(imported: Any) -> bool:
    return isinstance(imported, GraphQLNamedType) or (isinstance(imported, type) and issubclass(imported, BaseType))


def _paths(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((name, path) for name in names for path in getattr(settings, name))


def _given() -> dict[str, Any]:
    given = Settings.given()
    return given if isinstance(given, dict) else {}


def _model_labels() -> set[str]:
    return {look_at(model).label for model in apps.get_models()}
