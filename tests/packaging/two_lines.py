"""A new project, two lines, and a real server: run with nothing but the installed package, it serves GraphiQL and answers a query."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.core.management import call_command

import django_graphql_auto

SETTINGS_LINE = '\nINSTALLED_APPS += ["django_graphql_auto"]\n'
URLS_LINE = '\nfrom django.urls import include; urlpatterns += [path("graphql/", include("django_graphql_auto.urls"))]\n'


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        pass


def make_project(folder: Path) -> None:
    subprocess.run([sys.executable, "-m", "django", "startproject", "bare", str(folder)], check=True)
    for name, line in (("settings.py", SETTINGS_LINE), ("urls.py", URLS_LINE)):
        with (folder / "bare" / name).open("a") as file:
            file.write(line)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bare.settings"
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    django.setup()
    call_command("check", verbosity=0)
    call_command("migrate", verbosity=0)


@contextmanager
def served() -> Iterator[str]:
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    with make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), handler_class=QuietHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/graphql/"
        server.shutdown()


def ask(url: str, query: str) -> dict[str, object]:
    headers = {"Content-Type": "application/json", "Accept": "application/graphql-response+json"}
    with urlopen(Request(url, json.dumps({"query": query}).encode(), headers)) as response:
        answer: dict[str, object] = json.load(response)
    return answer


def page(url: str) -> str:
    with urlopen(Request(url, headers={"Accept": "text/html"})) as response:
        return str(response.read().decode())


def main() -> None:
    print(Path(django_graphql_auto.__file__).parent)
    with tempfile.TemporaryDirectory() as folder:
        make_project(Path(folder))
        with served() as url:
            assert ask(url, "{ __typename }")["data"] == {"__typename": "Query"}
            assert "graphiql" in page(url).lower()
        os.chdir("/")
    print("answered")


if __name__ == "__main__":
    main()
