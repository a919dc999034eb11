"""The types that strawberry-django serves. Annotations are read at run time, so they are not postponed here."""

from typing import Any

import strawberry
import strawberry_django
from strawberry import auto
from strawberry_django import ListInput, mutations
from strawberry_django.permissions import HasPerm

from benchmarks.albums import models
from benchmarks.writes.cases import permissions


@strawberry_django.type(models.Genre)
class GenreType:
    pk: strawberry.ID


@strawberry_django.type(models.Track)
class TrackType:
    pk: strawberry.ID


@strawberry_django.type(models.Album)
class AlbumType:
    pk: strawberry.ID
    tracks: list[TrackType]


@strawberry_django.input(models.Genre)
class GenreInput:
    name: auto


@strawberry_django.partial(models.Genre)
class GenreChange:
    pk: strawberry.ID
    name: auto


@strawberry_django.input(models.Track)
class NestedTrackInput:
    name: auto
    number: auto
    seconds: auto
    price: auto
    is_explicit: auto
    added_at: auto


@strawberry_django.input(models.Track)
class TrackInput(NestedTrackInput):
    album_id: strawberry.ID


@strawberry_django.input(models.Album)
class AlbumInput:
    title: auto
    artist_id: strawberry.ID
    label_id: strawberry.ID | None
    tracks: ListInput[NestedTrackInput]


def create(shape: str, of: Any, **options: Any) -> Any:
    return mutations.create(of, extensions=[HasPerm(permissions(shape), any_perm=False)], **options)


def update(shape: str, of: Any, **options: Any) -> Any:
    return mutations.update(of, extensions=[HasPerm(permissions(shape), any_perm=False)], **options)


@strawberry.type
class Query:
    genre: GenreType = strawberry_django.field()


@strawberry.type
class Mutation:
    create_genre: GenreType = create("genre", GenreInput, handle_django_errors=True)
    update_genre: GenreType = update("changed", GenreChange, handle_django_errors=True)
    create_album: AlbumType = create("album", AlbumInput, handle_django_errors=True)
    create_tracks: list[TrackType] = create("tracks", list[TrackInput])
    create_albums: list[AlbumType] = create("albums", list[AlbumInput])
