"""Instances with some columns: everything else is deferred, as after ``QuerySet.only``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.constants import LOOKUP_SEP

Positions = Sequence[tuple[str, int]]
"""Attribute paths (``name``, ``brand__name``) and where their values stand in a row."""
MakeInstance = Callable[[str, Sequence[Any]], models.Model | None]


def instance_maker(model: type[models.Model], positions: Positions, *, sealed: bool = False) -> MakeInstance:
    """A function from (database alias, row) to an instance of ``model``. A sealed one never loads more: a statement per row."""
    own = {path: position for path, position in positions if LOOKUP_SEP not in path}
    names = [field.attname for field in model._meta.concrete_fields if field.attname in own]
    taken = [own[name] for name in names]
    related = [(relation, *_related_maker(model, relation, positions, sealed)) for relation in _relations(positions)]
    refuse = partial(_refuse, model)

    def make(alias: str, row: Sequence[Any]) -> models.Model:
        made: Any = model.from_db(alias, names, [row[position] for position in taken])
        if sealed:
            made.refresh_from_db = refuse
        for relation, make_related, key in related:
            found = make_related(alias, row) if row[key] is not None else None
            made._state.fields_cache[relation] = found
        return made  # type: ignore[no-any-return]

    return make


class NotRead(FieldError):
    """A sealed instance was asked for columns that it came without."""

    def __init__(self, model: type[models.Model], names: Sequence[str]) -> None:
        super().__init__(f"{model.__name__}.{', '.join(names)} was not read: name it in `requires`.")
        self.model, self.names = model, names


def _refuse(model: type[models.Model], using: str | None = None, fields: Sequence[str] = (), **_: Any) -> None:
    """In the place of ``refresh_from_db``, which is how Django loads a deferred column."""
    raise NotRead(model, fields)


def _relations(positions: Positions) -> list[str]:
    return list(dict.fromkeys(path.partition(LOOKUP_SEP)[0] for path, _ in positions if LOOKUP_SEP in path))


def _related_maker(model: type[models.Model], relation: str, positions: Positions, sealed: bool) -> tuple[MakeInstance, int]:
    target: Any = model._meta.get_field(relation).related_model
    below = [(path.partition(LOOKUP_SEP)[2], position) for path, position in positions if path.startswith(relation + LOOKUP_SEP)]
    key = next(position for path, position in below if path == target._meta.pk.attname)
    return instance_maker(target, below, sealed=sealed), key


def key_paths(model: type[models.Model], paths: Sequence[str]) -> list[str]:
    """For every relation that ``paths`` cross, the path of its target's key, without which no instance can be made."""
    found = []
    for path in paths:
        here: Any = model
        parts = path.split(LOOKUP_SEP)
        for depth, part in enumerate(parts[:-1]):
            here = here._meta.get_field(part).related_model
            found.append(LOOKUP_SEP.join([*parts[: depth + 1], here._meta.pk.attname]))
    return list(dict.fromkeys(found))


def is_kin(model: type[models.Model], other: type[models.Model]) -> bool:
    """Whether rows of the one can be rows of the other: the same table, or a multi-table parent's."""
    tables: list[Any] = [model._meta.concrete_model, other._meta.concrete_model]
    return issubclass(*tables) or issubclass(*reversed(tables))


def key_of(model: type[models.Model]) -> tuple[str, str]:
    """The name of its key, and where an instance has it."""
    fields = model._meta.pk_fields
    return ("pk", "pk") if len(fields) > 1 else (fields[0].name, fields[0].attname)


def instance_key(instance: models.Model) -> tuple[Any, ...]:
    """The values of the primary key."""
    return tuple(getattr(instance, field.attname) for field in instance._meta.pk_fields)
