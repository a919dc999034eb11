"""Sibling lists go to PostgreSQL in one pipeline, and nobody notices but for the time."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import InternalError, connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat

from django_graphql_auto.execution.statements import drivers
from django_graphql_auto.testing import GraphQLClient, assert_error_code, assert_no_errors, captured_statements
from tests.apps.shop.models import Tag

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="Needs PostgreSQL."),
    pytest.mark.usefixtures("shop"),
]
SIBLINGS = """{ products(first: 5, orderBy: [{name: ASC}]) { nodes {
    name tags { totalCount nodes { name products(first: 1) { nodes { name } } } } reviews { nodes { rating author { username } } }
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


def answered(document: str = SIBLINGS) -> Any:
    answer = GraphQLClient().query(document)
    assert_no_errors(answer)
    return answer.data


def rename_ratings(old: str, new: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE shop_review RENAME {old} TO {new}")


def test_siblings_go_together_and_answer_what_they_answer_one_by_one(pipelines: list[int], monkeypatch: pytest.MonkeyPatch):
    together = answered()
    assert pipelines == [2]
    monkeypatch.delitem(drivers.TOGETHER, "postgresql")
    assert answered() == together


def test_whoever_watches_sees_each_statement_by_itself(pipelines: list[int]):
    seen: list[str] = []
    with connection.execute_wrapper(lambda run, sql, *others: (seen.append(sql), run(sql, *others))[1]):
        by_themselves = answered()
    with captured_statements() as statements:
        assert answered() == by_themselves
    assert pipelines == []
    assert len(statements) == len(seen) == 5
    assert answered() == by_themselves
    assert pipelines == [2]


def test_one_list_alone_needs_no_pipeline(pipelines: list[int]):
    answered("{ products { nodes { name reviews { nodes { rating } } } } }")
    assert pipelines == []


def test_a_sibling_that_django_runs_keeps_all_out_of_the_pipeline(pipelines: list[int]):
    answered('{ products { nodes { tags(where: {name: {icontains: "e"}}) { nodes { name } } reviews { nodes { rating } } } } }')
    assert pipelines == []


def test_siblings_of_a_transaction_see_what_it_did(pipelines: list[int]):
    with transaction.atomic():
        Tag.objects.update(name=Concat("name", Value(" renamed")))
        names = {tag["name"] for product in answered()["products"]["nodes"] for tag in product["tags"]["nodes"]}
        transaction.set_rollback(True)
    assert names
    assert all(name.endswith(" renamed") for name in names)
    assert pipelines == [2]


@pytest.mark.parametrize(
    "first", ["tags { nodes { name } } reviews { nodes { rating } }", "reviews { nodes { rating } } tags { nodes { name } }"]
)
def test_a_sibling_that_fails_is_an_error_with_a_code_and_the_transaction_is_broken_as_ever(first: str, pipelines: list[int]):
    document = f"{{ products {{ nodes {{ {first} }} }} }}"
    before = answered(document)
    with transaction.atomic():
        rename_ratings("rating", "stars")
        assert_error_code(GraphQLClient().query(document), "SERVICE_UNAVAILABLE")
        with pytest.raises(InternalError, match="aborted"):
            Tag.objects.exists()
        transaction.set_rollback(True)
    assert answered(document) == before
    assert len(set(pipelines)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_connection_is_as_good_as_before_after_a_pipeline_that_failed():
    before = answered()
    rename_ratings("rating", "stars")
    try:
        assert_error_code(GraphQLClient().query(SIBLINGS), "SERVICE_UNAVAILABLE")
        assert connection.connection.info.transaction_status.name == "IDLE"
    finally:
        rename_ratings("stars", "rating")
    assert answered() == before


@pytest.mark.django_db(transaction=True)
def test_a_value_that_does_not_fit_is_refused_before_anything_is_sent(pipelines: list[int]):
    document = """query ($name: String) { products { nodes {
        tags(where: {name: {ne: $name}}) { nodes { name } } reviews { nodes { rating } }
    } } }"""
    assert_no_errors(GraphQLClient().query(document, {"name": "x"}))
    assert_error_code(GraphQLClient().query(document, {"name": "a\0b"}), "BAD_USER_INPUT")
    assert_no_errors(GraphQLClient().query(document, {"name": "x"}))
