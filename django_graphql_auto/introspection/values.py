"""What a row holds, as plain values: those that Django's serializers write, so that they can be kept and compared."""

from __future__ import annotations

import json
from copy import deepcopy
from math import isfinite
from typing import Any

from django.db import models

PLAIN = (str, bool, int, type(None))


def values_of(row: models.Model) -> dict[str, Any]:
    """The row's columns by field names. Nothing of it changes when the row does."""
    return {field.name: _plain(field, row) for field in row._meta.concrete_fields}


def _plain(field: Any, row: models.Model) -> Any:
    value = field.value_from_object(row)
    if isinstance(value, PLAIN) or (isinstance(value, float) and _is_plain(value)):
        return value
    return deepcopy(value) if isinstance(field, models.JSONField) else field.value_to_string(row)


def _is_plain(number: float) -> bool:
    """Whether JSON keeps it as it is, on every database: none has infinity, and PostgreSQL writes powers out."""
    return isfinite(number) and "e" not in repr(number)


def is_same(one: Any, other: Any) -> bool:
    """Whether two plain values are the same: true and 1 are not."""
    if isinstance(one, dict | list):
        return _text(one) == _text(other)
    return type(one) is type(other) and bool(one == other)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def concrete(model: type[models.Model]) -> type[models.Model]:
    """The model whose rows a proxy's are."""
    return model._meta.concrete_model or model
