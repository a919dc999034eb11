"""A field's ``choices``, flattened, with the member names of the enumeration class they came from."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

from django.db import Error, models
from django.utils.choices import flatten_choices

from django_graphql_auto.introspection.records import ChoiceInfo

Pairs = tuple[tuple[Any, str], ...]
"""Values and labels, in order."""


def choices_of(field: Any, model: type[models.Model]) -> tuple[tuple[ChoiceInfo, ...], type[Enum] | None]:
    """The choices of ``field``, and the enumeration class behind them where it can be told."""
    pairs = _pairs(field)
    source = _enumeration(field, model, pairs) if pairs else None
    names = [(member.value, member.name) for member in source or ()]
    return tuple(ChoiceInfo(value, label, _name_of(_raw(value), names)) for value, label in pairs), source


def _pairs(field: Any) -> Pairs:
    """The choice None is left out: it says how an absent value is called, and is no value."""
    try:
        flat: list[tuple[Any, Any]] = list(flatten_choices(field.choices))
    except Error:
        # Callable choices may read a table that is not there yet; the field then counts as free.
        return ()
    return tuple((value, str(label)) for value, label in flat if value is not None)


def _name_of(value: Any, names: Iterable[tuple[Any, str]]) -> str | None:
    """Values need not be hashable: a JSON column's choices may be lists."""
    return next((name for known, name in names if known == value), None)


def _raw(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _enumeration(field: Any, model: type[models.Model], pairs: Pairs) -> type[Enum] | None:
    """Django keeps only the pairs of ``choices=Status``, so the class is looked for where one would have written it."""
    for scope in _scopes(field, model, pairs):
        if found := {candidate for candidate in scope if _matches(candidate, pairs)}:
            return found.pop() if len(found) == 1 else None
    return None


def _scopes(field: Any, model: type[models.Model], pairs: Pairs) -> Iterator[Iterable[Any]]:
    """Where the class may be, surest first: the values' own class, the default's, inside the model, in its module."""
    yield (type(pairs[0][0]),)
    yield (type(field.default),)
    owners = [owner for owner in model.__mro__ if issubclass(owner, models.Model) and owner is not models.Model]
    yield from (tuple(vars(owner).values()) for owner in owners)
    yield from (tuple(vars(sys.modules[owner.__module__]).values()) for owner in owners if owner.__module__ in sys.modules)


def _matches(candidate: Any, pairs: Pairs) -> bool:
    if not (isinstance(candidate, type) and issubclass(candidate, Enum)):
        return False
    if issubclass(candidate, models.Choices):
        return [(member.value, str(member.label)) for member in candidate] == [(_raw(value), label) for value, label in pairs]
    return all(isinstance(value, candidate) for value, _ in pairs)
