"""From a queryset to SQL with parameters, by Django's own compiler."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connections
from django.db.models import QuerySet
from django.db.models.query import ValuesListIterable

from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.execution.statements.dependencies import refuse, refused
from django_graphql_auto.execution.statements.slots import Convert, Parameter, Spread, leaving_parameters


@dataclass(frozen=True, eq=False)
class Statement:
    """One SQL statement. ``sql`` is None where the database need not be asked: nothing can match."""

    alias: str
    sql: str | None = None
    parameters: tuple[Any, ...] = ()
    """In the order of the placeholders: :class:`Parameter`, :class:`Spread`, or a value that never changes."""
    width: int = 0
    """Columns of a row."""
    is_wider: bool = False
    """Whether more is selected to order by."""
    python: tuple[Convert | None, ...] = ()
    """What makes a column's raw value what Django's fields have; None where it is already."""
    native: bool = False
    """Whether it may be run past Django's cursor: it reads columns and compares them, and nothing in it needs a type to be guessed."""
    repeats: bool = True
    """Whether its text serves other values than these: only such a one is worth preparing."""
    queryset: QuerySet[Any] | None = None
    """Where it is not what the database answers that counts, but what a queryset of a class of its own makes of it."""

    def bound(self, value_of: Callable[[Hashable], Any], constants: bool = True) -> list[Any]:
        """The values of one execution, with or without those that never change.

        Raises :class:`BadUserInput` where one doesn't fit its column.
        """
        connection, made = connections[self.alias], []
        try:
            for parameter in self.parameters:
                if isinstance(parameter, Parameter):
                    made.append(parameter.prepared(value_of(parameter.place), connection))
                elif isinstance(parameter, Spread):
                    made.extend(parameter.prepared(value_of(parameter.parameter.place), connection))
                elif constants:
                    made.append(parameter)
        except (ValueError, TypeError, ValidationError, ArithmeticError) as error:
            raise BadUserInput("A value in the filter does not fit its column.") from error
        return made

    def converter(self, position: int) -> Convert | None:
        """What makes a column's raw value what Django's fields have; None where it is already."""
        return self.python[position] if self.python else None

    def pythonic(self, rows: Sequence[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
        """Rows as ``values_list`` would give them."""
        if not any(self.python):
            return rows
        converts = [convert or _unchanged for convert in self.python]
        return [tuple(convert(value) for convert, value in zip(converts, row, strict=False)) for row in rows]


def _unchanged(value: Any) -> Any:
    return value


def compiled(queryset: QuerySet[Any], native: bool = False, repeats: bool = True, width: int = 0) -> Statement:
    """The statement that ``queryset`` would run; ``width`` is how many columns are asked for."""
    if queryset._iterable_class is not ValuesListIterable:
        refuse(f"the rows of {queryset.model._meta.label} are made by a queryset of its own")
        return Statement(queryset.db, "", width=width, repeats=False, queryset=queryset)
    compiler = queryset.query.get_compiler(queryset.db)
    try:
        with leaving_parameters():
            sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        sql = ""
    if not sql:
        return Statement(queryset.db)
    expressions = [selected[0] for selected in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(expressions)
    python = tuple(_composed(converters[index], queryset.db) if index in converters else None for index in range(len(expressions)))
    native = native and all(isinstance(parameter, Parameter | Spread | int | None) for parameter in parameters)
    wider = bool(compiler.has_extra_select)
    return Statement(queryset.db, sql, tuple(parameters), len(expressions), wider, python, native, repeats and not refused())


def _composed(found: tuple[Sequence[Any], Any], alias: str) -> Convert:
    """Django's converters of one column, one after the other. Connections belong to threads: each call takes its own."""
    converters, expression = found

    def convert(value: Any) -> Any:
        connection = connections[alias]
        for one in converters:
            value = one(value, expression, connection)
        return value

    return convert
