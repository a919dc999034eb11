"""Writes of one row that nothing comes between: it is stored by one statement, and no code of the project's runs meanwhile.

Such a row is what was asked for, and a database needs no transaction around one statement.
"""

from __future__ import annotations

from django.db import connections, models

from django_graphql_auto.introspection import stores_silently
from django_graphql_auto.mutations.nested.writing import Writing
from django_graphql_auto.mutations.records import Form, Given
from django_graphql_auto.mutations.rows.rows import PERMISSIONS

FINDS_ONLY = frozenset({"connect"})
"""What can be done with a relation that a row holds the key of, and stores nothing."""


def is_alone(writer: Writing, model: type[models.Model], given: Given, operation: str) -> bool:
    """Whether storing the row is all there is to do."""
    form = writer.form(model)
    return (
        not (form.hooks or form.options.write_rules or writer.rows.notes.hears(model) or _calls_presets(form))
        and stores_silently(model)
        and all(name in form.columns or _finds_only(form, name, value) for name, value in given.items())
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
