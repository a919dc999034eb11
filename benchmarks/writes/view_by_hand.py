"""A Django view written by hand: rows are validated one by one and stored together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from benchmarks.writes.cases import Case, Row, permissions

RELATIONS = ("album", "artist", "label")
COLUMNS = {"isExplicit": "is_explicit", "addedAt": "added_at", **{name: f"{name}_id" for name in RELATIONS}}
"""Names in a request that aren't those of the model."""


def body(case: Case) -> bytes:
    return json.dumps({"shape": case.shape, "rows": case.rows}).encode()


def make_view() -> Any:
    from django.core.exceptions import PermissionDenied, ValidationError
    from django.db import transaction
    from django.http import HttpRequest, HttpResponse

    store = {"genre": genres, "changed": changed, "album": albums, "tracks": tracks, "albums": albums}

    def view(request: HttpRequest) -> HttpResponse:
        asked = orjson.loads(request.body)
        shape = asked["shape"]
        if not request.user.has_perms(permissions(shape)):
            raise PermissionDenied
        try:
            with transaction.atomic():
                answer, status = {"data": store[shape](asked["rows"])}, 200
        except ValidationError as error:
            answer, status = {"errors": error.messages}, 400
        return HttpResponse(orjson.dumps(answer), content_type="application/json", status=status)

    return view


def genres(rows: Sequence[Row]) -> list[dict[str, Any]]:
    from benchmarks.albums.models import Genre

    return [{"pk": str(each.pk)} for each in _store(Genre, [_valid(Genre, row) for row in rows])]


def changed(rows: Sequence[Row]) -> list[dict[str, Any]]:
    from benchmarks.albums.models import Genre

    found = Genre.objects.select_for_update().in_bulk([row["pk"] for row in rows])
    for row in rows:
        found[row["pk"]].name = row["name"]
        found[row["pk"]].full_clean(validate_unique=False, validate_constraints=False)
        found[row["pk"]].save()
    return [{"pk": str(row["pk"])} for row in rows]


def tracks(rows: Sequence[Row]) -> list[dict[str, Any]]:
    from benchmarks.albums.models import Track

    made = [_valid(Track, row) for row in rows]
    _refer(Track, "album", made)
    return [{"pk": str(each.pk)} for each in _store(Track, made)]


def albums(rows: Sequence[Row]) -> list[dict[str, Any]]:
    from benchmarks.albums.models import Album, Track

    made = [_valid(Album, row) for row in rows]
    nested = [[_valid(Track, track) for track in row["tracks"]] for row in rows]
    for relation in ("artist", "label"):
        _refer(Album, relation, made)
    for album, those in zip(_store(Album, made), nested, strict=True):
        for track in those:
            track.album = album
    _store(Track, [track for those in nested for track in those])
    return [{"pk": str(album.pk), "tracks": [{"pk": str(track.pk)} for track in those]} for album, those in zip(made, nested, strict=True)]


def _valid(model: Any, row: Row) -> Any:
    made = model(**{COLUMNS.get(name, name): value for name, value in row.items() if name != "tracks"})
    made.full_clean(exclude=RELATIONS, validate_unique=False, validate_constraints=False)
    return made


def _refer(model: Any, relation: str, made: Iterable[Any]) -> None:
    """Raises where a row refers to one that isn't there."""
    from django.core.exceptions import ValidationError

    wanted = {getattr(each, f"{relation}_id") for each in made} - {None}
    target = model._meta.get_field(relation).remote_field.model
    missing = wanted - set(target.objects.filter(pk__in=wanted).order_by().values_list("pk", flat=True))
    if missing:
        raise ValidationError(f"There is no {relation} {missing}.")


def _store(model: Any, made: list[Any]) -> list[Any]:
    stored: list[Any] = model.objects.bulk_create(made)
    return stored
