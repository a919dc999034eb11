"""The pytest plugin: installed with the package, found by its entry point.

Everything is imported by the fixtures themselves: pytest loads plugins before Django is set up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django_graphql_auto.testing.client import GraphQLClient, HttpGraphQLClient


@pytest.fixture
def graphql_client(db: None) -> Callable[..., GraphQLClient]:
    """Makes a client that asks in process: ``graphql_client(user).query(document, variables)``."""
    from django_graphql_auto.testing.client import GraphQLClient

    return GraphQLClient


@pytest.fixture
def graphql_http_client(db: None) -> Callable[..., HttpGraphQLClient]:
    """Makes a client that asks over HTTP, middleware and views included."""
    from django_graphql_auto.testing.client import HttpGraphQLClient

    return HttpGraphQLClient


@pytest.fixture
def assert_statements(db: None) -> Any:
    """``with assert_statements(3): …`` fails where another number of SQL statements is run."""
    from django_graphql_auto.testing.assertions import assert_statements

    return assert_statements


@pytest.fixture
def strict_loading(db: None) -> Iterator[Any]:
    """For the test as a whole: fails where the code of a field makes Django load something by a statement of its own."""
    from django_graphql_auto.testing.loading import strict_loading

    with strict_loading() as found:
        yield found
