"""A Django view that does nothing: what a request costs before anybody does anything."""

from __future__ import annotations

from typing import Any

from benchmarks.peers.view_by_hand import body

__all__ = ["body", "make_view"]


def make_view() -> Any:
    from django.http import HttpResponse

    return lambda request: HttpResponse(b'{"data":{}}', content_type="application/json")
