"""Values from clients on their way into conditions: ids, texts, patterns, keys."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput, LimitExceeded
from django_graphql_auto.introspection import LARGEST, is_storable_integer, is_storable_text, look_at
from django_graphql_auto.schema import global_id
from django_graphql_auto.schema.entities import Column, Entity

Key = tuple[Any, ...]


def key_of_id(entity: Entity, given: str) -> Key:
    """The primary key behind an ``ID`` argument: a global id of the model (or of a multi-table child), or the raw key."""
    decoded = global_id.decode(given)
    if decoded is None:
        if entity.composite:
            raise BadUserInput(f"{entity.type_name} has a key of several columns: use its global id.")
        return (parse_key(entity.key[0], given),)
    label, parts = decoded
    if label not in _labels(entity):
        raise BadUserInput(f"This is the global id of another type than {entity.type_name}.")
    return parse_keys(entity, parts)


def stored_key(entity: Entity, given: str) -> Any:
    """The same for a key of one column; where no database could hold it, one that no row has: null would be different from nothing."""
    (key,) = key_of_id(entity, given)
    return -LARGEST if isinstance(key, int) and not is_storable_integer(key) else key


def _labels(entity: Entity) -> Iterable[str]:
    return (entity.info.label, *(look_at(model).label for model in entity.children))


def parse_keys(entity: Entity, parts: tuple[Any, ...]) -> Key:
    if len(parts) != len(entity.key):
        raise BadUserInput(f"This is no global id of {entity.type_name}.")
    return tuple(parse_key(column, part) for column, part in zip(entity.key, parts, strict=True))


def parse_key(column: Column, given: Any) -> Any:
    try:
        value = column.info.field.to_python(given)
        column.info.field.get_prep_value(value)
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        raise BadUserInput(f"{str(given)[:100]!r} is no key of this type.") from error
    check_text(value)
    return value


def check_text(value: Any) -> None:
    """Refuses texts that are too long for a filter or that no database stores."""
    if isinstance(value, str):
        if len(value) > settings.MAX_FILTER_TEXT:
            raise LimitExceeded(f"A text in a filter has at most {settings.MAX_FILTER_TEXT} characters.")
        if not is_storable_text(value):
            raise BadUserInput("A text must not contain NUL characters or half characters.")


def check_list(values: Any) -> None:
    if isinstance(values, list | tuple):
        if len(values) > settings.MAX_IN_VALUES:
            raise LimitExceeded(f"A list in a filter has at most {settings.MAX_IN_VALUES} values.")
        for value in values:
            check_text(value)


def check_json(value: Any) -> None:
    """The texts at any depth of a JSON value."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            waiting += [*found, *found.values()]
        elif isinstance(found, list):
            waiting += found
        else:
            check_text(found)


LAST_YEARS = {"year": datetime.MAXYEAR, "iso_year": datetime.MAXYEAR - 1}
"""Django makes dates of years that a column is compared with."""


def check_year(transform: str, operators: Mapping[str, Any]) -> None:
    """Refuses years that no date has."""
    if transform not in LAST_YEARS:
        return
    last = LAST_YEARS[transform]
    for value in operators.values():
        for year in value if isinstance(value, list) else [value]:
            if isinstance(year, int) and not isinstance(year, bool) and not datetime.MINYEAR <= year <= last:
                raise BadUserInput(f"A year is between {datetime.MINYEAR} and {last}.")
