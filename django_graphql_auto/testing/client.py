"""Clients for a project's own tests: one in process, one over HTTP. Both answer with what a browser would see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from django.test import Client

Variables = Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """One answer, as it is after JSON."""

    data: dict[str, Any] | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)
    extensions: dict[str, Any] = field(default_factory=dict)
    status: int | None = None
    """The HTTP status; None in process."""

    @property
    def codes(self) -> list[str]:
        """``extensions.code`` of every error."""
        return [error["extensions"]["code"] for error in self.errors]

    def __getitem__(self, name: str) -> Any:
        """A root field's value; fails with the errors where there is no data."""
        assert self.data is not None, f"There is no data: {self.errors}"
        return self.data[name]


def result_of(body: bytes, status: int | None = None) -> Result:
    """A response's body, read."""
    answer = orjson.loads(body)
    return Result(answer.get("data"), answer.get("errors", []), answer.get("extensions", {}), status)


class GraphQLClient:
    """Asks the API in process, as ``user`` (nobody, where none is given)."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def query(self, document: str, variables: Variables | None = None, operation_name: str | None = None) -> Result:
        # Not above: pytest loads this module as a plugin before Django is set up.
        from django_graphql_auto.execution import OperationRequest, execute
        from django_graphql_auto.testing.files import with_uploads

        request = OperationRequest(document, with_uploads(variables or {}), operation_name)
        return result_of(execute(request, user=self.user).to_bytes())


class HttpGraphQLClient:
    """Asks the API over HTTP, through Django's test client: middleware, views and status codes included."""

    def __init__(self, user: Any = None, *, path: str = "/graphql/", client: Client | None = None) -> None:
        from django.test import Client

        self.path, self.client = path, client or Client()
        if user is not None:
            self.client.force_login(user)

    def query(self, document: str, variables: Variables | None = None, operation_name: str | None = None) -> Result:
        """Files (``SimpleUploadedFile``) among the variables make it a multipart request."""
        from django_graphql_auto.testing.files import form

        body = {"query": document, "variables": dict(variables or {}), "operationName": operation_name}
        headers = {"Accept": "application/graphql-response+json"}
        if fields := form(body):
            response = self.client.post(self.path, fields, headers={**headers, "GraphQL-Require-Preflight": "1"})
        else:
            response = self.client.post(self.path, orjson.dumps(body, default=str), content_type="application/json", headers=headers)
        return result_of(response.content, response.status_code)
