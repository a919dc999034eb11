"""Executes statements: one row per cursor class of Django's whose driver has a faster way."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from django.db import connections

from django_graphql_auto.execution.statements import sqlite
from django_graphql_auto.execution.statements.compiling import Statement

Rows = list[tuple[Any, ...]]
ValueOf = Callable[[Hashable], Any]
Driver = Callable[[Statement, Any, Any, ValueOf], Rows]
"""From a statement, its connection, Django's cursor and the values to the rows."""

DRIVERS: dict[type, Driver] = {sqlite.REPLACED: sqlite.run}
try:
    from django_graphql_auto.execution.statements import postgresql
except ImportError:  # psycopg is an extra, and psycopg2 has no binary rows
    pass
else:
    DRIVERS[postgresql.REPLACED] = postgresql.run


def run(statement: Statement, value_of: ValueOf) -> Rows:
    """The statement's rows, values as the driver gives them.

    Django's cursor is always asked for: what a backend does when one is made (checks, a search path) is done, and whoever wraps it to
    watch sees the statement. A cursor of another class than Django's own is used as it is.
    """
    if statement.sql is None:
        return []
    connection = connections[statement.alias]
    with connection.cursor() as cursor:
        driver = DRIVERS.get(type(cursor.cursor), _run) if statement.native else _run
        return driver(statement, connection, cursor, value_of)


def _run(statement: Statement, connection: Any, cursor: Any, value_of: ValueOf) -> Rows:
    cursor.execute(statement.sql, statement.bound(value_of))
    rows: Rows = cursor.fetchall()
    return rows
