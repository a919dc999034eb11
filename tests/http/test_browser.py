"""GraphiQL in a real browser."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings
from pytest_django.live_server_helper import LiveServer

from tests.apps.everything.models import Country

sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 60_000
"""Milliseconds that something may take on a machine that is busy with something else."""
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="There is no Chromium.")]


@pytest.fixture(scope="module")
def browser() -> Iterator["sync_api.Browser"]:
    # Playwright runs an event loop in this thread, where Django's ORM then refuses to work unless it is told that this is a test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sync_api.expect.set_options(timeout=PATIENCE)
    with sync_api.sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visitor(browser: "sync_api.Browser") -> Iterator["sync_api.Page"]:
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


@pytest.fixture
def signed_in(visitor: "sync_api.Page", live_server: LiveServer) -> "sync_api.Page":
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    visitor.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    return visitor


@override_settings(DEBUG=True)
def test_a_query_runs_and_nothing_is_fetched_from_elsewhere(signed_in: "sync_api.Page", live_server: LiveServer) -> None:
    Country.objects.create(code="NO", name="Norway")
    signed_in.goto(f"{live_server.url}/graphql/?query={{countries{{nodes{{name}}}}}}")
    signed_in.get_by_role("button", name="Execute query (Ctrl-Enter)").click()
    sync_api.expect(signed_in.locator(".result-window")).to_contain_text("Norway")
    assert signed_in.failures == []
    assert [url for url in signed_in.fetched if not url.startswith((live_server.url, "data:"))] == []


@override_settings(DEBUG=True)
def test_an_example_opens_in_a_tab_and_runs(signed_in: "sync_api.Page", live_server: LiveServer) -> None:
    signed_in.goto(f"{live_server.url}/graphql/")
    signed_in.get_by_role("button", name="Show Examples").click()
    signed_in.locator(".examples-list button").nth(2).click()
    sync_api.expect(signed_in.locator(".graphiql-query-editor")).to_contain_text("$text: String!")
    sync_api.expect(signed_in.get_by_role("tab", selected=True)).to_contain_text("Find")
    signed_in.get_by_role("button", name="Execute query (Ctrl-Enter)").click()
    sync_api.expect(signed_in.locator(".result-window")).to_contain_text('"hasNextPage": false')
    assert signed_in.failures == []


@override_settings(DEBUG=True)
def test_a_stranger_sees_why_there_is_nothing_and_the_schema_s_documentation(visitor: "sync_api.Page", live_server: LiveServer) -> None:
    visitor.goto(f"{live_server.url}/graphql/")
    sync_api.expect(visitor.locator(".notice")).to_contain_text("Nothing is missing")
    visitor.get_by_role("button", name="Show Documentation Explorer").click()
    sync_api.expect(visitor.get_by_role("region", name="Documentation Explorer")).to_contain_text("Query")
    visitor.get_by_text("You may read").click()
    sync_api.expect(visitor.locator(".models-panel")).to_contain_text("Country")
    assert visitor.failures == []
