"""A report as JSON and back: which rows it was about, not what was in them.

Rows are read anew when a write is answered again, under the rights that the user has then. Messages of errors can quote what was given, so
that only their codes are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import models

from django_graphql_auto.introspection import instance_key
from django_graphql_auto.mutations import InputError, Namesake, Outcome, Report, Returns
from django_graphql_auto.mutations.returning import row_of, told_key, told_values

Model = type[models.Model] | None
MESSAGE = "Refused when this was done first."


def stores_something(report: Report) -> bool:
    """Whether it is worth remembering: a retry of what was refused altogether may go well."""
    return not report.outcomes or any(outcome.row is not None for outcome in report.outcomes)


def told(report: Report, returns: Returns | None) -> dict[str, Any]:
    outcomes = [
        [_key(one.row), [_error(error) for error in one.errors], _told(one.namesakes), _key(one.current)] for one in report.outcomes
    ]
    known = {"row": _key(report.row), "deleted": report.deleted, "namesakes": _told(report.namesakes), "outcomes": outcomes}
    return known | {"returned": returns.told(report.returned)} if returns else known


def report_of(model: Model, using: str, known: dict[str, Any], returns: Returns | None) -> Report:
    """The report that was told; its rows have their keys and nothing else."""
    outcomes = (_outcome(model, using, *each) for each in known["outcomes"])
    returned = returns.reported(known["returned"], using) if returns and "returned" in known else None
    namesakes = _namesakes(using, known.get("namesakes", ()))
    return Report(_row(model, using, known["row"]), known["deleted"], (), namesakes, tuple(outcomes), returned=returned)


def _outcome(model: Model, using: str, key: Any, errors: list[Any], namesakes: Sequence[Any] = (), current: Any = None) -> Outcome:
    """What was told before this version has less."""
    return Outcome(_row(model, using, key), tuple(map(_input_error, errors)), _namesakes(using, namesakes), _row(model, using, current))


def _told(namesakes: Sequence[Namesake]) -> list[Any]:
    return [[model._meta.label_lower, told_values(key)] for model, key in namesakes]


def _namesakes(using: str, told: Sequence[Any]) -> tuple[Namesake, ...]:
    found = ((_model_called(label), key) for label, key in told)
    return tuple((model, instance_key(row_of(model, using, key))) for model, key in found if model is not None)


def _model_called(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _key(row: models.Model | None) -> Any:
    return None if row is None else told_key(row)


def _row(model: Model, using: str, key: list[Any] | None) -> models.Model | None:
    return None if key is None or model is None else row_of(model, using, key)


def _error(error: InputError) -> list[Any]:
    return [error.path, error.code, error.field]


def _input_error(known: list[Any]) -> InputError:
    path, code, field = known
    return InputError(tuple(path), code, MESSAGE, field)
