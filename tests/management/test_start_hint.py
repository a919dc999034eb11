"""What a development server says of the API when it starts: once, and nobody else."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest
from django.utils.autoreload import StatReloader, autoreload_started

from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.management.start_hint import serves_without_reloader, start_hint

PROJECT = """
import os, sys
from django.conf import settings
settings.configure(
    DEBUG=os.environ["PROJECT_DEBUG"] == "1", ALLOWED_HOSTS=["*"], SECRET_KEY="x" * 50, ROOT_URLCONF="tests.urls",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_graphql_auto"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True,
)
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""
ROOT = Path(__file__).resolve().parents[2]


BOUND = "Quit the server"
LAST_LINE = "By default it is answered for"


@contextmanager
def project(tmp_path: Path, *arguments: str, debug: bool = True) -> Iterator["subprocess.Popen[str]"]:
    """``manage.py`` of a project without any configuration; ended after a minute whatever it does."""
    manage = tmp_path / "manage.py"
    manage.write_text(PROJECT)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PROJECT_DEBUG": "1" if debug else "0", "PYTHONUNBUFFERED": "1"}
    command, output = [sys.executable, str(manage), *arguments], {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, env=environment, cwd=tmp_path, start_new_session=True, **output) as process:
        watchdog = Timer(60, os.killpg, (process.pid, signal.SIGKILL))
        watchdog.start()
        try:
            yield process
        finally:
            watchdog.cancel()
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def said_until(process: "subprocess.Popen[str]", *awaited: str) -> str:
    """All lines up to the one that brings the last of these texts."""
    said = ""
    for line in process.stdout:
        said += line
        if all(text in said for text in awaited):
            break
    return said


@pytest.mark.parametrize("arguments", [(), ("--noreload",)], ids=["with the reloader", "without"])
def test_runserver_says_once_what_is_served_and_where(arguments, tmp_path):
    with project(tmp_path, "runserver", str(free_port()), *arguments) as process:
        said = said_until(process, BOUND, LAST_LINE)
    assert said.count("GraphQL: ") == 1
    assert "1 model served at /graphql/" in said
    assert "A first query: query FirstUsers { users(first: 5) {" in said


def test_runserver_without_debug_says_nothing(tmp_path):
    with project(tmp_path, "runserver", str(free_port()), "--noreload", debug=False) as process:
        said = said_until(process, BOUND)
    assert BOUND in said
    assert "GraphQL" not in said


@pytest.mark.parametrize("command", ["migrate", "check", "help"])
def test_other_commands_say_nothing(command, tmp_path):
    with project(tmp_path, command) as process:
        assert "GraphQL" not in process.stdout.read()
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["manage.py", "runserver", "--noreload"], True),
        (["manage.py", "runserver", "8000", "--noreload"], True),
        (["manage.py", "runserver"], False),
        (["manage.py", "migrate", "--noreload"], False),
        (["gunicorn", "project.wsgi", "runserver", "--noreload"], False),
        (["manage.py"], False),
        ([], False),
    ],
)
def test_a_server_without_reloader_is_known_by_its_command_line(arguments, answer):
    assert serves_without_reloader(arguments) is answer


@pytest.mark.django_db
def test_the_first_query_can_be_pasted(settings):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public"}
    [line] = [line for line in start_hint().splitlines() if "first query" in line]
    answer = execute(OperationRequest(line.partition(": ")[2]), None)
    assert answer.errors == []
    assert answer.data


def test_a_project_without_the_url_is_told_what_to_add(settings):
    settings.ROOT_URLCONF = "tests.management.no_urls"
    assert 'path("graphql/", include("django_graphql_auto.urls"))' in start_hint()


def test_a_single_model_is_told_in_the_singular(settings):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop.brand"]}
    assert "GraphQL: 1 model served at" in start_hint()


def test_who_is_answered_follows_the_setting(settings):
    assert "permission view_<model>" in start_hint()
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public"}
    assert "answered for everybody;" in start_hint()


def test_a_schema_that_cannot_be_built_is_left_to_the_checks(settings):
    settings.DJANGO_GRAPHQL_AUTO = {"NAMES": {"shop.brand": "Ware", "shop.product": "Ware"}}
    assert start_hint() == ""


def test_the_reloaders_signal_prints_to_the_error_stream_with_debug_only(settings, capsys):
    autoreload_started.send(sender=StatReloader())
    assert capsys.readouterr().err == ""
    settings.DEBUG = True
    autoreload_started.send(sender=StatReloader())
    assert "GraphQL: " in capsys.readouterr().err
