"""graphene-django with graphene-django-query-optimizer: connections at the root, which is how it pages, and lists within, its default."""

from __future__ import annotations

from typing import Any

import graphene
from graphene_django.views import GraphQLView
from query_optimizer import DjangoConnectionField, DjangoObjectType

from benchmarks.albums import models
from benchmarks.peers.documents import documents, writer
from benchmarks.peers.graphene_permissions import require

PACKAGES = ("graphene-django", "graphene-django-query-optimizer", "graphql-core")

body = writer(
    documents(
        lambda name, wanted: f"{name}(first: $first) {{ edges {{ node {{ {wanted} }} }} }}",
        lambda name, wanted: f"{name} {{ {wanted} }}",
    )
)


class CheckedType(DjangoObjectType):
    """Asks for the permission wherever the optimizer hands out rows."""

    pk = graphene.ID()

    class Meta:
        abstract = True

    @classmethod
    def get_queryset(cls, queryset: Any, info: Any) -> Any:
        require(info, cls._meta.model)
        return queryset

    @classmethod
    def run_instance_checks(cls, instance: Any, info: Any) -> None:
        require(info, cls._meta.model)


class ArtistType(CheckedType):
    class Meta:
        model = models.Artist
        fields = ("name",)


class LabelType(CheckedType):
    class Meta:
        model = models.Label
        fields = ("name",)


class GenreType(CheckedType):
    class Meta:
        model = models.Genre
        fields = ("name",)


class TrackType(CheckedType):
    class Meta:
        model = models.Track
        fields = ("name", "number", "seconds", "price", "is_explicit", "added_at")
        use_connection = True


class AlbumType(CheckedType):
    class Meta:
        model = models.Album
        fields = ("title", "artist", "label", "genres", "tracks")
        use_connection = True


class Query(graphene.ObjectType):
    albums = DjangoConnectionField(AlbumType)
    tracks = DjangoConnectionField(TrackType)
    album = graphene.Field(AlbumType, pk=graphene.ID(required=True))

    @staticmethod
    def resolve_album(root: Any, info: Any, pk: str) -> Any:
        return AlbumType.get_node(info, pk)


def make_view() -> Any:
    return GraphQLView.as_view(schema=graphene.Schema(query=Query))
