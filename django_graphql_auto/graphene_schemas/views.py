"""graphene-django's view, faster."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from graphene_django.constants import MUTATION_ERRORS_FLAG
from graphene_django.settings import graphene_settings
from graphene_django.views import GraphQLView, HttpError
from graphql import ExecutionResult, OperationDefinitionNode, OperationType, execute, get_operation_ast, validate_schema

from django_graphql_auto.conf import settings
from django_graphql_auto.execution.documents import Document
from django_graphql_auto.graphene_schemas.context import PlannedExecutionContext, keeping
from django_graphql_auto.graphene_schemas.documents import read_document
from django_graphql_auto.http.cross_site import refuse_cross_site
from django_graphql_auto.http.media_types import is_multipart
from django_graphql_auto.http.multipart import operation_with_files
from django_graphql_auto.http.refusals import Refusal, batched_files

_JSON = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS


class PlannedGraphQLView(GraphQLView):  # type: ignore[misc]
    """Takes what graphene-django's ``GraphQLView`` takes and answers what it answers, with one statement per level of the query."""

    execution_context_class: type[Any] = PlannedExecutionContext

    def dispatch(self, request: HttpRequest, *arguments: Any, **named: Any) -> Any:
        """graphene-django's has Django look for a token, which would read the files without their limits: ``parse_body`` guards these."""
        if _may_have_files(request):
            request.csrf_processing_done = True  # type: ignore[attr-defined]
        return super().dispatch(request, *arguments, **named)

    def parse_body(self, request: HttpRequest) -> Any:
        """As graphene-django's; where files may be sent, a multipart request is one of the specification, within the limits of files."""
        if not _may_have_files(request):
            return super().parse_body(request)
        try:
            refuse_cross_site(request)
            if self.batch:
                raise batched_files()
            return operation_with_files(request)[0]
        except Refusal as refusal:
            raise HttpError(HttpResponse(status=refusal.status, headers=refusal.headers), refusal.error.message) from None

    def execute_graphql_request(
        self, request: HttpRequest, data: Any, query: str | None, variables: Any, operation_name: str | None, show_graphiql: bool = False
    ) -> ExecutionResult | None:
        """As graphene-django's, but for documents that were seen before: these are neither parsed nor validated nor planned again."""
        if not query:
            if show_graphiql:
                return None
            raise HttpError(HttpResponseBadRequest("Must provide query string."))
        schema = self.schema.graphql_schema
        if errors := validate_schema(schema):
            return ExecutionResult(data=None, errors=errors)
        try:
            document = read_document(schema, query, self.validation_rules, graphene_settings.MAX_VALIDATION_ERRORS)
        except Exception as error:
            return ExecutionResult(errors=[error])  # type: ignore[list-item]
        operation = get_operation_ast(document.node, operation_name)
        if not _is_allowed(request, operation):
            if show_graphiql:
                return None
            raise _wrong_method(operation)
        if document.errors:
            return ExecutionResult(data=None, errors=document.errors)
        return self._execute(request, document, operation, variables, operation_name)

    def _execute(
        self,
        request: HttpRequest,
        document: Document,
        operation: OperationDefinitionNode | None,
        variables: Any,
        operation_name: str | None,
    ) -> ExecutionResult:
        try:
            options = {
                "root_value": self.get_root_value(request),
                "context_value": self.get_context(request),
                "variable_values": variables,
                "operation_name": operation_name,
                "middleware": self.get_middleware(request),
                "execution_context_class": keeping(self.execution_context_class, document),
            }
            if not _is_atomic(operation):
                return execute(self.schema.graphql_schema, document.node, **options)  # type: ignore[return-value]
            with transaction.atomic():
                result = execute(self.schema.graphql_schema, document.node, **options)
                if getattr(request, MUTATION_ERRORS_FLAG, False) is True:
                    transaction.set_rollback(True)
            return result  # type: ignore[return-value]
        except Exception as error:
            return ExecutionResult(errors=[error])  # type: ignore[list-item]

    def json_encode(self, request: HttpRequest, d: Any, pretty: bool = False) -> str:
        """JSON as graphene-django writes it, where orjson can."""
        if self.pretty or pretty or request.GET.get("pretty"):
            return super().json_encode(request, d, pretty=pretty)  # type: ignore[no-any-return]
        try:
            return orjson.dumps(d, option=_JSON).decode()
        except TypeError:
            return super().json_encode(request, d, pretty=pretty)  # type: ignore[no-any-return]


def plan_views() -> None:
    """Lets graphene-django's own views plan, where they name no execution context of their own."""
    if GraphQLView.execution_context_class is None:
        GraphQLView.execution_context_class = PlannedExecutionContext


def _may_have_files(request: HttpRequest) -> bool:
    return bool(settings.UPLOADS) and is_multipart(request)


def _is_allowed(request: HttpRequest, operation: OperationDefinitionNode | None) -> bool:
    return request.method != "GET" or operation is None or operation.operation is OperationType.QUERY


def _wrong_method(operation: OperationDefinitionNode | None) -> HttpError:
    assert operation is not None
    kind = operation.operation.value
    return HttpError(HttpResponseNotAllowed(["POST"], f"Can only perform a {kind} operation from a POST request."))


def _is_atomic(operation: OperationDefinitionNode | None) -> bool:
    asked = graphene_settings.ATOMIC_MUTATIONS is True or connection.settings_dict.get("ATOMIC_MUTATIONS", False) is True
    return operation is not None and operation.operation is OperationType.MUTATION and asked
