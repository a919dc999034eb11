"""A view written by hand for one list: any columns, any page of it."""

from __future__ import annotations

import json
from typing import Any

import orjson


def view(request: Any) -> Any:
    from django.http import HttpResponse

    from benchmarks.albums.models import Track

    asked = orjson.loads(request.body)
    names, begin = asked["columns"], asked.get("offset", 0)
    rows = Track.objects.filter(pk__gt=asked["after"]) if "after" in asked else Track.objects.all()
    found = rows.values_list(*names)[begin : begin + asked["first"]]
    tracks = [dict(zip(names, row, strict=True)) for row in found]
    return HttpResponse(orjson.dumps({"data": {"tracks": tracks}}, str, orjson.OPT_UTC_Z), content_type="application/json")


def body(columns: tuple[str, ...], first: int, **place: int) -> bytes:
    """Of the page after a key (``after``), or after so many rows (``offset``)."""
    return json.dumps({"columns": columns, "first": first, **place}).encode()
