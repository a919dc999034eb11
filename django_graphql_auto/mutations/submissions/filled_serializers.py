"""Serializers of Django REST framework, filled in. Nothing of it is imported here: a serializer brings all that is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import models

from django_graphql_auto.form_mutations import SerializerMutation
from django_graphql_auto.mutations.records import InputError, Path, Rejected
from django_graphql_auto.mutations.submissions.submitting import Entries, FieldNames, Sanitize, refusals


class FilledSerializer:
    """A serializer with what was given."""

    def __init__(self, declared: SerializerMutation, entries: Entries) -> None:
        self.declared, self.entries = declared, entries
        own = dict(declared.serializer_kwargs(entries.access, entries.request))
        context = {"request": entries.request, **own.pop("context", {})}
        changing = {} if entries.row is None else {"instance": entries.row, "partial": True}
        self.serializer = declared.serializer_class(data=dict(entries.values), context=context, **changing, **own)
        self.serializer.initial_data = _sanitized(self.serializer.fields, entries.values, entries.sanitize)

    @property
    def columns(self) -> Mapping[str, str]:
        fields = self.serializer.fields
        return {column: name for name in self.entries.values if name in fields for column in _columns(fields[name])}

    @property
    def row(self) -> models.Model | None:
        """Values come into a row when it is stored."""
        return None

    def require_valid(self, names: FieldNames, path: Path) -> None:
        fields = self.serializer.fields
        if refused := [name for name in self.entries.values if name not in fields or fields[name].read_only]:
            raise refusals(names, refused, path)
        if not self.serializer.is_valid():
            raise Rejected(*_errors(names, self.serializer.errors, path, ""))

    def keep(self, name: str, rows: Sequence[models.Model]) -> None:
        """Of relations whose rows are named; what is nested, a serializer stores by itself."""
        given = self.serializer.validated_data.get(name)
        if rows and isinstance(given, list) and hasattr(self.serializer.fields[self.columns[name]], "child_relation"):
            self.serializer.validated_data[name] = [*given, *rows]

    def save(self) -> Any:
        return self.declared.save(self.serializer, self.entries.access, **self.entries.presets)


def _columns(field: Any) -> Iterator[str]:
    """What a field writes; one of several parts may stand for the row itself."""
    if field.source == "*":
        for inner in getattr(field, "fields", {}).values():
            yield from _columns(inner)
    else:
        yield field.source.partition(".")[0]


def _sanitized(fields: Any, given: Mapping[str, Any], sanitize: Sanitize, inside: str = "") -> dict[str, Any]:
    """What is given, without what may not stay in the row's columns; of other rows a serializer takes care by itself."""
    return {name: _each(fields[name], value, sanitize, inside + name) if name in fields else value for name, value in given.items()}


def _each(field: Any, value: Any, sanitize: Sanitize, name: str) -> Any:
    if field.source == "*" and isinstance(value, Mapping) and hasattr(field, "fields"):
        return _sanitized(field.fields, value, sanitize, f"{name}.")
    return sanitize(field.source, name, value)


def _errors(names: FieldNames, found: Any, path: Path, name: str) -> Iterator[InputError]:
    """At any depth: what is nested says so by names and places."""
    if isinstance(found, Mapping):
        for key, inner in found.items():
            yield from _errors(names, inner, path, f"{name}.{key}" if name else str(key))
    elif isinstance(found, list | tuple) and not all(isinstance(each, str) for each in found):
        for place, inner in enumerate(found):
            yield from _errors(names, inner, path, f"{name}.{place}")
    else:
        yield from (_error(names, each, path, name) for each in found)


def _error(names: FieldNames, error: Any, path: Path, name: str) -> InputError:
    """What is said of something as a whole stands at a name that is no field."""
    way = names.way_to(name)
    field = next((part for part in reversed(way) if not part.isdigit()), None)
    return InputError((*path, *way), str(getattr(error, "code", "invalid")).upper(), str(error), field)
