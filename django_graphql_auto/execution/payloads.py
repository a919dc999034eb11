"""Mutations of models: arguments to a write, its report to a payload whose rows are planned like any others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

from graphql import FieldNode, VariableNode, Visitor, visit

from django_graphql_auto.access import Visibility
from django_graphql_auto.exceptions import BadUserInput, Forbidden, Unauthenticated
from django_graphql_auto.execution.errors import database_errors
from django_graphql_auto.execution.fetching import fetch_row, rows_by_key
from django_graphql_auto.execution.keys import by_key
from django_graphql_auto.execution.paging import check_pages
from django_graphql_auto.execution.planner import Planner
from django_graphql_auto.execution.retries import doing_once
from django_graphql_auto.execution.rules import RequestRules
from django_graphql_auto.execution.run import Run
from django_graphql_auto.introspection import instance_key
from django_graphql_auto.mutations import InputError, Occasion, Outcome, Report, perform
from django_graphql_auto.planning.compile import Plan
from django_graphql_auto.schema import global_id
from django_graphql_auto.schema.bindings import RootWrite
from django_graphql_auto.schema.entities import Entity

COST_OF_A_WRITE = 10
NEEDS = {"create": "add", "update": "change", "delete": "delete"}
Key = tuple[Any, ...]
Read = Callable[[], Any]


@dataclass(frozen=True)
class Payload:
    """What is answered of one row. ``finished`` reads, by the identity of their first node, what plans answer."""

    errors: list[dict[str, Any]]
    finished: Mapping[int, Read]
    deletedId: str | None = None  # noqa: N815 - the client's name
    index: int = 0
    query: Any = field(default_factory=dict)


@dataclass(frozen=True)
class BulkPayload:
    """What is answered of several rows."""

    count: int
    results: list[Payload]
    errors: list[dict[str, Any]]
    query: Any = field(default_factory=dict)


@dataclass
class Writing:
    """One root field of a mutation. ``rows`` are the nodes of the written row: it may be asked for more than once.

    Raises public errors where the user may do no such thing at all.
    """

    run: Run
    planner: Planner
    binding: RootWrite
    arguments: Mapping[str, Any]
    rows: Sequence[list[FieldNode]]
    node: FieldNode
    plans: Mapping[int, Plan] = field(init=False)

    def __post_init__(self) -> None:
        occasion = Occasion(self.node.name.value, self.run.request)
        self.rules = RequestRules(self.run.scopes, self.planner.built.forms, occasion)
        self._refuse_forbidden()
        self.once = doing_once(self.run, self.arguments, self.node)
        if "where" in self.arguments:
            _refuse_absent_variables(self.node, self.run.variables)
            self.rules.matching(self.entity.model, self.arguments["where"])
        self.plans = {id(nodes[0]): self.planner.plan_rows(self.entity, nodes) for nodes in self.rows}
        for plan in self.plans.values():
            check_pages(plan.fetch, self.run.variables)

    @property
    def entity(self) -> Entity:
        return self.binding.entity

    @property
    def cost(self) -> int:
        each = COST_OF_A_WRITE + sum(plan.cost(self.run.variables) for plan in self.plans.values())
        many = self.binding.kind.many
        return each * max(1, many(self.arguments)) if many else each

    def answer(self) -> Payload | BulkPayload:
        """Does the write. What is stored is reported, whatever becomes of reading it afterwards."""
        tried: list[Payload | BulkPayload] = []
        write = self.once(self.binding.kind.write(self.entity.model, self.arguments))
        before_undoing = (lambda report: tried.append(_read_now(self._payload(report)))) if self.arguments["dryRun"] else None
        with database_errors():
            report = perform(write, self.rules, before_undoing)
        return tried[0] if tried else self._payload(report)

    def _payload(self, report: Report) -> Payload | BulkPayload:
        if self.binding.kind.many:
            return self._bulk_payload(report)
        return self._result(Outcome(report.row, report.errors), report.deleted, 0, self._read)

    def _read(self, plan: Plan, key: Key) -> Any:
        return fetch_row(self.run, plan.fetch, by_key(self.entity, key).source(self.run))

    def _bulk_payload(self, report: Report) -> BulkPayload:
        keys = [instance_key(outcome.row) for outcome in report.outcomes if outcome.row is not None]
        found = {id(plan): cache(partial(rows_by_key, self.run, plan.fetch, keys)) for plan in self.plans.values()}
        read = lambda plan, key: found[id(plan)]().get(key if self.entity.composite else key[0])  # noqa: E731
        outcomes = report.outcomes or tuple(self._refused(report.errors))
        results = [self._result(outcome, report.deleted, place, read) for place, outcome in enumerate(outcomes)]
        errors = report.errors or [error for outcome in outcomes for error in outcome.errors]
        return BulkPayload(len(keys), results, [_error(error) for error in errors])

    def _refused(self, errors: Sequence[InputError]) -> Iterator[Outcome]:
        """Where nothing was stored, what each of the inputs has to do with it."""
        for place in range(len(self.arguments.get("inputs", ()))):
            yield Outcome(errors=tuple(error for error in errors if error.path[:2] == ("inputs", str(place))))

    def _result(self, outcome: Outcome, deleted: bool, place: int, read: Callable[[Plan, Key], Any]) -> Payload:
        errors = [_error(error) for error in outcome.errors]
        key = None if outcome.row is None else instance_key(outcome.row)
        if key is None or deleted:
            gone = global_id.encode(self.entity.info.label, key) if key else None
            return Payload(errors, dict.fromkeys(self.plans, _nothing), gone, place)
        return Payload(errors, {node: partial(read, plan, key) for node, plan in self.plans.items()}, index=place)

    def _refuse_forbidden(self) -> None:
        """What nobody of these rights may do is refused before anything is asked."""
        info, kind, access = self.entity.info, self.binding.kind, self.run.scopes.access
        actions = [NEEDS[operation] for operation in sorted(kind.needs)]
        refused = [action for action in actions if not self.rules.may(info.model, action)]
        if kind.permission and not (access.authenticated and access.user.has_perm(kind.permission)):
            refused.append(kind.verb)
        if kind.names_row and self.run.scopes.visibility(self.entity) is Visibility.DENIED:
            refused.append("read")
        if refused:
            error = Forbidden if access.authenticated else Unauthenticated
            start = "You may not" if access.authenticated else "Log in to"
            raise error(f"{start} {refused[0]} {info.verbose_name_plural}.")


def _refuse_absent_variables(node: FieldNode, variables: Mapping[str, Any]) -> None:
    """Elsewhere an absent variable drops its operator; here it would widen what is written."""
    where = next((argument for argument in node.arguments if argument.name.value == "where"), None)
    if where is not None:
        visit(where, _AbsentVariables(variables))


class _AbsentVariables(Visitor):
    def __init__(self, variables: Mapping[str, Any]) -> None:
        super().__init__()
        self.variables = variables

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        if node.name.value not in self.variables:
            raise BadUserInput(f"The variable ${node.name.value} is needed: without it the condition of a bulk write would be wider.")


def _error(error: InputError) -> dict[str, Any]:
    return {"path": list(error.path), "field": error.field, "code": error.code, "message": error.message, "params": error.params}


def _nothing() -> None:
    return None


def _read_now(payload: Payload | BulkPayload) -> Payload | BulkPayload:
    """Before a dry run is undone."""
    if isinstance(payload, BulkPayload):
        return replace(payload, results=[_finished(result) for result in payload.results])
    return _finished(payload)


def _finished(payload: Payload) -> Payload:
    found = {node: read() for node, read in payload.finished.items()}
    return replace(payload, finished={node: partial(_known, value) for node, value in found.items()})


def _known(value: Any) -> Any:
    return value
