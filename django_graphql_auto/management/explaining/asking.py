"""Runs an operation twice: what is made at first is known the second time, or it is told why not. Mutations are undone both times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from graphql import OperationDefinitionNode, OperationType

from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.execution import Answer, OperationRequest, execute
from django_graphql_auto.execution.listening import Executed, Listener, listening
from django_graphql_auto.execution.record import Record

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
    undone: bool = False
    """Whether whatever was stored is undone."""


def explanation_of(request: OperationRequest, user: Any, analyse: bool, dry_run: bool = False) -> Explanation:
    """Runs the operation as the user. A mutation is refused but in a dry run, of which no database keeps anything."""
    first, again = Record(), Record(look=_analysed if analyse else Record().look)
    _run(request, user, first, dry_run)
    answer = _run(request, user, again, dry_run)
    return Explanation(answer, first, again, dict(_caches(again)), dry_run)


def _run(request: OperationRequest, user: Any, record: Record, dry_run: bool) -> Answer:
    with ExitStack() as stack:
        if dry_run:
            stack.enter_context(undone())
        stack.enter_context(listening(record, *([] if dry_run else [_ReadOnly()])))
        answer = execute(request, user=user)
        answer.to_bytes()
    return answer


class _ReadOnly(Listener):
    def operates(self, operation: OperationDefinitionNode) -> None:
        if operation.operation is OperationType.MUTATION:
            raise BadUserInput("A mutation is explained with --dry-run: it is done, and undone.")


@contextmanager
def undone() -> Iterator[None]:
    """Undoes whatever is stored meanwhile, on every database; what is to happen on commit, doesn't."""
    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(transaction.atomic(alias))
            stack.callback(transaction.set_rollback, True, alias)
        yield


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
