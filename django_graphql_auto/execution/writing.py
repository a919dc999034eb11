"""Mutations of models: arguments to a write, its report to a payload whose row is planned like any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from graphql import FieldNode

from django_graphql_auto.access import Visibility
from django_graphql_auto.exceptions import Forbidden, Unauthenticated
from django_graphql_auto.execution.errors import database_errors
from django_graphql_auto.execution.fetching import fetch_row
from django_graphql_auto.execution.keys import NamedRow, by_key
from django_graphql_auto.execution.paging import check_pages
from django_graphql_auto.execution.planner import Planner
from django_graphql_auto.execution.rules import RequestRules
from django_graphql_auto.execution.run import Run
from django_graphql_auto.introspection import instance_key
from django_graphql_auto.mutations import InputError, Report, perform
from django_graphql_auto.planning.compile import Plan
from django_graphql_auto.schema import global_id
from django_graphql_auto.schema.bindings import RootWrite
from django_graphql_auto.schema.entities import Entity

COST_OF_A_WRITE = 10
NEEDS = {"create": "add", "update": "change", "delete": "delete"}


@dataclass(frozen=True)
class Payload:
    """What a mutation answers, field by field; ``finished`` reads, by response key, what plans answer."""

    errors: list[dict[str, Any]]
    finished: Mapping[str, Callable[[], Any]]
    deletedId: str | None = None  # noqa: N815 - the client's name
    query: Any = field(default_factory=dict)


@dataclass
class Writing:
    """One root field of a mutation. ``rows`` are the nodes of the payload's row, by response key: it may be asked for more than once.

    Raises public errors where the user may do no such thing at all.
    """

    run: Run
    planner: Planner
    binding: RootWrite
    arguments: Mapping[str, Any]
    rows: Mapping[str, list[FieldNode]]
    plans: Mapping[str, Plan] = field(init=False)

    def __post_init__(self) -> None:
        self.rules = RequestRules(self.run.scopes, self.planner.built.forms)
        self._refuse_forbidden()
        self.plans = {key: self.planner.plan_rows(self.entity, nodes) for key, nodes in self.rows.items()}
        for plan in self.plans.values():
            check_pages(plan.fetch, self.run.variables)

    @property
    def entity(self) -> Entity:
        return self.binding.entity

    @property
    def cost(self) -> int:
        return COST_OF_A_WRITE + sum(plan.cost(self.run.variables) for plan in self.plans.values())

    def answer(self) -> Payload:
        """Does the write. What is stored is reported, whatever becomes of reading it afterwards."""
        tried: list[Payload] = []
        write = self.binding.kind.write(self.entity.model, self.arguments)
        before_undoing = (lambda report: tried.append(_read_now(self._payload(report)))) if self.arguments["dryRun"] else None
        with database_errors():
            report = perform(write, self.rules, before_undoing)
        return tried[0] if tried else self._payload(report)

    def _payload(self, report: Report) -> Payload:
        errors = [_error(error) for error in report.errors]
        key = instance_key(report.row) if report.row is not None else None
        if key is None or report.deleted:
            gone = global_id.encode(self.entity.info.label, key) if key else None
            return Payload(errors, dict.fromkeys(self.plans, _nothing), gone)
        row = by_key(self.entity, key)
        return Payload(errors, {name: partial(self._read, plan, row) for name, plan in self.plans.items()})

    def _read(self, plan: Plan, row: NamedRow) -> Any:
        return fetch_row(self.run, plan.fetch, row.source(self.run))

    def _refuse_forbidden(self) -> None:
        """What nobody of these rights may do is refused before anything is asked."""
        info, kind, access = self.entity.info, self.binding.kind, self.run.scopes.access
        actions = [NEEDS[operation] for operation in sorted(kind.needs)]
        refused = [action for action in actions if not self.rules.may(info.model, action)]
        if kind.names_row and self.run.scopes.visibility(self.entity) is Visibility.DENIED:
            refused.append("read")
        if refused:
            error = Forbidden if access.authenticated else Unauthenticated
            start = "You may not" if access.authenticated else "Log in to"
            raise error(f"{start} {refused[0]} {info.verbose_name_plural}.")


def _error(error: InputError) -> dict[str, Any]:
    return {"path": list(error.path), "field": error.field, "code": error.code, "message": error.message, "params": error.params}


def _nothing() -> None:
    return None


def _read_now(payload: Payload) -> Payload:
    """Before a dry run is undone."""
    found = {name: read() for name, read in payload.finished.items()}
    return replace(payload, finished={name: partial(_known, value) for name, value in found.items()})


def _known(value: Any) -> Any:
    return value
