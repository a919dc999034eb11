"""Columns that are changed by what they are: more, less, one element longer. One row per operator.

The row is locked before its value is looked at, so that nobody's change is lost, and what comes out is validated like any other value.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import Field

Apply = Callable[[Any, Any], Any]
"""The value before and the operand make the value after; neither is changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a column's value: ``Change("increment", 1)``. Null stays null."""

    operator: str
    operand: Any
    beside_value: bool = False
    """Whether the caller has given the column's value, too: nobody knows which of the two is meant."""

    def applied(self, kind: str, column: Field[Any, Any], value: Any) -> Any:
        """The value after. Raises ``ValidationError`` where there is none that the column holds."""
        if self.beside_value:
            _refuse("Give a value or an operator, not both.")
        if value is None:
            return None
        try:
            with localcontext(EXACT):
                made = OPERATORS[kind][self.operator](value, self.operand)
                return _fitting(column, _rounded(column, made) if self.operator in ROUNDED else made)
        except ArithmeticError:
            _refuse(TOO_LARGE)


EXACT = Context(prec=2_000, Emax=9_999, Emin=-9_999)
"""More digits than any column has."""
RANGES: Mapping[str, tuple[Any, Any]] = {
    **BaseDatabaseOperations.integer_field_ranges,
    "DurationField": (timedelta(microseconds=-(2**63)), timedelta(microseconds=2**63 - 1)),
}
"""What columns hold on every database, by Django's name of their type; SQLite takes larger integers, which no ``Int`` tells."""
TOO_LARGE = "The result is more than the column holds."


def _refuse(message: str) -> NoReturn:
    raise ValidationError(message, "invalid")


def _rounded(column: Field[Any, Any], value: Any) -> Any:
    """As the databases round."""
    places = getattr(column, "decimal_places", None)
    return value if places is None or not isinstance(value, Decimal) else value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _fitting(column: Field[Any, Any], value: Any) -> Any:
    """Numbers that some databases would take and nobody could read are refused; the rest is up to validation."""
    if isinstance(value, float) and not math.isfinite(value):
        _refuse(TOO_LARGE)
    for limit, validator in zip(RANGES.get(column.get_internal_type(), ()), (MinValueValidator, MaxValueValidator), strict=False):
        validator(limit)(value)
    return value


# JSON as PostgreSQL's operators have it: || joins objects, or lists that whatever is no list is an element of


def _appended(value: Any, operand: Any) -> Any:
    return {**value, **operand} if isinstance(value, dict) and isinstance(operand, dict) else _elements(value) + _elements(operand)


def _prepended(value: Any, operand: Any) -> Any:
    return _appended(operand, value)


def _elements(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _without_key(value: Any, key: str) -> Any:
    match value:
        case dict():
            return {name: kept for name, kept in value.items() if name != key}
        case list():
            return [element for element in value if element != key]
    _refuse("Only objects and lists have keys that can go.")


def _without_path(value: Any, path: list[str]) -> Any:
    """Names lead into objects, numbers into lists, from the end where they are negative; what isn't there stays away."""
    if not isinstance(value, dict | list):
        _refuse("Only objects and lists have something inside that can go.")
    return _pruned(value, path) if path else value


def _pruned(value: Any, path: list[str]) -> Any:
    place = _place(value, path[0])
    if place is None:
        return value
    if len(path) > 1:
        return _with(value, place, _pruned(value[place], path[1:]))
    parts = list(value.items() if isinstance(value, dict) else enumerate(value))
    kept = [(each, part) for each, part in parts if each != place]
    return dict(kept) if isinstance(value, dict) else [part for _, part in kept]


def _with(value: Any, place: Any, part: Any) -> Any:
    copy = value.copy()
    copy[place] = part
    return copy


def _place(value: Any, step: str) -> Any:
    """The key or index that a step of a path means; None where there is none."""
    if isinstance(value, dict):
        return step if step in value else None
    if not isinstance(value, list):
        return None
    if not step.removeprefix("-").isdecimal() or len(step) > 10:
        _refuse("In a list a step of the path is a number.")
    place = int(step) + (len(value) if step[0] == "-" else 0)
    return place if 0 <= place < len(value) else None


def _merged(value: Any, operand: Any) -> Any:
    if not isinstance(operand, dict):
        _refuse("Give an object.")
    return {**value, **operand}


def _sum(value: Any, operand: Any) -> Any:
    return value + operand


def _product(value: Any, operand: Any) -> Any:
    return value * operand


OPERATORS: Mapping[str, Mapping[str, Apply]] = {
    "number": {"increment": _sum, "multiply": _product},
    "duration": {"increment": _sum},
    "json": {"append": _appended, "prepend": _prepended, "deleteKey": _without_key, "deleteAtPath": _without_path},
    "map": {"append": _merged, "deleteKey": _without_key},
    "list": {"append": _sum, "prepend": lambda value, operand: operand + value},
}
"""By the kind of the column's values."""
ROUNDED = frozenset({"multiply"})
"""Those whose results nobody expects to have no more places than the column."""
