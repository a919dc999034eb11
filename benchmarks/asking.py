"""A view, asked without a socket."""

from __future__ import annotations

import time
from typing import Any


class Asker:
    """From a request's making to the bytes of its answer, as Django's test client would have it, without middleware."""

    def __init__(self, view: Any) -> None:
        from django.test import RequestFactory

        self.view, self.post = view, RequestFactory().post

    def timed(self, body: bytes, user: Any, key: int | None = None) -> tuple[float, bytes]:
        """Seconds, and the answer. ``key`` is the user's, for a view that has no use for Django's."""
        start = time.perf_counter()
        request = self.post("/graphql/", data=body, content_type="application/json")
        request.user, request.user_key = user, key
        content: bytes = self.view(request).content
        return time.perf_counter() - start, content
