"""``extensions.debug`` and the header ``Server-Timing``, for who asks for them and may have them."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.http import HttpRequest

from django_graphql_auto.access import access_for
from django_graphql_auto.conf import settings
from django_graphql_auto.execution.answer import Answer, OperationRequest
from django_graphql_auto.execution.listening import Listener
from django_graphql_auto.execution.record import Record
from django_graphql_auto.execution.telling import milliseconds, told
from django_graphql_auto.schema.live import current_schema

HEADER = "HTTP_GRAPHQL_DEBUG"
"""``GraphQL-Debug`` as WSGI and Django write it: their table of headers by name would be made for it alone."""


def listener(request: OperationRequest, http_request: HttpRequest | None, user: Any) -> Listener | None:
    """A record of the operation, where one is asked for and may be given."""
    return DebugRecord() if _is_wanted(request, http_request) and may_debug(access_for(http_request, user).user) else None


def may_debug(user: Any) -> bool:
    """Whether the user may see what an answer is made of."""
    staff = bool(getattr(user, "is_active", False) and getattr(user, "is_staff", False))
    return settings.DEBUG_ANSWERS is True and (django_settings.DEBUG or staff)


def _is_wanted(request: OperationRequest, http_request: HttpRequest | None) -> bool:
    by_header = http_request is not None and http_request.META.get(HEADER) == "1"
    return by_header or (request.extensions or {}).get("debug") is True


class DebugRecord(Record):
    """A record that is written into the answer."""

    def answered(self, answer: Answer) -> None:
        # Values are the project's to see while it is developed; in production they are people's.
        answer.extensions["debug"] = told(self, values=django_settings.DEBUG) | {"caches": _caches()}
        answer.headers["Server-Timing"] = ", ".join(f"{name};dur={duration:g}" for name, duration in milliseconds(self).items())


def _caches() -> dict[str, Any]:
    """What this process knows by heart, since the schema was built."""
    caches = current_schema().caches
    found = {"documents": caches.get("documents"), "statements": getattr(caches.get("statements"), "cache", None)}
    return {name: {"entries": len(cache), "hits": cache.hits, "misses": cache.misses} for name, cache in found.items() if cache is not None}
