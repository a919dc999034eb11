"""Values made of what was given, with the rows that it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from django_graphql_auto.conf import settings
from django_graphql_auto.mutations.arguments import Found, Named
from django_graphql_auto.mutations.nested.writing import Wanted, Writing
from django_graphql_auto.mutations.records import Form, Given, InputError, Makes, Path, Rejected


def values_of(
    writer: Writing, arguments: Makes, given: Mapping[str, Any], locked: models.Model | None = None, path: Path = ()
) -> dict[str, Any]:
    """Finds the rows that are named, one statement per model, and tells listeners what becomes of them.

    One that is the locked row is the same object: what becomes of it by one is known by the other.
    """
    found = _found(writer, list(arguments.named(given, path)))
    writer.rows.notes.seen(found.values())
    found = {path: locked if locked is not None and row == locked else row for path, row in found.items()}
    return arguments.values(given, path, found)


def _found(writer: Writing, named: list[Named]) -> Found:
    if len(named) > settings.MAX_WRITTEN_ROWS:
        message = f"A mutation is given at most {settings.MAX_WRITTEN_ROWS} rows."
        raise Rejected(InputError(named[settings.MAX_WRITTEN_ROWS].path, "LIMIT_EXCEEDED", message))
    found: dict[Path, models.Model] = {}
    errors: list[InputError] = []
    for model in dict.fromkeys(each.model for each in named):
        names, paths = zip(*(({"id": each.id}, each.path) for each in named if each.model is model), strict=True)
        try:
            found |= zip(paths, writer.finder.visible(writer.form(model), names, paths), strict=True)
        except Rejected as rejected:
            errors += rejected.errors
    if errors:
        raise Rejected(*errors)
    return found


def input_only_of(writer: Writing, form: Form, wanted: Wanted) -> Given:
    """What is given of a row and never stored, as hooks get it."""
    given = {name: value for name, value in wanted.given.items() if name in form.input_only.each}
    return values_of(writer, form.input_only, given, path=wanted.path) if given else {}
