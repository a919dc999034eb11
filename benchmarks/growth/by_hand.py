"""A view written by hand: for one list, any columns, any page of it; or for the first rows of several lists, numbered by a window."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import orjson


def view(request: Any) -> Any:
    from django.http import HttpResponse

    from benchmarks.albums.models import Track

    asked = orjson.loads(request.body)
    if "albums" in asked:
        return HttpResponse(_lists(asked["albums"], asked["first"]), content_type="application/json")
    names, begin = asked["columns"], asked.get("offset", 0)
    rows = Track.objects.filter(pk__gt=asked["after"]) if "after" in asked else Track.objects.all()
    found = rows.values_list(*names)[begin : begin + asked["first"]]
    tracks = [dict(zip(names, row, strict=True)) for row in found]
    return HttpResponse(orjson.dumps({"data": {"tracks": tracks}}, str, orjson.OPT_UTC_Z), content_type="application/json")


def _lists(albums: list[int], first: int) -> bytes:
    from django.db.models import F, Window
    from django.db.models.functions import RowNumber

    from benchmarks.albums.models import Album, Track

    found = list(Album.objects.filter(pk__in=albums).values_list("pk", flat=True))
    number = Window(RowNumber(), partition_by=F("album_id"), order_by=F("pk").asc())
    rows = Track.objects.filter(album_id__in=found).annotate(row=number).filter(row__lte=first).order_by("album_id", "row")
    tracks: dict[int, list[Any]] = {pk: [] for pk in found}
    for pk, name, price, album in rows.values_list("pk", "name", "price", "album_id"):
        tracks[album].append({"pk": str(pk), "name": name, "price": price})
    nodes = [{"pk": str(pk), "tracks": {"nodes": tracks[pk]}} for pk in found]
    return orjson.dumps({"data": {"albums": {"nodes": nodes}}}, str)


def lists(albums: Iterable[int], first: int) -> bytes:
    """Of the first rows of each album's list."""
    return json.dumps({"albums": list(albums), "first": first}).encode()


def body(columns: tuple[str, ...], first: int, **place: int) -> bytes:
    """Of the page after a key (``after``), or after so many rows (``offset``)."""
    return json.dumps({"columns": columns, "first": first, **place}).encode()
