"""The same request to graphene-django's view and to ours."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.test import RequestFactory
from graphene_django.views import GraphQLView

from django_graphql_auto.graphene_schemas import PlannedGraphQLView
from django_graphql_auto.testing import captured_statements
from tests.graphene_schemas.relay_schema import schema


@dataclass(frozen=True)
class Asked:
    status: int
    body: Any
    statements: tuple[str, ...]

    @property
    def data(self) -> Any:
        return self.body["data"]

    @property
    def errors(self) -> list[dict[str, Any]]:
        return self.body.get("errors", [])  # type: ignore[no-any-return]


def ask(view: type[GraphQLView], text: str, *, headers: dict[str, str] | None = None, options: Any = None, **variables: Any) -> Asked:
    """What the view answers, and the SQL that it ran."""
    body = json.dumps({"query": text, "variables": variables})
    request = RequestFactory().post("/", body, content_type="application/json", headers=headers or {})
    with captured_statements() as statements:
        response = view.as_view(**{"schema": schema, "middleware": []} | (options or {}))(request)
    return Asked(response.status_code, json.loads(response.content), tuple(statements))


def ours(text: str, **more: Any) -> Asked:
    return ask(PlannedGraphQLView, text, **more)


def theirs(text: str, **more: Any) -> Asked:
    return ask(GraphQLView, text, **more)


def assert_same(text: str, *, sparing: bool = True, **more: Any) -> Asked:
    """Fails unless both views answer alike, errors and status included, and ours, where it is ``sparing``, with no more statements."""
    expected, found = theirs(text, **more), ours(text, **more)
    assert (found.status, found.body) == (expected.status, expected.body)
    assert list_keys(found.body) == list_keys(expected.body)
    assert not sparing or len(found.statements) <= len(expected.statements), found.statements
    return found


def list_keys(value: Any) -> Any:
    """The keys of all objects, in their order, which equality of dicts doesn't look at."""
    if isinstance(value, dict):
        return [(key, list_keys(item)) for key, item in value.items()]
    return [list_keys(item) for item in value] if isinstance(value, list) else None
