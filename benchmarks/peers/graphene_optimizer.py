"""graphene-django with graphene-django-optimizer: lists, at the root with a limit written by hand, which costs it least."""

from __future__ import annotations

from typing import Any

import graphene
import graphene_django_optimizer
from graphene_django import DjangoObjectType
from graphene_django.views import GraphQLView

from benchmarks.albums import models
from benchmarks.peers.documents import documents, writer
from benchmarks.peers.graphene_permissions import require

PACKAGES = ("graphene-django", "graphene-django-optimizer", "graphql-core")

body = writer(
    documents(
        lambda name, wanted: f"{name}(first: $first) {{ {wanted} }}",
        lambda name, wanted: f"{name} {{ {wanted} }}",
    )
)


class TypeWithKey(DjangoObjectType):
    pk = graphene.ID()

    class Meta:
        abstract = True


class ArtistType(TypeWithKey):
    class Meta:
        model = models.Artist
        fields = ("name",)


class LabelType(TypeWithKey):
    class Meta:
        model = models.Label
        fields = ("name",)


class GenreType(TypeWithKey):
    class Meta:
        model = models.Genre
        fields = ("name",)


class TrackType(TypeWithKey):
    class Meta:
        model = models.Track
        fields = ("name", "number", "seconds", "price", "is_explicit", "added_at")


class AlbumType(TypeWithKey):
    artist = graphene_django_optimizer.field(graphene.Field(ArtistType), model_field="artist")
    label = graphene_django_optimizer.field(graphene.Field(LabelType), model_field="label")
    genres = graphene_django_optimizer.field(graphene.List(GenreType), model_field="genres")
    tracks = graphene_django_optimizer.field(graphene.List(TrackType), model_field="tracks")

    class Meta:
        model = models.Album
        fields = ("title",)

    @staticmethod
    def resolve_artist(root: Any, info: Any) -> Any:
        require(info, models.Artist)
        return root.artist

    @staticmethod
    def resolve_label(root: Any, info: Any) -> Any:
        require(info, models.Label)
        return root.label

    @staticmethod
    def resolve_genres(root: Any, info: Any) -> Any:
        require(info, models.Genre)
        return root.genres.all()

    @staticmethod
    def resolve_tracks(root: Any, info: Any) -> Any:
        require(info, models.Track)
        return root.tracks.all()


class Query(graphene.ObjectType):
    albums = graphene.List(AlbumType, first=graphene.Int(required=True))
    tracks = graphene.List(TrackType, first=graphene.Int(required=True))
    album = graphene.Field(AlbumType, pk=graphene.ID(required=True))

    @staticmethod
    def resolve_albums(root: Any, info: Any, first: int) -> Any:
        require(info, models.Album)
        return graphene_django_optimizer.query(models.Album.objects.all(), info)[:first]

    @staticmethod
    def resolve_tracks(root: Any, info: Any, first: int) -> Any:
        require(info, models.Track)
        return graphene_django_optimizer.query(models.Track.objects.all(), info)[:first]

    @staticmethod
    def resolve_album(root: Any, info: Any, pk: str) -> Any:
        require(info, models.Album)
        return graphene_django_optimizer.query(models.Album.objects.all(), info).get(pk=pk)


def make_view() -> Any:
    return GraphQLView.as_view(schema=graphene.Schema(query=Query))
