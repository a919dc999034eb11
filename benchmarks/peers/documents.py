"""The documents of the contenders that speak GraphQL: one text for each shape, which differs only where lists stand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from benchmarks.peers.cases import Case

Field = Callable[[str, str], str]
"""From a list's name and what is wanted of its rows to the text that asks for it."""
TRACK = "pk name number seconds price isExplicit addedAt"


def documents(root: Field, inner: Field, one: str = "album(pk: $pk)", key: str = "ID!") -> dict[str, str]:
    """By shape; ``root`` writes a root list and ``inner`` a related one; ``one`` is the field of one row, ``key`` the type of its key."""
    album = "pk title artist { pk name } label { pk name }"
    genres, tracks = inner("genres", "pk name"), inner("tracks", TRACK)
    return {
        "flat": f"query Flat($first: Int!) {{ {root('tracks', TRACK)} }}",
        "nested": f"query Nested($first: Int!) {{ {root('albums', f'{album} {genres} {tracks}')} }}",
        "one": f"query One($pk: {key}) {{ {one} {{ {album} }} }}",
    }


def writer(texts: Mapping[str, str]) -> Callable[[Case], bytes]:
    """The function that makes a request's body."""
    return lambda case: json.dumps({"query": texts[case.shape], "variables": case.variables}).encode()
