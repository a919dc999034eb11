"""Runs an operation twice: what is made at first is known the second time, or it is told why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.db import connections

from django_graphql_auto.execution import Answer, OperationRequest, execute
from django_graphql_auto.execution.listening import Executed, listening
from django_graphql_auto.execution.record import Record

QUERIES = frozenset({"query"})
ANALYSE: Mapping[str, Mapping[str, Any]] = {"postgresql": {"analyze": True}, "mysql": {"analyze": True}}
"""Options of Django's ``explain`` with which a database runs the statement and says what it did, not only what it would do."""


@dataclass(frozen=True)
class Explanation:
    """``again`` is the second time, of which statements and plans are told."""

    answer: Answer
    first: Record
    again: Record
    caches: Mapping[str, tuple[int, int]]
    """Hits and look-ups of the schema's memories."""


def explanation_of(request: OperationRequest, user: Any, analyse: bool) -> Explanation:
    """Runs the operation as the user."""
    first, again = Record(), Record(look=_analysed if analyse else Record().look)
    _run(request, user, first)
    answer = _run(request, user, again)
    return Explanation(answer, first, again, dict(_caches(again)))


def _run(request: OperationRequest, user: Any, record: Record) -> Answer:
    with listening(record):
        answer = execute(request, user=user)
        answer.to_bytes()
    return answer


def _caches(record: Record) -> Iterator[tuple[str, tuple[int, int]]]:
    """The second run's: a memory that served the first one tells nothing."""
    known = [statement.origin == "known" for statement in record.statements if statement.origin]
    plans = [plan.known for plan in record.plans.values()]
    yield "documents", (int("parse" not in record.stages), 1)
    yield "plans", (sum(plans), len(plans))
    yield "statements", (sum(known), len(known))


def _analysed(executed: Executed) -> list[str]:
    """What the database says of a statement, line by line."""
    statement = executed.statement
    connection = connections[statement.alias]
    prefix = connection.ops.explain_query_prefix(**ANALYSE.get(connection.vendor, {}))
    with closing(connection.cursor()) as cursor:
        cursor.execute(f"{prefix} {statement.sql}", executed.parameters())
        names = [column[0] for column in cursor.description]
        return [_line(names, row) for row in cursor.fetchall()]


def _line(names: list[str], row: tuple[Any, ...]) -> str:
    """One line of text where there is one; else the row's columns with their names."""
    texts = [value for value in row if isinstance(value, str)]
    if len(texts) == 1:
        return texts[0]
    return ", ".join(f"{name}: {value}" for name, value in zip(names, row, strict=True) if value is not None)
