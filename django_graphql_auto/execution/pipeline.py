"""One request, from text to answer. Read this second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest
from graphql import GraphQLError, OperationDefinitionNode, get_operation_ast

from django_graphql_auto.access import Access, access_for
from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput, NotSupported, ParseFailed, PublicError, ValidationFailed
from django_graphql_auto.execution.answer import Answer, OperationRequest
from django_graphql_auto.execution.answering import answer, planned
from django_graphql_auto.execution.cache import Cache
from django_graphql_auto.execution.documents import Document, read_document
from django_graphql_auto.execution.errors import STATUS, formatted
from django_graphql_auto.execution.listening import heard, listeners, stage
from django_graphql_auto.execution.operation import Operation
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.statements.memory import Memory
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
        node = _operation(request, document, built)
        _judge(document, node)
        variables = _coerce(request, built, node)
        run = _begin(request, built, variables, access_for(http_request, user), http_request)
        operation = Operation(run, built, document, node, passes)
        return answer(operation, planned(operation))
    except _RequestErrors as error:
        return Answer(errors=[formatted(each, error.code) for each in error.errors], status_hint=error.status)
    except PublicError as error:
        return Answer(errors=[formatted(GraphQLError(error.message, original_error=error), error.code)], status_hint=STATUS.get(error.code))


class _RequestErrors(Exception):
    """Errors before execution: there will be no data."""

    def __init__(self, errors: list[GraphQLError], code: str, status: int | None = None) -> None:
        super().__init__(code)
        self.errors, self.code, self.status = errors, code, status


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
