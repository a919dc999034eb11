"""How many rows a whole table has, as the database's own statistics say: the cheap answer where a COUNT would read millions."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.models import BigIntegerField, Case, Expression, F, QuerySet, Subquery, When

from django_graphql_auto.access import Visibility
from django_graphql_auto.conf import settings
from django_graphql_auto.execution.querysets.matching import Matching

STATISTICS = {
    "postgresql": "(SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(%s::text))",
    "mysql": "(SELECT TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = %s)",
}
"""Where each vendor of Django's keeps the figure. It is negative or null where the table was never looked at."""


class TableRows(Expression):
    """The statistics' figure for a table."""

    def __init__(self, table: str) -> None:
        super().__init__(output_field=BigIntegerField())
        self.table = table

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str]]:
        name = connection.ops.quote_name(self.table) if connection.vendor == "postgresql" else self.table
        return STATISTICS[connection.vendor], (name,)


class CountOf(Subquery):
    """How many rows a queryset has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = BigIntegerField()


def knows_estimate(matching: Matching) -> bool:
    """Whether the list is a whole table, all of it visible, in a database with statistics. Other figures would tell of hidden rows."""
    rows = matching.rows
    free = matching.scopes.visibility(matching.entity) is Visibility.FREE
    return free and not rows.query.where and connections[rows.db].vendor in STATISTICS


def estimate(matching: Matching) -> QuerySet[Any]:
    """One statement with one value: the statistics' figure where it is large, else the exact count, which is read only then."""
    rows = matching.rows.alias(known=TableRows(matching.entity.model._meta.db_table))
    large = When(known__gte=settings.ESTIMATE_COUNTS_FROM, then=F("known"))
    figure = Case(large, default=CountOf(matching.rows.values("pk")), output_field=BigIntegerField())
    answer: QuerySet[Any] = rows.values_list(figure)[:1]
    return answer
