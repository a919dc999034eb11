"""The rows that a request left in the tables, beside those that were there before."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from benchmarks.albums.models import Album, Genre, Track
from benchmarks.albums.rows import ALBUMS, GENRES, TRACKS_OF_EACH
from benchmarks.writes.cases import CHANGED, ORIGINAL, Case

NEW = {
    Genre: (GENRES, ("name",)),
    Album: (ALBUMS, ("title", "artist_id", "label_id")),
    Track: (ALBUMS * TRACKS_OF_EACH, ("album__title", "name", "number", "seconds", "price", "is_explicit", "added_at")),
}
"""The last key that was there before, and the columns that are compared."""


def stored() -> tuple[list[Any], list[int]]:
    """The values of the new rows and of the changed one, and their keys."""
    found = [(model.__name__, *row) for model, (last, columns) in NEW.items() for row in _new(model, last).values_list("pk", *columns)]
    found += [("Genre", *row) for row in _changed().values_list("pk", "name")]
    return sorted((model, *values) for model, _, *values in found), sorted(row[1] for row in found)


def remove() -> None:
    for model in (Track, Album, Genre):
        _new(model, NEW[model][0]).delete()
    _changed().update(name=ORIGINAL)


def expected(case: Case) -> list[Any]:
    """What ``stored`` should find."""
    return sorted(values for row in case.rows for values in _values(row))


def keys_in(answer: bytes) -> list[int]:
    return sorted(_keys(json.loads(answer)))


def _new(model: Any, last: int) -> Any:
    return model.objects.filter(pk__gt=last)


def _changed() -> Any:
    return Genre.objects.filter(pk=CHANGED).exclude(name=ORIGINAL)


def _values(row: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    if "title" in row:
        yield "Album", row["title"], row["artist"], row["label"]
        for track in row["tracks"]:
            yield _track(row["title"], track)
    elif "album" in row:
        yield _track(f"Album {row['album'] - 1}", row)
    else:
        yield "Genre", row["name"]


def _track(album: str, row: dict[str, Any]) -> tuple[Any, ...]:
    price, added_at = Decimal(row["price"]), datetime.datetime.fromisoformat(row["addedAt"])
    return "Track", album, row["name"], row["number"], row["seconds"], price, row["isExplicit"], added_at


def _keys(answer: Any) -> Iterator[int]:
    inner = answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ()
    if isinstance(answer, dict) and "pk" in answer:
        yield int(answer["pk"])
    for each in inner:
        yield from _keys(each)
