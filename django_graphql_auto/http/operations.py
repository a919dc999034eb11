"""The operations that a request asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, QueryDict
from django.http.request import UnreadablePostError

from django_graphql_auto.conf import settings
from django_graphql_auto.execution import OperationRequest
from django_graphql_auto.http.media_types import is_multipart, require_json
from django_graphql_auto.http.multipart import operation_with_files
from django_graphql_auto.http.refusals import (
    batch_too_long,
    batched_key,
    batched_stream,
    batching_off,
    body_too_large,
    malformed,
    wrong_method,
)
from django_graphql_auto.http.retries import idempotency_key
from django_graphql_auto.http.strict_json import parse, parse_bytes

GET_OPERATIONS = frozenset({"query"})
STREAM_HEADER = "GraphQL-Stream"
POST_OPERATIONS = frozenset({"query", "mutation"})


@dataclass(frozen=True, slots=True)
class Operations:
    """What is to be run, and whether the client sent it as an array."""

    requests: tuple[OperationRequest, ...]
    batch: bool = False

    def streamed(self) -> Operations:
        if self.batch:
            raise batched_stream()
        return Operations(tuple(replace(request, streamed=True) for request in self.requests))

    def known_by(self, key: str | None) -> Operations:
        """The operation, which may be sent again with the key where there is one."""
        if key is None:
            return self
        if self.batch:
            raise batched_key()
        return Operations(tuple(replace(request, idempotency_key=key) for request in self.requests))


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the specification: its JSON type, and how a query string spells it."""

    name: str
    type: type
    type_name: str
    attribute: str

    def check(self, value: Any) -> Any:
        if value is None or isinstance(value, self.type):
            return value
        raise malformed(f'"{self.name}" must be {self.type_name}.')

    def from_query_string(self, text: str) -> Any:
        return text if self.type is str else self.check(parse(text))


PARAMETERS = (
    Parameter("query", str, "a string", "query"),
    Parameter("variables", dict, "an object", "variables"),
    Parameter("operationName", str, "a string", "operation_name"),
    Parameter("extensions", dict, "an object", "extensions"),
)


def requested(request: HttpRequest) -> Operations:
    """The operations of a GET's query string or of a POST's body."""
    operations = _operations(request).known_by(idempotency_key(request))
    return operations.streamed() if wants_stream(request) else operations


def wants_stream(request: HttpRequest) -> bool:
    """Whether the answer may be written bit by bit."""
    value: str = request.META.get("HTTP_GRAPHQL_STREAM", "0").strip()
    if value not in ("0", "1"):
        raise malformed(f"{STREAM_HEADER} is 1 or 0.")
    if value == "1" and request.method == "HEAD":
        raise wrong_method("GET, POST")
    return value == "1"


def _operations(request: HttpRequest) -> Operations:
    if request.method == "POST":
        if is_multipart(request):
            return _from_multipart(request)
        require_json(request)
        return _from_body(parse_bytes(_body(request)))
    return Operations((_operation(_query_string(request.GET), GET_OPERATIONS),))


def _from_multipart(request: HttpRequest) -> Operations:
    value, names = operation_with_files(request)
    return Operations((replace(_from_object(value), with_files=names),))


def _body(request: HttpRequest) -> bytes:
    limit: int = settings.MAX_BODY_BYTES
    length = request.META.get("CONTENT_LENGTH", "")
    if length.isdecimal() and int(length) > limit:
        raise body_too_large(limit)
    try:
        # Under ASGI a body may come without a length; no more of it is read than is allowed.
        body: bytes = request.body if length else request.read(limit + 1)
    except RequestDataTooBig:
        raise body_too_large(limit) from None
    except UnreadablePostError:
        raise malformed("The body ended early.") from None
    if len(body) > limit:
        raise body_too_large(limit)
    return body


def _from_body(value: Any) -> Operations:
    if isinstance(value, list):
        return Operations(tuple(_from_object(element) for element in _batch(value)), batch=True)
    return Operations((_from_object(value),))


def _batch(elements: list[Any]) -> list[Any]:
    limit: int = settings.MAX_BATCH
    if not settings.BATCHING:
        raise batching_off()
    if not elements:
        raise malformed("The batch is empty.")
    if len(elements) > limit:
        raise batch_too_long(limit)
    return elements


def _from_object(value: Any) -> OperationRequest:
    if not isinstance(value, dict):
        raise malformed("The body must be a JSON object.")
    return _operation({row.name: row.check(value.get(row.name)) for row in PARAMETERS}, POST_OPERATIONS)


def _query_string(query: QueryDict) -> dict[str, Any]:
    if repeated := [row.name for row in PARAMETERS if len(query.getlist(row.name)) > 1]:
        raise malformed(f'"{repeated[0]}" is given twice.')
    return {row.name: row.from_query_string(text) for row in PARAMETERS if (text := query.get(row.name))}


def _operation(parameters: Mapping[str, Any], allowed: frozenset[str]) -> OperationRequest:
    given: dict[str, Any] = {row.attribute: parameters.get(row.name) for row in PARAMETERS}
    if not given["query"] and not given["extensions"]:
        raise malformed('There is no operation: "query" is missing.')
    return OperationRequest(allowed_operations=allowed, **given)
