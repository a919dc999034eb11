"""Writes of one row that nothing comes between: it is stored by one statement, and no code of the project's runs meanwhile.

Such a row is what was asked for, and a database needs no transaction around one statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, connections, models

from django_graphql_auto.introspection import is_storable_integer, stores_plainly, stores_silently
from django_graphql_auto.mutations.nested.writing import FINDS_ONLY, Wanted, Writing
from django_graphql_auto.mutations.records import CREATED_AS, Form, Given, Rejected, changes_of
from django_graphql_auto.mutations.rows.rows import PERMISSIONS
from django_graphql_auto.mutations.rows.storing import update
from django_graphql_auto.mutations.telling.steps import step


def is_alone(writer: Writing, model: type[models.Model], given: Given, operation: str) -> bool:
    """Whether storing the row is all there is to do."""
    form = writer.form(model)
    return (
        not (form.hooks or form.options.write_rules or writer.rows.notes.hears(model) or _calls_presets(form))
        and stores_silently(model)
        and all(name in form.columns or name == CREATED_AS or _finds_only(form, name, value) for name, value in given.items())
        and writer.rows.may(form, operation)
        and writer.rules.is_free(model, PERMISSIONS[operation])
    )


def _calls_presets(form: Form) -> bool:
    return any(map(callable, (*form.options.set_on_create.values(), *form.options.set_on_update.values())))


def _finds_only(form: Form, name: str, operands: object) -> bool:
    link = form.links.get(name)
    return bool(link and link.relation.kind.has_column and isinstance(operands, dict) and operands.keys() <= FINDS_ONLY)


def commits_itself(using: str) -> bool:
    """Whether a statement that is run now is a transaction of its own."""
    connection = connections[using]
    return not connection.in_atomic_block and connection.get_autocommit()


def changed_alone(writer: Writing, form: Form, named: Any, wanted: Wanted) -> models.Model | None:
    """A row that is alone, changed by one UPDATE. Its other columns are read when somebody wants them.

    None where the row has to be looked at first, or only a look can tell what is wrong.
    """
    if not _needs_no_look(writer, form, wanted.given):
        return None
    form.require_input(wanted.given, "update")
    [lookup] = writer.rules.lookups(form.model, [named])
    key = _key(lookup) if isinstance(lookup, dict) else None
    return None if key is None else _changed(writer, form, key, wanted)


def _needs_no_look(writer: Writing, form: Form, given: Given) -> bool:
    """Whether neither what a row is before it is changed matters, nor what else there is in it or beside it."""
    return (
        bool(given)
        and given.keys() <= form.columns.keys()
        and not changes_of(given)
        and not form.input_only.each
        and stores_plainly(form.model, writer.using)
        and writer.rules.is_free(form.model, "view")
    )


def _key(lookup: Mapping[str, Any]) -> Any:
    """One that is equal in Python where it is in the database."""
    [(name, value)] = lookup.items() if len(lookup) == 1 else [("", None)]
    is_exact = isinstance(value, UUID) or (type(value) is int and is_storable_integer(value))
    return value if name == "pk" and is_exact else None


def _changed(writer: Writing, form: Form, key: Any, wanted: Wanted) -> models.Model | None:
    row = form.model(pk=key)
    row._state.adding, row._state.db = False, writer.using
    try:
        with step("update", form.model, [wanted.path]):
            names = writer.rows.altered(form, row, wanted.given, {}, wanted.path)
            is_found = update(row, form, writer.using, names)
    except (DataError, IntegrityError, Rejected):
        return None
    for name in form.stored - {*names, *form.info.key_fields}:
        vars(row).pop(form.attnames[name], None)
    return row if is_found else None
