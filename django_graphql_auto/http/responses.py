"""From answers to HTTP: the body, the status and the headers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.http import HttpResponse, HttpResponseBase
from graphql import GraphQLError

from django_graphql_auto.conf import settings
from django_graphql_auto.execution import Answer
from django_graphql_auto.execution.errors import STATUS, formatted
from django_graphql_auto.http.media_types import GRAPHQL_RESPONSE, JSON
from django_graphql_auto.http.refusals import Refusal

Response = TypeVar("Response", bound=HttpResponseBase)
FAILURES = {"INTERNAL": 500, **STATUS}
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Vary": "Accept, Cookie"}


def answer_response(answer: Answer, media_type: str) -> HttpResponse:
    response = _response(answer.to_bytes(), status_of(answer, media_type), media_type, answer.headers)
    if response.status_code == 405:
        response["Allow"] = "POST"
    return response


def batch_response(answers: Sequence[Answer], media_type: str) -> HttpResponse:
    """The answers in the order of the operations; each tells of its own errors, so the status is that of the whole."""
    return _response(b"[" + b",".join(answer.to_bytes() for answer in answers) + b"]", 200, media_type)


def refusal_response(refusal: Refusal, media_type: str = JSON) -> HttpResponse:
    return _response(Answer(errors=[_error(refusal.error)]).to_bytes(), refusal.status, media_type, refusal.headers)


def failure_response(failure: Exception, media_type: str) -> HttpResponse:
    """What is told of a database that is gone, or of a mistake of ours: of that, only the id under which it is logged."""
    error = _error(failure)
    return answer_response(Answer(errors=[error], status_hint=FAILURES.get(error["extensions"]["code"])), media_type)


def status_of(answer: Answer, media_type: str) -> int:
    """The status by the specification: clients of ``application/json`` read errors from the body, under 200."""
    hint = answer.status_hint
    if hint is not None and (hint < 500 or media_type == GRAPHQL_RESPONSE):
        return hint
    if media_type != GRAPHQL_RESPONSE or not answer.errors:
        return 200
    return _status_of_partial_success() if answer.executed else _status_of_request_error(answer)


def _status_of_partial_success() -> int:
    return 294 if settings.STRICT_DRAFT_STATUS else 200


def _status_of_request_error(answer: Answer) -> int:
    unparsed = any(error.get("extensions", {}).get("code") == "GRAPHQL_PARSE_FAILED" for error in answer.errors)
    return 422 if settings.STRICT_DRAFT_STATUS and not unparsed else 400


def _error(failure: Exception) -> dict[str, Any]:
    return formatted(GraphQLError(str(failure), original_error=failure), "INTERNAL")


def _response(content: bytes, status: int, media_type: str, headers: dict[str, str] | None = None) -> HttpResponse:
    made = HttpResponse(content, content_type=content_type(media_type), status=status)
    return headed(made, {"Content-Length": str(len(content)), **(headers or {})})


def content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8"


def headed(response: Response, headers: dict[str, str] | None = None) -> Response:
    """The response with the headers of all our answers."""
    for name, value in {**HEADERS, **(headers or {})}.items():
        response[name] = value
    return response
