"""PostgreSQL with psycopg 3: parameters bound by the server, prepared where the project allows it, rows in binary form.

Numbers that never change are written into the text, as Django's own cursor writes them: the server meets parameters only where they are
compared with a column, so that their types are beyond doubt. A statement with texts that never change is not run here: texts belong to
people, and the SQL is shown to whoever watches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

import psycopg
from django.db import NotSupportedError
from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import register_tzloader
from psycopg import sql
from psycopg.adapt import Loader
from psycopg.postgres import types
from psycopg.pq import Format
from psycopg.types.datetime import TimestamptzBinaryLoader
from psycopg.types.numeric import Int8

from django_graphql_auto.execution.statements.compiling import Statement
from django_graphql_auto.execution.statements.slots import Parameter, Spread

__all__ = ("HAS_PIPELINES", "REPLACED", "run", "run_together", "way_of")

Made = TypeVar("Made")
REPLACED = base.Cursor
HAS_PIPELINES = psycopg.Pipeline.is_supported()
"""Whether the client library can send a statement before it has read the rows of the one before."""
NUMBERS_AND_TEXTS = ("int2", "int4", "int8", "float8", "numeric", "bool", "text", "varchar", "bpchar", "uuid", "jsonb")
MOMENTS = ("date", "time", "timestamp", "timestamptz", "interval")
BINARY_TYPES = frozenset(types[name].oid for name in (*NUMBERS_AND_TEXTS, *MOMENTS))
"""Types whose binary form is read into the same values as Django's cursor reads their text: single precision isn't."""


@dataclass
class Form:
    """What the server is sent for a statement. ``binary`` is known once it has answered: the columns' types decide."""

    text: str
    binary: bool | None = None


_forms: WeakKeyDictionary[Statement, Form] = WeakKeyDictionary()
_zones: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
"""The time zone in which each of the driver's connections reads moments."""


class Cursor(psycopg.Cursor[Any]):
    """``prepares`` and ``binary`` go along with every statement."""

    prepares = False
    binary = False
    is_watched = False
    """Whether Django writes down what is executed: with its values, so that it can be executed again."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        made = super().execute(query, [_typed(value) for value in params], prepare=self.prepares, binary=self.binary)
        if self.is_watched:
            self._query = cast(Any, _Written(psycopg.ClientCursor(self.connection).mogrify(query, params).encode()))
        return made


@dataclass(frozen=True)
class _Written:
    """What Django asks a cursor for after it has executed something."""

    query: bytes


def run(statement: Statement, connection: Any, cursor: Any, value_of: Callable[[Hashable], Any]) -> list[tuple[Any, ...]]:
    execution = _execution(statement, connection, cursor, value_of)
    return _valid(connection, [execution], lambda: _single(execution))


def run_together(
    asked: Sequence[tuple[Statement, Callable[[Hashable], Any]]], connection: Any, cursors: Sequence[Any]
) -> list[list[tuple[Any, ...]]]:
    """In one pipeline: all are sent before the first one's rows are read. Where one fails, those behind it aren't executed."""
    executions = [_execution(statement, connection, cursor, value_of) for (statement, value_of), cursor in zip(asked, cursors, strict=True)]
    return _valid(connection, executions, lambda: _pipeline(connection, executions))


def _single(execution: Execution) -> list[tuple[Any, ...]]:
    execution.start()
    return execution.rows()


def _pipeline(connection: Any, executions: Sequence[Execution]) -> list[list[tuple[Any, ...]]]:
    with connection.wrap_database_errors, connection.connection.pipeline():
        for execution in executions:
            execution.start()
    return [execution.rows() for execution in executions]


@dataclass(frozen=True)
class Execution:
    """One statement with its values, on its way."""

    connection: Any
    cursor: Any
    form: Form
    prepares: bool
    values: list[Any]

    def start(self) -> None:
        made = self.cursor.cursor = Cursor(self.connection.connection)
        made.prepares, made.binary, made.is_watched = self.prepares, bool(self.form.binary), self.connection.queries_logged
        self.cursor.execute(self.form.text, self.values)

    def rows(self) -> list[tuple[Any, ...]]:
        self.form.binary = _types_of(self.cursor.cursor) <= BINARY_TYPES
        if self.cursor.cursor.binary and not self.form.binary:
            raise _Changed
        rows: list[tuple[Any, ...]] = self.cursor.fetchall()
        return rows


def _types_of(cursor: Cursor) -> set[int]:
    """The types of the columns, as the result has them: a cursor's ``description`` makes an object of each."""
    result = cursor.pgresult
    return {result.ftype(index) for index in range(result.nfields)} if result else set()


def _execution(statement: Statement, connection: Any, cursor: Any, value_of: Callable[[Hashable], Any]) -> Execution:
    driver = connection.connection
    form = _forms.get(statement)
    if form is None:
        form = _forms[statement] = Form(_with_constants(statement, driver))
    _read_moments_in(connection.timezone, driver)
    return Execution(connection, cursor, form, _prepares(statement, driver), statement.bound(value_of, constants=False))


def _prepares(statement: Statement, driver: Any) -> bool:
    return statement.repeats and driver.prepare_threshold is not None


def way_of(statement: Statement, connection: Any) -> str:
    """How it has been run, for people."""
    form = _forms.get(statement)
    prepared = "prepared" if _prepares(statement, connection.connection) else "not prepared"
    return f"natively, {prepared}, rows in {'binary form' if form and form.binary else 'text'}"


def _valid(connection: Any, executions: Sequence[Execution], execute: Callable[[], Made]) -> Made:
    """Once more where a table has changed since. Inside a transaction the server's error stands: it has been aborted."""
    try:
        return execute()
    except _Changed:
        return execute()
    except NotSupportedError as error:
        if not _has_changed(error):
            raise
        for execution in executions:
            execution.form.text, execution.form.binary = execution.form.text + " ", None
        if connection.in_atomic_block:
            raise
        return execute()


def _has_changed(error: Exception) -> bool:
    """Whether a prepared statement would answer with columns of other types. What it is prepared by is its text: another one is new."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "source_function", None) == "RevalidateCachedQuery"


class _Changed(Exception):
    """A column has another type than when the statement was first executed, whose binary form is not known."""


def _typed(value: Any) -> Any:
    """Integers have one type, whatever their size: else each size would be a prepared statement of its own."""
    if type(value) is int:
        return Int8(value)
    return [Int8(each) if type(each) is int else each for each in value] if type(value) is list else value


def _with_constants(statement: Statement, driver: Any) -> str:
    """The SQL with the values of all parameters that never change."""
    values = _placeholders(statement, driver)
    return _PLACEHOLDER.sub(lambda found: next(values) if found[0] == "%s" else found[0], statement.sql or "")


def _placeholders(statement: Statement, driver: Any) -> Iterator[str]:
    for parameter in statement.parameters:
        if isinstance(parameter, Parameter | Spread):
            yield from ["%s"] * (max(parameter.size, 1) if isinstance(parameter, Spread) else 1)
        else:
            yield sql.Literal(parameter).as_string(driver).replace("%", "%%")


_PLACEHOLDER = re.compile(r"%[%s]")


class _JSONText(Loader):
    """Django's fields read JSON themselves, from its text."""

    format = Format.BINARY

    def load(self, data: Any) -> str:
        return bytes(data)[1:].decode()


def _read_moments_in(zone: Any, driver: Any) -> None:
    """Rows in either form as Django reads texts, in the zone that the connection has now."""
    if _zones.get(driver, driver) == zone:
        return

    class Moment(TimestamptzBinaryLoader):
        def load(self, data: Any) -> Any:
            return super().load(data).replace(tzinfo=zone)

    register_tzloader(zone, driver)
    driver.adapters.register_loader("timestamptz", Moment)
    driver.adapters.register_loader("jsonb", _JSONText)
    _zones[driver] = zone
