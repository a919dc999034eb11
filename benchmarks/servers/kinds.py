"""Which servers there are, and how each is started."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers import ours, view_by_hand
from benchmarks.peers.cases import Case
from benchmarks.peers.contenders import ENVIRONMENTS

ROOT = Path(__file__).resolve().parents[2]
PROCESSES, THREADS = 2, 1
"""Of each server, and of each process: more threads than cores only wait for each other. A thread keeps its connection to the database."""
PYTHON = str(ENVIRONMENTS / "http" / "bin" / "python")
NODE = ENVIRONMENTS / "postgraphile" / "node_modules" / ".bin" / "node"
WSGI, ASGI = "benchmarks.servers.application:wsgi", "benchmarks.servers.application:asgi"
ADDRESS = ("--host", "127.0.0.1", "--port", "{port}", "--workers", str(PROCESSES))
GRANIAN = (PYTHON, "-m", "granian", *ADDRESS, "--interface", "wsgi", "--blocking-threads", str(THREADS), "--no-ws", WSGI)
UVICORN = (PYTHON, "-m", "uvicorn", *ADDRESS, "--log-level", "warning", ASGI)
GUNICORN = (
    *(PYTHON, "-m", "gunicorn", "--bind", "127.0.0.1:{port}", "--workers", str(PROCESSES)),
    *("--worker-class", "gthread", "--threads", str(THREADS), "--keep-alive", "60"),
    *("--no-control-socket", "--log-level", "warning", WSGI),
)
POSTGRAPHILE = (str(NODE), str(ROOT / "benchmarks" / "servers" / "postgraphile.mjs"))

NAMED = "{ pk: rowId name }"
TRACK = "pk: rowId name number seconds price isExplicit addedAt"
ALBUM = f"pk: rowId title artist: albumsArtistByArtistId {NAMED} label: albumsLabelByLabelId {NAMED}"
POSTGRAPHILE_DOCUMENTS = {
    "flat": f"query Flat($first: Int!) {{ tracks: allAlbumsTracks(first: $first) {{ nodes {{ {TRACK} }} }} }}",
    "nested": f"""query Nested($first: Int!) {{ albums: allAlbumsAlbums(first: $first) {{ nodes {{ {ALBUM}
        genres: albumsAlbumGenresByAlbumId {{ nodes {{ genre: albumsGenreByGenreId {NAMED} }} }}
        tracks: albumsTracksByAlbumId {{ nodes {{ {TRACK} }} }}
    }} }} }}""",
    "one": f"query One($pk: BigInt!) {{ album: albumsAlbumByRowId(rowId: $pk) {{ {ALBUM} }} }}",
}


def postgraphile_body(case: Case) -> bytes:
    return json.dumps({"query": POSTGRAPHILE_DOCUMENTS[case.shape], "variables": case.variables}).encode()


@dataclass(frozen=True)
class Kind:
    name: str
    command: tuple[str, ...]
    body: Callable[[Case], bytes]
    contender: str = ""
    """The module of ``benchmarks.peers`` that a Python server serves."""
    apps: tuple[str, ...] = ()
    path: str = "/graphql/"

    @property
    def is_installed(self) -> bool:
        return Path(self.command[0]).exists()

    @property
    def folder(self) -> Path:
        return ROOT if self.contender else ENVIRONMENTS / "postgraphile"

    def environment(self, connection: Mapping[str, Any], port: int) -> dict[str, str]:
        """What tells it where to listen and whom to ask."""
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection)
        kept = {"CONN_MAX_AGE": None, "OPTIONS": {"prepare_threshold": 0}}
        return {
            "DJANGO_SETTINGS_MODULE": "benchmarks.peers.settings",
            "BENCHMARK_CONNECTION": json.dumps({**connection, **kept}),
            "BENCHMARK_APPS": json.dumps(self.apps),
            "BENCHMARK_CONTENDER": f"benchmarks.peers.{self.contender}",
            "NODE_ENV": "production",
            "GRAPHILE_ENV": "production",
            "DATABASE": url,
            "PORT": str(port),
            "PROCESSES": str(PROCESSES),
        }


APPS = ("django_graphql_auto",)
KINDS = (
    Kind("granian, WSGI", GRANIAN, ours.body, "ours", APPS),
    Kind("uvicorn, ASGI", UVICORN, ours.body, "ours", APPS),
    Kind("gunicorn, WSGI with threads", GUNICORN, ours.body, "ours", APPS),
    Kind("PostGraphile 5, Node", POSTGRAPHILE, postgraphile_body, path="/graphql"),
    Kind("view by hand, granian, WSGI", GRANIAN, view_by_hand.body, "view_by_hand"),
)
