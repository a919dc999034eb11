"""What an error tells: a code, a sentence for people, and an id that leads to the log. Nothing of the inside."""

import json
import logging
import re

import graphene
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q
from graphql import GraphQLError

from django_graphql_auto.exceptions import Forbidden
from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.options import computed
from tests.access.intruding import codes
from tests.apps.shop.models import Brand, Product

INSIDE = re.compile(
    r"Traceback|File \"|/[\w.]+/[\w.]+\.py|\.py\b|SELECT|FROM|WHERE|shop_product|shop_brand|sqlite|psycopg|OperationalError|Exception", re.I
)
SECRET = "postgres://admin:hunter2@db.internal/shop"


def assert_tells_nothing(answer):
    text = json.dumps(answer.errors)
    assert answer.errors
    assert not INSIDE.search(text), text
    assert SECRET not in text


def correlation_ids(answer):
    return [error["extensions"]["correlationId"] for error in answer.errors]


def fails(*args, **kwargs):
    raise RuntimeError(SECRET)


class Resolvers(graphene.ObjectType):
    broken = graphene.String()
    refused = graphene.String()
    told = graphene.String()
    denied = graphene.String()

    resolve_broken = fails

    def resolve_refused(self, info):
        raise Forbidden("Not on Sundays.")

    def resolve_told(self, info):
        raise GraphQLError("Meant to be read.")

    def resolve_denied(self, info):
        raise PermissionDenied(SECRET)


@pytest.fixture
def broken(declare, shop, settings):
    """A resolver, a computed field and a rule that fail with a secret on their lips."""
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "EXTRA_QUERIES": ["tests.security.test_leaks.Resolvers"]}
    declare(Product, margin=computed(["price"])(lambda self, product: fails()))
    declare(Brand, scope=fails)


FAILURES = (
    "{ broken }",
    "{ denied }",
    '{ product(by: {sku: "A1"}) { name margin } }',
    "{ brands { totalCount } }",
    "{ products { nodes { brand { name } } } }",
)


@pytest.mark.parametrize("query", FAILURES)
def test_an_unknown_error_is_masked_and_found_again_in_the_log(broken, caplog, query):
    with caplog.at_level(logging.ERROR, "django_graphql_auto"):
        answer = execute(OperationRequest(query))
    assert_tells_nothing(answer)
    assert set(codes(answer)) == {"INTERNAL"}
    assert {error["message"] for error in answer.errors} == {"Internal error"}
    logged = {record.correlation_id: record for record in caplog.records if hasattr(record, "correlation_id")}
    assert set(correlation_ids(answer)) <= set(logged)
    assert SECRET in caplog.text


def test_errors_that_are_meant_to_be_read_keep_their_text(broken):
    answer = execute(OperationRequest("{ refused told }"))
    assert {error["message"] for error in answer.errors} == {"Not on Sundays.", "Meant to be read."}
    assert set(codes(answer)) == {"FORBIDDEN", "BAD_USER_INPUT"}


def test_every_error_has_its_own_id(broken):
    ids = correlation_ids(execute(OperationRequest("{ broken a: broken b: broken nothing: refused }")))
    assert len(set(ids)) == 4


@pytest.mark.django_db(transaction=True)
def test_a_missing_table_is_not_named(declare, shop, caplog):
    rename = connection.cursor().execute
    rename("ALTER TABLE shop_tag RENAME TO shop_tag_away")
    try:
        for query in ("{ tags { totalCount } }", "{ products { nodes { name tags { nodes { name } } } } }"):
            answer = execute(OperationRequest(query))
            assert_tells_nothing(answer)
            assert codes(answer) == ["SERVICE_UNAVAILABLE"]
    finally:
        rename("ALTER TABLE shop_tag_away RENAME TO shop_tag")


REFUSED_VALUES = (
    '{ products(after: "x") { totalCount nodes { name } } }',
    '{ product(id: "nonsense") { name } }',
    "{ product(by: {pk: 99999999999999999999}) { name } }",
    '{ node(id: "WyJhdXRoLmdyb3VwIiwxXQ") { id } }',
    '{ node(id: "WyJzZXNzaW9ucy5zZXNzaW9uIiwxXQ") { id } }',
    "{ product { name } }",
    "{ products(orderBy: [{}]) { nodes { name } } }",
    "{ no_such_field }",
    "{",
)


@pytest.mark.parametrize("query", REFUSED_VALUES)
def test_a_clients_mistake_tells_nothing_of_the_inside(declare, shop, query):
    answer = execute(OperationRequest(query))
    assert_tells_nothing(answer)
    assert "INTERNAL" not in codes(answer)


def test_a_model_that_is_not_served_looks_like_one_that_does_not_exist(declare, shop):
    def told(label):
        identity = "WyJhdXRoLmdyb3VwIiwxXQ" if label == "auth.group" else "WyJuby5zdWNoIiwxXQ"
        (error,) = execute(OperationRequest(f'{{ node(id: "{identity}") {{ id }} }}')).errors
        return error["message"], error["extensions"]["code"]

    assert told("auth.group") == told("no.such")
    for unserved in ("Group", "Permission", "Session", "ContentType", "NoSuchModel"):
        (error,) = execute(OperationRequest(f"{{ node(id: 1) {{ ... on {unserved} {{ id }} }} }}")).errors
        assert error["message"] == f"Unknown type '{unserved}'."


def test_a_model_that_may_not_be_read_tells_its_name_only(declare, shop):
    declare(Brand, read="permission", scope=lambda self, access: Q(name="Acme"))
    answer = execute(OperationRequest("{ brands(orderBy: [{name: ASC}]) { nodes { name } } }"))
    assert [error["message"] for error in answer.errors] == ["Log in to read brands."]
