"""What every contender is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Case:
    name: str
    shape: str
    """``flat``, ``nested`` or ``one``: each contender has a document for each."""
    variables: dict[str, Any]


CASES = (
    Case("flat, 20 rows", "flat", {"first": 20}),
    Case("flat, 1,000 rows", "flat", {"first": 1_000}),
    Case("nested, 10 albums", "nested", {"first": 10}),
    Case("nested, 100 albums", "nested", {"first": 100}),
    Case("one row, two joins", "one", {"pk": "42"}),
)
BY_NAME = {case.name: case for case in CASES}
VIEW_PERMISSIONS = ("view_album", "view_artist", "view_genre", "view_label", "view_track")
"""What the user of the second table may do, and has to have for every case that reads the model."""
USER, WITHOUT_TRACKS = 1, 2
"""Keys of that user, and of one who may do the same but view tracks."""
