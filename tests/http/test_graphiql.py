import html
import json
import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client, override_settings
from django.urls import path

from django_graphql_auto.http.views import graphql_view
from tests.http.conftest import ENDPOINT

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"}
SHOWN = override_settings(DEBUG=True)
WITH_LOGIN = override_settings(DEBUG=True, ROOT_URLCONF="tests.http.urls")

urlpatterns = [path("alone/", graphql_view)]
pytestmark = pytest.mark.django_db


def page(client: Client, path: str = ENDPOINT) -> str:
    """What a person reads and a browser runs."""
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"</?strong>", "", response.content.decode())))


@SHOWN
def test_a_browser_gets_graphiql_from_this_site_alone(client: Client) -> None:
    response = client.get(ENDPOINT, headers=BROWSER)
    assert re.findall(r"(?:src|href|action)=\"(?!/|data:)", response.content.decode()) == []
    policy = response["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self' 'unsafe-inline';" in policy
    assert "http" not in policy
    assert response["Cache-Control"] == "no-store"
    assert {"Accept", "Cookie"} <= {part.strip() for part in response["Vary"].split(",")}


@SHOWN
def test_the_page_s_files_are_there(client: Client) -> None:
    addresses = re.findall(r'(?:src|href)="(/graphql/assets/[^"]+)"', page(client))
    assert len(addresses) == 2
    assert [client.get(address).status_code for address in addresses] == [200, 200]


@SHOWN
def test_a_program_is_not_shown_a_page(client: Client) -> None:
    for accept in ("*/*", "application/json", "application/json, text/html;q=0.9"):
        response = client.get(ENDPOINT, {"query": "{ __typename }"}, headers={"Accept": accept})
        assert response.json()["data"] == {"__typename": "Query"}


@override_settings(DEBUG=True, DJANGO_GRAPHQL_AUTO={"GRAPHIQL": False})
def test_the_setting_hides_the_page(client: Client) -> None:
    assert client.get(ENDPOINT, headers=BROWSER).status_code == 400


@override_settings(DEBUG=False, DJANGO_GRAPHQL_AUTO={"GRAPHIQL": True})
def test_outside_debug_no_model_is_named_that_the_visitor_may_not_read(client: Client) -> None:
    text = page(client)
    assert re.search(r"You may read 0 of \d\d models", text)
    assert "Country" not in text
    assert "countries" not in text


@WITH_LOGIN
def test_a_stranger_is_told_why_nothing_is_seen_and_where_to_log_in(client: Client) -> None:
    text = page(client)
    assert "You are anonymous" in text
    assert re.search(r"You may read 0 of \d\d models", text)
    assert "Nothing is missing from the database" in text
    assert '<a class="bar-button bar-button-main" href="/accounts/login/?next=%2Fgraphql%2F">Log in</a>' in text


@SHOWN
def test_a_project_without_a_login_page_is_told_what_to_set(client: Client) -> None:
    text = page(client)
    assert "this project has no page to log in" in text
    assert "Log in</a>" not in text


@override_settings(DEBUG=True, ROOT_URLCONF="tests.http.urls", LOGIN_URL="https://sign-on.example/?app=shop")
def test_a_login_page_of_another_site_is_offered(client: Client) -> None:
    assert "https://sign-on.example/?app=shop&next=%2Fgraphql%2F" in page(client)


@WITH_LOGIN
def test_a_user_sees_the_own_name_and_what_may_be_read(client: Client) -> None:
    ada = User.objects.create_user("ada")
    ada.user_permissions.add(Permission.objects.get(codename="view_country"))
    client.force_login(ada)
    text = page(client)
    assert "You are ada" in text
    assert re.search(r"You may read 1 of \d\d models", text)
    assert "<li>Country <span>countries</span></li>" in text
    assert "Nothing is missing" not in text
    assert 'action="/accounts/logout/?next=%2Fgraphql%2F"' in text
    assert "csrfmiddlewaretoken" in text


@WITH_LOGIN
def test_a_user_without_permissions_is_told_so(client: Client) -> None:
    client.force_login(User.objects.create_user("ada"))
    assert "and ada has none" in page(client)


@override_settings(DEBUG=True, DJANGO_GRAPHQL_AUTO={"READ": "public"})
def test_where_reading_is_open_the_page_says_so(client: Client) -> None:
    found = re.search(r"You may read (\d+) of (\d+) models", page(client))
    assert found
    assert found[1] == found[2]


@override_settings(DEBUG=True, DJANGO_GRAPHQL_AUTO={"EXPOSE": ["sessions"]}, INSTALLED_APPS=["django_graphql_auto"], MIDDLEWARE=[])
def test_a_project_without_models_is_told_where_they_come_from(client: Client) -> None:
    assert "No model is served yet" in page(client)


@override_settings(DEBUG=True, TEMPLATES=[])
def test_a_project_without_templates_has_the_page_too(client: Client) -> None:
    assert "You are anonymous" in page(client)


@WITH_LOGIN
def test_the_page_works_under_another_namespace(client: Client) -> None:
    assert 'src="/other/assets/' in page(client, "/other/")


@override_settings(DEBUG=True, ROOT_URLCONF=__name__)
def test_a_project_that_routes_to_the_view_alone_serves_the_static_files_itself(client: Client) -> None:
    assert 'src="/static/django_graphql_auto/graphiql/graphiql.js"' in page(client, "/alone/")


@SHOWN
def test_the_examples_are_ready_to_run(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root"))
    response = client.get(ENDPOINT, headers=BROWSER)
    configuration = re.search(r'<script id="graphiql-configuration" type="application/json">(.*?)</script>', response.content.decode())
    assert configuration
    examples = json.loads(configuration[1])["examples"]
    assert len(examples) >= 3
    for example in examples:
        operation = {"query": example["query"], "variables": json.loads(example["variables"] or "{}")}
        answer = client.post(ENDPOINT, operation, content_type="application/json").json()
        assert "errors" not in answer, example["title"]
