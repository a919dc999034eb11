"""What methods of the project are given: values made of a caller's, and rows that are found by their ids.

A shape first tells which rows a value names, so that those of all arguments are found together, and then makes what the method gets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple, Protocol

from django.core.exceptions import ValidationError
from django.db import models

from django_graphql_auto.introspection import are_storable_texts
from django_graphql_auto.mutations.records import InputError, Path, Rejected
from django_graphql_auto.mutations.rows.cleaning import error_at, input_errors
from django_graphql_auto.uploads import Upload
from django_graphql_auto.uploads.upload import Content

Found = Mapping[Path, models.Model]
"""The rows that were named, by where."""


class Named(NamedTuple):
    """A row that a value names."""

    path: Path
    model: type[models.Model]
    id: Any


class Shape(Protocol):
    """One kind of value; null is no value of any."""

    def named(self, value: Any, path: Path) -> Iterator[Named]: ...

    def made(self, value: Any, path: Path, found: Found) -> Any:
        """What the method gets. Raises :class:`Rejected`."""

    def way_to(self, name: str) -> Path:
        """Where in the value stands what the method calls ``name``: ``"0.price"`` in a list of objects."""


class Simple:
    """A value without parts."""

    def named(self, value: Any, path: Path) -> Iterator[Named]:
        return iter(())

    def way_to(self, name: str) -> Path:
        return ()


class Plain(Simple):
    """What needs no making."""

    def made(self, value: Any, path: Path, found: Found) -> Any:
        if not are_storable_texts(value):
            raise Rejected(InputError(path, "NULL_CHARACTERS_NOT_ALLOWED", "Null characters and half characters are not allowed."))
        return value


@dataclass(frozen=True)
class Choice(Simple):
    """A member of an enumeration."""

    kind: type[Enum]

    def made(self, value: Any, path: Path, found: Found) -> Any:
        try:
            return self.kind(value)
        except ValueError:
            raise Rejected(InputError(path, "INVALID_CHOICE", "This is none of the choices.")) from None


class Attachment(Simple):
    """A file that may be stored."""

    def made(self, value: Upload, path: Path, found: Found) -> Content:
        try:
            value.require_sound()
        except ValidationError as error:
            raise Rejected(error_at(path, error)) from error
        return value.content()


@dataclass(frozen=True)
class RowOf(Simple):
    """A row that the user may see, named by its id."""

    model: type[models.Model]

    def named(self, value: Any, path: Path) -> Iterator[Named]:
        yield Named(path, self.model, value)

    def made(self, value: Any, path: Path, found: Found) -> Any:
        return found[path]


@dataclass(frozen=True)
class KeyOf(RowOf):
    """The key of such a row, for what looks for rows itself."""

    def made(self, value: Any, path: Path, found: Found) -> Any:
        return found[path].pk


@dataclass(frozen=True)
class ListOf:
    element: Shape
    make: Callable[[list[Any]], Any] = list

    def named(self, value: Any, path: Path) -> Iterator[Named]:
        for place, each in _places(value, path):
            yield from _named(self.element, each, place)

    def made(self, value: Any, path: Path, found: Found) -> Any:
        return self.make(_all_made(((self.element, each, place) for place, each in _places(value, path)), found))

    def way_to(self, name: str) -> Path:
        place, _, rest = name.partition(".")
        return (place, *self.element.way_to(rest)) if place else ()


def _places(values: Iterable[Any], path: Path) -> Iterator[tuple[Path, Any]]:
    return (((*path, str(place)), each) for place, each in enumerate(values))


@dataclass(frozen=True)
class Argument:
    """``name`` is the caller's."""

    name: str
    shape: Shape
    nullable: bool = True
    """Whether null is handed on; else it stands for the default."""


@dataclass(frozen=True)
class Arguments:
    """What is given by name, by the method's own names."""

    each: Mapping[str, Argument]

    def named(self, given: Mapping[str, Any], path: Path = ()) -> Iterator[Named]:
        for _, shape, value, place in self._given(given, path):
            yield from _named(shape, value, place)

    def values(self, given: Mapping[str, Any], path: Path, found: Found) -> dict[str, Any]:
        """Raises :class:`Rejected` with all that is wrong."""
        parts = list(self._given(given, path))
        made = _all_made((part[1:] for part in parts), found)
        return dict(zip((name for name, *_ in parts), made, strict=True))

    def _given(self, given: Mapping[str, Any], path: Path) -> Iterator[tuple[str, Shape, Any, Path]]:
        for name, argument in self.each.items():
            if name in given and (argument.nullable or given[name] is not None):
                yield name, argument.shape, given[name], (*path, argument.name)

    @property
    def served(self) -> Mapping[str, str]:
        return {name: argument.name for name, argument in self.each.items()}

    def way_to(self, name: str) -> Path:
        head, _, rest = name.partition(".")
        argument = self.each.get(head)
        return (argument.name, *argument.shape.way_to(rest)) if argument else ()


@dataclass(frozen=True)
class Record:
    """A dataclass. What it takes is asked for late: it may hold others of its kind."""

    make: Callable[..., Any]
    arguments: Callable[[], Arguments]

    def named(self, value: Any, path: Path) -> Iterator[Named]:
        return self.arguments().named(value, path)

    def made(self, value: Any, path: Path, found: Found) -> Any:
        values = self.arguments().values(value, path, found)
        try:
            return self.make(**values)
        except ValidationError as error:
            raise Rejected(*input_errors(self.arguments(), error, path)) from error

    def way_to(self, name: str) -> Path:
        return self.arguments().way_to(name)


def _named(shape: Shape, value: Any, path: Path) -> Iterator[Named]:
    return iter(()) if value is None else shape.named(value, path)


def _all_made(parts: Iterable[tuple[Shape, Any, Path]], found: Found) -> list[Any]:
    made, errors = [], list[InputError]()
    for shape, value, path in parts:
        try:
            made.append(None if value is None else shape.made(value, path, found))
        except Rejected as rejected:
            errors += rejected.errors
    if errors:
        raise Rejected(*errors)
    return made
