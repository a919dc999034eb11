"""One request, from text to answer. Read this second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast

from asgiref.sync import async_to_sync
from django.http import HttpRequest
from graphql import GraphQLError, OperationDefinitionNode, get_operation_ast

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
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.statements.memory import Memory
from django_graphql_auto.execution.streams.streaming import Stream, refuse_stream
from django_graphql_auto.execution.streams.writing import answered
from django_graphql_auto.execution.variables import Readers, read_variables
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
        operation = _operation(request, document)
        _judge(request, document, operation)
        execution = _coerce(request, built, document, operation, http_request, user)
        _plan(execution, request, built, document, access_for(http_request, user), http_request, passes)
        return answered(execution.stream, execution, lambda: _run(execution, operation))
    except _RequestErrors as error:
        return Answer(errors=[formatted(each, error.code) for each in error.errors], status_hint=error.status)
    except PublicError as error:
        return Answer(
            errors=[formatted(GraphQLError(error.message, original_error=error), error.code)], status_hint=_STATUS.get(error.code)
        )


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


def _operation(request: OperationRequest, document: Document) -> OperationDefinitionNode:
    operation = get_operation_ast(document.node, request.operation_name)
    if operation is None:
        several = request.operation_name is None
        raise BadUserInput("Say which operation to run: `operationName`." if several else "There is no operation of this name.")
    kind = operation.operation.value
    if kind == "subscription":
        raise NotSupported("Subscriptions are not answered here.")
    if kind not in request.allowed_operations:
        error = GraphQLError(f"A {kind} cannot be sent this way; use POST.", operation)
        raise _RequestErrors([error], BadUserInput.code, 405)
    for listener in listeners():
        listener.operates(operation)
    return operation


@stage("limits")
def _judge(request: OperationRequest, document: Document, operation: OperationDefinitionNode) -> None:
    """The document's figures against the limits."""
    check_limits(document.measures(operation))


@stage("coerce")
def _coerce(
    request: OperationRequest,
    built: BuiltSchema,
    document: Document,
    operation: OperationDefinitionNode,
    http_request: HttpRequest | None,
    user: Any,
) -> PlannedExecution:
    """Variables to values (GraphQL specification, 6.1.2)."""
    context = http_request if http_request is not None else SimpleNamespace(user=access_for(None, user).user, META={}, headers={})
    readers = built.caches.setdefault("variables", Readers())
    definitions, given = operation.variable_definitions, dict(request.variables or {})
    with _readable_variables():
        values = read_variables(built.graphql_schema, definitions, given, readers, settings.SUGGESTIONS)
    if isinstance(values, list):
        raise _RequestErrors(values, BadUserInput.code)
    return PlannedExecution.of(built.graphql_schema, document.fragments, context, operation, Variables(values))


@contextmanager
def _readable_variables() -> Iterator[None]:
    """What graphql-core stumbles over: values that nest endlessly, numbers that Python doesn't print."""
    try:
        yield
    except (RecursionError, ValueError):
        raise BadUserInput("The variables cannot be read.") from None


@stage("plan")
def _plan(
    execution: PlannedExecution,
    request: OperationRequest,
    built: BuiltSchema,
    document: Document,
    access: Access,
    http_request: HttpRequest | None,
    passes: Sequence[Pass],
) -> None:
    """Who asks decides the scopes; scopes and document decide the plans; plans and variables decide the cost."""
    scopes = Scopes(built.entities, access)
    memory = built.caches.setdefault("statements", Memory(lambda: settings.STATEMENT_CACHE_SIZE))
    variables = cast(Variables, execution.variable_values)
    run = Run(scopes, variables, http_request, memory)
    run.asked = request
    with database_errors():
        stream = _stream(run) if request.streamed else None
        execution.begin(run, Planner(built, document, scopes, variables, passes), stream)


def _stream(run: Run) -> Stream:
    refuse_stream(run.scopes.access)
    return Stream(run)


@stage("run")
def _run(execution: PlannedExecution, operation: OperationDefinitionNode) -> Answer:
    """Statements to values, errors to places in the answer."""
    try:
        found: Any = execution.execute_operation(operation, None)
        data = async_to_sync(_awaited)(found) if execution.is_awaitable(found) else found
    except GraphQLError as error:
        execution.collected_errors.errors.append(error)
        data = None
    errors = sorted(execution.collected_errors.errors[: settings.MAX_ERRORS], key=lambda error: [str(part) for part in error.path or ()])
    made = [formatted(error, BadUserInput.code) for error in errors]
    status = next((_STATUS[error["extensions"]["code"]] for error in made if error["extensions"]["code"] in _STATUS), None)
    return Answer(data, made, _extensions(execution), executed=True, status_hint=status if data is None else None)


def _extensions(execution: PlannedExecution) -> dict[str, Any]:
    staff = getattr(execution.run.scopes.access.user, "is_staff", False)
    return {"cost": execution.cost} if settings.REPORT_COST or staff else {}


async def _awaited(value: Any) -> Any:
    return await value
