"""The header by which a request may be sent again, as the IETF's draft of the Idempotency-Key header field has it."""

from __future__ import annotations

import re

from django.http import HttpRequest

from django_graphql_auto.http.refusals import malformed

IDEMPOTENCY_HEADER = "Idempotency-Key"
_KEY = re.compile(r'"(?P<string>(?:[ !#-\[\]-~]|\\["\\])+)"|(?P<bare>[!#-+\--~]+)')
"""A string of RFC 8941, which the draft asks for, or what most clients send: the characters alone."""


def idempotency_key(request: HttpRequest) -> str | None:
    text = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if text is None:
        return None
    found = _KEY.fullmatch(text.strip())
    if found is None:
        raise malformed(f'{IDEMPOTENCY_HEADER} is one text of visible ASCII characters, e.g. "8e03978e-40d5-43dd".')
    return found["bare"] or re.sub(r"\\(.)", r"\1", found["string"])
