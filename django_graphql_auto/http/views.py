"""The front door of HTTP: one view for WSGI and ASGI, by the GraphQL-over-HTTP specification."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from django_graphql_auto.conf import settings
from django_graphql_auto.execution import execute
from django_graphql_auto.execution.errors import database_errors
from django_graphql_auto.http.cross_site import refuse_cross_site
from django_graphql_auto.http.graphiql import graphiql_page
from django_graphql_auto.http.media_types import ANSWERS, HTML, JSON, negotiate
from django_graphql_auto.http.operations import requested, wants_stream
from django_graphql_auto.http.refusals import Refusal, wrong_method
from django_graphql_auto.http.responses import answer_response, batch_response, failure_response, refusal_response
from django_graphql_auto.http.streams import stream_response

METHODS = ("GET", "HEAD", "POST")


@csrf_exempt  # refuse_cross_site() guards cookies without a token, so that programs need none
def graphql_view(request: HttpRequest) -> HttpResponseBase:
    """Answers operations, and shows GraphiQL to a browser where the setting ``GRAPHIQL`` allows it.

    It is synchronous: under ASGI it runs in a thread, where the ORM belongs (``asgi.py``).
    """
    media_type = JSON
    try:
        media_type = _media_type(request)
        if media_type != HTML:
            return _run(request, media_type)
    except Refusal as refusal:
        return refusal_response(refusal, media_type)
    except Exception as failure:
        return failure_response(failure, media_type)
    return graphiql_page(request)


def _media_type(request: HttpRequest) -> str:
    if request.method not in METHODS:
        raise wrong_method(", ".join(METHODS))
    page_offered = request.method != "POST" and settings.GRAPHIQL
    return negotiate(request, (*ANSWERS, HTML) if page_offered else ANSWERS)


def _run(request: HttpRequest, media_type: str) -> HttpResponseBase:
    with database_errors():  # whoever the session belongs to is looked up in the database
        refuse_cross_site(request)
        operations = requested(request)
        if wants_stream(request):
            return stream_response(operations.requests[0], request, media_type)
        answers = [execute(operation, request) for operation in operations.requests]
    return batch_response(answers, media_type) if operations.batch else answer_response(answers[0], media_type)
