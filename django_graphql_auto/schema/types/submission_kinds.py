"""Forms and serializers of the project as kinds of mutations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import models
from graphql import GraphQLArgument, GraphQLNonNull

from django_graphql_auto.form_mutations import FormMutation
from django_graphql_auto.mutations import Arguments, Fill, Returns, Submit, SubmitRow, Write
from django_graphql_auto.mutations.submissions.filled_forms import FilledForm
from django_graphql_auto.mutations.submissions.filled_serializers import FilledSerializer
from django_graphql_auto.schema.entities import Entity, SubmissionMutation
from django_graphql_auto.schema.forms import VERSION
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.form_inputs import form_parts
from django_graphql_auto.schema.types.method_results import method_result
from django_graphql_auto.schema.types.mutation_kinds import EXPECTED_VERSION, ID, MutationKind, capital
from django_graphql_auto.schema.types.payloads import method_payload_type, payload_type
from django_graphql_auto.schema.types.submission_inputs import Part, Site, input_of


def submission_kind(factory: TypeFactory, entity: Entity | None, made: SubmissionMutation) -> MutationKind:
    site = Site(factory, made, capital(made.name))
    kind, fields = input_of(site, _parts(site), made)
    arguments = {"input": GraphQLArgument(GraphQLNonNull(kind))}
    make = partial(_row_kind, entity) if made.stores and entity else _free_kind
    return make(factory, made, arguments, fields)


def _parts(site: Site) -> list[Part]:
    if isinstance(site.made.declared, FormMutation):
        return form_parts(site)
    from django_graphql_auto.schema.types.serializer_inputs import serializer_parts  # its framework is imported where it is used

    return serializer_parts(site)


def _fill(made: SubmissionMutation) -> Fill:
    if isinstance(made.declared, FormMutation):
        return partial(FilledForm, made.declared)
    return partial(FilledSerializer, made.declared)


def _row_kind(
    entity: Entity, factory: TypeFactory, made: SubmissionMutation, arguments: dict[str, GraphQLArgument], fields: Arguments
) -> MutationKind:
    operation = made.declared.operation
    version = {"expectedVersion": EXPECTED_VERSION} if VERSION in entity.computed else {}
    named = {"id": ID, **arguments, **version} if operation == "update" else arguments
    return MutationKind(
        operation,
        frozenset({operation}),
        _described(made),
        lambda factory, entity: named,
        partial(_write_row, made, fields),
        names_row=operation == "update",
        permission=made.permission,
        name=made.name,
        payload=payload_type,
    )


def _free_kind(factory: TypeFactory, made: SubmissionMutation, arguments: dict[str, GraphQLArgument], fields: Arguments) -> MutationKind:
    returns, results = method_result(factory, made.returns, None)
    return MutationKind(
        "submit",
        frozenset(),
        _described(made),
        lambda factory, entity: arguments,
        partial(_write, made, fields, returns),
        names_row=False,
        permission=made.permission,
        name=made.name,
        payload=lambda factory, entity: method_payload_type(factory, capital(made.name), None, results),
    )


def _described(made: SubmissionMutation) -> str:
    return made.description.replace("{", "{{").replace("}", "}}")


def _write(
    made: SubmissionMutation, fields: Arguments, returns: Returns | None, model: type[models.Model] | None, given: Mapping[str, Any]
) -> Write:
    return Submit(model, _fill(made), fields, given["input"], returns)


def _write_row(made: SubmissionMutation, fields: Arguments, model: type[models.Model], given: Mapping[str, Any]) -> Write:
    named = {"id": given["id"]} if made.declared.operation == "update" else None
    return SubmitRow(model, _fill(made), fields, given["input"], made.declared.operation, named, given.get("expectedVersion"))
