"""This package, with the settings that writing so many rows needs."""

from __future__ import annotations

from benchmarks.peers.ours import PACKAGES, make_view
from benchmarks.writes.documents import writer
from django_graphql_auto.schema import global_id

__all__ = ["PACKAGES", "body", "make_view"]

ALBUM = "album { pk tracks { nodes { pk } } }"
ERRORS = "errors { path code message }"

body = writer(
    {
        "genre": f"mutation One($rows: GenreCreateInput!) {{ createGenre(input: $rows) {{ genre {{ pk }} {ERRORS} }} }}",
        "changed": "mutation One($id: ID!, $rows: GenreUpdateInput!) "
        f"{{ updateGenre(id: $id, input: $rows) {{ genre {{ pk }} {ERRORS} }} }}",
        "album": f"mutation One($rows: AlbumCreateInput!) {{ createAlbum(input: $rows) {{ {ALBUM} {ERRORS} }} }}",
        "tracks": "mutation Many($rows: [TrackCreateInput!]!) "
        f"{{ createTracks(inputs: $rows) {{ results {{ track {{ pk }} {ERRORS} }} {ERRORS} }} }}",
        "albums": "mutation Many($rows: [AlbumCreateInput!]!) "
        f"{{ createAlbums(inputs: $rows) {{ results {{ {ALBUM} {ERRORS} }} {ERRORS} }} }}",
    },
    lambda name, key: {name: {"connect": {"pk": key}}},
    lambda tracks: {"tracks": {"create": tracks}},
    lambda key: global_id.encode("albums.genre", (key,)),
)
