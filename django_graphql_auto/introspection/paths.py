"""Where an ORM lookup path leads."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.constants import LOOKUP_SEP

from django_graphql_auto.introspection.keys import key_chain


def relations_along(model: type[models.Model], path: str) -> list[Any]:
    """The relations that ``path`` crosses, in order; transforms and lookups at its end are no relations."""
    crossed: list[Any] = []
    here: Any = model
    for part in path.split(LOOKUP_SEP):
        if here is None:
            break
        try:
            field = here._meta.pk if part == "pk" else here._meta.get_field(part)
        except FieldDoesNotExist:
            break
        if field.is_relation:
            crossed.append(field)
        here = field.related_model if field.is_relation else None
    return crossed


def column_path(model: type[models.Model], path: str) -> str:
    """The one path, of all that name the same column, by which it is read: a key is taken from the foreign key that holds it.

    What names no column (an annotation) stays as it is.
    """
    return _column_path(model, path)


@cache
def _column_path(model: type[models.Model], path: str) -> str:
    *way, name = path.split(LOOKUP_SEP)
    hops = relations_along(model, LOOKUP_SEP.join(way)) if way else []
    field = _column(hops[-1].related_model if hops else model, name) if len(hops) == len(way) else None
    if field is None:
        return path
    while hops and _holds(hops[-1], field):
        field = hops.pop()
    owner = hops[-1].related_model if hops else model
    column = owner._meta.pk if field in key_chain(owner) else field
    return LOOKUP_SEP.join([*way[: len(hops)], column.attname])


def _column(model: type[models.Model], name: str) -> Any:
    """The field that stores ``name``, or None; a composite key is no column."""
    try:
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if getattr(field, "column", None) else None


def _holds(hop: Any, field: Any) -> bool:
    """Whether the foreign key's own column has the related row's value of ``field``."""
    if not getattr(hop, "column", None):
        return False
    equal = key_chain(hop.related_model)
    return hop.target_field == field or (hop.target_field in equal and field in equal)


def reaches_many(model: type[models.Model], path: str) -> bool:
    """Whether ``path`` crosses a to-many relation, so that a join along it repeats rows."""
    return any(field.one_to_many or field.many_to_many for field in relations_along(model, path))


def models_along(model: type[models.Model], path: str) -> list[tuple[str, type[models.Model]]]:
    """The models that ``path`` enters, each with the part of the path that leads there."""
    parts, entered = path.split(LOOKUP_SEP), []
    for index, field in enumerate(relations_along(model, path)):
        if field.related_model is not None and index < len(parts) - 1:
            entered.append((LOOKUP_SEP.join(parts[: index + 1]), field.related_model))
    return entered


def column_field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    """The field that stores ``name`` (a name, an attname or ``pk``), in a form fit for ``Cast`` and ``Value``.

    An automatic key becomes its plain integer: databases cannot cast to a serial.
    """
    field: Any = next(
        field for field in model._meta.concrete_fields if name in (field.name, field.attname) or (name == "pk" and field.primary_key)
    )
    while field.is_relation:
        field = field.target_field
    return _plain(field)


def _plain(field: Any) -> models.Field[Any, Any]:
    integers = {
        models.SmallAutoField: models.SmallIntegerField,
        models.BigAutoField: models.BigIntegerField,
        models.AutoField: models.IntegerField,
    }
    made: models.Field[Any, Any] = next((plain() for auto, plain in integers.items() if isinstance(field, auto)), field)
    return made


COMPARISONS = frozenset({"exact", "lt", "lte", "gt", "gte"})


def compared_field(model: type[models.Model], path: str) -> Any:
    """The field whose column a condition's ``path`` compares with a plain value; None where it does something else."""
    return _compared_field(model, path)


@cache
def _compared_field(model: type[models.Model], path: str) -> Any:
    *way, last = path.split(LOOKUP_SEP)
    if last in COMPARISONS and way:
        *way, last = way
    hops = relations_along(model, LOOKUP_SEP.join(way)) if way else []
    return _column(hops[-1].related_model if hops else model, last) if len(hops) == len(way) else None
