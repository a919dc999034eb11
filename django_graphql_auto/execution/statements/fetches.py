"""The statement of a fetch, and the functions that make answers of its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import F, QuerySet

from django_graphql_auto.execution.statements.compiling import Statement, compiled
from django_graphql_auto.execution.statements.readers import Reader, display_of, reader_of
from django_graphql_auto.execution.statements.slots import Convert
from django_graphql_auto.introspection import column_path
from django_graphql_auto.planning.plan import ColumnRead, Display, Fetch, Output, Row

Render = Callable[[Sequence[Row], Sequence[Any]], list[Any]]


@dataclass(frozen=True, eq=False)
class FetchStatement:
    """Reads ``fetch``; ``extra`` are the positions of what is read beside its columns: an order's values, a parent's key."""

    statement: Statement
    extra: tuple[int, ...]
    renders: tuple[Render, ...]
    fetch: Fetch


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a display stands in a row and what makes it JSON-ready."""

    position: int
    convert: Convert | None
    nullable: bool
    inline: str | None = None
    """A Python expression in the place of the conversion's call."""


def fetch_statement(
    queryset: QuerySet[Any], fetch: Fetch, made: Callable[[Any, str], Any], extra: Sequence[str], repeats: bool
) -> FetchStatement:
    """Selects the fetch's columns, what its displays need, and ``extra`` paths. ``made`` makes the expression of what is no column."""
    connection = connections[queryset.db]
    annotations: dict[str, Any] = {}
    positions: dict[str, int] = {}
    for index, read in enumerate(fetch.columns):
        name = read.path if isinstance(read, ColumnRead) else f"made_{index}"
        if not isinstance(read, ColumnRead):
            annotations[name] = made(read, name)
        positions[name] = index
    readers = [reader_of(display.column, connection) for display in fetch.displays]
    names = [_name(index, *pair, annotations) for index, pair in enumerate(zip(fetch.displays, readers, strict=True))]
    wanted = [column_path(queryset.model, path) for path in extra]
    for name in (*names, *wanted):
        positions.setdefault(name, len(positions))
    statement = compiled(queryset.annotate(**annotations).values_list(*positions), native=True, repeats=repeats, width=len(positions))
    shown = [
        _shown(positions[name], display, reader, statement) for name, display, reader in zip(names, fetch.displays, readers, strict=True)
    ]
    renders = tuple(compile_output(output, shown, statement, len(fetch.slots)) for output in fetch.outputs)
    return FetchStatement(statement, tuple(positions[path] for path in wanted), renders, fetch)


def _name(index: int, display: Display, reader: Reader | None, annotations: dict[str, Any]) -> str:
    """What the statement calls a display: its column, or an expression in its place."""
    if reader is None or reader.expression is None:
        return display.path
    annotations[f"shown_{index}"] = reader.expression(F(display.path))
    return f"shown_{index}"


def _shown(position: int, display: Display, reader: Reader | None, statement: Statement) -> Shown:
    python = statement.converter(position)
    # A field's own conversion may make something of null.
    nullable = display.column.nullable and (reader is not None or python is None)
    inline = reader.inline(display.column) if reader and reader.inline else None
    return Shown(position, display_of(display.column, reader, python), nullable, inline)


def compile_output(output: Output, shown: Sequence[Shown], statement: Statement, slots: int) -> Render:
    """The output's expression as a function from rows and slots to the list of answers. Columns are local variables of its loop."""
    names: dict[str, Any] = {f"c{index}": constant for index, constant in enumerate(output.constants)}
    expression = _TOKEN.sub(lambda token: _TOKENS[token[1]](int(token[2]), shown, statement, names), output.expression)
    columns = "".join(f"a{index}, " for index in range(statement.width))
    loop = f"for r in rows for ({columns}) in (r,)" if "(r)" in expression else f"for ({columns}) in rows"
    unpack = f"    ({''.join(f's{index}, ' for index in range(slots))}) = slots\n" if slots else ""
    exec(compile(f"def render(rows, slots):\n{unpack}    return [{expression} {loop}]\n", "<plan>", "exec"), names)
    made: Render = names["render"]
    return made


_TOKEN = re.compile(r"\b([rpd])\[(\d+)\]")


def _raw(position: int, shown: Sequence[Shown], statement: Statement, names: dict[str, Any]) -> str:
    return f"a{position}"


def _python(position: int, shown: Sequence[Shown], statement: Statement, names: dict[str, Any]) -> str:
    convert = statement.converter(position)
    if convert is None:
        return f"a{position}"
    names[f"p{position}"] = convert
    return f"p{position}(a{position})"


def _display(index: int, shown: Sequence[Shown], statement: Statement, names: dict[str, Any]) -> str:
    found = shown[index]
    column = f"a{found.position}"
    if found.convert is None:
        return column
    names[f"d{index}"] = found.convert
    made = f"d{index}({column})"
    if found.inline is not None:
        inline = found.inline.replace("$call", made).replace("$made", f"m{index}").replace("$a", column)
        made = f"({inline})"
    return f"(None if {column} is None else {made})" if found.nullable else made


_TOKENS: Mapping[str, Callable[..., str]] = {"r": _raw, "p": _python, "d": _display}
