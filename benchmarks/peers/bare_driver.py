"""What is left without Django's ORM: SQL written once, prepared by the driver, its rows shown as they are, orjson."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import orjson

from benchmarks.peers.view_by_hand import READS, album, body

__all__ = ["body", "make_view"]

PACKAGES = ("psycopg", "orjson")

COLUMNS = {
    "postgresql": "t.id, t.name, t.number, t.seconds, t.price::text, t.is_explicit, t.added_at",
    "sqlite": "t.id, t.name, t.number, t.seconds, printf('%.2f', t.price), t.is_explicit, replace(t.added_at, ' ', 'T') || 'Z'",
}
AMONG = {"postgresql": "= ANY(%s)", "sqlite": "IN (SELECT value FROM json_each(?))"}
MARK = {"postgresql": "%s", "sqlite": "?"}


def statements(vendor: str) -> dict[str, str]:
    track, among, mark = COLUMNS[vendor], AMONG[vendor], MARK[vendor]
    albums = (
        "SELECT al.id, al.title, ar.id, ar.name, l.id, l.name FROM albums_album al "
        "JOIN albums_artist ar ON ar.id = al.artist_id LEFT JOIN albums_label l ON l.id = al.label_id"
    )
    return {
        "flat": f"SELECT {track} FROM albums_track t ORDER BY t.id LIMIT {mark}",
        "albums": f"{albums} ORDER BY al.id LIMIT {mark}",
        "album": f"{albums} WHERE al.id = {mark}",
        "tracks": f"SELECT t.album_id, {track} FROM albums_track t WHERE t.album_id {among} ORDER BY t.id",
        "genres": "SELECT ag.album_id, g.id, g.name FROM albums_album_genres ag JOIN albums_genre g ON g.id = ag.genre_id "
        f"WHERE ag.album_id {among} ORDER BY g.id",
        "permissions": "SELECT p.codename FROM auth_user u JOIN auth_user_user_permissions up ON up.user_id = u.id "
        "JOIN auth_permission p ON p.id = up.permission_id JOIN django_content_type c ON c.id = p.content_type_id "
        f"WHERE u.id = {mark} AND u.is_active AND c.app_label = 'albums'",
    }


def connect() -> tuple[str, Any]:
    """The vendor and a function that runs a statement and gives its rows."""
    from django.db import connection

    parameters = connection.get_connection_params()
    if connection.vendor == "sqlite":
        import sqlite3

        opened = sqlite3.connect(parameters["database"])
        return "sqlite", lambda text, values: opened.execute(text, values).fetchall()
    import psycopg

    names = {name: parameters[name] for name in ("host", "port", "user", "password", "dbname") if parameters.get(name)}
    cursor = psycopg.connect(**names, autocommit=True, options="-c TimeZone=UTC").cursor(binary=True)
    return "postgresql", lambda text, values: cursor.execute(text, values, prepare=True).fetchall()


def make_view() -> Any:
    from django.conf import settings
    from django.core.exceptions import PermissionDenied
    from django.http import HttpRequest, HttpResponse

    vendor, run = connect()
    answers = Answers(vendor, run)

    def view(request: HttpRequest) -> HttpResponse:
        asked = orjson.loads(request.body)
        shape = asked["shape"]
        if settings.LOGGED_IN and not answers.permitted(request.user_key, READS[shape]):
            raise PermissionDenied
        answer = orjson.dumps({"data": getattr(answers, shape)(asked)}, option=orjson.OPT_UTC_Z)
        return HttpResponse(answer, content_type="application/json")

    return view


class Answers:
    """One function for each shape."""

    def __init__(self, vendor: str, run: Any) -> None:
        self.run, self.statements = run, statements(vendor)
        self.keys: Any = orjson.dumps if vendor == "sqlite" else list

    def permitted(self, user: int, models: tuple[str, ...]) -> bool:
        held = {codename for (codename,) in self.run(self.statements["permissions"], (user,))}
        return all(f"view_{model}" in held for model in models)

    def flat(self, asked: dict[str, Any]) -> dict[str, Any]:
        rows = self.run(self.statements["flat"], (asked["first"],))
        return {
            "tracks": [
                {
                    "pk": str(pk),
                    "name": name,
                    "number": number,
                    "seconds": seconds,
                    "price": price,
                    "isExplicit": is_explicit == 1,
                    "addedAt": added_at,
                }
                for pk, name, number, seconds, price, is_explicit, added_at in rows
            ]
        }

    def nested(self, asked: dict[str, Any]) -> dict[str, Any]:
        rows = self.run(self.statements["albums"], (asked["first"],))
        keys = (self.keys([row[0] for row in rows]),)
        genres: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for parent, pk, name in self.run(self.statements["genres"], keys):
            genres[parent].append({"pk": str(pk), "name": name})
        tracks: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for parent, pk, name, number, seconds, price, is_explicit, added_at in self.run(self.statements["tracks"], keys):
            tracks[parent].append(
                {
                    "pk": str(pk),
                    "name": name,
                    "number": number,
                    "seconds": seconds,
                    "price": price,
                    "isExplicit": is_explicit == 1,
                    "addedAt": added_at,
                }
            )
        return {"albums": [{**album(*row), "genres": genres[row[0]], "tracks": tracks[row[0]]} for row in rows]}

    def one(self, asked: dict[str, Any]) -> dict[str, Any]:
        [row] = self.run(self.statements["album"], (int(asked["pk"]),))
        return {"album": album(*row)}
