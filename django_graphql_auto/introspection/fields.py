"""Columns."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models

from django_graphql_auto.introspection.choices import choices_of
from django_graphql_auto.introspection.keys import can_be_null, has_index, is_key, unique_alone
from django_graphql_auto.introspection.records import FieldInfo


def known_class(field_class: type[models.Field[Any, Any]], known: Collection[type]) -> type | None:
    """The nearest class along the MRO of ``field_class`` that is in ``known``."""
    return next((candidate for candidate in field_class.__mro__ if candidate in known), None)


def fields_of(model: type[models.Model]) -> tuple[FieldInfo, ...]:
    """The columns of ``model`` that are not foreign keys, inherited ones included."""
    alone = unique_alone(model)
    return tuple(_field(field, model, alone) for field in model._meta.concrete_fields if not field.is_relation)


def _field(field: Any, model: type[models.Model], alone: Collection[str]) -> FieldInfo:
    stored = _stored(field)
    choices, choices_class = choices_of(field if field.choices else stored, model)
    return FieldInfo(
        name=field.name,
        attname=field.attname,
        field=field,
        field_class=type(stored),
        null=can_be_null(field),
        blank=field.blank,
        editable=field.editable,
        unique=field.unique or field.name in alone,
        primary_key=is_key(model, field),
        generated=field.generated,
        has_default=has_default(field),
        indexed=has_index(model, field.attname),
        concrete_model=field.model._meta.concrete_model,
        is_made=isinstance(field, models.AutoField) or (field.primary_key and field.has_db_default()),
        max_length=stored.max_length,
        choices=choices,
        choices_class=choices_class,
        description=description_of(field),
        translations=_translations(field, model),
        base=_base(stored, model),
    )


def _translations(field: Any, model: type[models.Model]) -> tuple[tuple[str, str], ...]:
    others = [other for other in model._meta.concrete_fields if getattr(other, "translated_field", None) == field]
    return tuple((str(getattr(other, "language", "")), other.attname) for other in others)


def _stored(field: Any) -> Any:
    """The field that says what the column holds: a generated column's output field, else the field itself."""
    return field.output_field if field.generated else field


def _base(field: Any, model: type[models.Model]) -> FieldInfo | None:
    base = getattr(field, "base_field", None)
    if not isinstance(base, models.Field):
        return None
    choices, choices_class = choices_of(base, model)
    return FieldInfo(
        name=field.name,
        attname=field.attname,
        field=base,
        field_class=type(base),
        null=base.null,
        blank=base.blank,
        editable=field.editable,
        unique=False,
        primary_key=False,
        generated=False,
        has_default=False,
        indexed=False,
        concrete_model=model._meta.concrete_model or model,
        max_length=base.max_length,
        choices=choices,
        choices_class=choices_class,
        base=_base(base, model),
    )


def has_default(field: Any) -> bool:
    return bool(field.has_default() or field.has_db_default())


def description_of(field: Any) -> str:
    return str(field.help_text or field.db_comment or "")
