"""``extensions.debug``: who may have it, and what is never in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Q
from django.test import Client

from django_graphql_auto import ModelOptions, computed
from django_graphql_auto.execution import OperationRequest, execute
from tests.apps.shop.models import Brand, Review
from tests.conftest import Declare

pytestmark = pytest.mark.usefixtures("shop")

DOCUMENT = "query ($country: String) { brands(where: {country: {eq: $country}}) { totalCount nodes { name } } }"
BODY = {"query": DOCUMENT, "variables": {"country": "DE"}}
ASKED = BODY | {"extensions": {"debug": True}}


class OwnReviewsOptions(ModelOptions):
    def scope(self, access: Any) -> Q:
        return Q(author__username=getattr(access.user, "username", ""))


def answered(body: dict[str, Any], user: str | None = None, **headers: str) -> tuple[dict[str, Any], Any]:
    """The answer's debug information (nothing where there is none) and the response."""
    client = Client()
    if user:
        client.force_login(User.objects.get(username=user))
    response = client.post("/graphql/", json.dumps(body), content_type="application/json", headers=headers)
    return json.loads(response.content).get("extensions", {}).get("debug", {}), response


@pytest.fixture
def developing(settings: Any) -> None:
    settings.DEBUG = True


@pytest.fixture
def switched_on(settings: Any) -> None:
    settings.DJANGO_GRAPHQL_AUTO |= {"DEBUG_ANSWERS": True}


@pytest.fixture
def staff(db: None) -> str:
    User.objects.create_user("sue", pk=50, is_staff=True)
    return "sue"


def test_an_answer_tells_plan_statements_and_times_where_that_is_asked(developing: None):
    debug, _ = answered(ASKED)
    assert debug["plans"]["brands"]["plan"][0] == "list of shop.brand"
    rows, count = debug["statements"]
    assert (rows["about"], rows["rows"], rows["parameters"]) == ("list of shop.brand", 1, ["DE"])
    assert '"shop_brand"' in rows["sql"] or "`shop_brand`" in rows["sql"]
    assert count["about"] == "figures"
    assert {"plan", "run", "database"} <= debug["milliseconds"].keys()
    assert debug["caches"]["statements"]["entries"] >= 2


def test_a_header_asks_as_well(developing: None):
    assert answered(BODY, **{"GraphQL-Debug": "1"})[0]
    assert not answered(BODY, **{"GraphQL-Debug": "0"})[0]


def test_nobody_who_does_not_ask_is_told(developing: None):
    debug, response = answered(BODY)
    assert (debug, response.headers.get("Server-Timing")) == ({}, None)


def test_the_stages_stand_in_a_header_that_browsers_draw(developing: None):
    _, response = answered(ASKED)
    names = [part.split(";dur=")[0] for part in response.headers["Server-Timing"].split(", ")]
    assert names[-3:] == ["cost", "run", "database"]


def test_what_failed_before_it_ran_has_its_stages(developing: None):
    debug, response = answered({"query": "{ nothing }", "extensions": {"debug": True}})
    assert set(debug["milliseconds"]) == {"parse", "validate", "database"}
    assert debug["statements"] == []
    assert json.loads(response.content)["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_without_debug_nobody_is_told(staff: str):
    for user in (None, "ann", staff):
        debug, response = answered(ASKED, user, **{"GraphQL-Debug": "1"})
        assert (debug, response.headers.get("Server-Timing")) == ({}, None)


def test_in_production_the_setting_opens_it_for_staff_and_nobody_else(switched_on: None, staff: str):
    assert not answered(ASKED)[0]
    assert not answered(ASKED, "ann")[0]
    assert answered(ASKED, staff)[0]


def test_staff_that_was_deactivated_is_nobody(switched_on: None, staff: str):
    user = User.objects.get(username=staff)
    user.is_active = False
    answer = execute(OperationRequest(DOCUMENT, extensions={"debug": True}), user=user)
    assert "debug" not in answer.extensions


def test_while_it_is_developed_the_setting_closes_it(developing: None, settings: Any, staff: str):
    settings.DJANGO_GRAPHQL_AUTO |= {"DEBUG_ANSWERS": False}
    assert not answered(ASKED, staff)[0]


def test_in_production_no_value_is_shown(switched_on: None, staff: str, declare: Declare):
    declare(Review, OwnReviewsOptions)
    document = "query ($text: String) { reviews(where: {text: {icontains: $text}, rating: {eq: 4}}) { nodes { product { name } } } }"
    debug, _ = answered({"query": document, "variables": {"text": "secret words"}, "extensions": {"debug": True}}, staff)
    assert debug["statements"]
    assert all("parameters" not in statement for statement in debug["statements"])
    assert "secret words" not in json.dumps(debug)
    assert staff not in json.dumps(debug)


class LiteralOptions(ModelOptions):
    @computed(requires=["name"])
    def motto(self, brand: Brand) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'it''s a secret'")
            return cursor.fetchone()[0]


def test_a_text_that_somebody_wrote_into_sql_is_not_shown_either(switched_on: None, staff: str, declare: Declare):
    declare(Brand, LiteralOptions)
    debug, _ = answered({"query": "{ brands(first: 1) { nodes { motto } } }", "extensions": {"debug": True}}, staff)
    assert [each["sql"] for each in debug["statements"] if each.get("field")] == ["SELECT '…'"]


def test_a_statement_made_for_one_user_tells_another_nothing_of_them(developing: None, declare: Declare):
    declare(Review, OwnReviewsOptions)
    body = {"query": "{ reviews { nodes { rating } } }", "extensions": {"debug": True}}
    first, _ = answered(body, "ann")
    second, _ = answered(body, "ben")
    assert second["statements"][-1]["origin"] == "known"
    assert second["statements"][-1]["parameters"] == ["ben"]
    assert "ann" not in json.dumps(second["statements"])
    assert first["statements"][-1]["rows"] == 4


def test_a_model_that_may_not_be_read_leaves_no_statement(developing: None, declare: Declare):
    declare(Brand, read="permission")
    debug, _ = answered(ASKED, "ann")
    assert [each for each in debug["statements"] if "shop_brand" in each["sql"]] == []


def test_operations_of_a_batch_are_told_one_by_one(developing: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO |= {"BATCHING": True}
    response = Client().post("/graphql/", json.dumps([ASKED, BODY]), content_type="application/json")
    first, second = json.loads(response.content)
    assert "debug" in first["extensions"]
    assert "debug" not in second["extensions"]


def test_a_write_is_told_step_by_step(developing: None, settings: Any, staff: str):
    settings.DJANGO_GRAPHQL_AUTO |= {"MUTATIONS": True}
    User.objects.filter(username=staff).update(is_superuser=True)
    debug, _ = answered({"query": 'mutation { createTag(input: {name: "x"}) { tag { name } } }', "extensions": {"debug": True}}, staff)
    write = debug["writes"]["createTag"]
    assert (write["created"], "undone" in write) == ({"shop.tag": 1}, False)
    [create] = write["steps"]
    assert [debug["statements"][place]["about"] for place in create["statements"]] == ["create shop.tag"]
    assert debug["plans"]["tag"]["plan"][0] == "rows of shop.tag"


def test_a_write_that_is_told_in_production_shows_no_value(switched_on: None, settings: Any, staff: str):
    settings.DJANGO_GRAPHQL_AUTO |= {"MUTATIONS": True}
    User.objects.filter(username=staff).update(is_superuser=True)
    debug, _ = answered(
        {"query": 'mutation { createTag(input: {name: "secret words"}) { tag { pk } } }', "extensions": {"debug": True}}, staff
    )
    assert debug["writes"]["createTag"]["created"] == {"shop.tag": 1}
    assert "secret words" not in json.dumps(debug)


def test_an_answer_to_a_query_has_no_writes(developing: None):
    assert "writes" not in answered(ASKED)[0]
