"""The examination: everything the doctor looks at, in one report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import ERROR, WARNING, CheckMessage
from django.db import Error as DatabaseError

from django_graphql_auto.checks.deployment import limits_above
from django_graphql_auto.checks.records import PREFIX
from django_graphql_auto.checks.run import DECLARATIONS, deployment_messages, messages
from django_graphql_auto.checks.schema import schema_of
from django_graphql_auto.conf import settings
from django_graphql_auto.introspection import look_at
from django_graphql_auto.management.doctor.exposure import Holders, hidden_models, served_models
from django_graphql_auto.management.doctor.indexes import unindexed_filters, unindexed_orders
from django_graphql_auto.management.doctor.records import Problem, Report, Severity
from django_graphql_auto.management.doctor.rights import holders_of_permissions, rights_of
from django_graphql_auto.management.doctor.tables import Tables, missing_tables, unreachable_databases
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.build import BuiltSchema


def examine(registry: Registry, user: Any = None) -> Report:
    """Everything there is to say, and what ``user`` may do; of mistaken declarations only the mistakes."""
    declared = messages(registry, DECLARATIONS)
    problems = [_of_check(message) for message in declared]
    if any(problem.severity is Severity.ERROR for problem in problems):
        return Report(None, [], [], problems)
    built, tables = schema_of(registry), Tables()
    rights = {} if user is None else rights_of(user, built)
    problems += [*map(_of_check, deployment_messages(registry)), *_raised_limits(), *_examined(built, tables)]
    served = served_models(built, registry, _holders(built) if user is None else {}, rights)
    asker = None if user is None else str(user)
    return Report(asker, served, hidden_models(registry), sorted(problems, key=lambda problem: -problem.severity))


def _examined(built: BuiltSchema, tables: Tables) -> list[Problem]:
    return [*missing_tables(built, tables), *unindexed_orders(built, tables), *unindexed_filters(built), *unreachable_databases(tables)]


def _holders(built: BuiltSchema) -> Holders:
    """Nobody, where the tables of permissions can't be read; that they can't is reported as a missing table or database."""
    try:
        return holders_of_permissions(built)
    except DatabaseError:
        return {}


def _of_check(message: CheckMessage) -> Problem:
    severity = Severity.ERROR if message.level >= ERROR else Severity.WARNING if message.level >= WARNING else Severity.NOTE
    model = look_at(message.obj).label if message.obj in apps.get_models(include_swapped=True) else None
    return Problem(severity, str(message.id).removeprefix(PREFIX), message.msg, message.hint or "", model)


def _raised_limits() -> Iterator[Problem]:
    for row in limits_above(1):
        text = f"{row.name} is {getattr(settings, row.name)}, above its default of {row.default}."
        yield Problem(Severity.NOTE, "raised-limit", text, "Lower it if clients can do with less.")
