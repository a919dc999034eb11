"""The example project, run as a user runs it: by its commands and over HTTP."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import django_graphql_auto

EXAMPLE_PROJECT = Path(__file__).resolve().parents[2] / "example_project"
PACKAGE_HOME = str(Path(django_graphql_auto.__file__).parent.parent)
USED_BY_THE_HUB = ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "DJANGO_SETTINGS_MODULE")


@dataclass(frozen=True)
class Hub:
    """One hub: a folder for its data, and the environment its commands run in."""

    data: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(EXAMPLE_PROJECT / "manage.py"), *arguments]

    def variables(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in USED_BY_THE_HUB}
        path = os.pathsep.join(part for part in (PACKAGE_HOME, os.environ.get("PYTHONPATH")) if part)
        return {**inherited, "HUB_DATA": str(self.data), "PYTHONPATH": path, **self.environment}

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end, without a terminal."""
        variables = {**self.variables(), **environment}
        return subprocess.run(self.command(*arguments), env=variables, capture_output=True, text=True, check=False)

    def python(self, code: str, **environment: str) -> Any:
        """What ``code`` prints as JSON, run with the hub's models at hand."""
        done = self.manage("shell", "--no-imports", "-c", code, **environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@dataclass
class Visitor:
    """A browser without a screen: it keeps cookies."""

    address: str
    cookies: CookieJar = field(default_factory=CookieJar)

    @property
    def opener(self) -> OpenerDirector:
        return build_opener(HTTPCookieProcessor(self.cookies))

    def get(self, path: str, accept: str = "text/html") -> str:
        with self.opener.open(Request(self.address + path, headers={"Accept": accept})) as answer:
            return str(answer.read().decode())

    def submit(self, path: str, **values: str) -> str:
        """Sends a form of a page, with the token that the page holds; the page that follows."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/login/" if path == "/login/" else "/"))
        assert token
        body = urlencode({"csrfmiddlewaretoken": token[1], **values}).encode()
        with self.opener.open(Request(self.address + path, body, {"Referer": self.address + path})) as answer:
            return str(answer.read().decode())

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The answer to a GraphQL operation, whatever its status."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = Request(f"{self.address}/graphql/", body, {"Content-Type": "application/json", "Accept": "application/json"})
        try:
            with self.opener.open(request) as answer:
                return dict(json.load(answer))
        except HTTPError as refused:
            return dict(json.load(refused))


@dataclass(frozen=True)
class ServedHub:
    """A running demo, and what it printed before it served."""

    address: str
    printed: str

    def visitor(self) -> Visitor:
        return Visitor(self.address)


@contextmanager
def demo(hub: Hub, products: int) -> Iterator[ServedHub]:
    """Runs the demo on a free port until the block ends."""
    port = _free_port()
    command = hub.command("demo", "--port", str(port), "--products", str(products))
    with (
        (hub.data / "requests.log").open("w") as log,
        subprocess.Popen(
            command, env={**hub.variables(), "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            yield ServedHub(f"http://127.0.0.1:{port}", _printed_before_serving(process, hub.data / "requests.log"))
        finally:
            process.terminate()


def _printed_before_serving(process: subprocess.Popen[str], log: Path) -> str:
    """Everything up to Django's line that says that the socket listens."""
    assert process.stdout
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Quit the server"):
            return "".join(lines)
    raise AssertionError(f"The demo ended: {''.join(lines)}\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
