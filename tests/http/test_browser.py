"""GraphiQL in a real browser."""

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings
from pytest_django.live_server_helper import LiveServer

from tests.apps.everything.models import Country
from tests.chromium import needs_chromium, pasted_and_run

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, needs_chromium]


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
def test_what_is_pasted_over_a_named_operation_runs_at_once(signed_in: "sync_api.Page", live_server: LiveServer) -> None:
    signed_in.goto(f"{live_server.url}/graphql/?query=query Before {{ countries {{ totalCount }} }}")
    assert pasted_and_run(signed_in, "{ countries { nodes { name } } }")["data"] == {"countries": {"nodes": []}}
    assert pasted_and_run(signed_in, "query After { __typename }")["data"] == {"__typename": "Query"}


@override_settings(DEBUG=True)
def test_a_stranger_sees_why_there_is_nothing_and_the_schema_s_documentation(visitor: "sync_api.Page", live_server: LiveServer) -> None:
    visitor.goto(f"{live_server.url}/graphql/")
    sync_api.expect(visitor.locator(".notice")).to_contain_text("Nothing is missing")
    visitor.get_by_role("button", name="Show Documentation Explorer").click()
    sync_api.expect(visitor.get_by_role("region", name="Documentation Explorer")).to_contain_text("Query")
    visitor.get_by_text("You may read").click()
    sync_api.expect(visitor.locator(".models-panel")).to_contain_text("Country")
    assert visitor.failures == []
