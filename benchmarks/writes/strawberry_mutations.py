"""strawberry-django's mutations, with its optimizer for what they answer and the two caches that strawberry offers."""

from __future__ import annotations

from typing import Any

from benchmarks.peers.strawberry_optimizer import PACKAGES
from benchmarks.writes.documents import writer

__all__ = ["PACKAGES", "body", "make_view"]

ERRORS = "... on OperationInfo { messages { field code message } }"
ALBUM = "pk tracks { pk }"

body = writer(
    {
        "genre": f"mutation One($rows: GenreInput!) {{ createGenre(data: $rows) {{ ... on GenreType {{ pk }} {ERRORS} }} }}",
        "changed": f"mutation One($rows: GenreChange!) {{ updateGenre(data: $rows) {{ ... on GenreType {{ pk }} {ERRORS} }} }}",
        "album": f"mutation One($rows: AlbumInput!) {{ createAlbum(data: $rows) {{ ... on AlbumType {{ {ALBUM} }} {ERRORS} }} }}",
        "tracks": "mutation Many($rows: [TrackInput!]!) { createTracks(data: $rows) { pk } }",
        "albums": f"mutation Many($rows: [AlbumInput!]!) {{ createAlbums(data: $rows) {{ {ALBUM} }} }}",
    },
    lambda name, key: {f"{name}Id": key},
    lambda tracks: {"tracks": {"add": tracks}},
    name=None,
)


def make_view() -> Any:
    import strawberry
    from strawberry.django.views import GraphQLView
    from strawberry.extensions import ParserCache, ValidationCache
    from strawberry_django.optimizer import DjangoOptimizerExtension

    from benchmarks.writes.strawberry_types import Mutation, Query

    extensions = [DjangoOptimizerExtension, ParserCache(), ValidationCache()]
    return GraphQLView.as_view(schema=strawberry.Schema(query=Query, mutation=Mutation, extensions=extensions))
