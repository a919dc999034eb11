"""What is kept of the request behind a write."""

from __future__ import annotations

import uuid
from ipaddress import ip_address
from typing import Any

from django.http import HttpRequest

from django_graphql_auto.conf import settings

KNOWN_AS = "_graphql_request_id"


def request_id(request: Any) -> str:
    """The id that a header brings, where the setting says so, else one that is made once for each request."""
    if not isinstance(request, HttpRequest):
        return ""
    header = settings.AUDIT_REQUEST_ID_HEADER
    given = "".join(filter(str.isprintable, request.headers.get(header, "")))[:100] if header else ""
    made: str = vars(request).setdefault(KNOWN_AS, uuid.uuid4().hex)
    return given or made


def remote_address(request: Any) -> str | None:
    """Where the request came from, where the setting asks for it."""
    if not (settings.AUDIT_REMOTE_ADDRESS and isinstance(request, HttpRequest)):
        return None
    try:
        return str(ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:  # a server behind a socket knows none
        return None
