"""What every contender is asked to store."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
BEGIN = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Case:
    name: str
    shape: str
    """``genre``, ``changed``, ``album``, ``tracks`` or ``albums``: each contender has a document for each."""
    rows: tuple[Row, ...]
    """By the names of the inputs; relations hold keys, and an album's tracks are rows. Shapes of one row have one."""
    is_big: bool = False


WRITTEN = {"genre": ("genre",), "changed": ("genre",), "album": ("album", "track"), "tracks": ("track",), "albums": ("album", "track")}
"""The models of each shape."""
NEEDED = {"changed": "change"}
"""What else than ``add`` a shape needs, beside ``view``."""
CHANGED, ORIGINAL = 12, "Genre 11"
"""The key of the genre that is changed, and its name."""
HELD = (
    "change_genre",
    *(f"{does}_{model}" for does in ("add", "view") for model in ("album", "artist", "genre", "label", "track")),
)
WITHHELD = ("add_genre", "change_genre", "add_track")
"""What the other user lacks: one permission of every shape's."""


def permissions(shape: str) -> list[str]:
    """What everybody asks for."""
    return [f"albums.{does}_{model}" for model in WRITTEN[shape] for does in (NEEDED.get(shape, "add"), "view")]


def _tracks(count: int, first: int = 0) -> Iterator[Row]:
    for number in range(first, first + count):
        yield {
            "name": f"New track {number}",
            "number": number % 20 + 1,
            "seconds": 120 + number * 37 % 240,
            "price": f"{number * 7919 % 1_000 / 100:.2f}",
            "isExplicit": number % 3 == 0,
            "addedAt": (BEGIN + datetime.timedelta(minutes=number)).isoformat(),
        }


def _albums(count: int, tracks: int) -> Iterator[Row]:
    for number in range(count):
        yield {
            "title": f"New album {number}",
            "artist": number % 40 + 1,
            "label": number % 10 + 1,
            "tracks": list(_tracks(tracks, number * tracks)),
        }


CASES = (
    Case("one row", "genre", ({"name": "New genre"},)),
    Case("one row changed", "changed", ({"pk": CHANGED, "name": "Changed genre"},)),
    Case("one album with 10 tracks", "album", tuple(_albums(1, 10))),
    Case("1,000 tracks", "tracks", tuple({**row, "album": place % 100 + 1} for place, row in enumerate(_tracks(1_000))), is_big=True),
    Case("100 albums with 10 tracks each", "albums", tuple(_albums(100, 10)), is_big=True),
)
BY_NAME = {case.name: case for case in CASES}
