"""What the databases have: the only part of the doctor, beside permissions, that asks them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import Error as DatabaseError
from django.db import connections, models, router

from django_graphql_auto.introspection import look_at
from django_graphql_auto.introspection.records import ModelInfo
from django_graphql_auto.management.doctor.records import Problem, Severity
from django_graphql_auto.schema.build import BuiltSchema


class Tables:
    """The tables of every database, each looked up once. ``unreachable`` holds why a database can't be asked, by its alias."""

    def __init__(self) -> None:
        self.unreachable: dict[str, str] = {}
        self._names: dict[str, frozenset[str]] = {}

    def has(self, model: type[models.Model]) -> bool | None:
        """Whether the model's table or view is there; None where the database can't be asked."""
        alias = router.db_for_read(model)
        if alias not in self._names and alias not in self.unreachable:
            self._look(alias)
        return self._is_there(alias, look_at(model).db_table) if alias in self._names else None

    def has_rows(self, model: type[models.Model], count: int) -> bool:
        """Whether the table has at least so many rows; no more than these are counted."""
        rows: Any = model._base_manager.using(router.db_for_read(model)).order_by().values("pk")
        return bool(self.has(model)) and rows[count - 1 : count].exists()

    def _look(self, alias: str) -> None:
        connection = connections[alias]
        try:
            found = connection.introspection.table_names(include_views=True)
        except DatabaseError as failure:
            self.unreachable[alias] = str(failure).strip().splitlines()[0]
        else:
            self._names[alias] = frozenset(map(connection.introspection.identifier_converter, found))

    def _is_there(self, alias: str, table: str) -> bool:
        """A quoted name may lead into another schema of the database, and is taken for granted."""
        return '"' in table or connections[alias].introspection.identifier_converter(table) in self._names[alias]


def missing_tables(built: BuiltSchema, tables: Tables) -> Iterator[Problem]:
    """What migrations would make is one problem, and every table or view that is the project's own affair another."""
    needed = dict.fromkeys(model for entity in built.entities.values() for model in _tables_of(entity.info))
    missing = {look_at(model).db_table: look_at(model) for model in needed if tables.has(model) is False}
    if managed := sorted(table for table, info in missing.items() if info.managed):
        yield Problem(Severity.ERROR, "no-table", f"Tables that don't exist: {', '.join(managed)}.", "Run migrate.")
    for table, info in missing.items():
        if not info.managed:
            text, advice = (
                f"Its table {table} doesn't exist.",
                "The model isn't managed: make the table or view yourself, or don't expose it.",
            )
            yield Problem(Severity.ERROR, "no-table", text, advice, info.label)


def _tables_of(info: ModelInfo) -> list[type[models.Model]]:
    """The model, and the tables between it and others that no model of its own stands for."""
    return [info.model, *(relation.through for relation in info.relations if relation.through and relation.through_auto_created)]


def unreachable_databases(tables: Tables) -> Iterator[Problem]:
    for alias, reason in tables.unreachable.items():
        text = f"The database {alias!r} can't be asked, so its tables are not known: {reason}"
        yield Problem(Severity.WARNING, "no-database", text, "Start it, or look at DATABASES.")
