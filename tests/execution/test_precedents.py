"""An operation that comes again is answered by what is known of the one before, and still rightly."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission, User
from django.db import OperationalError, connection
from django.db.models import Q
from django.utils import timezone

from django_graphql_auto import ModelOptions, computed
from django_graphql_auto.execution import Answer, OperationRequest, execute
from django_graphql_auto.execution.listening import Listener, listening
from tests.apps.shop.models import Brand, Product
from tests.conftest import Declare

pytestmark = pytest.mark.usefixtures("shop")
PAGE = """query ($first: Int, $after: String, $where: ProductWhere, $orderBy: [ProductOrderBy!], $brand: Boolean = true) {
    products(first: $first, after: $after, where: $where, orderBy: $orderBy) {
        pageInfo { hasNextPage endCursor }
        nodes { name brand @include(if: $brand) { name } }
    }
}"""
ONE = "query ($pk: BigInt!) { product(by: {pk: $pk}) { name brand { name } } }"


def asked(text: str, user: Any = None, **variables: Any) -> Answer:
    return execute(OperationRequest(text, variables), user=user)


def told(answer: Answer) -> Any:
    """Everything but the ids under which errors are logged."""
    errors = [{**error, "extensions": {**error["extensions"], "correlationId": ""}} for error in answer.errors]
    return answer.data, errors, answer.extensions


def fresh(text: str, user: Any = None, **variables: Any) -> Any:
    """The answer of a document that nothing is known of."""
    fresh.number += 1  # type: ignore[attr-defined]
    return told(asked(f"{text} # {fresh.number}", user, **variables))  # type: ignore[attr-defined]


fresh.number = 0  # type: ignore[attr-defined]


class Calls(Listener):
    def __init__(self) -> None:
        self.known: list[bool] = []

    def planned(self, node: Any, plan: Any, variables: Any, known: bool) -> None:
        self.known.append(known)


@contextmanager
def calls() -> Iterator[list[str]]:
    """The Python functions that are called inside."""
    names: list[str] = []
    sys.setprofile(lambda frame, event, argument: names.append(frame.f_code.co_name) if event == "call" else None)
    try:
        yield names
    finally:
        sys.setprofile(None)


def test_an_operation_that_comes_again_takes_half_the_steps_of_planning_it():
    asked(PAGE, first=3)
    asked(PAGE, first=3)
    with calls() as again:
        asked(PAGE, first=3)
    with calls() as anew:
        asked(PAGE, first=2)
    assert len(again) < len(anew) / 2


def test_whoever_listens_hears_of_plans_that_are_known():
    asked(PAGE, first=3)
    with listening(ear := Calls()):
        asked(PAGE, first=3)
    assert ear.known == [True]


@pytest.mark.parametrize(
    "variables",
    [
        {"first": 2},
        {"first": 3},
        {"first": None},
        {"first": 0},
        {"first": -1},
        {"first": 1_000},
        {"where": {"stock": {"gt": 0}}},
        {"where": {"stock": {"gt": 3}}},
        {"where": {"name": {"icontains": "a"}}},
        {"where": {"stock": {"in": []}}},
        {"where": {}},
        {"where": None},
        {"orderBy": [{"name": "ASC"}]},
        {"orderBy": [{"name": "DESC"}]},
        {"orderBy": []},
        {"orderBy": None},
        {"brand": False},
        {"brand": True},
        {"after": "nonsense"},
        {"after": None},
    ],
    ids=str,
)
def test_every_change_of_a_variable_is_answered_as_if_it_came_first(variables: dict[str, Any]):
    for before in ({}, {"first": 3}, {"where": {"stock": {"gt": 1}}}, variables):
        asked(PAGE, **before)
    assert told(asked(PAGE, **variables)) == fresh(PAGE, **variables)


def test_the_next_page_is_known_by_its_cursor():
    names: list[str] = []
    after = None
    while True:
        found = asked(PAGE, first=2, after=after).data["products"]
        names += [node["name"] for node in found["nodes"]]
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert names == [node["name"] for node in asked(PAGE, first=100).data["products"]["nodes"]]


def test_rows_are_named_by_ever_other_keys_and_what_names_none_is_refused():
    for product in Product.objects.all():
        assert asked(ONE, pk=str(product.pk)).data["product"]["name"] == product.name
    assert asked(ONE, pk=str(10**6)).data == {"product": None}
    assert told(asked(ONE, pk=str(10**30))) == fresh(ONE, pk=str(10**30))
    assert asked(ONE, pk=str(product.pk)).data["product"]["name"] == product.name


@pytest.fixture
def people(db: None) -> dict[str, User]:
    names = ("nobody", "reader", "owner")
    made = {name: User.objects.create_user(name) for name in names}
    for name in ("reader", "owner"):
        made[name].user_permissions.add(*Permission.objects.filter(codename__in=["view_product", "view_brand"]))
    made["owner"].user_permissions.remove(Permission.objects.get(codename="view_brand"))
    return {name: User.objects.get(username=name) for name in names}


def test_everybody_is_answered_by_what_holds_for_them(people: dict[str, User], declare: Declare, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "READ": "permission"}

    class Own(ModelOptions):
        def scope(self, access: Any) -> Q:
            return Q(stock__gt=len(access.user.username) - 5)

    declare(Product, Own)
    users = [None, *people.values()]
    expected = [fresh(PAGE, user) for user in users]
    for _ in range(3):
        assert [told(asked(PAGE, user)) for user in users] == expected
    assert len({str(answer) for answer in expected}) > 2


def test_a_permission_taken_away_holds_for_the_next_operation(people: dict[str, User], settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "READ": "permission"}
    assert not asked(PAGE, people["reader"]).errors
    assert not asked(PAGE, people["reader"]).errors
    people["reader"].user_permissions.clear()
    assert asked(PAGE, User.objects.get(username="reader")).errors[0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize(
    "change", [{"MAX_COST": 2}, {"MAX_PAGE_SIZE": 2}, {"MAX_DEPTH": 2}, {"MAX_FIELDS": 2}, {"REPORT_COST": True}], ids=str
)
def test_a_setting_that_changes_holds_for_the_next_operation(change: dict[str, Any], settings: Any):
    before = asked(PAGE, first=3)
    assert told(asked(PAGE, first=3)) == told(before)
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, **change}
    changed = asked(PAGE, first=3)
    assert told(changed) == fresh(PAGE, first=3) != told(before)


def test_a_setting_changed_in_its_place_holds_for_the_next_operation(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO}
    asked(PAGE, first=3)
    settings.DJANGO_GRAPHQL_AUTO["MAX_PAGE_SIZE"] = 2
    assert asked(PAGE, first=3).errors[0]["extensions"]["code"] == "LIMIT_EXCEEDED"


def test_a_time_zone_that_is_activated_holds_for_the_next_operation():
    text = "{ products(first: 5, where: {createdAt: {day: {eq: 1}}}) { nodes { name createdAt } } }"
    for zone in ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"):
        with timezone.override(ZoneInfo(zone)):
            expected = fresh(text)
            assert [told(asked(text)) for _ in range(3)] == [expected] * 3


def test_a_field_that_fails_now_and_then_is_null_then_and_there(declare: Declare):
    failing: set[str] = set()

    class Failing(ModelOptions):
        @computed(requires=["name"])
        def shout(self, product: Any) -> str:
            if product.name in failing:
                raise ValueError
            return product.name.upper()

    declare(Product, Failing)
    text = "{ products(first: 3, orderBy: [{pk: ASC}]) { nodes { name shout } } }"
    whole = asked(text)
    assert not whole.errors
    assert told(asked(text)) == told(whole)
    failing.add(whole.data["products"]["nodes"][1]["name"])
    for _ in range(3):
        answer = asked(text)
        assert [error["path"] for error in answer.errors] == [["products", "nodes", 1, "shout"]]
        assert [node["shout"] is None for node in answer.data["products"]["nodes"]] == [False, True, False]
    failing.clear()
    assert [told(asked(text)) for _ in range(3)] == [told(whole)] * 3


def test_a_database_that_is_gone_is_told_in_its_place_and_the_other_fields_have_their_values():
    text = "{ brands { nodes { name } } products { nodes { name } } }"

    def broken(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if "shop_product" in sql:
            raise OperationalError("gone")
        return execute(sql, parameters, many, context)

    whole = [asked(text) for _ in range(2)][1]
    with connection.execute_wrapper(broken):
        again, first = asked(text), fresh(text)
    assert told(again) == first
    assert again.data == {**whole.data, "products": None}
    assert told(asked(text)) == told(whole)


def test_a_model_that_is_declared_anew_is_served_as_it_is_declared(declare: Declare):
    text = "{ brands { nodes { name } } }"
    assert [len(asked(text).data["brands"]["nodes"]) for _ in range(2)] == [Brand.objects.count()] * 2

    class Nothing(ModelOptions):
        def scope(self, access: Any) -> Q:
            return Q(pk__in=[])

    declare(Brand, Nothing)
    assert asked(text).data == {"brands": {"nodes": []}}
