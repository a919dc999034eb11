"""More rows than the peers are asked for: pages far from the first, and labels that lead to labels."""

from __future__ import annotations

from itertools import count

ALBUMS, TRACKS_OF_EACH = 1_000, 12
DEEPEST, CHAINS, FIRST_PK = 8, 20, 1_001
"""Labels under labels: so many levels, of so many labels each, from this key on."""
LENGTHS, LISTS = (10, 100, 1_000, 10_000), 10
"""Lists of these lengths, so many of each: albums beyond the others, with their tracks."""


def fill() -> None:
    from benchmarks.albums import rows
    from benchmarks.albums.models import Label

    rows.fill(ALBUMS, TRACKS_OF_EACH)
    Label.objects.bulk_create(
        Label(pk=FIRST_PK + number, name=f"Label {number}", parent_id=FIRST_PK + number - CHAINS if number >= CHAINS else None)
        for number in range(CHAINS * (DEEPEST + 1))
    )
    _fill_lists()


def albums_with(length: int) -> range:
    """The keys of those whose lists are so long."""
    first = ALBUMS + 1 + LENGTHS.index(length) * LISTS
    return range(first, first + LISTS)


def _fill_lists() -> None:
    from django.db import connection

    from benchmarks.albums.models import Album, Track
    from benchmarks.albums.rows import BEGIN

    pairs = [(album, length) for length in LENGTHS for album in albums_with(length)]
    keys = count(ALBUMS * TRACKS_OF_EACH + 1)
    Album.objects.bulk_create(Album(pk=album, title=f"Album {album}", artist_id=1) for album, _ in pairs)
    Track.objects.bulk_create(
        (
            Track(
                pk=next(keys),
                album_id=album,
                name=f"Track {number}",
                number=number,
                seconds=180,
                price=1,
                is_explicit=False,
                added_at=BEGIN,
            )
            for album, length in pairs
            for number in range(length)
        ),
        batch_size=2_000,
    )
    connection.cursor().execute("ANALYZE")
