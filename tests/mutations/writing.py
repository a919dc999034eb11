"""Fixtures and words of the tests that write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection

from django_graphql_auto import register
from django_graphql_auto.registry import default_registry
from django_graphql_auto.testing import GraphQLClient, Result

ERRORS = "errors { path field code message params }"
Api = Callable[..., Result]


def user_who_may(*permissions: str, name: str = "clerk") -> User:
    """A user with permissions, e.g. ``change_product``; nothing else."""
    made = User.objects.create_user(name)
    found = Permission.objects.filter(codename__in=permissions)
    assert len(found) == len(permissions)
    made.user_permissions.set(found)
    return made


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("boss")


@pytest.fixture
def api(declare: Any, boss: User) -> Api:
    """Runs a document, as the boss where no user is given."""

    def run(document: str, user: Any = boss, **variables: Any) -> Result:
        return GraphQLClient(user).query(document, variables)

    return run


@pytest.fixture
def registering(declare: Any) -> Iterator[Any]:
    """What ``@register`` does to a function, a form or a serializer, undone after the test."""
    functions, submissions = default_registry.functions(), default_registry.submissions()
    yield register
    for function in default_registry.functions().keys() - functions.keys():
        default_registry.unregister_function(function)
    for declared in default_registry.submissions().keys() - submissions.keys():
        default_registry.unregister_submission(declared)


def payload(result: Result) -> Any:
    """The payload of a mutation with one field, which has no errors at the top."""
    assert result.errors == []
    assert result.data is not None
    [found] = result.data.values()
    return found


def errors(result: Result) -> list[tuple[str, str]]:
    """The path and the code of each error in the only payload."""
    return [(".".join(error["path"]), error["code"]) for error in payload(result)["errors"]]


def wait_for_a_lock(late: Future[Any]) -> None:
    """Until ``late`` waits for a lock of this connection, or has ended (PostgreSQL)."""
    with connection.cursor() as cursor:
        while not late.done():
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
            if cursor.fetchone():
                return
