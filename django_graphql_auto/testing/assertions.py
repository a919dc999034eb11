"""Assertions for a project's own tests: statements, errors, plans, schema."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.utils import DEFAULT_DB_ALIAS

from django_graphql_auto.testing.client import Result

UPDATE = "UPDATE_SCHEMA"
"""The environment variable that makes :func:`assert_schema` write the file."""
_TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class Statements(list[str]):
    """The SQL of the statements that were run, without transaction control."""

    def record(self, execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith(_TRANSACTION_CONTROL):
            self.append(sql)
        return execute(sql, parameters, many, context)


@contextmanager
def captured_statements(using: str = DEFAULT_DB_ALIAS) -> Iterator[Statements]:
    """Collects every SQL statement of the block, placeholders instead of values."""
    statements = Statements()
    with connections[using].execute_wrapper(statements.record):
        yield statements


@contextmanager
def assert_statements(count: int, using: str = DEFAULT_DB_ALIAS) -> Iterator[Statements]:
    """Fails where the block runs another number of SQL statements than ``count``, and lists them."""
    with captured_statements(using) as statements:
        yield statements
    listed = "\n".join(f"{number}. {sql}" for number, sql in enumerate(statements, 1))
    assert len(statements) == count, f"Expected {count} statements, ran {len(statements)}:\n{listed}"


def assert_no_errors(result: Result) -> None:
    """Fails where the answer has errors, and lists them."""
    listed = "\n".join(f"{error['extensions']['code']} at {error.get('path', [])}: {error['message']}" for error in result.errors)
    assert not result.errors, f"Expected no errors:\n{listed}"


def assert_error_code(result: Result, *codes: str) -> None:
    """Fails unless the answer's errors have exactly these codes, in any order."""
    assert sorted(result.codes) == sorted(codes), f"Expected {', '.join(codes)}, got {result.errors}"


def assert_plan(document: str, expected: str, variables: Mapping[str, Any] | None = None, user: Any = None) -> None:
    """Fails unless the query's plan reads as ``expected`` (surrounding blank lines do not count)."""
    from django_graphql_auto.testing.plans import explain_plans

    _assert_same_text(explain_plans(document, variables, user).strip(), expected.strip(), "expected plan", "plan")


def assert_schema(path: str | os.PathLike[str]) -> None:
    """Fails where the schema differs from the committed file. With ``UPDATE_SCHEMA=1`` in the environment, writes it instead."""
    from django_graphql_auto.schema.live import current_schema

    file, sdl = Path(path), current_schema().sdl
    if os.environ.get(UPDATE) == "1":
        file.write_text(sdl, encoding="utf-8")
    assert file.exists(), f"{file} does not exist; run once with {UPDATE}=1."
    _assert_same_text(sdl, file.read_text(encoding="utf-8"), str(file), "schema")


def _assert_same_text(actual: str, expected: str, expected_name: str, actual_name: str) -> None:
    if actual != expected:
        difference = difflib.unified_diff(expected.splitlines(), actual.splitlines(), expected_name, actual_name, lineterm="")
        raise AssertionError("\n".join(difference))
