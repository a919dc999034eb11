"""Every golden, answered through its plan, with passes off, and by the oracle.

``UPDATE_GOLDENS=1`` rewrites the pages for the database that is used: read what changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import django
import pytest
from django.contrib.auth.models import User
from django.db import connection

from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.planning.passes import PASSES, Pass
from django_graphql_auto.testing import GraphQLClient, assert_no_errors, captured_statements, execute_plain, explain_plans
from django_graphql_auto.testing.client import Result, result_of
from tests.conftest import declared
from tests.goldens.declarations import DECLARATIONS
from tests.goldens.golden import DATABASES, Golden, load, names, readable_sql, save

UPDATE = os.environ.get("UPDATE_GOLDENS") == "1"
HOLDS_SQL = django.VERSION[:2] == (5, 2) and connection.vendor in DATABASES
SELECTIONS_OF_PASSES: dict[str, Sequence[Pass]] = {
    **{f"without {left_out.name!r}": tuple(one for one in PASSES if one is not left_out) for left_out in PASSES},
    "without any pass": (),
}


@pytest.fixture(params=names())
def golden(request: pytest.FixtureRequest, shop: None) -> Iterator[Golden]:
    case = load(request.param)
    with declared(DECLARATIONS[case.declarations]):
        if UPDATE:
            case = _answered(case)
            save(request.param, case)
        yield case


def _answered(case: Golden) -> Golden:
    """The golden with what the engine says now."""
    client = GraphQLClient(_user(case))
    with captured_statements() as statements:
        answer = client.query(case.document, case.variables)
    assert_no_errors(answer)
    plan = explain_plans(case.document, case.variables, _user(case), rendering=True)
    data = case.data if answer.data == case.data else answer.data
    made = replace(case, data=data, plan=plan, statements=len(statements))
    return made.with_sql(connection.vendor, readable_sql(statements)) if HOLDS_SQL else made


def _user(case: Golden) -> Any:
    return User.objects.get(username=case.user) if case.user else None


def _answer(case: Golden, passes: Sequence[Pass] = PASSES) -> Result:
    request = OperationRequest(case.document, dict(case.variables))
    return result_of(execute(request, user=_user(case), passes=tuple(passes)).to_bytes())


def test_a_golden_is_answered_as_written(golden: Golden):
    answer = _answer(golden)
    assert_no_errors(answer)
    assert answer.data == golden.data


@pytest.mark.parametrize("passes", SELECTIONS_OF_PASSES.values(), ids=SELECTIONS_OF_PASSES.keys())
def test_no_pass_changes_an_answer(golden: Golden, passes: Sequence[Pass]):
    answer = _answer(golden, passes)
    assert_no_errors(answer)
    assert answer.data == golden.data


def test_graphql_cores_executor_gives_the_same_answer_by_naive_resolvers(golden: Golden):
    answer = execute_plain(golden.document, golden.variables, _user(golden))
    assert_no_errors(answer)
    assert answer.data == golden.data


def test_a_golden_is_planned_as_written(golden: Golden):
    assert explain_plans(golden.document, golden.variables, _user(golden), rendering=True).strip() == golden.plan.strip()


def test_a_golden_runs_as_many_statements_as_written_on_every_database(golden: Golden):
    user = _user(golden)
    with captured_statements() as statements:
        GraphQLClient(user).query(golden.document, golden.variables)
    assert len(statements) == golden.statements, readable_sql(statements)


def test_a_golden_that_comes_again_is_answered_alike_by_the_same_statements(golden: Golden):
    runs = []
    for _ in range(2):
        client = GraphQLClient(_user(golden))
        with captured_statements() as statements:
            answer = client.query(golden.document, golden.variables)
        runs.append((answer.data, answer.errors, readable_sql(statements)))
    assert runs[0] == runs[1]


@pytest.mark.skipif(not HOLDS_SQL, reason="SQL is held for Django 5.2 on SQLite and PostgreSQL.")
def test_a_golden_runs_the_sql_that_is_written(golden: Golden):
    user = _user(golden)
    with captured_statements() as statements:
        GraphQLClient(user).query(golden.document, golden.variables)
    assert readable_sql(statements) == golden.sql[connection.vendor].rstrip("\n")
