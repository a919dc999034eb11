"""The tutorial can be followed, word by word."""

from __future__ import annotations

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

import pytest

from tests.docs.answers import assert_shown, shown
from tests.docs.pages import Block
from tests.docs.tutorial import Reader

pytestmark = pytest.mark.skipif(os.environ.get("DATABASE", "sqlite") != "sqlite", reason="The tutorial's project has SQLite.")
Answered = tuple[Block, dict[str, Any]]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tutorial")


@pytest.fixture(scope="module")
def answers(folder: Path) -> list[Answered]:
    return list(Reader(folder).follow())


def test_every_answer_of_the_tutorial_is_given(answers: list[Answered]):
    assert len(answers) >= 5
    for block, answer in answers:
        assert_shown(block, shown(answer))


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="There is no Chromium.")
def test_the_tutorials_page_shows_the_shop_page_by_page(answers: list[Answered], folder: Path):
    playwright = pytest.importorskip("playwright.sync_api")
    with served(folder) as address, playwright.sync_playwright() as machinery:
        page = machinery.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]).new_page()
        page.goto(f"{address}/static/shop.html")
        playwright.expect(page.get_by_role("listitem")).to_have_count(4)
        page.get_by_role("button", name="More").click()
        playwright.expect(page.get_by_role("listitem")).to_have_count(6)
        playwright.expect(page.get_by_role("listitem").last).to_have_text("Tent: 249.00")
        playwright.expect(page.get_by_role("button")).to_be_hidden()


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
