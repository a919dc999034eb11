"""Starts uvicorn on 127.0.0.1, and asks it."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
"""Seconds after which a test gives up; nothing waits that long unless something is broken."""


class Server:
    """A running server. ``gate`` is where its ``wait`` fields call."""

    def __init__(self, listening: socket.socket, gate: socket.socket, name: str, process: subprocess.Popen[bytes]) -> None:
        self.port, self.gate, self.name, self.process = listening.getsockname()[1], gate, name, process

    def send(self, query: str, path: str = "/graphql/", **headers: str) -> http.client.HTTPConnection:
        """Sends an operation without waiting for its answer."""
        sent = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        sent.request("POST", path, json.dumps({"query": query}), {"Content-Type": "application/json", **headers})
        return sent

    def ask(self, query: str, **headers: str) -> Any:
        with self.send(query, **headers).getresponse() as response:
            answer = json.loads(response.read())
        assert "errors" not in answer, answer
        return answer["data"]

    def get(self, path: str) -> str:
        sent = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        sent.request("GET", path)
        return sent.getresponse().read().decode()

    def caller(self) -> tuple[str, socket.socket]:
        """Waits until a ``wait`` field calls: its name, and the line that lets it go."""
        called, _ = self.gate.accept()
        called.settimeout(PATIENCE)
        return called.makefile().readline().strip(), called


def let_go(called: socket.socket) -> None:
    called.sendall(b"gone\n")
    called.close()


@contextmanager
def serving(
    folder: Path, settings: dict[str, Any] | None = None, middleware: Sequence[str] = (), **connection_settings: Any
) -> Iterator[Server]:
    """A server on the test's database; with SQLite on one of its own, whose rows are the same."""
    database = str(folder / "served.sqlite3") if connection.vendor == "sqlite" else connection.settings_dict["NAME"]
    name = f"served-{uuid.uuid4().hex[:8]}"
    served = {"database": database, "name": name, "settings": settings or {}, "middleware": middleware, "connection": connection_settings}
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening, socket.create_server(("127.0.0.1", 0)) as gate:
        gate.settimeout(PATIENCE)
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.served.settings",
            "SERVED": json.dumps(served),
            "GATE": str(gate.getsockname()[1]),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "tests.served.asgi:application", "--fd", str(listening.fileno()), "--log-level", "error"],
            cwd=ROOT,
            env=environment,
            pass_fds=[listening.fileno()],
        )
        server = Server(listening, gate, name, process)
        listening.close()  # the process has its own, so that nobody waits for it when it is gone
        try:
            yield server
        finally:
            process.terminate()
            process.wait(PATIENCE)
