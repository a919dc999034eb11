"""Answers that are written bit by bit (header ``GraphQL-Stream: 1``)."""

from __future__ import annotations

import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from django_graphql_auto.conf import settings
from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.execution.answer import Rest
from django_graphql_auto.http.admission import Admission
from django_graphql_auto.http.responses import answer_response, content_type, headed

STREAMS = Admission(lambda: settings.MAX_STREAMS)


def stream_response(operation: OperationRequest, request: HttpRequest, media_type: str) -> HttpResponseBase:
    """The answer bit by bit; as a whole where it has no rows beyond the first chunk, as an error has none."""
    with ExitStack() as place:
        leave = STREAMS.enter()
        place.callback(leave)
        answer = execute(operation, request)
        if answer.rest is None:
            return answer_response(answer, media_type)
        place.pop_all()
    return headed(StreamedResponse(Body(answer.rest, leave), content_type=content_type(media_type)), answer.headers)


class Body:
    """The bytes of a stream. Its place among the streams is free again when it is closed, or lost."""

    def __init__(self, rest: Rest, leave: Callable[[], None]) -> None:
        self.rest = rest
        self.leave = weakref.finalize(self, leave)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self.rest)

    def close(self) -> None:
        try:
            self.rest.close()
        finally:
            self.leave()


class StreamedResponse(StreamingHttpResponse):
    """Under ASGI Django would read all of it before it sends the first byte; this one is read in the request's thread, piece by piece."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        step, parts = sync_to_async(_next), iter(self)
        while (part := await step(parts)) is not None:
            yield part


def _next(parts: Iterator[bytes]) -> bytes | None:
    return next(parts, None)
