"""A real browser for tests: the system's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 60_000
"""Milliseconds that something may take on a machine that is busy with something else."""
needs_chromium = pytest.mark.skipif(not (CHROMIUM and find_spec("playwright")), reason="There is no Chromium, or no Playwright.")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright import sync_api

    # Playwright runs an event loop in this thread, where Django's ORM then refuses to work unless it is told that this is a test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sync_api.expect.set_options(timeout=PATIENCE)
    with sync_api.sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visitor(browser: Any) -> Iterator[Any]:
    """A page that keeps what went wrong on it and what it fetched."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.failures, page.fetched = [], []
    page.on("pageerror", lambda error: page.failures.append(str(error)))
    page.on("console", lambda message: page.failures.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: page.fetched.append(request.url))
    yield page
    context.close()


def pasted_and_run(page: Any, query: str) -> dict[str, Any]:
    """What GraphiQL is answered when a text is pasted and run at once, and then shows."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", query)
    page.locator(".graphiql-query-editor").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("ControlOrMeta+V")
    with page.expect_response(lambda response: (response.request.post_data_json or {}).get("query") == query) as sent:
        page.keyboard.press("ControlOrMeta+Enter")
    answer = dict(sent.value.json())
    page.locator(".result-window").get_by_text(f'"{next(iter(answer["data"]))}"').wait_for()
    return answer
