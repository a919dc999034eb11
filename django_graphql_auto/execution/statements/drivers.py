"""Executes statements: one row per cursor class of Django's whose driver has a faster way, or a way for several at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connections
from django.db.backends.utils import CursorWrapper

from django_graphql_auto.execution.statements.compiling import Statement
from django_graphql_auto.execution.statements.slots import Parameter, Spread

Rows = list[tuple[Any, ...]]
ValueOf = Callable[[Hashable], Any]
Asked = tuple[Statement, ValueOf]
Driver = Callable[[Statement, Any, Any, ValueOf], Rows]
"""From a statement, its connection, Django's cursor and the values to the rows."""


@dataclass(frozen=True)
class Together:
    """How several statements are run in one round trip: from their connection and a cursor of Django's for each to the rows of each."""

    replaced: type
    """The class of cursors in whose place it is."""
    run: Callable[[Sequence[Asked], Any, Sequence[Any]], list[Rows]]


DRIVERS: dict[type, Driver] = {}
TOGETHER: dict[str, Together] = {}
"""By vendor."""
WAYS: dict[type, Callable[[Statement, Any], str]] = {}
"""What a driver's way is called."""


@cache
def _ready(vendor: str) -> None:
    """Takes a vendor's driver in when the first of its connections is used: who has others needn't load it."""
    if vendor == "sqlite":
        from django_graphql_auto.execution.statements import sqlite

        DRIVERS[sqlite.REPLACED] = sqlite.run
        WAYS[sqlite.REPLACED] = sqlite.way_of
    if vendor == "postgresql":
        _take_postgresql()


def _take_postgresql() -> None:
    try:
        from django_graphql_auto.execution.statements import postgresql
    except ImportError:  # psycopg is an extra, and psycopg2 has no binary rows
        return
    DRIVERS[postgresql.REPLACED] = postgresql.run
    WAYS[postgresql.REPLACED] = postgresql.way_of
    if postgresql.HAS_PIPELINES:
        TOGETHER["postgresql"] = Together(postgresql.REPLACED, postgresql.run_together)


def _connection(alias: str) -> Any:
    connection = connections[alias]
    _ready(connection.vendor)
    return connection


def way_of(statement: Statement) -> str:
    """How a statement that has been run is run, for people."""
    if statement.sql is None:
        return "not asked: nothing can match"
    if statement.queryset is not None:
        return "by a queryset of the project's"
    connection = _connection(statement.alias)
    with connection.cursor() as cursor:
        way = WAYS.get(type(cursor.cursor)) if statement.native else None
    return way(statement, connection) if way else f"Django's cursor{_because(statement)}"


def _because(statement: Statement) -> str:
    constants = [each for each in statement.parameters if not isinstance(each, Parameter | Spread | int | None)]
    return ", since it holds a value that is always the same and no number" if constants else ""


def run(statement: Statement, value_of: ValueOf) -> Rows:
    """The statement's rows, values as the driver gives them.

    Django's cursor is always asked for: what a backend does when one is made (checks, a search path) is done, and whoever wraps it to
    watch sees the statement. A cursor of another class than Django's own is used as it is.
    """
    if statement.queryset is not None:
        return list(statement.queryset)
    if statement.sql is None:
        return []
    connection = _connection(statement.alias)
    with connection.cursor() as cursor:
        driver = DRIVERS.get(type(cursor.cursor), _run) if statement.native else _run
        return _cut(statement, driver(statement, connection, cursor, value_of))


def run_together(asked: Sequence[Asked]) -> list[Rows]:
    """The rows of several statements that don't depend on each other, in one round trip where that can be had.

    Where somebody watches they are run one after another, so that each is seen with its duration and its failure: Django's log of
    queries, its wrappers, cursors of another class.
    """
    connection = _connection(asked[0][0].alias)
    together = TOGETHER.get(connection.vendor)
    if together is None or not _are_native(asked) or connection.execute_wrappers or connection.queries_logged:
        return [run(*one) for one in asked]
    with ExitStack() as stack:
        cursors = [stack.enter_context(connection.cursor()) for _ in asked]
        if all(type(cursor) is CursorWrapper and type(cursor.cursor) is together.replaced for cursor in cursors):
            return [_cut(statement, rows) for (statement, _), rows in zip(asked, together.run(asked, connection, cursors), strict=True)]
    return [run(*one) for one in asked]


def _cut(statement: Statement, rows: Rows) -> Rows:
    return [row[: statement.width] for row in rows] if statement.is_wider else rows


def _are_native(asked: Sequence[Asked]) -> bool:
    """Whether there are several, all of one connection, and none needs Django's cursor."""
    aliases = {statement.alias for statement, _ in asked}
    return len(asked) > 1 and len(aliases) == 1 and all(statement.native for statement, _ in asked)


def _run(statement: Statement, connection: Any, cursor: Any, value_of: ValueOf) -> Rows:
    cursor.execute(statement.sql, statement.bound(value_of))
    rows: Rows = cursor.fetchall()
    return rows
