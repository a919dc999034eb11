"""A Django view written by hand: ``values_list`` and orjson."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import orjson

from benchmarks.peers.cases import Case

READS = {"flat": ("track",), "nested": ("album", "artist", "label", "genre", "track"), "one": ("album", "artist", "label")}
"""The models of each shape."""
TRACK = ("pk", "name", "number", "seconds", "price", "is_explicit", "added_at")
ALBUM = ("pk", "title", "artist_id", "artist__name", "label_id", "label__name")


def body(case: Case) -> bytes:
    return json.dumps({"shape": case.shape, **case.variables}).encode()


def make_view() -> Any:
    from django.conf import settings
    from django.core.exceptions import PermissionDenied
    from django.http import HttpRequest, HttpResponse

    answers = {"flat": flat, "nested": nested, "one": one}

    def view(request: HttpRequest) -> HttpResponse:
        asked = orjson.loads(request.body)
        shape = asked["shape"]
        if settings.LOGGED_IN and not all(request.user.has_perm(f"albums.view_{model}") for model in READS[shape]):
            raise PermissionDenied
        answer = orjson.dumps({"data": answers[shape](asked)}, option=orjson.OPT_UTC_Z)
        return HttpResponse(answer, content_type="application/json")

    return view


def flat(asked: dict[str, Any]) -> dict[str, Any]:
    from benchmarks.albums.models import Track

    return {"tracks": [track(*row) for row in Track.objects.values_list(*TRACK)[: asked["first"]]]}


def nested(asked: dict[str, Any]) -> dict[str, Any]:
    from benchmarks.albums.models import Album, Genre, Track

    albums = [album(*row) for row in Album.objects.values_list(*ALBUM)[: asked["first"]]]
    keys = [each["pk"] for each in albums]
    genres = _grouped(Genre.objects.filter(albums__in=keys).values_list("albums", "pk", "name"), named)
    tracks = _grouped(Track.objects.filter(album__in=keys).values_list("album_id", *TRACK), track)
    return {"albums": [{**each, "genres": genres[each["pk"]], "tracks": tracks[each["pk"]]} for each in albums]}


def one(asked: dict[str, Any]) -> dict[str, Any]:
    from benchmarks.albums.models import Album

    return {"album": album(*Album.objects.values_list(*ALBUM).get(pk=asked["pk"]))}


def track(pk: int, name: str, number: int, seconds: int, price: Any, is_explicit: bool, added_at: Any) -> dict[str, Any]:
    return {
        "pk": str(pk),
        "name": name,
        "number": number,
        "seconds": seconds,
        "price": str(price),
        "isExplicit": is_explicit,
        "addedAt": added_at,
    }


def album(pk: int, title: str, artist: int, artist_name: str, label: int | None, label_name: str | None) -> dict[str, Any]:
    label_shown = None if label is None else named(label, label_name)
    return {"pk": str(pk), "title": title, "artist": named(artist, artist_name), "label": label_shown}


def named(pk: int, name: str | None) -> dict[str, Any]:
    return {"pk": str(pk), "name": name}


def _grouped(rows: Iterable[tuple[Any, ...]], shown: Any) -> dict[str, list[dict[str, Any]]]:
    """By the first column, which is not shown."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for parent, *row in rows:
        found[str(parent)].append(shown(*row))
    return found
