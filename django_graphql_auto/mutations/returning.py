"""What methods of the project return, as it is reported and remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models

from django_graphql_auto.introspection import instance_key, instance_maker
from django_graphql_auto.introspection.keys import key_of
from django_graphql_auto.mutations.records import InputError, Rejected

Key = Sequence[Any]


class Returns(Protocol):
    def taken(self, value: Any) -> Any:
        """What is reported of it; called while the transaction is open. Raises :class:`Rejected`."""

    def told(self, reported: Any) -> Any:
        """The same as JSON."""

    def reported(self, told: Any, using: str) -> Any:
        """And back."""


@dataclass(frozen=True)
class RowsReturned:
    """Rows of a model: always a list, of one at most where ``most`` is 1."""

    model: type[models.Model]
    many: bool
    most: int

    def taken(self, value: Any) -> list[models.Model]:
        rows: list[Any] = list(value if self.many else [value]) if value is not None else []
        rows = [row for row in rows if row is not None]
        if wrong := next((row for row in rows if not isinstance(row, self.model)), None):
            raise TypeError(f"A mutation that returns rows of {self.model._meta.label} returned {wrong!r}.")
        if len(rows) > self.most:
            raise Rejected(InputError((), "LIMIT_EXCEEDED", f"More than {self.most} rows would be answered."))
        return rows

    def told(self, reported: list[models.Model]) -> list[Key]:
        return [told_key(row) for row in reported]

    def reported(self, told: list[Key], using: str) -> list[models.Model]:
        return [row_of(self.model, using, key) for key in told]


def told_key(row: models.Model) -> Key:
    return told_values(instance_key(row))


def told_values(key: Key) -> Key:
    return [value if isinstance(value, int | str) else str(value) for value in key]


def row_of(model: type[models.Model], using: str, key: Key) -> models.Model:
    """A row that has its key and nothing else."""
    fields = key_of(model)
    make: Callable[..., Any] = instance_maker(model, [(field.attname, place) for place, field in enumerate(fields)])
    row: models.Model = make(using, [field.to_python(value) for field, value in zip(fields, key, strict=True)])
    return row
