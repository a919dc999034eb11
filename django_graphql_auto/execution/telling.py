"""A record as plain data, for programs: the debug answer and ``graphql_explain --format json``."""

from __future__ import annotations

import re
from typing import Any

from django_graphql_auto.execution.course import Part, course
from django_graphql_auto.execution.record import STAGES, Record, RecordedStatement
from django_graphql_auto.planning.explain import explain


def told(record: Record, values: bool) -> dict[str, Any]:
    """``values`` tells whether those of statements are shown: parameters, and texts that somebody has written into the SQL."""
    return {
        "plans": {name: {"known": recorded.known, "plan": explain(recorded.plan).splitlines()} for name, recorded in record.plans.items()},
        **({"writes": {name: _write(course(step)) for name, step in record.writes.items()}} if record.writes else {}),
        "statements": [_statement(statement, values) for statement in record.statements],
        "milliseconds": milliseconds(record),
    }


def _write(part: Part) -> dict[str, Any]:
    """How a write went: its figures, and its steps."""
    inside = [_part(each) for each in part.inside]
    return {**part.counts(), "statements": part.all_statements} | _said({"undone": part.undone, "steps": inside})


def _part(part: Part) -> dict[str, Any]:
    names = ("action", "model", "path", "rows", "name", "way", "why", "undone", "beside", "constraints", "statements")
    return _said({name: getattr(part, name) for name in names} | {"steps": [_part(each) for each in part.inside]})


def _said(found: dict[str, Any]) -> dict[str, Any]:
    """Without what there is nothing to say of."""
    return {name: value for name, value in found.items() if value not in (None, "", [], {}, ())}


def milliseconds(record: Record) -> dict[str, float]:
    """Time per stage, and of it what passed in the database."""
    stages = {name: _milliseconds(record.stages[name]) for name in STAGES if name in record.stages}
    return stages | {"database": _milliseconds(record.database_seconds)}


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)


def _statement(statement: RecordedStatement, values: bool) -> dict[str, Any]:
    made = {
        "about": statement.about,
        "sql": statement.sql if values else _LITERAL.sub("'…'", statement.sql),
        "parameters": [_shown(value) for value in statement.parameters] if values else None,
        "origin": statement.origin,
        "reasons": list(statement.reasons),
        "way": statement.way,
        "rows": statement.rows,
        "milliseconds": _milliseconds(statement.seconds),
        "field": statement.place,
        "database": list(statement.notes),
    }
    return _said(made)


_LITERAL = re.compile(r"'(?:[^']|'')*'")


def _shown(value: Any) -> Any:
    """JSON's own values as they are, lists of them too; anything else as its text."""
    if isinstance(value, list | tuple):
        return [_shown(each) for each in value]
    if value is None or isinstance(value, bool | float | str):
        return value if not isinstance(value, str) else str(value)
    return int(value) if isinstance(value, int) else str(value)
