"""Reads fetches' rows: one statement of each, as it is known or as it is made."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from django.db.models import BooleanField, Case, F, Model, Q, QuerySet, Value, When

from django_graphql_auto.access import Deleted, prefixed
from django_graphql_auto.execution.querysets.expressions import expression_column
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.statements.fetches import FetchStatement, fetch_statement
from django_graphql_auto.execution.statements.slots import AmongKeys, Keys, Parameter, rounded
from django_graphql_auto.introspection import column_field
from django_graphql_auto.planning.plan import ExpressionRead, Fetch, Row, VisibilityRead


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fetch's rows come from: ``build`` makes the queryset, ``name`` tells it from others, ``values`` apart.

    A source without a name is made anew for every request.
    """

    name: Hashable
    build: Callable[[], QuerySet[Any]]
    values: dict[Hashable, Any] = field(default_factory=dict)
    repeats: bool = True
    """Whether all that varies between requests is in ``values``."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A fetch's statement and the values that it is to be executed with."""

    fetched: FetchStatement
    values: Mapping[Hashable, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """A fetch's rows and the statement they came from."""

    fetched: FetchStatement
    rows: list[Row]

    def take(self, position: int, python: bool) -> Callable[[Row], Any]:
        """Takes a column's value from a row: raw, or as Django's fields have it."""
        convert = self.fetched.statement.converter(position) if python else None
        return itemgetter(position) if convert is None else lambda row: convert(row[position])


def read(run: Run, fetch: Fetch, source: Source, extra: Sequence[str] = ()) -> Read:
    """Runs one statement: the fetch's columns and displays, and ``extra`` paths."""
    return read_each(run, [ask(run, fetch, source, extra)])[0]


def read_each(run: Run, asked: Sequence[Asked]) -> list[Read]:
    """Runs statements that don't depend on each other."""
    found = run.rows_of_each([(one.fetched.statement, one.values) for one in asked]) if asked else ()
    return [Read(one.fetched, rows) for one, rows in zip(asked, found, strict=True)]


def ask(run: Run, fetch: Fetch, source: Source, extra: Sequence[str] = ()) -> Asked:
    """The statement that :func:`read` runs."""

    key = None if source.name is None else (source.name, fetch, tuple(extra))

    def make() -> FetchStatement:
        repeats = source.repeats and key is not None
        return fetch_statement(source.build(), fetch, lambda one, name: _made(run, one, name), extra, repeats)

    return Asked(run.recall(key, make, source.values), source.values)


def _made(run: Run, wanted: VisibilityRead | ExpressionRead, name: str) -> Any:
    """A column that is computed."""
    if isinstance(wanted, VisibilityRead):
        return _visible(run, wanted)
    arguments = wanted.arguments.bind(run.variables)
    return expression_column(run.scopes, wanted.entity, wanted.expression, arguments, wanted.prefix, name)


def _visible(run: Run, wanted: VisibilityRead) -> Case:
    scope = run.scopes.scope(wanted.entity).condition
    present = Q(**{f"{wanted.prefix.removesuffix('__')}__isnull": False}) & prefixed(scope, wanted.prefix)
    return Case(When(present, then=Value(True)), default=Value(False), output_field=BooleanField())


KEYS = "keys"
"""The place of the keys that rows are read by."""


def with_keys(run: Run, fetch: Fetch, path: str, keys: Sequence[Any], python: bool, deleted: Deleted | None = None) -> Source:
    """The visible rows whose column ``path`` has one of the keys, and as far as they are asked for the deleted ones."""
    condition = keys_condition(fetch.entity.model, path, keys, python)
    name = ("with keys", path, rounded(len(keys)), python, deleted)
    return Source(name, lambda: run.scopes.rows_with(fetch.entity, deleted).filter(condition), {KEYS: list(keys)})


def keys_condition(model: type[Model], path: str, keys: Sequence[Any], python: bool) -> Q:
    """That the column ``path`` has one of the keys."""
    return Q(AmongKeys(F(path), keys_of(model, path, keys, python).parameter, tuple(keys)))


def keys_of(model: type[Model], path: str, keys: Sequence[Any], python: bool) -> Keys:
    """Raw keys are what the same driver gave; ``python`` ones are prepared as the column's values are."""
    column = column_field(model, path)
    return Keys(column, Parameter(KEYS, column if python else None), tuple(keys))
