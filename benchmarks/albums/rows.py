"""The catalogue's rows: the same each time."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from benchmarks.albums.models import Album, Artist, Genre, Label, Track

ALBUMS, TRACKS_OF_EACH, ARTISTS, LABELS, GENRES, GENRES_OF_EACH = 100, 12, 40, 10, 12, 3
BEGIN = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)


def fill(albums: int = ALBUMS, tracks_of_each: int = TRACKS_OF_EACH) -> None:
    """Albums with artist and genres, nine of ten with a label, and with tracks."""
    from django.db import connection

    for model, count in ((Artist, ARTISTS), (Label, LABELS), (Genre, GENRES)):
        model.objects.bulk_create(model(pk=number + 1, name=f"{model.__name__} {number}") for number in range(count))
    Album.objects.bulk_create(_albums(albums), batch_size=2_000)
    through = Album.genres.through
    through.objects.bulk_create((through(album_id=album, genre_id=genre) for album, genre in _genres(albums)), batch_size=2_000)
    Track.objects.bulk_create(_tracks(albums, tracks_of_each), batch_size=2_000)
    connection.cursor().execute("ANALYZE")


def _albums(count: int) -> Iterator[Album]:
    for number in range(count):
        label = number % LABELS + 1 if number % 10 else None
        yield Album(pk=number + 1, title=f"Album {number}", artist_id=number % ARTISTS + 1, label_id=label)


def _genres(albums: int) -> Iterator[tuple[int, int]]:
    for number in range(albums):
        # In the order of their keys, whichever table is ordered by.
        for genre in sorted((number + place * 5) % GENRES + 1 for place in range(GENRES_OF_EACH)):
            yield number + 1, genre


def _tracks(albums: int, of_each: int) -> Iterator[Track]:
    for number in range(albums * of_each):
        yield Track(
            pk=number + 1,
            album_id=number // of_each + 1,
            name=f"Track {number}",
            number=number % of_each + 1,
            seconds=120 + number * 37 % 240,
            price=Decimal(number * 7919 % 1_000) / 100,
            is_explicit=number % 3 == 0,
            added_at=BEGIN + datetime.timedelta(minutes=number, microseconds=number % 7 * 1_000),
        )
