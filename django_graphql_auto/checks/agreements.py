"""Whether the options of a model agree with the model and with each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import Error as DatabaseError
from django.db import models
from django.db.models import Q

from django_graphql_auto.access import Access
from django_graphql_auto.checks.options import declared
from django_graphql_auto.checks.records import Finding
from django_graphql_auto.checks.suggestions import did_you_mean
from django_graphql_auto.conf import settings
from django_graphql_auto.introspection import look_at
from django_graphql_auto.introspection.records import ModelInfo, RelationKind
from django_graphql_auto.options import ModelOptions
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.exposure import is_same_table


def broken_scopes(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        if problem := _scope_problem(options):
            yield Finding({"problem": problem}, info.model)


def _scope_problem(options: ModelOptions) -> str:
    """What an anonymous visitor's scope does wrong. One that asks a database is not judged: a check has none."""
    try:
        answer = options.scope(Access(AnonymousUser()))
    except DatabaseError:
        return ""
    except Exception as failure:
        return f"raises {type(failure).__name__}: {failure}"
    return "" if isinstance(answer, Q) else f"returns {type(answer).__name__}"


def broken_promises(registry: Registry) -> Iterator[Finding]:
    """``always_visible``, and something that can hide rows all the same."""
    for info, options in declared(registry):
        if options.always_visible and (hider := _hider(info, options)):
            yield Finding({"hider": hider}, info.model)


def _hider(info: ModelInfo, options: ModelOptions) -> str:
    if type(options).scope is not ModelOptions.scope:
        return "scope()"
    if options.manager is not None or not info.plain_manager:
        return f"the manager {options.manager or info.model._default_manager.name!r}"
    if options.soft_delete is not None:
        return "soft_delete"
    if (options.read or settings.READ) == "permission":
        return "the read policy 'permission'"
    return ""


def childless_parents(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        if options.polymorphic and not info.children:
            yield Finding({}, info.model)


def wrong_relation_targets(registry: Registry) -> Iterator[Finding]:
    """A relation that isn't there, or a model whose rows are others than those that it leads to."""
    for info, options in declared(registry):
        known = {relation.name: relation.target for relation in info.relations if relation.target is not None}
        for name, named in options.relation_targets.items():
            if name not in known:
                yield Finding({"name": name, "problem": "the model has no such relation", "nearest": did_you_mean(name, known)}, info.model)
            elif not _are_rows_of(named, known[name]):
                target = look_at(known[name]).label
                yield Finding({"name": name, "problem": f"it leads to {target}", "nearest": f"Name {target} or a proxy of it."}, info.model)


def _are_rows_of(named: str | type[models.Model], target: type[models.Model]) -> bool:
    found = _model_called(named) if isinstance(named, str) else named
    return found is not None and is_same_table(found, target)


def _model_called(label: str) -> type[models.Model] | None:
    return next((model for model in apps.get_models() if look_at(model).label == label.lower()), None)


def unknown_generic_keys(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        known = [relation.name for relation in info.relations if relation.kind is RelationKind.GENERIC_FOREIGN_KEY]
        for name in options.generic_targets:
            if name not in known:
                yield Finding({"name": name, "nearest": did_you_mean(name, known)}, info.model)


def unknown_generic_targets(registry: Registry) -> Iterator[Finding]:
    known = {look_at(model).label for model in apps.get_models()}
    for info, options in declared(registry):
        for name, targets in options.generic_targets.items():
            for target in targets:
                label = _label(target)
                if label.lower() not in known:
                    yield Finding({"name": name, "target": label, "nearest": did_you_mean(label, known)}, info.model)


def _label(target: Any) -> str:
    return look_at(target).label if isinstance(target, type) and issubclass(target, models.Model) else str(target)


def types_of_other_models(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        if options.type is not None and options.type._meta.model is not info.model:
            yield Finding({"type": options.type.__name__, "other": look_at(options.type._meta.model).label}, info.model)


def filtersets_of_other_models(registry: Registry) -> Iterator[Finding]:
    """A parent's FilterSet fits its children and proxies."""
    for info, options in declared(registry):
        filterset: Any = options.filterset_class
        other = filterset._meta.model if filterset else None
        if other is not None and not issubclass(info.model, other):
            yield Finding({"filterset": filterset.__name__, "other": look_at(other).label}, info.model)
