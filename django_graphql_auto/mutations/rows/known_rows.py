"""One row by the values of unique columns, its SQL made once: the row that nearly every write begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connections, models

from django_graphql_auto.introspection.records import ModelInfo
from django_graphql_auto.mutations.records import Form

Lookup = Mapping[str, Any]
TYPES = (int, str, UUID)
"""Types of values that Django compares in one way, however large or long they are; integers must fit their column."""


@dataclass(frozen=True, slots=True)
class Select:
    """One table's SELECT of whole rows by certain columns."""

    text: str
    fields: Sequence[Any]
    """Those that are compared."""
    names: Sequence[str]
    converters: tuple[tuple[int, Sequence[Any], Any], ...]
    """For each column that needs it: its place, Django's converters, and what these ask for."""

    def row(self, model: type[models.Model], lookup: Lookup, using: str) -> models.Model | None:
        """What the database holds for the same, Python may not: another case, or spaces behind it."""
        connection = connections[using]
        with connection.cursor() as cursor:
            cursor.execute(self.text, _prepared(self.fields, lookup, connection))
            found = cursor.fetchone()
        if found is None:
            return None
        values = list(found)
        for place, converters, expression in self.converters:
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        row = model.from_db(using, self.names, values)
        return row if all(getattr(row, name) == value for name, value in lookup.items()) else None


def known_select(form: Form, lookup: Lookup, using: str, locked: bool) -> Select | None:
    """What finds a row by the lookup; None where Django itself has to."""
    kinds = tuple(map(type, lookup.values()))
    key = ("select", using, tuple(lookup), kinds, locked)
    found: Select | None = form.statements.get(key)
    fields = found.fields if found else [_field(form.info, name) for name in lookup]
    if not all(kind in TYPES for kind in kinds) or None in fields or not _fit(fields, lookup, connections[using]):
        return None
    made: Select | None = form.statement(key, lambda: _made(form.info, fields, lookup, using, locked))
    return made


def _made(info: ModelInfo, fields: Sequence[Any], lookup: Lookup, using: str, locked: bool) -> Select | None:
    """Kept where Django compares with nothing else than the values themselves."""
    if len(info.key_fields) != 1 or not all(field.get_lookup("exact").__module__.startswith("django.") for field in fields):
        return None
    rows = info.model._base_manager.using(using).order_by().filter(**lookup)
    compiler = (rows.select_for_update() if locked else rows).query.get_compiler(using)
    text, parameters = compiler.as_sql()
    if list(parameters) != _prepared(fields, lookup, connections[using]):
        return None
    selected = [column for column, *_ in compiler.select]
    converters = compiler.get_converters(selected)
    names = [column.target.attname for column in selected]
    return Select(text, fields, names, tuple((place, *found) for place, found in converters.items()))


def _field(info: ModelInfo, name: str) -> Any:
    """Relations are found by Django."""
    wanted = info.key_fields[0] if name == "pk" else name
    return next((column.field for column in info.fields if column.name == wanted), None)


def _prepared(fields: Sequence[Any], lookup: Lookup, connection: Any) -> list[Any]:
    pairs = zip(fields, lookup.values(), strict=True)
    return [field.get_db_prep_value(field.get_prep_value(value), connection, prepared=True) for field, value in pairs]


def _fit(fields: Sequence[Any], lookup: Lookup, connection: Any) -> bool:
    """Integers beyond their column's would be refused by the database, where Django doesn't even ask it."""
    for field, value in zip(fields, lookup.values(), strict=True):
        if isinstance(field, models.IntegerField):
            least, most = connection.ops.integer_field_range(field.get_internal_type())
            if not (isinstance(value, int) and (least is None or value >= least) and (most is None or value <= most)):
                return False
    return True
