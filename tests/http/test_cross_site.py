import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client, override_settings
from django.utils.functional import SimpleLazyObject

from tests.http.conftest import ENDPOINT, GRAPHQL_RESPONSE, JSON, code_of

HELLO = {"query": "{ __typename }"}


@pytest.fixture
def ada(db: None) -> Client:
    """A browser whose user is logged in; Django's own token check is on."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.create_user("ada"))
    return browser


def test_a_program_needs_no_token(db: None) -> None:
    assert Client(enforce_csrf_checks=True).post(ENDPOINT, HELLO, content_type=JSON).status_code == 200


def test_a_page_of_this_site_needs_no_token(ada: Client) -> None:
    assert ada.post(ENDPOINT, HELLO, content_type=JSON, headers={"Origin": "http://testserver"}).status_code == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
def test_a_form_of_another_site_is_refused(ada: Client, content_type: str) -> None:
    assert ada.generic("POST", ENDPOINT, '{"query": "{ __typename }"}', content_type=content_type).status_code == 415


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example", "https://testserver", "http://[bad"])
def test_a_logged_in_user_is_not_served_to_another_origin(ada: Client, origin: str) -> None:
    for response in (
        ada.post(ENDPOINT, HELLO, content_type=JSON, headers={"Origin": origin}),
        ada.get(ENDPOINT, HELLO, headers={"Origin": origin, "GraphQL-Require-Preflight": "1"}),
    ):
        assert response.status_code == 403
        assert code_of(response) == "FORBIDDEN"


@override_settings(CSRF_TRUSTED_ORIGINS=["https://front.example", "https://*.shop.example"])
@pytest.mark.parametrize("origin", ["https://front.example", "https://a.shop.example"])
def test_a_trusted_origin_is_served(ada: Client, origin: str) -> None:
    assert ada.post(ENDPOINT, HELLO, content_type=JSON, headers={"Origin": origin}).status_code == 200


def test_a_stranger_is_served_whatever_the_origin(client: Client, db: None) -> None:
    headers = {"Origin": "https://elsewhere.example"}
    assert client.post(ENDPOINT, HELLO, content_type=JSON, headers=headers).status_code == 200
    assert client.get(ENDPOINT, HELLO, headers=headers).status_code == 200


def test_a_link_of_another_site_does_not_run_with_the_user_s_cookie(ada: Client) -> None:
    response = ada.get(ENDPOINT, HELLO)
    assert response.status_code == 403
    assert code_of(response) == "FORBIDDEN"


@pytest.mark.parametrize("header", ["GraphQL-Require-Preflight", "Apollo-Require-Preflight", "X-Apollo-Operation-Name"])
def test_a_get_with_a_header_that_needs_a_preflight_runs(ada: Client, header: str) -> None:
    assert ada.get(ENDPOINT, HELLO, headers={header: "1"}).status_code == 200
    assert ada.get(ENDPOINT, HELLO, headers={header: ""}).status_code == 403


def test_a_stale_session_cookie_counts_as_one(client: Client, db: None) -> None:
    client.cookies["sessionid"] = "long-gone"
    assert client.get(ENDPOINT, HELLO).status_code == 403


class LoggedInByProxy:
    """Stands for single sign-on: the user of every request is known, without a session."""

    def __init__(self, get_response):  # type: ignore[no-untyped-def]
        self.get_response = get_response

    def __call__(self, request):  # type: ignore[no-untyped-def]
        request.user = User(username="ada")
        return self.get_response(request)


@override_settings(MIDDLEWARE=["tests.http.test_cross_site.LoggedInByProxy"])
def test_who_is_known_without_a_header_is_guarded_like_by_a_cookie(client: Client, db: None) -> None:
    assert client.get(ENDPOINT, HELLO).status_code == 403
    assert client.get(ENDPOINT, HELLO, headers={"Authorization": "Basic YTpi"}).status_code == 403
    assert client.get(ENDPOINT, HELLO, headers={"Authorization": "Bearer abc"}).status_code == 200


class DatabaseGone:
    """Stands for a session whose database can't be reached."""

    def __init__(self, get_response):  # type: ignore[no-untyped-def]
        self.get_response = get_response

    def __call__(self, request):  # type: ignore[no-untyped-def]
        request.user = SimpleLazyObject(self.look_up)
        return self.get_response(request)

    def look_up(self) -> User:
        raise OperationalError("connection to server at db-7.internal refused")


@override_settings(MIDDLEWARE=["tests.http.test_cross_site.DatabaseGone"])
@pytest.mark.parametrize(("accept", "status"), [(GRAPHQL_RESPONSE, 503), (JSON, 200)])
def test_a_database_that_is_gone_is_said_without_naming_it(client: Client, accept: str, status: int) -> None:
    response = client.get(ENDPOINT, HELLO, headers={"Accept": accept})
    assert response.status_code == status
    assert code_of(response) == "SERVICE_UNAVAILABLE"
    assert "internal" not in response.content.decode()
