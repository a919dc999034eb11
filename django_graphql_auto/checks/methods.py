"""Whether the mutations of the project's own are complete."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from inspect import isfunction
from typing import Any

from django.apps import apps
from django.db import models

from django_graphql_auto.checks.records import Finding
from django_graphql_auto.checks.serving import known_permissions
from django_graphql_auto.checks.suggestions import did_you_mean
from django_graphql_auto.conf import settings
from django_graphql_auto.form_mutations import is_submission
from django_graphql_auto.options import marked_mutation
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.entities import Entity, MethodMutation, SubmissionMutation
from django_graphql_auto.schema.methods import function_mutation, mutation_members
from django_graphql_auto.schema.submissions import submission_mutation

Found = Iterator[tuple[MethodMutation | SubmissionMutation, type[models.Model] | None]]


def project_mutations(registry: Registry, entities: Iterable[Entity]) -> Found:
    """All that are served, each with its model, if it has one."""
    if not settings.MUTATIONS:
        return
    known = {entity.model: entity for entity in entities}
    for entity in known.values():
        yield from ((made, entity.model) for made in mutation_members(entity.model, entity.options))
    for function, model in registry.functions().items():
        if model is None or model in known:
            yield function_mutation(function), model
    for declared, model in registry.submissions().items():
        made = submission_mutation(declared, model)
        if made.model is None or made.model in known:
            yield made, made.model


def unknown_permissions(found: Found) -> Iterator[Finding]:
    known = known_permissions()
    for made, model in found:
        if made.permission not in known:
            named = {"method": shown(made), "permission": made.permission}
            yield Finding({**named, "nearest": did_you_mean(made.permission, known)}, model)


def shown(made: MethodMutation | SubmissionMutation) -> str:
    return f"{made.place}()" if isinstance(made, MethodMutation) else made.place


def unregistered_functions(registry: Registry) -> Iterator[Finding]:
    """Functions, forms and serializers that are marked where registrations are looked for, and that are not among these."""
    registered: set[Any] = {*registry.functions(), *registry.submissions()}
    for module in _declaring_modules():
        for name, value in vars(module).items():
            own = (isfunction(value) or is_submission(value)) and value.__module__ == module.__name__
            if own and marked_mutation(value) and value not in registered:
                yield Finding({"function": f"{module.__name__}.{name}{'()' if isfunction(value) else ''}"})


def _declaring_modules() -> Iterator[Any]:
    names = (f"{config.name}.{settings.AUTODISCOVER_MODULE}" for config in apps.get_app_configs())
    return (sys.modules[name] for name in names if name in sys.modules)
