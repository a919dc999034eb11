"""SQLite: placeholders are rewritten once, so that the connection's own statement cache is found by the same text."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from django_graphql_auto.execution.statements.compiling import Statement

REPLACED = SQLiteCursorWrapper


class Cursor(SQLiteCursorWrapper):
    """Django's cursor, which would rewrite the text for every execution."""

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        return _rewritten(query)


@lru_cache(maxsize=2_000)
def _rewritten(query: str) -> str:
    written: str = SQLiteCursorWrapper.convert_query(None, query)  # type: ignore[arg-type]
    return written


def way_of(statement: Statement, connection: Any) -> str:
    return "natively, by a text that SQLite keeps prepared"


def run(statement: Statement, connection: Any, cursor: Any, value_of: Callable[[Hashable], Any]) -> list[tuple[Any, ...]]:
    cursor.cursor = connection.connection.cursor(factory=Cursor)
    cursor.execute(statement.sql, statement.bound(value_of))
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
