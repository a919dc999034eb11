"""Sibling lists go to PostgreSQL in one pipeline, and nobody notices but for the time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.execution.statements import drivers
from tests.apps.shop.models import Product, Review, Tag

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="Needs PostgreSQL."),
    pytest.mark.usefixtures("open_shop"),
]
SIBLINGS = """{ products(first: 5, orderBy: [{name: ASC}]) { nodes {
    name tags { totalCount nodes { name products(first: 1) { nodes { name } } } } reviews { nodes { rating } }
} } }"""


@pytest.fixture
def pipelines(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many statements each pipeline had."""
    sizes: list[int] = []
    usual = drivers.TOGETHER["postgresql"]

    def run(asked: Any, *others: Any) -> Any:
        sizes.append(len(asked))
        return usual.run(asked, *others)

    monkeypatch.setitem(drivers.TOGETHER, "postgresql", drivers.Together(usual.replaced, run))
    return sizes


def answer() -> Any:
    answered = execute(OperationRequest(SIBLINGS))
    assert not answered.errors
    return answered.data


def passing_on(run: Any, *others: Any) -> Any:
    return run(*others)


@pytest.fixture
def broken_reviews() -> Iterator[None]:
    """A table that has lost a column."""
    answer()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shop_review RENAME rating TO stars")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shop_review RENAME stars TO rating")


def test_siblings_go_together(pipelines: list[int]):
    answer()
    assert pipelines == [2]


def test_whoever_watches_sees_each_statement_by_itself(pipelines: list[int]):
    together = answer()
    del pipelines[:]
    with CaptureQueriesContext(connection, ) as captured:
        assert answer() == together
    with connection.execute_wrapper(passing_on):
        assert answer() == together
    assert pipelines == []
    assert [sum(table in query["sql"] for query in captured) for table in ('FROM "shop_review"', "ROW_NUMBER")] == [1, 3]
