"""The view keeps what graphene-django's has over HTTP: methods, batches, GraphiQL, middleware, transactions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import RequestFactory
from graphene_django.debug import DjangoDebugMiddleware
from graphene_django.settings import graphene_settings
from graphene_django.views import GraphQLView
from graphql.execution import ExecutionContext
from graphql.validation import NoSchemaIntrospectionCustomRule

from django_graphql_auto.graphene_schemas import PlannedExecutionContext, PlannedGraphQLView, plan_views
from django_graphql_auto.testing import captured_statements
from tests.apps.shop.models import Product
from tests.graphene_schemas.asking import ask, assert_same, ours
from tests.graphene_schemas.relay_schema import schema

RENAME = 'mutation { renameProduct(input: {sku: "D-1", name: "Borer"}) { product { name } } }'


class Shouting:
    """Middleware that must see every field."""

    def resolve(self, following: Any, root: Any, info: Any, **arguments: Any) -> Any:
        found = following(root, info, **arguments)
        return found.upper() if isinstance(found, str) else found


class Counting:
    """Middleware that is content with root fields."""

    asked: list[str] = []

    def resolve(self, following: Any, root: Any, info: Any, **arguments: Any) -> Any:
        self.asked.append(info.field_name)
        return following(root, info, **arguments)


def response(view: type[GraphQLView], method: str, *, options: Any = None, **given: Any) -> tuple[int, str, str]:
    request = getattr(RequestFactory(), method)("/", **given)
    found = view.as_view(**{"schema": schema, "middleware": []} | (options or {}))(request)
    return found.status_code, found["Content-Type"], found.content.decode()


def assert_same_response(method: str, **given: Any) -> tuple[int, str, str]:
    found = response(PlannedGraphQLView, method, **given)
    assert found == response(GraphQLView, method, **given)
    return found


REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "get": ("get", {"query_params": {"query": "{ me }"}}),
    "get, pretty": ("get", {"query_params": {"query": "{ me }", "pretty": "1"}}),
    "mutation by get": ("get", {"query_params": {"query": RENAME}}),
    "put": ("put", {}),
    "nothing": ("get", {}),
    "form": ("post", {"data": {"query": "{ me }"}}),
    "text": ("post", {"data": "{ me }", "content_type": "application/graphql"}),
    "broken json": ("post", {"data": "{", "content_type": "application/json"}),
    "variables as text": ("get", {"query_params": {"query": "query ($p: Int!) { oneProduct(pk: $p) { name } }", "variables": '{"p": 1}'}}),
    "broken variables": ("get", {"query_params": {"query": "{ me }", "variables": "{"}}),
    "wrong variables": ("get", {"query_params": {"query": "query ($p: Int!) { oneProduct(pk: $p) { name } }", "variables": '{"p": "x"}'}}),
    "two operations": ("get", {"query_params": {"query": "query A { me } query B { __typename }", "operationName": "B"}}),
    "which operation": ("get", {"query_params": {"query": "query A { me } query B { __typename }"}}),
    "syntax": ("get", {"query_params": {"query": "{ me "}}),
    "unknown field": ("get", {"query_params": {"query": "{ nothing }"}}),
    "letters": ("get", {"query_params": {"query": '{ products(name: "ä\\u2028") { edges { cursor } } }'}}),
    "error": ("get", {"query_params": {"query": "{ oneProduct(pk: 99) { name } }"}}),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_has_the_same_response(stocked: None, name: str):
    method, given = REQUESTS[name]
    assert_same_response(method, **given)


def test_a_batch_has_the_same_response(stocked: None):
    body = json.dumps(
        [{"id": 1, "query": "{ me }"}, {"id": 2, "query": "{ productList { tags { name } } }"}, {"id": 3, "query": "{ oops }"}]
    )
    status, _, content = assert_same_response("post", data=body, content_type="application/json", options={"batch": True})
    assert (status, len(json.loads(content))) == (400, 3)


def test_a_browser_is_shown_graphiql(settings: Any):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "graphene_django"]
    status, kind, content = response(PlannedGraphQLView, "get", options={"graphiql": True}, headers={"Accept": "text/html"})
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert "graphiql" in content


def test_validation_rules_hold_for_documents_that_were_seen_without(stocked: None):
    text = "{ __schema { queryType { name } } }"
    assert ours(text).errors == []
    assert ours(text, options={"validation_rules": (NoSchemaIntrospectionCustomRule,)}).errors
    assert ours(text).errors == []


def test_middleware_that_is_not_known_sees_every_field(stocked: None):
    text = "{ productList { name brand { name } reviews { edges { node { text } } } } plainProducts { edges { node { tags { name } } } } }"
    found = assert_same(text, options={"middleware": [Shouting]})
    assert found.data["productList"][0]["name"] == "AXE"


def test_declared_middleware_sees_root_fields_and_resolvers_of_the_projects(stocked: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"GRAPHENE_ROOT_MIDDLEWARE": [f"{__name__}.Counting"]}
    Counting.asked.clear()
    found = assert_same(
        "{ productList { brand { name } } plainProducts(first: 2) { edges { node { label } } } }", options={"middleware": []}
    )
    with_it = ours(
        "{ productList { brand { name } } plainProducts(first: 2) { edges { node { label } } } }", options={"middleware": [Counting]}
    )
    assert with_it.body == found.body
    assert Counting.asked == ["productList", "plainProducts", "label", "label"]
    assert len(with_it.statements) == len(found.statements)


def test_the_debug_middleware_tells_our_statements(stocked: None):
    text = "{ plainProducts(first: 2) { edges { node { name tags { name } } } } _debug { sql { rawSql } } }"
    found = ours(text, options={"middleware": [DjangoDebugMiddleware]})
    assert found.errors == []
    assert len(found.data["_debug"]["sql"]) == len(ours(text).statements) == 2


def test_an_error_rolls_an_atomic_mutation_back(stocked: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(graphene_settings, "ATOMIC_MUTATIONS", True)
    with captured_statements():
        assert assert_same(RENAME).data["renameProduct"]["product"]["name"] == "Borer"
    assert Product.objects.get(sku="D-1").name == "Borer"


def test_graphene_djangos_own_view_plans_with_the_context(stocked: None):
    text = "{ productList { name brand { name } } }"
    found = ask(GraphQLView, text, options={"execution_context_class": PlannedExecutionContext})
    assert found.body == ours(text).body
    assert len(found.statements) == 2


def test_a_context_of_the_projects_own_is_used(stocked: None):
    class Context(PlannedExecutionContext):
        pass

    assert ours("{ productList { name } }", options={"execution_context_class": Context}).errors == []


def test_a_setting_makes_graphene_djangos_own_views_plan():
    program = "import django; django.setup(); from graphene_django.views import GraphQLView as V; print(V.execution_context_class.__name__)"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.graphene_schemas.plan_settings"}
    found = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "PlannedExecutionContext"


def test_views_with_a_context_of_their_own_keep_it(monkeypatch: pytest.MonkeyPatch):
    class Own(GraphQLView):
        execution_context_class = ExecutionContext

    monkeypatch.setattr(GraphQLView, "execution_context_class", None)
    plan_views()
    assert (GraphQLView.execution_context_class, Own.execution_context_class) == (PlannedExecutionContext, ExecutionContext)


def test_the_views_json_is_what_graphene_django_writes_where_orjson_cannot(stocked: None):
    """Half a character, and integers beyond 64 bits."""
    view = PlannedGraphQLView(schema=schema, middleware=[])
    request = RequestFactory().get("/")
    for value in ({"a": "\ud800"}, {"a": 2**70}, {1: "b"}):
        assert view.json_encode(request, value) == GraphQLView(schema=schema, middleware=[]).json_encode(request, value)
