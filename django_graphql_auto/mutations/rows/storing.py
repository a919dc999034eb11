"""A row's own INSERT or UPDATE, its SQL made once. All else is Django's ``save()``: signals, the fields' values, what becomes of the row.

Only the text is kept. What Django would write in another way the next time, an expression for one, is left to Django.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connections, models
from django.db.models.sql import InsertQuery

from django_graphql_auto.introspection import is_sent_plainly
from django_graphql_auto.introspection.records import ModelInfo
from django_graphql_auto.mutations.records import Form

VENDORS = frozenset({"sqlite", "postgresql", "mysql"})
"""Databases whose statements are known to have one placeholder for each column."""
SENDING = ("_do_insert", "_do_update")
"""What Django's ``save()`` calls once it knows the values: the last thing before SQL."""
OWN_PLACEHOLDERS = ("get_placeholder", "get_placeholder_sql")
"""By these a field writes something else than a value into a statement."""
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Insert:
    """One table's INSERT of certain columns."""

    text: str
    converters: tuple[tuple[int, Sequence[Any], Any], ...]
    """For each returned column that needs it: its place, Django's converters, and what these ask for."""

    def run(self, connection: Any, values: Sequence[Any], returns: bool) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(self.text, values)
            if not returns:
                return []
            row = list(cursor.fetchone())
        for place, converters, expression in self.converters:
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        return [tuple(row)]


def save(row: models.Model, form: Form, using: str, **options: Any) -> None:
    """``row.save()``. What is put into the row's way is gone as soon as it has been called, so that receivers meet it as it always is."""
    if not is_sent_plainly(form.model):
        row.save(using=using, **options)
        return
    vars(row).update(_do_insert=partial(_insert, row, form), _do_update=partial(_update, row, form))
    try:
        row.save(using=using, **options)
    finally:
        _step_aside(row)  # a save() of the project need not have stored anything


def update(row: models.Model, form: Form, using: str, names: Collection[str]) -> bool | None:
    """The UPDATE alone of a row of a model that is stored silently: whether there was such a row; None where Django itself has to."""
    connection = connections[using]
    fields = [column.field for column in form.info.fields if column.name in names or getattr(column.field, "auto_now", False)]
    text = _known_update(form, using, fields) if fields else None
    made = _prepared([(field, field.pre_save(row, False)) for field in fields], connection) if text else None
    return None if text is None or made is None else _is_updated(text, [*made, _prepared_key(form.info, row.pk, connection)], connection)


def _step_aside(row: models.Model) -> None:
    for name in SENDING:
        vars(row).pop(name, None)


def _insert(row: Any, form: Form, manager: Any, using: str, fields: Sequence[Any], returning: Sequence[Any], raw: bool) -> list[Row]:
    _step_aside(row)
    connection = connections[using]
    known = _known_insert(form, using, fields, returning)
    values = _prepared([(field, field.pre_save(row, True)) for field in fields], connection) if known else None
    if known is None or values is None:
        return row._do_insert(manager, using, fields, returning, raw)  # type: ignore[no-any-return]
    return known.run(connection, values, bool(returning))


def _update(row: Any, form: Form, base: Any, using: str, key: Any, values: Sequence[Any], names: Any, forced: Any, *more: Any) -> Any:
    """``more`` are, from Django 6.0 on, the columns that it wants to know afterwards. What it asks is whether there was a row."""
    _step_aside(row)
    connection = connections[using]
    pairs = [(field, value) for field, _, value in values]
    text = None if any(more) or not pairs else _known_update(form, using, [field for field, _ in pairs])
    made = _prepared(pairs, connection) if text else None
    if text is None or made is None:
        return row._do_update(base, using, key, values, names, forced, *more)
    return [()] if _is_updated(text, [*made, _prepared_key(form.info, key, connection)], connection) else []


def _is_updated(text: str, values: Sequence[Any], connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return bool(cursor.rowcount > 0)


def _prepared(values: Sequence[tuple[Any, Any]], connection: Any) -> list[Any] | None:
    """As the driver takes them; None where one is no value, but something that the database shall reckon."""
    if any(hasattr(value, "resolve_expression") for _, value in values):
        return None
    made = [field.get_db_prep_save(value, connection) for field, value in values]
    return None if any(hasattr(value, "as_sql") for value in made) else made


def _known_insert(form: Form, using: str, fields: Sequence[Any], returning: Sequence[Any]) -> Insert | None:
    key = ("insert", using, tuple(map(id, fields)), tuple(map(id, returning)))
    found: Insert | None = form.statement(key, lambda: _made_insert(form.info, using, fields, returning))
    return found


def _made_insert(info: ModelInfo, using: str, fields: Sequence[Any], returning: Sequence[Any]) -> Insert | None:
    """As Django's compiler has it, whatever values it meets."""
    connection = connections[using]
    if not fields or _writes_itself(fields) or not _is_known(connection) or not connection.features.can_return_columns_from_insert:
        return None
    query: Any = InsertQuery(info.concrete_model)
    query.insert_values(fields, [None], raw=True)
    compiler: Any = query.get_compiler(using)
    compiler.returning_fields = returning
    compiler.pre_save_val = compiler.prepare_value = lambda *of: None
    [(text, parameters)] = compiler.as_sql()
    converters = compiler.get_converters([field.get_col(info.db_table) for field in returning])
    is_plain = text.count("%s") == len(fields) == len(parameters)
    return Insert(text, tuple((place, *found) for place, found in converters.items())) if is_plain else None


def _known_update(form: Form, using: str, fields: Sequence[Any]) -> str | None:
    key = ("update", using, tuple(map(id, fields)))
    found: str | None = form.statement(key, lambda: _made_update(form.info, using, fields))
    return found


def _made_update(info: ModelInfo, using: str, fields: Sequence[Any]) -> str | None:
    key = _key_of(info)
    connection = connections[using]
    if key is None or _writes_itself([*fields, key]) or not _is_known(connection):
        return None
    quoted = connection.ops.quote_name
    columns = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    table = quoted(info.db_table)
    return f"UPDATE {table} SET {columns} WHERE {table}.{quoted(key.column)} = %s"


def _key_of(info: ModelInfo) -> Any:
    """The primary key's field, if it is one column that is no relation."""
    return next((column.field for column in info.fields if (column.name,) == info.key_fields), None)


def _prepared_key(info: ModelInfo, key: Any, connection: Any) -> Any:
    """As it is compared."""
    field = _key_of(info)
    return field.get_db_prep_value(field.get_prep_value(key), connection, prepared=True)


def _is_known(connection: Any) -> bool:
    return connection.vendor in VENDORS


def _writes_itself(fields: Sequence[Any]) -> bool:
    return any(hasattr(field, name) for field in fields for name in OWN_PLACEHOLDERS)
