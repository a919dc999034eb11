"""Pure functions that rows go through on their way into an answer; made once per plan, one call per value."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from graphql import GraphQLOutputType

from django_graphql_auto.planning.faults import Fault
from django_graphql_auto.planning.selection import Structure
from django_graphql_auto.schema import global_id as ids
from django_graphql_auto.schema.entities import Column, EnumChoices
from django_graphql_auto.schema.field_mappings import Convert, mapping_of
from django_graphql_auto.schema.types.annotations import serializer


@cache
def global_id(label: str) -> Callable[..., str]:
    """Makes the global ids of one model from key values."""
    return lambda *key: ids.encode(label, key)


def converter(column: Column) -> Convert | None:
    """What a column's value goes through, or None where orjson writes it as it is."""
    if column.enum:
        return _enum_converter(column.enum)
    if column.mapping.structure == "array" and column.info.base is not None:
        convert = _element_converter(column)
        return (lambda values: _each(convert, values)) if convert else None
    return column.convert


@cache
def _enum_converter(choices: EnumChoices) -> Convert:
    names = choices.names()

    def convert(value: Any) -> Any:
        name = names.get(value) if isinstance(value, Hashable) else None
        if name is None and value not in (None, ""):
            return Fault(f"{choices.type_name} has no member for a stored value.")
        return name

    return convert


def _element_converter(column: Column) -> Convert | None:
    base = column.info.base
    while base is not None and base.base is not None:
        base = base.base
    return mapping_of(base).convert if base else None


def _each(convert: Convert, values: Any) -> Any:
    if isinstance(values, list):
        return [_each(convert, value) for value in values]
    return None if values is None else convert(values)


@cache
def expression_value(kind: GraphQLOutputType) -> Convert:
    """How the database's value of an expression is written; one that doesn't fit its annotation is one field's fault."""
    serialize = serializer(kind)

    def convert(value: Any) -> Any:
        try:
            return None if value is None else serialize(value)
        except Exception as error:
            return Fault(error=TypeError(f"The database's value {value!r} is no {kind}: {error}"))

    return convert


def json_part(value: Any, path: Sequence[str] | None) -> Any:
    """The part of a JSON value that keys and positions lead to; null where they lead nowhere."""
    for key in path or ():
        if isinstance(value, list):
            value = value[int(key)] if key.isdecimal() and len(key) < 10 and int(key) < len(value) else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


def structure(wanted: Structure) -> Callable[..., Any]:
    """Makes the object of a file, image or range with the wanted parts; null where there is none."""
    return _range(wanted) if wanted.column.mapping.structure == "range" else _file(wanted)


def _range(wanted: Structure) -> Callable[..., Any]:
    convert = wanted.column.convert or _unchanged

    def make(value: Any) -> Any:
        if value is None:
            return None
        return {key: wanted.type_name if name == "__typename" else RANGE_PARTS[name](value, convert) for key, name in wanted.parts}

    return make


def _file(wanted: Structure) -> Callable[..., Any]:
    field: Any = wanted.column.info.field
    stored = dimension_columns(wanted)

    def make(name: Any, *dimensions: Any) -> Any:
        if not name:
            return None
        file, known = field.attr_class(None, field, name), dict(zip(stored.values(), dimensions, strict=True))
        return {key: wanted.type_name if part == "__typename" else known.get(part) or FILE_PARTS[part](file) for key, part in wanted.parts}

    return make


def dimension_columns(wanted: Structure) -> dict[str, str]:
    """The columns that already hold an image's wanted dimensions, so that no file is opened for them."""
    names = {part for _, part in wanted.parts}
    columns = {part: getattr(wanted.column.info.field, f"{part}_field", None) for part in ("width", "height")}
    return {column: part for part, column in columns.items() if column and part in names}


def _unchanged(value: Any) -> Any:
    return value


def _bound(value: Any, convert: Convert) -> Any:
    return None if value is None else convert(value)


def _stored(attribute: str) -> Callable[[Any], Any]:
    """A file's attribute that asks the storage; null where the storage cannot tell."""

    def read(file: Any) -> Any:
        try:
            return getattr(file, attribute)
        except (OSError, ValueError, NotImplementedError):
            return None

    return read


FILE_PARTS: dict[str, Callable[[Any], Any]] = {
    "url": lambda file: file.url,
    "name": lambda file: PurePosixPath(file.name).name,
    "size": _stored("size"),
    "width": _stored("width"),
    "height": _stored("height"),
}
RANGE_PARTS: dict[str, Callable[[Any, Convert], Any]] = {
    "lower": lambda value, convert: _bound(value.lower, convert),
    "upper": lambda value, convert: _bound(value.upper, convert),
    "lowerInclusive": lambda value, convert: value.lower_inc,
    "upperInclusive": lambda value, convert: value.upper_inc,
    "isEmpty": lambda value, convert: value.isempty,
}
