"""The ways: from an open connection and a number of albums to the bytes of the answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

Way = Callable[[Any, int], bytes]
Rows = Sequence[tuple[Any, ...]]

ALBUMS = """
SELECT al.id, al.title, al.artist_id, ar.name, al.label_id, l.name
FROM albums_album al LEFT JOIN albums_label l ON l.id = al.label_id JOIN albums_artist ar ON ar.id = al.artist_id
ORDER BY al.id LIMIT %s"""
GENRES = """
SELECT genre_id, name, album_id FROM (SELECT * FROM (
    SELECT ag.genre_id, g.name, ag.album_id, ROW_NUMBER() OVER (PARTITION BY ag.album_id ORDER BY ag.genre_id) AS qual0
    FROM albums_album_genres ag JOIN albums_genre g ON g.id = ag.genre_id WHERE ag.album_id = ANY(%s::bigint[])
    ORDER BY ROW_NUMBER() OVER (PARTITION BY ag.album_id ORDER BY ag.genre_id)
) qualify WHERE qual0 > 0 AND qual0 <= 20) qualify_mask ORDER BY qual0"""
TRACKS = """
SELECT id, name, number, seconds, price, is_explicit, added_at, album_id FROM (SELECT * FROM (
    SELECT t.id, t.name, t.number, t.seconds, t.price::text AS price, t.is_explicit, t.added_at AT TIME ZONE 'UTC' AS added_at, t.album_id,
        ROW_NUMBER() OVER (PARTITION BY t.album_id ORDER BY t.id) AS qual0
    FROM albums_track t WHERE t.album_id = ANY(%s::bigint[])
    ORDER BY ROW_NUMBER() OVER (PARTITION BY t.album_id ORDER BY t.id)
) qualify WHERE qual0 > 0 AND qual0 <= 20) qualify_mask ORDER BY qual0"""
"""As this package sends them, names apart."""

MOMENT = """to_char(t.added_at AT TIME ZONE 'UTC', CASE WHEN date_trunc('second', t.added_at) = t.added_at
    THEN 'YYYY-MM-DD"T"HH24:MI:SS"Z"' ELSE 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"' END)"""
ARRAYS = f"""
SELECT al.*, genres.found, tracks.found FROM ({ALBUMS}) al (id, title, artist_id, artist, label_id, label)
CROSS JOIN LATERAL (SELECT json_agg(json_build_array(one.genre_id, one.name)) AS found FROM (
    SELECT ag.genre_id, g.name FROM albums_album_genres ag JOIN albums_genre g ON g.id = ag.genre_id
    WHERE ag.album_id = al.id ORDER BY ag.genre_id LIMIT 20) one) genres
CROSS JOIN LATERAL (SELECT json_agg(json_build_array(t.id, t.name, t.number, t.seconds, t.price::text, t.is_explicit, {MOMENT})) AS found
    FROM (SELECT * FROM albums_track t WHERE t.album_id = al.id ORDER BY t.id LIMIT 20) t) tracks
ORDER BY al.id"""
JSON = f"""
SELECT json_build_object('albums', COALESCE(json_agg(album ORDER BY place), '[]'))::text FROM (
SELECT al.id AS place, json_build_object('pk', al.id::text, 'title', al.title,
    'artist', json_build_object('pk', al.artist_id::text, 'name', al.artist),
    'label', CASE WHEN al.label_id IS NOT NULL THEN json_build_object('pk', al.label_id::text, 'name', al.label) END,
    'genres', COALESCE(genres.found, '[]'), 'tracks', COALESCE(tracks.found, '[]')) AS album
FROM ({ALBUMS}) al (id, title, artist_id, artist, label_id, label)
CROSS JOIN LATERAL (SELECT json_agg(one) AS found FROM (
    SELECT ag.genre_id::text AS pk, g.name FROM albums_album_genres ag JOIN albums_genre g ON g.id = ag.genre_id
    WHERE ag.album_id = al.id ORDER BY ag.genre_id LIMIT 20) one) genres
CROSS JOIN LATERAL (SELECT json_agg(one) AS found FROM (
    SELECT t.id::text AS pk, t.name, t.number, t.seconds, t.price::text AS price, t.is_explicit AS "isExplicit", {MOMENT} AS "addedAt"
    FROM albums_track t WHERE t.album_id = al.id ORDER BY t.id LIMIT 20) one) tracks) albums"""


def run(connection: Any, text: str, value: Any) -> Rows:
    rows: Rows = connection.execute(text, (value,), prepare=True, binary=True).fetchall()
    return rows


def one_after_another(connection: Any, first: int) -> bytes:
    albums = run(connection, ALBUMS, first)
    keys = [album[0] for album in albums]
    return written(albums, dealt(run(connection, GENRES, keys), genre), dealt(run(connection, TRACKS, keys), track))


def in_one_pipeline(connection: Any, first: int) -> bytes:
    albums = run(connection, ALBUMS, first)
    keys = [album[0] for album in albums]
    genres, tracks = connection.cursor(binary=True), connection.cursor(binary=True)
    with connection.pipeline():
        genres.execute(GENRES, (keys,), prepare=True)
        tracks.execute(TRACKS, (keys,), prepare=True)
    return written(albums, dealt(genres.fetchall(), genre), dealt(tracks.fetchall(), track))


def one_statement(connection: Any, first: int) -> bytes:
    rows = run(connection, ARRAYS, first)
    genres = {row[0]: [genre(one) for one in row[6]] for row in rows}
    return written([row[:6] for row in rows], genres, {row[0]: [track(one) for one in row[7]] for row in rows})


def json_by_postgresql(connection: Any, first: int) -> bytes:
    [(text,)] = run(connection, JSON, first)
    answer: bytes = text.encode()
    return answer


SENT: Mapping[str, Sequence[str]] = {
    "one after another": (ALBUMS, GENRES, TRACKS),
    "in one pipeline": (ALBUMS, GENRES, TRACKS),
    "one statement": (ARRAYS,),
    "JSON by PostgreSQL": (JSON,),
}
"""The statements of each way."""
WAYS: Mapping[str, Way] = {
    "one after another": one_after_another,
    "in one pipeline": in_one_pipeline,
    "one statement": one_statement,
    "JSON by PostgreSQL": json_by_postgresql,
}


def dealt(rows: Rows, shape: Callable[[Any], Any]) -> Mapping[Any, list[Any]]:
    """Answers by their parents' keys, which stand last in a row."""
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[-1]].append(shape(row))
    return found


def genre(row: Sequence[Any]) -> dict[str, Any]:
    return {"pk": str(row[0]), "name": row[1]}


def track(row: Sequence[Any]) -> dict[str, Any]:
    pk, name, number, seconds, price, is_explicit, added_at = row[:7]
    return {
        "pk": str(pk),
        "name": name,
        "number": number,
        "seconds": seconds,
        "price": price,
        "isExplicit": is_explicit,
        "addedAt": added_at,
    }


def written(albums: Rows, genres: Mapping[Any, list[Any]], tracks: Mapping[Any, list[Any]]) -> bytes:
    made = [
        {
            "pk": str(pk),
            "title": title,
            "artist": {"pk": str(artist), "name": artist_name},
            "label": {"pk": str(label), "name": label_name} if label is not None else None,
            "genres": genres[pk],
            "tracks": tracks[pk],
        }
        for pk, title, artist, artist_name, label, label_name in albums
    ]
    return orjson.dumps({"albums": made}, option=orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z)
