"""Rows that a condition names: locked, and no more of them than a caller says."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.mutations.nested.writing import Writing
from django_graphql_auto.mutations.records import Form, InputError, Path, Rejected


def matching(
    writer: Writing, form: Form, where: Any, action: str, at_most: int, path: Path = (), among: QuerySet[Any] | None = None
) -> list[models.Model]:
    """The rows, of ``among`` where that is given, in the order of their keys."""
    if not 0 < at_most <= settings.MAX_WRITTEN_ROWS:
        raise Rejected(InputError((*path, "atMost"), "LIMIT_EXCEEDED", f"atMost is between 1 and {settings.MAX_WRITTEN_ROWS}."))
    try:
        rows = writer.rules.matching(form.model, where, "restore" if action == "restore" else "view")
    except BadUserInput as error:
        raise Rejected(InputError((*path, "where"), "INVALID", error.message)) from error
    if among is not None:
        rows = rows.filter(pk__in=among.values("pk"))
    return writer.finder.locked_among(form, rows, action, at_most, path)
