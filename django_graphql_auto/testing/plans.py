"""The plans of a document, for tests that hold a query to its statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django_graphql_auto.access import access_for
from django_graphql_auto.execution.cache import Cache
from django_graphql_auto.execution.documents import read_document
from django_graphql_auto.execution.executor import PlannedExecution
from django_graphql_auto.execution.listening import listening
from django_graphql_auto.execution.planner import Planner
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.execution.record import Record
from django_graphql_auto.execution.run import Run
from django_graphql_auto.planning.compile import Plan
from django_graphql_auto.planning.explain import explain
from django_graphql_auto.planning.passes import PASSES, Pass
from django_graphql_auto.schema.live import current_schema


def plans_of(
    document: str, variables: Mapping[str, Any] | None = None, user: Any = None, passes: Sequence[Pass] = PASSES
) -> dict[str, Plan]:
    """The plans of a query by root field, as they are made for ``user``; nothing is run."""
    built = current_schema()
    read = read_document(document, built.graphql_schema, Cache(lambda: 1))
    assert not read.errors, f"The document is not valid: {read.errors[0].message}"
    execution: Any = PlannedExecution.build(built.graphql_schema, read.node, raw_variable_values=dict(variables or {}))
    assert isinstance(execution, PlannedExecution), f"The variables do not fit: {execution}"
    scopes = Scopes(built.entities, access_for(None, user))
    record = Record()
    with listening(record):
        execution.begin(Run(scopes, execution.variable_values), Planner(built, read, scopes, execution.variable_values, passes))
    for prepared in execution.prepared.values():
        if isinstance(prepared, Exception):
            raise prepared
    return {name: recorded.plan for name, recorded in record.plans.items()}


def explain_plans(document: str, variables: Mapping[str, Any] | None = None, user: Any = None, *, rendering: bool = False) -> str:
    """The plans of a query as text, one after the other."""
    plans = plans_of(document, variables, user)
    return "\n".join(f"{name}: {explain(plan, rendering)}" for name, plan in plans.items())
