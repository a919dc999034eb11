"""The attributes of a model that hand-written fields read: its columns, and its relations with how many parents' rows are fetched."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Field, Model, QuerySet
from django.db.models.fields.files import FileDescriptor, ImageFileDescriptor
from django.db.models.fields.related_descriptors import (
    ForeignKeyDeferredAttribute,
    ForwardManyToOneDescriptor,
    ForwardOneToOneDescriptor,
    ManyToManyDescriptor,
    ReverseManyToOneDescriptor,
    ReverseOneToOneDescriptor,
)
from django.db.models.query import ModelIterable
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init

PARENT = "planned_parent"
"""Annotation that tells that a queryset still is of its parents' rows; of many-to-many relations it is the parent's key."""


@dataclass(frozen=True, slots=True)
class ToOne:
    """A foreign key, or one to one in either direction. ``key`` is the parent's column, ``target_key`` the target's that equals it."""

    name: str
    model: type[Model]
    path: str
    key: str
    target_key: str
    forward: bool

    constrained: bool = True
    """Whether the database vouches for the target's being there."""

    @property
    def joinable(self) -> bool:
        """Whether a join gives what Django would look up: the row, or null where the key is null."""
        return self.constrained and type(self.model._base_manager) is models.Manager

    def rows(self, keys: Sequence[Any], alias: str) -> QuerySet[Any]:
        """What the attribute leads to from any of the parents."""
        return self.model._base_manager.using(alias).filter(**{f"{self.target_key}__in": keys})


@dataclass(frozen=True, slots=True)
class ToMany:
    """The rows behind a reverse foreign key or a many-to-many relation. ``link`` names a row's parent, once ``rows`` was asked."""

    name: str
    model: type[Model]
    key: str
    link: str
    path: str
    cache_names: tuple[str, ...]

    def rows(self, keys: Sequence[Any], alias: str, given: QuerySet[Any] | None = None) -> models.Manager[Any]:
        """A manager like the attribute's own, with its methods, of all parents at once; of ``given`` rows, where a resolver chose some."""
        base: Any = type(self.model._default_manager)
        manager: models.Manager[Any] = _shared(base)(self, keys, alias, given)
        return manager

    def narrow(self, queryset: QuerySet[Any], keys: Sequence[Any]) -> QuerySet[Any]:
        """The rows of these parents. As Django's managers do, a condition on the relation that comes next is about the same link."""
        if self.link != PARENT:
            marked: QuerySet[Any] = queryset.filter(**{f"{self.path}__in": keys}).annotate(**{PARENT: models.Value(1)})
            return marked
        linked: Any = queryset._next_is_sticky().filter(**{f"{self.path}__in": keys})  # type: ignore[attr-defined]
        found: QuerySet[Any] = linked._next_is_sticky().annotate(**{PARENT: models.F(self.path)})
        return found


@cache
def _shared(base: Any) -> Any:
    """A related manager's class, made of the default manager's as Django does it, but of several parents' rows."""

    class SharedManager(base):  # type: ignore[misc]
        def __init__(self, relation: ToMany, keys: Sequence[Any], alias: str, given: QuerySet[Any] | None) -> None:
            base.__init__(self)
            self.model, self._db = relation.model, alias
            self._relation, self._keys, self._given = relation, keys, given

        def get_queryset(self) -> QuerySet[Any]:
            rows = super().get_queryset() if self._given is None else self._given.using(getattr(self._given, "_db", None) or self._db)
            return self._relation.narrow(rows, self._keys)

    return SharedManager


def column(model: type[Model], name: str) -> Field[Any, Any] | None:
    """The column behind an attribute that reads nothing else."""
    field = model._meta.pk if name == "pk" else next((field for field in model._meta.concrete_fields if field.attname == name), None)
    known = (DeferredAttribute, ForeignKeyDeferredAttribute, FileDescriptor, ImageFileDescriptor)
    if field is None or type(inspect.getattr_static(model, field.attname, None)) not in known:
        return None
    return field


def is_file(field: Field[Any, Any]) -> bool:
    return isinstance(field, models.FileField)


def makes_plain_instances(model: type[Model]) -> bool:
    """Whether an instance's attributes are what its columns hold: the project has no code that runs where instances are made."""
    makers: list[Any] = [model.from_db, Model.from_db]
    own = makers[0].__func__ is not makers[1].__func__ or model.__init__ is not Model.__init__
    listened_to = post_init.has_listeners(model) and not any(isinstance(field, models.ImageField) for field in model._meta.concrete_fields)
    return (
        not own
        and not listened_to
        and not hasattr(model._meta.pk, "columns")
        and not isinstance(model._meta.pk, models.CompositePrimaryKey)
    )


def has_plain_rows(model: type[Model]) -> bool:
    """Whether managers give instances of the model itself, rather than of others, as polymorphic ones do."""
    managers: list[models.Manager[Any]] = [model._base_manager, model._default_manager]
    return all(manager.get_queryset()._iterable_class is ModelIterable for manager in managers)


def to_one(model: type[Model], name: str) -> ToOne | None:
    """The to-one relation behind an attribute."""
    found = _to_one(model, name)
    return found if found is not None and has_plain_rows(found.model) else None


def _to_one(model: type[Model], name: str) -> ToOne | None:
    descriptor = inspect.getattr_static(model, name, None)
    if type(descriptor) in (ForwardManyToOneDescriptor, ForwardOneToOneDescriptor):
        return _forward(model, name)
    if type(descriptor) is ReverseOneToOneDescriptor:
        field = descriptor.related.field
        if len(field.foreign_related_fields) == 1:
            return ToOne(
                name,
                descriptor.related.related_model,
                descriptor.related.name,
                field.foreign_related_fields[0].attname,
                field.attname,
                False,
            )
    return None


def _forward(model: type[Model], name: str) -> ToOne | None:
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if not isinstance(field, models.ForeignKey):
        return None
    constrained = getattr(field, "db_constraint", True)
    return ToOne(name, field.related_model, name, field.attname, field.target_field.attname, True, constrained)


def to_many(model: type[Model], name: str) -> ToMany | None:
    """The to-many relation behind an attribute."""
    found = _to_many(model, name)
    return found if found is not None and has_plain_rows(found.model) else None


def _to_many(model: type[Model], name: str) -> ToMany | None:
    descriptor = inspect.getattr_static(model, name, None)
    if type(descriptor) is ReverseManyToOneDescriptor:
        return _reverse(descriptor.rel, name)
    if type(descriptor) is ManyToManyDescriptor:
        return _many_to_many(descriptor, name)
    return None


def _reverse(relation: Any, name: str) -> ToMany | None:
    field = relation.field
    if len(field.foreign_related_fields) != 1:
        return None
    key = field.foreign_related_fields[0].attname
    return ToMany(name, relation.related_model, key, field.attname, field.attname, (name, relation.get_accessor_name()))


def _many_to_many(descriptor: Any, name: str) -> ToMany | None:
    field, through = descriptor.rel.field, descriptor.rel.through
    query_name = field.name if descriptor.reverse else field.related_query_name()
    source = through._meta.get_field(field.m2m_reverse_field_name() if descriptor.reverse else field.m2m_field_name())
    if len(source.foreign_related_fields) != 1:
        return None
    key = source.foreign_related_fields[0]
    model = descriptor.rel.related_model if descriptor.reverse else descriptor.rel.model
    return ToMany(name, model, key.attname, PARENT, f"{query_name}__{key.name}", (name, query_name if descriptor.reverse else field.name))
