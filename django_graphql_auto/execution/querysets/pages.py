"""A page of each parent's rows, in one statement.

PostgreSQL (``LATERAL``) and SQLite (a subquery with a ``LIMIT`` for each parent) read every page by itself and stop at its end: it takes as
long as the pages are, not the lists. Elsewhere, and where no index leads from a parent to its rows, all rows are read once and numbered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.db import connections
from django.db.models import BooleanField, Expression, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.db.models.sql import Query

from django_graphql_auto.execution.statements.slots import Keys, of_each_key

KEY = '"parents"."key"'


@dataclass(frozen=True, slots=True)
class Cut:
    """The page of each parent: so many rows in this order, after so many others."""

    order: Sequence[Any]
    annotations: Mapping[str, Any]
    """What the order's keys are called that are no columns."""
    offset: int
    last: int
    link: str
    """The path of the parent's key."""
    keys: Keys | None = None
    """The keys themselves, where an index leads from one to its rows."""


def cut_per_parent(rows: QuerySet[Any], cut: Cut) -> QuerySet[Any]:
    """The pages of ``rows``, which are those of all parents; each parent's in their order."""
    way = _WAYS.get(connections[rows.db].vendor) if not rows.query.combinator else None
    return way(rows, cut, cut.keys) if way is not None and cut.keys is not None else _numbered(rows, cut)


def _numbered(rows: QuerySet[Any], cut: Cut) -> QuerySet[Any]:
    number = Window(RowNumber(), partition_by=[F(cut.link)], order_by=list(cut.order))
    numbered: QuerySet[Any] = rows.annotate(row_number=number)
    return numbered.filter(row_number__gt=cut.offset, row_number__lte=cut.last).order_by("row_number")


def _by_lateral(rows: QuerySet[Any], cut: Cut, keys: Keys) -> QuerySet[Any]:
    page: Any = rows.order_by(*cut.order)[cut.offset : cut.last]
    page.query = page.query.chain(klass=PageOfEach)
    page.query.keys = keys
    pages: QuerySet[Any] = page
    return pages


class PageOfEach(Query):
    """Reads its rows for one parent after the other."""

    keys: Keys

    def get_compiler(self, *arguments: Any, **named: Any) -> Any:
        compiler: Any = super().get_compiler(*arguments, **named)
        compiler.__class__ = _of_each(cast(Hashable, type(compiler)))
        return compiler


@cache
def _of_each(compiler_class: Any) -> Any:
    """The backend's compiler, the statement for one parent put into one for all."""

    class Compiler(compiler_class):  # type: ignore[misc]
        query: Any

        def as_sql(self, *arguments: Any, **named: Any) -> tuple[str, tuple[Any, ...]]:
            pages, self.query = self.query, self.query.chain(klass=Query)
            try:
                with of_each_key(KEY):
                    page, parameters = super().as_sql(*arguments, **named)
            finally:
                self.query = pages
            keys, given = pages.keys.array(self.connection)
            sql = f'SELECT "page".* FROM unnest({keys}) AS "parents" ("key") CROSS JOIN LATERAL ({page}) AS "page"'
            return sql, (*given, *parameters)

    return Compiler


def _by_subqueries(rows: QuerySet[Any], cut: Cut, keys: Keys) -> QuerySet[Any]:
    if rows.model._meta.pk.column is None:  # a key of several columns
        return _numbered(rows, cut)
    page = rows.order_by(*cut.order)[cut.offset : cut.last]
    pages: Any = rows.all()
    pages.query = Query(rows.model)
    found: QuerySet[Any] = pages.filter(AmongPages(F("pk"), page.values("pk"), keys)).annotate(**cut.annotations).order_by(*cut.order)
    return found


class AmongPages(Expression):
    """Whether a row's key is among those of some parent's page."""

    conditional = True

    def __init__(self, key: Any, page: QuerySet[Any], keys: Keys) -> None:
        super().__init__(output_field=BooleanField())
        self.key, self.page, self.keys = key, page, keys

    def get_source_expressions(self) -> list[Any]:
        return [self.key]

    def set_source_expressions(self, expressions: Sequence[Any]) -> None:
        [self.key] = expressions

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        key, parameters = compiler.compile(self.key)
        with of_each_key(KEY):
            page, given = self.page.query.get_compiler(connection=connection).as_sql()
        keys, places = self.keys.rows(connection)
        quote, options = connection.ops.quote_name, self.page.model._meta
        table, column = quote(options.db_table), quote(options.pk.column)
        parents = f'(SELECT column1 AS "key" FROM (VALUES {keys})) AS "parents"'
        found = f'SELECT "child".{column} FROM {parents} CROSS JOIN {table} AS "child" ON "child".{column} IN ({page})'
        return f"{key} IN ({found})", (*parameters, *places, *given)


_WAYS: Mapping[str, Callable[[QuerySet[Any], Cut, Keys], QuerySet[Any]]] = {"postgresql": _by_lateral, "sqlite": _by_subqueries}
"""By vendor."""
