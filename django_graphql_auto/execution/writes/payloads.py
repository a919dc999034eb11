"""Mutations of models: arguments to a write, its report to a payload whose rows are planned like any others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any, NamedTuple

from django.db.models import Model
from graphql import FieldNode

from django_graphql_auto.access import Visibility
from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import Forbidden, Unauthenticated
from django_graphql_auto.execution.errors import database_errors
from django_graphql_auto.execution.listening import hearing_steps
from django_graphql_auto.execution.planner import Planner
from django_graphql_auto.execution.querysets.paging import check_pages
from django_graphql_auto.execution.rows.fetching import fetch_row, rows_by_key
from django_graphql_auto.execution.rows.keys import by_key
from django_graphql_auto.execution.rows.stored import stored_row
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.writes.conditions import refuse_absent_variables
from django_graphql_auto.execution.writes.retries import doing_once
from django_graphql_auto.execution.writes.rules import RequestRules
from django_graphql_auto.introspection import instance_key
from django_graphql_auto.mutations import InputError, Namesake, Occasion, Outcome, Report, perform, step
from django_graphql_auto.planning.compile import Plan
from django_graphql_auto.schema import global_id
from django_graphql_auto.schema.bindings import PayloadReturned, PayloadRow, RootWrite
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.uploads import look_ahead

COST_OF_A_WRITE = 10
NEEDS = {"create": "add", "update": "change", "delete": "delete"}
Key = tuple[Any, ...]
Read = Callable[[], Any]
Place = tuple[str, ...]
"""Response keys, from the payload inwards."""


class AskedRows(NamedTuple):
    """What is selected of rows somewhere in a payload. A fragment's nodes can stand in several places, beside others in some."""

    place: Place
    binding: PayloadRow | PayloadReturned
    nodes: list[FieldNode]


@dataclass(frozen=True)
class Payload:
    """What is answered of one row. ``finished`` reads, by its place, what plans answer."""

    errors: list[dict[str, Any]]
    finished: Mapping[Place, Read]
    deletedId: str | None = None  # noqa: N815 - the client's name
    deletedRows: Sequence[Mapping[str, str]] = ()  # noqa: N815
    index: int = 0
    query: Any = field(default_factory=dict)
    result: Any = None
    """What a method has returned that is no row."""


@dataclass(frozen=True)
class BulkPayload:
    """What is answered of several rows."""

    count: int
    results: list[Payload]
    errors: list[dict[str, Any]]
    query: Any = field(default_factory=dict)


@dataclass
class Writing:
    """One root field of a mutation. ``rows`` are the nodes of the written row, which may be asked for more than once, and of returned ones.

    Raises public errors where the user may do no such thing at all.
    """

    run: Run
    planner: Planner
    binding: RootWrite
    arguments: Mapping[str, Any]
    rows: Sequence[AskedRows]
    node: FieldNode
    plans: Mapping[Place, Plan] = field(init=False)
    returned: Mapping[Place, tuple[PayloadReturned, Plan]] = field(init=False)

    def __post_init__(self) -> None:
        occasion = Occasion(self.node.name.value, self.run.request)
        self.rules = RequestRules(self.run.scopes, self.planner.built.forms, occasion)
        self._refuse_forbidden()
        self.once = doing_once(self.run, self.arguments, self.node)
        refuse_absent_variables(self.node, self.run.variables)
        if self.binding.kind.many and "where" in self.arguments:
            self.rules.matching(self.entity.model, self.arguments["where"])
        planned = {place: (asked, self.planner.plan_rows(asked.entity, nodes)) for place, asked, nodes in self.rows}
        self.plans = {place: plan for place, (asked, plan) in planned.items() if isinstance(asked, PayloadRow)}
        self.returned = {place: (asked, plan) for place, (asked, plan) in planned.items() if isinstance(asked, PayloadReturned)}
        for _, plan in planned.values():
            check_pages(plan.fetch, self.run.variables)

    @property
    def entity(self) -> Entity:
        """Only where there is a row."""
        assert self.binding.entity is not None
        return self.binding.entity

    @property
    def cost(self) -> int:
        each = COST_OF_A_WRITE + sum(plan.cost(self.run.variables) for plan in self.plans.values())
        many = self.binding.kind.many
        written = each * max(1, many(self.arguments)) if many else each
        return written + sum(self._cost_returned(*planned) for planned in self.returned.values())

    @property
    def resolves(self) -> bool:
        """Whether hand-written fields are resolved for rows of the payload."""
        return any(plan.fetch.resolves for plan in (*self.plans.values(), *(plan for _, plan in self.returned.values())))

    def _cost_returned(self, asked: PayloadReturned, plan: Plan) -> int:
        """How many rows a method will return, nobody knows: a page is reckoned."""
        return plan.cost(self.run.variables) * (settings.PAGE_SIZE if asked.many else 1)

    def answer(self) -> Payload | BulkPayload:
        """Does the write. What is stored is reported, whatever becomes of reading it afterwards."""
        tried: list[Payload | BulkPayload] = []
        model = self.binding.entity.model if self.binding.entity else None
        write = self.once(self.binding.kind.write(model, self.arguments))
        before_undoing = (lambda report: tried.append(self._tried(report))) if self.arguments["dryRun"] else None
        name = (self.node.alias or self.node.name).value
        if self.run.asked.with_files:
            look_ahead(self.run.asked.variables)
        with database_errors(), hearing_steps(), step("write", model, (), name=name) as taken:
            report = perform(write, self.rules, before_undoing, self.run.created)
            if taken is not None:
                taken.undone = _undone(report, tried)
        return tried[0] if tried else self._payload(report)

    def _tried(self, report: Report) -> Payload | BulkPayload:
        """Read before it is undone."""
        with step("read", None, (), name="the answer, before it is undone"):
            return _read_now(self._payload(report))

    def _payload(self, report: Report) -> Payload | BulkPayload:
        if self.binding.kind.many:
            return self._bulk_payload(report)
        read_row = self._read_stored if report.is_as_stored else self._read
        read = lambda place, key: read_row(self.plans[place], key)  # noqa: E731
        payload = self._result(Outcome(report.row, report.errors, report.namesakes), report.deleted, 0, read)
        if not self.returned and report.returned is None:
            return payload
        finished = {place: partial(self._read_returned, *planned, report.returned) for place, planned in self.returned.items()}
        return replace(payload, finished={**payload.finished, **finished}, result=report.returned)

    def _read_returned(self, asked: PayloadReturned, plan: Plan, rows: Sequence[Model] | None) -> Any:
        """In the order in which they were returned; those that the user may not see are left out. Null where nothing was done."""
        if rows is None:
            return None
        keys = [instance_key(row) for row in rows]
        found = rows_by_key(self.run, plan.fetch, keys)
        read = [found[key] for key in (key if asked.entity.composite else key[0] for key in keys) if key in found]
        return read if asked.many else next(iter(read), None)

    def _read_stored(self, plan: Plan, key: Key) -> Any:
        """A row that is there and that everybody sees need not be read for its key."""
        if self.run.scopes.visibility(self.entity) is not Visibility.FREE:
            return self._read(plan, key)
        return stored_row(self.run, plan.fetch, by_key(self.entity, key), key)

    def _read(self, plan: Plan, key: Key) -> Any:
        return fetch_row(self.run, plan.fetch, by_key(self.entity, key).source(self.run))

    def _bulk_payload(self, report: Report) -> BulkPayload:
        keys = [instance_key(row) for row in map(_shown, report.outcomes) if row is not None]
        found = {place: cache(partial(rows_by_key, self.run, plan.fetch, keys)) for place, plan in self.plans.items()}
        read = lambda place, key: found[place]().get(key if self.entity.composite else key[0])  # noqa: E731
        outcomes = report.outcomes or tuple(self._refused(report.errors))
        results = [self._result(outcome, report.deleted, index, read) for index, outcome in enumerate(outcomes)]
        errors = report.errors or [error for outcome in outcomes for error in outcome.errors]
        stored = sum(outcome.row is not None for outcome in report.outcomes)
        return BulkPayload(stored, results, [_error(error) for error in errors])

    def _refused(self, errors: Sequence[InputError]) -> Iterator[Outcome]:
        """Where nothing was stored, what each of the inputs has to do with it."""
        listed = self.binding.kind.listed
        for place in range(len(self.arguments[listed]) if listed else 0):
            yield Outcome(errors=tuple(error for error in errors if error.path[:2] == (listed, str(place))))

    def _result(self, outcome: Outcome, deleted: bool, index: int, read: Callable[[Place, Key], Any]) -> Payload:
        errors = [_error(error) for error in outcome.errors]
        row = _shown(outcome)
        key = None if row is None else instance_key(row)
        if key is None or deleted:
            gone = self._gone(key, outcome.namesakes) if key else []
            return Payload(errors, dict.fromkeys(self.plans, _nothing), gone[0]["id"] if gone else None, gone, index)
        return Payload(errors, {place: partial(read, place, key) for place in self.plans}, index=index)

    def _gone(self, key: Key, namesakes: Sequence[Namesake]) -> list[dict[str, str]]:
        """The deleted row under each of its types, first the one that it was deleted as."""
        served = self.planner.built.entities
        rows = [(self.entity, key), *((served[model], other) for model, other in namesakes if model in served)]
        return [{"type": entity.type_name, "id": global_id.encode(entity.info.label, one)} for entity, one in rows]

    def _refuse_forbidden(self) -> None:
        """What nobody of these rights may do is refused before anything is asked."""
        access = self.run.scopes.access
        if refused := self._refused_action():
            error = Forbidden if access.authenticated else Unauthenticated
            start = "You may not" if access.authenticated else "Log in to"
            raise error(f"{start} {refused}.")

    def _refused_action(self) -> str | None:
        kind, access = self.binding.kind, self.run.scopes.access
        if kind.permission is not None and not (access.authenticated and access.user.has_perm(kind.permission)):
            return f"do {self.node.name.value}"
        if not (kind.needs or kind.names_row):
            return None
        actions = [NEEDS[operation] for operation in sorted(kind.needs)]
        refused = [action for action in actions if not self.rules.may(self.entity.model, action)]
        if kind.names_row and self.run.scopes.visibility(self.entity) is Visibility.DENIED:
            refused.append("read")
        return f"{refused[0]} {self.entity.info.verbose_name_plural}" if refused else None


def _shown(outcome: Outcome) -> Model | None:
    return outcome.row if outcome.current is None else outcome.current


def _error(error: InputError) -> dict[str, Any]:
    return {"path": list(error.path), "field": error.field, "code": error.code, "message": error.message, "params": error.params}


def _undone(report: Report, tried: Sequence[Any]) -> str:
    """Why nothing is left of a write, if that is so."""
    codes = dict.fromkeys(error.code for error in report.errors)
    return "a dry run" if tried else f"refused: {', '.join(codes)}" if codes else ""


def _nothing() -> None:
    return None


def _read_now(payload: Payload | BulkPayload) -> Payload | BulkPayload:
    """Before a dry run is undone."""
    if isinstance(payload, BulkPayload):
        return replace(payload, results=[_finished(result) for result in payload.results])
    return _finished(payload)


def _finished(payload: Payload) -> Payload:
    found = {place: read() for place, read in payload.finished.items()}
    return replace(payload, finished={place: partial(_known, value) for place, value in found.items()})


def _known(value: Any) -> Any:
    return value
