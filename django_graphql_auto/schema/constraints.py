"""What a value of a Django field must be, as data: what a form needs to know before it sends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core import validators
from django.db import models
from django.db.models import Field

Constraints = dict[str, Any]


def constraints_of(field: Field[Any, Any]) -> Constraints:
    """The constraints by name; None where there is none. Limits are values of the field's own kind."""
    return {name: find(field) for name, find in CONSTRAINTS.items()}


def _limits(field: Field[Any, Any], kind: type[validators.BaseValidator]) -> list[Any]:
    """The limits that validators of one kind set; a limit may be a function."""
    found = [one.limit_value for one in field.validators if isinstance(one, kind) and type(one) not in _STEPS]
    return [limit() if callable(limit) else limit for limit in found]


def _tightest(choose: Callable[[Iterable[Any]], Any], limits: list[Any]) -> Any:
    return choose(limits) if limits else None


def _longest(field: Field[Any, Any]) -> Any:
    own = [field.max_length] if field.max_length is not None else []
    return _tightest(min, own + _limits(field, validators.MaxLengthValidator))


def _pattern(field: Field[Any, Any]) -> str | None:
    """The first regular expression, as JavaScript writes it; one with flags, or that must not match, can't be said."""
    plain = (one for one in field.validators if type(one) is validators.RegexValidator and not (one.flags or one.inverse_match))
    found = next(plain, None)
    written = str(found.regex.pattern) if found else ""  # type: ignore[union-attr]
    return written.replace(r"\Z", "$").replace(r"\A", "^") or None


_STEPS = (validators.StepValueValidator,)
CONSTRAINTS: Mapping[str, Callable[[Field[Any, Any]], Any]] = {
    "maxLength": _longest,
    "minLength": lambda field: _tightest(max, _limits(field, validators.MinLengthValidator)),
    "minValue": lambda field: _tightest(max, _limits(field, validators.MinValueValidator)),
    "maxValue": lambda field: _tightest(min, _limits(field, validators.MaxValueValidator)),
    "maxDigits": lambda field: getattr(field, "max_digits", None),
    "decimalPlaces": lambda field: getattr(field, "decimal_places", None),
    "pattern": _pattern,
    "format": lambda field: next((name for kind, name in FORMATS.items() if isinstance(field, kind)), None),
}
FORMATS: Mapping[type[Field[Any, Any]], str] = {
    models.EmailField: "email",
    models.URLField: "url",
    models.SlugField: "slug",
    models.GenericIPAddressField: "ip",
}
"""What texts are, where their field class says so."""


def is_required(field: Field[Any, Any], has_default: bool) -> bool:
    """Whether a form must give a value."""
    return is_editable(field) and not (field.blank or has_default)


def is_editable(field: Field[Any, Any]) -> bool:
    return bool(field.editable and not getattr(field, "generated", False) and not isinstance(field, models.AutoField))
