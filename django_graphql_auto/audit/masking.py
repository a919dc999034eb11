"""What of a row may be told: what the API serves of it, and what its model doesn't call personal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import models

from django_graphql_auto.introspection import look_at
from django_graphql_auto.mutations import Form, RowChange
from django_graphql_auto.mutations.telling.changes import Values
from django_graphql_auto.schema.live import current_schema

MASK = "***"
Pairs = dict[str, list[Any]]
"""Per field, what was before and what after; null where there was no row."""


def form_of(model: type[models.Model]) -> Form | None:
    """What the API serves of a table's rows: as the model itself, else as the first proxy of it."""
    forms = current_schema().forms
    return forms.get(model) or next((form for form in forms.values() if form.info.concrete_model is model), None)


def told_fields(model: type[models.Model]) -> set[str]:
    """The fields whose values are kept. A key is no secret: the entry is found by it."""
    info, form = look_at(model), form_of(model)
    keys = {*info.key_fields, *(field.name for field in info.fields if field.primary_key)}
    keys |= {relation.name for relation in info.relations if relation.parent_link}
    return keys | (form.served.keys() - set(form.options.personal_fields) if form else set())


def pairs_of(change: RowChange) -> Pairs:
    """What has changed, masked where it is not to be told."""
    told = told_fields(change.model)
    sides = (change.before or {}, change.after or {})
    return {name: [_kept(name, side, told) for side in sides] for name in change.fields}


def masked(values: Values, told: Collection[str]) -> dict[str, Any]:
    return {name: _kept(name, values, told) for name in values}


def _kept(name: str, values: Mapping[str, Any], told: Collection[str]) -> Any:
    if name not in values:
        return None
    return values[name] if name in told else MASK
