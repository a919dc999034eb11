"""Under ASGI: the same synchronous view, in one of a bounded number of threads, so that the loop never waits for a database.

Django itself makes a thread for every request, however many there are, and with it a connection to the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache
from typing import Any

from asgiref.sync import SyncToAsync, sync_to_async
from django.db import close_old_connections, connections, reset_queries, transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import ResolverMatch, URLPattern
from django.views.decorators.csrf import csrf_exempt

from django_graphql_auto.conf import settings
from django_graphql_auto.execution.run import ABANDONED
from django_graphql_auto.http.admission import Admission
from django_graphql_auto.http.operations import wants_stream
from django_graphql_auto.http.refusals import Refusal, busy
from django_graphql_auto.http.responses import refusal_response
from django_graphql_auto.http.views import graphql_view


class Threads(ThreadPoolExecutor):
    """So many threads, each with connections of its own that it keeps as ``CONN_MAX_AGE`` says, and so many requests that wait."""

    def __init__(self, threads: int) -> None:
        super().__init__(threads, thread_name_prefix="graphql")
        self.admission = Admission(lambda: threads + settings.MAX_WAITING)

    def submit(self, work: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        """Raises a :class:`Refusal` where too many wait already. Who stops waiting before a thread is free leaves its place."""
        leave = self.admission.enter()
        future = super().submit(work, *arguments, **named)
        future.add_done_callback(lambda done: leave())
        return future


threads = cache(Threads)
"""The threads of this process, by their number."""


@csrf_exempt
async def graphql_view_in_thread(request: HttpRequest) -> HttpResponseBase:
    """:func:`graphql_view` in a thread. A stream has the thread that Django makes for its request, since it takes its time."""
    try:
        return await (sync_to_async(_atomic)(request) if wants_stream(request) else _in_our_threads(request))
    except Refusal as refusal:
        return refusal_response(refusal)
    except asyncio.CancelledError:
        setattr(request, ABANDONED, True)
        raise


async def _in_our_threads(request: HttpRequest) -> HttpResponseBase:
    """The view's response. Raises a :class:`Refusal` where no thread is free for too long."""
    loop = asyncio.get_running_loop()
    begun: asyncio.Future[None] = loop.create_future()
    work = sync_to_async(_with_connections, thread_sensitive=False, executor=threads(settings.ASGI_THREADS))
    answered = asyncio.ensure_future(work(request, lambda: loop.call_soon_threadsafe(_resolve, begun)))
    try:
        await asyncio.wait((begun, answered), timeout=settings.MAX_WAIT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if begun.done() or answered.done():
            return await answered
        setattr(request, ABANDONED, True)  # it may be beginning just now
        raise busy()
    finally:
        answered.cancel()


def _resolve(begun: asyncio.Future[None]) -> None:
    if not begun.done():
        begun.set_result(None)


def _with_connections(request: HttpRequest, begin: Callable[[], object]) -> HttpResponseBase:
    """Django looks after the connections of its own threads at a request's beginning and end; here we do."""
    begin()
    reset_queries()
    close_old_connections()
    try:
        return _atomic(request)
    finally:
        close_old_connections()


def _atomic(request: HttpRequest) -> HttpResponseBase:
    """``ATOMIC_REQUESTS``, which Django doesn't have for async views."""
    with ExitStack() as transactions:
        for alias in connections:
            if connections[alias].settings_dict["ATOMIC_REQUESTS"]:
                transactions.enter_context(transaction.atomic(using=alias))
        return graphql_view(request)


for _alias in connections:
    graphql_view_in_thread = transaction.non_atomic_requests(using=_alias)(graphql_view_in_thread)


class EitherPattern(URLPattern):
    """Leads to the view as it is, or, where a request is served by ASGI, to the one that runs it in a thread.

    Django decides by the view whether it is async, and running an async one under WSGI costs an event loop per request. Its ASGI handler
    opens a context per request that nothing else opens: test clients, whose transactions belong to their own thread, don't.
    """

    def resolve(self, path: str) -> ResolverMatch | None:
        match = super().resolve(path)
        if match is not None and SyncToAsync.thread_sensitive_context.get(None) is not None:
            match.func = graphql_view_in_thread
        return match
