"""The types that strawberry-django serves. Annotations are read at run time, so they are not postponed here."""

from typing import Any

import strawberry
import strawberry_django
from django.conf import settings
from strawberry import auto
from strawberry_django.permissions import HasPerm

from benchmarks.albums import models


def field(model: str, **options: Any) -> Any:
    """A field that leads to rows of a model, with its permission where the user is logged in."""
    extensions = [HasPerm(f"albums.view_{model}")] if settings.LOGGED_IN else []
    return strawberry_django.field(extensions=extensions, **options)


@strawberry_django.type(models.Artist)
class ArtistType:
    pk: strawberry.ID
    name: auto


@strawberry_django.type(models.Label)
class LabelType:
    pk: strawberry.ID
    name: auto


@strawberry_django.type(models.Genre)
class GenreType:
    pk: strawberry.ID
    name: auto


@strawberry_django.type(models.Track)
class TrackType:
    pk: strawberry.ID
    name: auto
    number: auto
    seconds: auto
    price: auto
    is_explicit: auto
    added_at: auto


@strawberry_django.type(models.Album)
class AlbumType:
    pk: strawberry.ID
    title: auto
    artist: ArtistType = field("artist")
    label: LabelType | None = field("label")
    genres: list[GenreType] = field("genre")
    tracks: list[TrackType] = field("track")


@strawberry.type
class Query:
    albums: list[AlbumType] = field("album", pagination=True)
    tracks: list[TrackType] = field("track", pagination=True)
    album: AlbumType = field("album")
