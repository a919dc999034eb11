"""The names that a caller gives to new rows, so that what is written later in the same operation can refer to them.

A row is found by its key, under the rules, as any other: its name stands for a key and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import models

from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.introspection import key_of
from django_graphql_auto.mutations.records import CREATED_AS, Form, Given, InputError, Path, Rejected

Model = type[models.Model]
LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Created:
    """Names a row that was created before."""

    name: Any


class NotCreated(BadUserInput):
    """Nothing has the name, or nothing that may be meant."""

    def __init__(self) -> None:
        super().__init__("No such row has been created: only rows that are created before this one in the operation can be referred to.")


@dataclass(slots=True)
class _Named:
    place: int
    """How many have had a name before."""
    using: str
    model: Model | None = None
    """None until it is stored."""
    lookups: Mapping[Model, dict[str, Any]] | None = None
    """What finds it, by the models that may have it."""


class CreatedRows:
    """Rows by the names that their creator has given them, as long as they are stored: one table for one operation."""

    def __init__(self) -> None:
        self._named: dict[str, _Named] = {}
        self._told: int | None = None

    def __len__(self) -> int:
        return len(self._named)

    def forget(self, known: int) -> None:
        """All names but those that were given first."""
        while len(self._named) > known:
            self._named.popitem()

    @contextmanager
    def undone_together(self) -> Iterator[None]:
        """Where what is done meanwhile fails, its names go with its rows."""
        known = len(self)
        try:
            yield
        except BaseException:
            self.forget(known)
            raise

    @contextmanager
    def told_afterwards(self) -> Iterator[None]:
        """Rows that are written together are made in another order than one by one: meanwhile none of them can be referred to."""
        self._told = len(self)
        try:
            yield
        finally:
            self._told = None

    def reserve(self, form: Form, given: Given, using: str, path: Path) -> None:
        """The name for a row that is about to be stored. Raises :class:`Rejected` where it is none, or another row's."""
        name = given.get(CREATED_AS)
        if name is None:
            return
        at = (*path, form.created_name)
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
            raise Rejected(InputError(at, "INVALID", f"The name of a new row has 1 to {LONGEST_NAME} characters.", form.created_name))
        if name in self._named:
            raise Rejected(InputError(at, "UNIQUE", "Another row has been created under this name.", form.created_name))
        self._named[name] = _Named(len(self), using)

    def note(self, form: Form, given: Given, row: models.Model) -> None:
        """The row that is stored now."""
        name = given.get(CREATED_AS)
        if name is None:
            return
        self._named[name].model = form.model
        self._named[name].lookups = {form.model: {"pk": row.pk}} | {model: _lookup(row, shared) for model, shared in form.kin.items()}

    def model_of(self, name: str, using: str) -> Model:
        """What a row was created as. Raises :class:`NotCreated`."""
        named = self._named.get(name)
        if named is None or named.model is None or named.using != using or (self._told is not None and named.place >= self._told):
            raise NotCreated
        return named.model

    def lookup(self, model: Model, name: str, using: str) -> dict[str, Any]:
        """What finds the row as one of ``model``. Raises :class:`NotCreated`."""
        self.model_of(name, using)
        found = self._named[name].lookups or {}
        if model not in found:
            raise NotCreated
        return found[model]


def _lookup(row: models.Model, shared: Model) -> dict[str, Any]:
    """What finds the same row of another model, by the table that they share."""
    _, attname = key_of(shared)
    return {attname: getattr(row, attname)}
