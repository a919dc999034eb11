"""A report as JSON and back: which rows it was about, not what was in them.

Rows are read anew when a write is answered again, under the rights that the user has then. Messages of errors can quote what was given, so
that only their codes are kept.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from django_graphql_auto.introspection import instance_key, instance_maker
from django_graphql_auto.introspection.keys import key_of
from django_graphql_auto.mutations import InputError, Outcome, Report

Model = type[models.Model]
MESSAGE = "Refused when this was done first."


def stores_something(report: Report) -> bool:
    """Whether it is worth remembering: a retry of what was refused altogether may go well."""
    return not report.outcomes or any(outcome.row is not None for outcome in report.outcomes)


def told(report: Report) -> dict[str, Any]:
    outcomes = [[_key(outcome.row), [_error(error) for error in outcome.errors]] for outcome in report.outcomes]
    return {"row": _key(report.row), "deleted": report.deleted, "outcomes": outcomes}


def report_of(model: Model, using: str, known: dict[str, Any]) -> Report:
    """The report that was told; its rows have their keys and nothing else."""
    outcomes = (Outcome(_row(model, using, key), tuple(map(_input_error, errors))) for key, errors in known["outcomes"])
    return Report(_row(model, using, known["row"]), known["deleted"], outcomes=tuple(outcomes))


def _key(row: models.Model | None) -> list[Any] | None:
    return None if row is None else [value if isinstance(value, int | str) else str(value) for value in instance_key(row)]


def _row(model: Model, using: str, key: list[Any] | None) -> models.Model | None:
    if key is None:
        return None
    fields = key_of(model)
    make = instance_maker(model, [(field.attname, place) for place, field in enumerate(fields)])
    return make(using, [field.to_python(value) for field, value in zip(fields, key, strict=True)])


def _error(error: InputError) -> list[Any]:
    return [error.path, error.code, error.field]


def _input_error(known: list[Any]) -> InputError:
    path, code, field = known
    return InputError(tuple(path), code, MESSAGE, field)
