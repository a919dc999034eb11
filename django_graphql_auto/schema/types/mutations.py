"""The root fields of ``Mutation``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import models
from graphql import GraphQLField

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.methods import function_mutation, mutation_members
from django_graphql_auto.schema.submissions import Declared, submission_mutation
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.inputs import add_input_only
from django_graphql_auto.schema.types.method_mutations import method_kind
from django_graphql_auto.schema.types.mutation_kinds import KINDS, MutationKind
from django_graphql_auto.schema.types.submission_kinds import submission_kind

Functions = Mapping[Callable[..., Any], type[models.Model] | None]
RENAME = "Rename one: `type_name` or `plural_name` of a model, `name` of a @mutation."


def mutation_fields(factory: TypeFactory, functions: Functions, submissions: Declared) -> dict[str, GraphQLField]:
    """The kinds that each served model's operations allow, and the project's own.

    Payloads are nullable: one that fails leaves the others' reports.
    """
    add_input_only(factory)
    fields: dict[str, GraphQLField] = {}
    for entity, kind in (*_kinds(factory, functions), *_submissions(factory, submissions)):
        name = kind.field_name(entity)
        if name in fields:
            raise SchemaError(f"Two mutations would be called {name!r}.", RENAME, entity and entity.model)
        fields[name] = kind.field(factory, entity)
    return fields


def _kinds(factory: TypeFactory, functions: Functions) -> Iterator[tuple[Entity | None, MutationKind]]:
    for entity in factory.entities.values():
        yield from ((entity, kind) for kind in KINDS if kind.is_served(entity, factory.forms[entity.model].operations))
        if settings.MUTATIONS:
            yield from ((entity, method_kind(factory, entity, made)) for made in mutation_members(entity.model, entity.options))
    for function, model in functions.items() if settings.MUTATIONS else ():
        if model is None or model in factory.entities:
            of_model = factory.entities[model] if model else None
            yield of_model, method_kind(factory, of_model, function_mutation(function))


def _submissions(factory: TypeFactory, declared: Declared) -> Iterator[tuple[Entity | None, MutationKind]]:
    """Of forms and serializers: where they store rows of a model, or work for one, it is served."""
    for each, model in declared.items() if settings.MUTATIONS else ():
        made = submission_mutation(each, model)
        if made.model is None or made.model in factory.entities:
            of_model = factory.entities[made.model] if made.model else None
            yield of_model, submission_kind(factory, of_model, made)
