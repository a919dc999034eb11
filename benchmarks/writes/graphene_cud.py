"""graphene-django with graphene-django-cud's mutations. Tracks are ``add``ed, which costs it less than ``exact``."""

from __future__ import annotations

from typing import Any

import graphene
from django.db.models import prefetch_related_objects
from graphene_django import DjangoObjectType
from graphene_django.views import GraphQLView
from graphene_django_cud.mutations import DjangoBatchCreateMutation, DjangoCreateMutation, DjangoUpdateMutation

from benchmarks.albums import models
from benchmarks.writes.cases import permissions
from benchmarks.writes.documents import writer

PACKAGES = ("graphene-django-cud", "graphene-django", "graphql-core")

body = writer(
    {
        "genre": "mutation One($rows: CreateGenreInput!) { createGenre(input: $rows) { genre { pk } } }",
        "changed": "mutation One($id: ID!, $rows: UpdateGenreInput!) { updateGenre(id: $id, input: $rows) { genre { pk } } }",
        "album": "mutation One($rows: CreateAlbumInput!) { createAlbum(input: $rows) { album { pk tracks { pk } } } }",
        "tracks": "mutation Many($rows: [BatchCreateTrackInput]!) { createTracks(input: $rows) { tracks { pk } } }",
        "albums": "mutation Many($rows: [BatchCreateAlbumInput]!) { createAlbums(input: $rows) { albums { pk tracks { pk } } } }",
    },
    lambda name, key: {name: key},
    lambda tracks: {"tracksAdd": tracks},
)


class ArtistType(DjangoObjectType):
    class Meta:
        model = models.Artist
        fields = ("name",)


class LabelType(DjangoObjectType):
    class Meta:
        model = models.Label
        fields = ("name",)


class GenreType(DjangoObjectType):
    pk = graphene.ID()

    class Meta:
        model = models.Genre
        fields = ("name",)


class TrackType(DjangoObjectType):
    pk = graphene.ID()

    class Meta:
        model = models.Track
        fields = ("name",)


class AlbumType(DjangoObjectType):
    pk = graphene.ID()
    tracks = graphene.List(TrackType)

    class Meta:
        model = models.Album
        fields = ("title",)

    @staticmethod
    def resolve_tracks(root: Any, info: Any) -> Any:
        return root.tracks.all()


class Rows:
    """What all mutations here have: a check of each row before it is stored, nested ones included."""

    check = staticmethod(lambda row: None)

    @classmethod
    def before_create_obj(cls, info: Any, input: Any, obj: Any) -> None:  # noqa: A002 - its name
        Rows.check(obj)

    @classmethod
    def before_save(cls, root: Any, info: Any, input: Any, *objects: Any) -> None:  # noqa: A002 - its name
        """Of an update: the id and the row."""
        if len(objects) == 2:
            Rows.check(objects[1])


class CreateGenre(Rows, DjangoCreateMutation):
    class Meta:
        model = models.Genre
        fields = ("name",)
        permissions = permissions("genre")


class UpdateGenre(Rows, DjangoUpdateMutation):
    class Meta:
        model = models.Genre
        fields = ("name",)
        permissions = permissions("changed")


class CreateAlbum(Rows, DjangoCreateMutation):
    class Meta:
        model = models.Album
        fields = ("title", "artist", "label")
        many_to_one_extras = {"tracks": {"add": {"type": "auto"}}}
        permissions = permissions("album")


class CreateTracks(Rows, DjangoBatchCreateMutation):
    class Meta:
        model = models.Track
        fields = ("album", "name", "number", "seconds", "price", "is_explicit", "added_at")
        permissions = permissions("tracks")


class CreateAlbums(Rows, DjangoBatchCreateMutation):
    class Meta:
        model = models.Album
        fields = ("title", "artist", "label")
        many_to_one_extras = {"tracks": {"add": {"type": "auto"}}}
        permissions = permissions("albums")

    @classmethod
    def after_mutate(cls, root: Any, info: Any, input: Any, created_objs: Any, return_data: Any) -> None:  # noqa: A002 - its name
        prefetch_related_objects(created_objs, "tracks")


class Query(graphene.ObjectType):
    genre = graphene.Field(GenreType)


class Mutation(graphene.ObjectType):
    create_genre = CreateGenre.Field()
    update_genre = UpdateGenre.Field()
    create_album = CreateAlbum.Field()
    create_tracks = CreateTracks.Field()
    create_albums = CreateAlbums.Field()


def make_view() -> Any:
    return GraphQLView.as_view(schema=graphene.Schema(query=Query, mutation=Mutation))
