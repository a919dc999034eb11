"""The tutorial can be followed, word by word."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest

from tests.chromium import needs_chromium, pasted_and_run
from tests.docs.answers import assert_shown, shown
from tests.docs.pages import Block, blocks
from tests.docs.tutorial import PASSWORD, READING, TUTORIAL, WRITING, Reader, answer_of

pytestmark = pytest.mark.skipif(os.environ.get("DATABASE", "sqlite") != "sqlite", reason="The tutorial's project has SQLite.")
BEFORE_WRITING = "before-writing.sqlite3"
Answered = tuple[Block, dict[str, Any]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tutorial")


@pytest.fixture(scope="module")
def answers(folder: Path) -> list[Answered]:
    reader = Reader(folder)
    while_reading = list(reader.follow(*READING))
    shutil.copy(folder / "db.sqlite3", folder / BEFORE_WRITING)
    return [*while_reading, *reader.follow(*WRITING)]


@pytest.fixture
def unwritten(answers: list[Answered], folder: Path) -> Path:
    """The finished project, with the rows that it had before the pages wrote any."""
    shutil.copy(folder / BEFORE_WRITING, folder / "db.sqlite3")
    return folder


def test_every_answer_of_the_tutorial_is_given(answers: list[Answered]):
    assert len(answers) >= 5
    for block, answer in answers:
        assert_shown(block, shown(answer))


@pytest.mark.browser
@needs_chromium
def test_the_tutorials_page_shows_the_shop_page_by_page(unwritten: Path, visitor: Any):
    expect = pytest.importorskip("playwright.sync_api").expect
    with served(unwritten) as address:
        visitor.goto(f"{address}/static/shop.html")
        expect(visitor.get_by_role("listitem")).to_have_count(4)
        visitor.get_by_role("button", name="More").click()
        expect(visitor.get_by_role("listitem")).to_have_count(6)
        expect(visitor.get_by_role("listitem").last).to_have_text("Tent: 249.00")
        expect(visitor.get_by_role("button")).to_be_hidden()


@pytest.mark.browser
@needs_chromium
def test_what_the_tutorial_writes_can_be_pasted_into_graphiql(unwritten: Path, visitor: Any):
    with served(unwritten) as address:
        visitor.goto(f"{address}/graphql/")
        log_in(visitor)
        for query, shows in written_by("admin"):
            assert shown(pasted_and_run(visitor, query.text)) == {**json.loads(shows.text), "extensions": ANY}
    assert visitor.failures == []


def written_by(username: str) -> list[tuple[Block, Block]]:
    """The mutations of the pages, with their answers."""
    found = [block for page in WRITING for block in blocks(TUTORIAL / page)]
    return [(query, answer_of(found, query)) for query in found if query.language == "graphql" and query.user == username]


def log_in(visitor: Any) -> None:
    """As the pages say, by the button of the bar."""
    visitor.get_by_role("link", name="Log in").click()
    visitor.get_by_label("Username").fill("admin")
    visitor.get_by_label("Password").fill(PASSWORD)
    visitor.get_by_role("button", name="Log in").click()
    visitor.get_by_text("You are admin").wait_for()
    visitor.failures.clear()  # Django's login page has no icon.


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The tutorial's own server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-u", "manage.py", "runserver", "--noreload", str(port)]
    environment = Reader(folder).environment()
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        next(line for line in process.stdout if re.match("Quit the server", line))
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
