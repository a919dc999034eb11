"""One request, from text to answer. Read this second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from asgiref.sync import async_to_sync
from django.http import HttpRequest
from graphql import GraphQLError, OperationDefinitionNode, OperationType, get_operation_ast, located_error

from django_graphql_auto.access import Access, access_for
from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput, NotSupported, ParseFailed, PublicError, ValidationFailed
from django_graphql_auto.execution.answer import Answer, OperationRequest
from django_graphql_auto.execution.cache import Cache
from django_graphql_auto.execution.documents import Document, read_document
from django_graphql_auto.execution.errors import database_errors, formatted
from django_graphql_auto.execution.executor import PlannedExecution
from django_graphql_auto.execution.listening import heard, listeners, stage
from django_graphql_auto.execution.planner import Planner
from django_graphql_auto.execution.precedents import Like, Precedent, Precedents
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.statements.dependencies import written_down
from django_graphql_auto.execution.statements.ground import Ground
from django_graphql_auto.execution.statements.memory import Memory
from django_graphql_auto.execution.streams.streaming import Stream, refuse_stream
from django_graphql_auto.execution.streams.writing import answered
from django_graphql_auto.execution.variables import Readers, read_variables
from django_graphql_auto.execution.writes.layouts import WriteField, layout_of
from django_graphql_auto.execution.writes.planned import PlannedWrites
from django_graphql_auto.planning.faults import faults_so_far
from django_graphql_auto.planning.limits import check_limits
from django_graphql_auto.planning.passes import PASSES, Pass
from django_graphql_auto.planning.selection import Variables
from django_graphql_auto.schema.build import BuiltSchema
from django_graphql_auto.schema.live import current_schema


@heard
def execute(
    request: OperationRequest,
    http_request: HttpRequest | None = None,
    *,
    user: Any = None,
    schema: BuiltSchema | None = None,
    passes: Sequence[Pass] = PASSES,
) -> Answer:
    """Answers one operation for the request's user. A client's mistake is an answer, never an exception."""
    try:
        built = schema or current_schema()
        document = _parse(request, built)
        node = _operation(request, document, built)
        _judge(document, node)
        variables = _coerce(request, built, node)
        run = _begin(request, built, variables, access_for(http_request, user), http_request)
        operation = Operation(run, built, document, node, passes, _like(run, document, node, passes))
        return _answer(operation, _plan(operation))
    except _RequestErrors as error:
        return Answer(errors=[formatted(each, error.code) for each in error.errors], status_hint=error.status)
    except PublicError as error:
        return Answer(
            errors=[formatted(GraphQLError(error.message, original_error=error), error.code)], status_hint=_STATUS.get(error.code)
        )


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, on its way from plan to answer."""

    run: Run
    built: BuiltSchema
    document: Document
    node: OperationDefinitionNode
    passes: Sequence[Pass]
    like: Like | None

    def execution(self) -> PlannedExecution:
        run = self.run
        context = run.request if run.request is not None else SimpleNamespace(user=run.scopes.access.user, META={}, headers={})
        return PlannedExecution.of(self.built.graphql_schema, self.document.fragments, context, self.node, cast(Variables, run.variables))

    def layout(self) -> tuple[WriteField, ...] | None:
        """Of a mutation that is planned as usual and needs no executor."""
        if self.node.operation is not OperationType.MUTATION or self.run.asked.streamed or self.passes is not PASSES:
            return None
        known, place = self.document.layouts, self.place
        found: tuple[WriteField, ...] | None = known.get(place)
        if found is None:
            found = layout_of(self.built.graphql_schema, self.document.fragments, self.node, self.run.variables) or ()
            known.put(place, found)
        return found or None

    @property
    def place(self) -> tuple[Any, ...]:
        """What decides which fields are included."""
        return id(self.node), self.document.condition_values(self.run.variables)


Planned = Precedent | PlannedWrites | PlannedExecution


class _RequestErrors(Exception):
    """Errors before execution: there will be no data."""

    def __init__(self, errors: list[GraphQLError], code: str, status: int | None = None) -> None:
        super().__init__(code)
        self.errors, self.code, self.status = errors, code, status


_STATUS = {"SERVICE_UNAVAILABLE": 503, "TIMEOUT": 504}


def _parse(request: OperationRequest, built: BuiltSchema) -> Document:
    """Text to document: token limit, cache, validation."""
    if not isinstance(request.query, str) or not request.query.strip():
        raise BadUserInput("There is no query.")
    cache: Cache[Document] = built.caches.setdefault("documents", Cache(lambda: settings.DOCUMENT_CACHE_SIZE))
    try:
        document = read_document(request.query, built.graphql_schema, cache)
    except GraphQLError as error:
        raise _RequestErrors([error], ParseFailed.code) from None
    if document.errors:
        raise _RequestErrors(document.errors, ValidationFailed.code)
    return document


def _operation(request: OperationRequest, document: Document, built: BuiltSchema) -> OperationDefinitionNode:
    operation = get_operation_ast(document.node, request.operation_name)
    if operation is None:
        several = request.operation_name is None
        raise BadUserInput("Say which operation to run: `operationName`." if several else "There is no operation of this name.")
    kind = operation.operation.value
    if kind == "subscription":
        raise NotSupported("Subscriptions are not answered here.")
    if kind == "mutation" and built.graphql_schema.mutation_type is None:
        raise NotSupported("Nothing is written here.")
    if kind not in request.allowed_operations:
        error = GraphQLError(f"A {kind} cannot be sent this way; use POST.", operation)
        raise _RequestErrors([error], BadUserInput.code, 405)
    for listener in listeners():
        listener.operates(operation)
    return operation


@stage("limits")
def _judge(document: Document, operation: OperationDefinitionNode) -> None:
    """The document's figures against the limits."""
    edition = settings.edition()
    if document.within.get(id(operation)) != edition:
        check_limits(document.measures(operation))
        document.within[id(operation)] = edition


@stage("coerce")
def _coerce(request: OperationRequest, built: BuiltSchema, operation: OperationDefinitionNode) -> Variables:
    """Variables to values (GraphQL specification, 6.1.2)."""
    readers = built.caches.setdefault("variables", Readers())
    definitions, given = operation.variable_definitions, dict(request.variables or {})
    _require_declared(request.with_files, operation)
    with _readable_variables():
        values = read_variables(built.graphql_schema, definitions, given, readers, settings.SUGGESTIONS)
    if isinstance(values, list):
        raise _RequestErrors(values, BadUserInput.code)
    return Variables(values)


def _require_declared(names: frozenset[str], operation: OperationDefinitionNode) -> None:
    """Variables that no operation has are ignored, as the specification wants; a file isn't sent to be ignored."""
    if unknown := names - {definition.variable.name.value for definition in operation.variable_definitions}:
        raise BadUserInput(f"The operation has no variable ${min(unknown)}, in which a file is sent.")


@contextmanager
def _readable_variables() -> Iterator[None]:
    """What graphql-core stumbles over: values that nest endlessly, numbers that Python doesn't print."""
    try:
        yield
    except (RecursionError, ValueError):
        raise BadUserInput("The variables cannot be read.") from None


def _begin(request: OperationRequest, built: BuiltSchema, variables: Variables, access: Access, http_request: HttpRequest | None) -> Run:
    memory = built.caches.setdefault("statements", Memory(lambda: settings.STATEMENT_CACHE_SIZE))
    run = Run(Scopes(built.entities, access), variables, http_request, memory)
    run.asked = request
    return run


def _like(run: Run, document: Document, node: OperationDefinitionNode, passes: Sequence[Pass]) -> Like | None:
    """The precedents of a query; what is written or streamed, or planned in another way than usual, is looked at anew."""
    if node.operation is not OperationType.QUERY or run.asked.streamed or passes is not PASSES:
        return None
    known = document.precedents.get(id(node))
    if known is None:
        known = document.precedents[id(node)] = Precedents(node, document.fragments)
    return known.like(run.variables)


@stage("plan")
def _plan(operation: Operation, anew: bool = False) -> Planned:
    """A precedent, or a plan: who asks decides the scopes; scopes and document decide the plans; plans and variables decide the cost."""
    run = operation.run
    with database_errors(), written_down() as dependencies:
        found = operation.like.find(run) if operation.like and not anew else None
        if found is not None:
            return found
        run.ground = Ground(run.surroundings, operation.like.deciding) if operation.like else None
        planner = Planner(operation.built, operation.document, run.scopes, run.variables, operation.passes)
        if writes := _planned_writes(operation, planner):
            return writes
        execution = operation.execution()
        execution.begin(run, planner, _stream(run) if run.asked.streamed else None)
    if dependencies.refusals:
        run.ground = None
    elif run.ground:
        run.ground.spread(dependencies)
    return execution


def _planned_writes(operation: Operation, planner: Planner) -> PlannedWrites | None:
    layout = operation.layout()
    writes = PlannedWrites(operation.run, planner, layout) if layout else None
    if writes is None or not writes.resolves:
        return writes
    operation.document.layouts.put(operation.place, ())
    return None


def _stream(run: Run) -> Stream:
    refuse_stream(run.scopes.access)
    return Stream(run)


def _answer(operation: Operation, planned: Planned) -> Answer:
    """What is found out on the way is kept for the next operation of the same kind."""
    match planned:
        case Precedent():
            return _followed(operation, planned) or _answer(operation, _plan(operation, anew=True))
        case PlannedWrites():
            return _write(planned)
    answer = answered(planned.stream, planned, lambda: _run(planned, operation.node))
    ground = operation.run.ground
    if operation.like and ground and not answer.errors and (fields := planned.repeatable()):
        operation.like.add(Precedent(ground, fields, planned.cost))
    if planned.stream is None:
        planned.end()
    return answer


def _followed(operation: Operation, precedent: Precedent) -> Answer | None:
    """The answer, unless something isn't as usual. What has failed among the rows may fail again: the next one doesn't try this way."""
    answer = _follow(operation.run, precedent)
    if answer is None and operation.like and operation.run.statements:
        operation.like.drop(precedent)
    return answer


@stage("run")
def _follow(run: Run, precedent: Precedent) -> Answer | None:
    """Statements to values. A value that could not be made is left to the executor, which knows where null may stand."""
    faults, data, errors = faults_so_far(), dict[str, Any](), list[GraphQLError]()
    precedent.begin(run)
    for field in precedent.fields:
        try:
            data[field.key] = field.prepared.run(run)
        except Exception as error:
            if not run.statements:
                return None
            data[field.key] = None
            errors.append(located_error(error, field.nodes, [field.key]))
    return _finished(run, data, errors, precedent.cost) if faults_so_far() == faults else None


@stage("run")
def _write(writes: PlannedWrites) -> Answer:
    return _finished(writes.run, *writes.answer(), writes.cost)


@stage("run")
def _run(execution: PlannedExecution, operation: OperationDefinitionNode) -> Answer:
    """Statements to values, errors to places in the answer."""
    collected = execution.collected_errors.errors
    try:
        found: Any = execution.execute_operation(operation, None)
        data = async_to_sync(_awaited)(found) if execution.is_awaitable(found) else found
    except GraphQLError as error:
        collected.append(error)
        data = None
    return _finished(execution.run, data, collected, execution.cost)


def _finished(run: Run, data: dict[str, Any] | None, collected: list[GraphQLError], cost: int) -> Answer:
    if not collected:
        return Answer(data, [], _extensions(run, cost), executed=True)
    errors = sorted(collected[: settings.MAX_ERRORS], key=lambda error: [str(part) for part in error.path or ()])
    made = [formatted(error, BadUserInput.code) for error in errors]
    status = next((_STATUS[error["extensions"]["code"]] for error in made if error["extensions"]["code"] in _STATUS), None)
    return Answer(data, made, _extensions(run, cost), executed=True, status_hint=status if data is None else None)


def _extensions(run: Run, cost: int) -> dict[str, Any]:
    staff = getattr(run.scopes.access.user, "is_staff", False)
    return {"cost": cost} if settings.REPORT_COST or staff else {}


async def _awaited(value: Any) -> Any:
    return await value
