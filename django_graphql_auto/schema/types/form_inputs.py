"""The fields of Django forms as parts of an input."""

from __future__ import annotations

import sys
from typing import Any

from django import forms
from django.utils.choices import CallableChoiceIterator
from graphql import GraphQLBoolean, GraphQLFloat, GraphQLString

from django_graphql_auto.conf import settings
from django_graphql_auto.schema import scalars
from django_graphql_auto.schema.types.method_arguments import FILE, Taken
from django_graphql_auto.schema.types.submission_inputs import (
    Part,
    Site,
    Ways,
    always,
    choice_of,
    list_of,
    plain,
    refused,
    row_of,
    taken_by,
    whole,
)


def form_parts(site: Site) -> list[Part]:
    """What a browser could fill in; files only where they may be sent."""
    form_class: Any = site.made.declared.form_class  # type: ignore[union-attr]
    fields = {name: field for name, field in form_class.base_fields.items() if not field.disabled}
    _require_fillable(site, form_class, fields)
    return [_part(site, name, field) for name, field in fields.items() if not _is_left_out(field)]


def _is_left_out(field: Any) -> bool:
    return isinstance(field, forms.FileField) and not settings.UPLOADS


def _part(site: Site, name: str, field: Any) -> Part:
    required = site.is_new and field.required and field.initial is None and not isinstance(field, forms.NullBooleanField)
    return Part(name, site.declared_part(name) or _taken(site, name, field), required, str(field.help_text))


def _require_fillable(site: Site, form_class: Any, fields: dict[str, Any]) -> None:
    own = {name: field for name, field in fields.items() if not _is_left_out(field)}
    if files := [name for name in fields.keys() - own.keys() if fields[name].required and site.is_new]:
        raise site.needs_file(files[0])
    if site.made.stores:
        swept = own.keys() - form_class.declared_fields.keys() if form_class._meta.fields in (None, forms.ALL_FIELDS) else set()
        site.require_columns(form_class.__name__, [name for name in own if name in swept], fields)


def _taken(site: Site, name: str, field: Any) -> Taken:
    if special := _of_postgresql(site, name, field):
        return special
    return taken_by(WAYS, site, name, field)


def _choice(site: Site, name: str, field: Any) -> Taken:
    """What is chosen from is asked for late where a function says it, and may be another thing for everybody."""
    return choice_of(site, name, () if isinstance(field.choices, CallableChoiceIterator) else field.choices)


def _row(site: Site, name: str, field: Any) -> Taken:
    if field.queryset is None:
        raise site.refuse(name, field, "Give it a queryset of the model where it is declared: Product.objects.none() will do.")
    return row_of(site, field.queryset.model)


WAYS: Ways = (
    (forms.ModelMultipleChoiceField, lambda site, name, field: list_of(_row(site, name, field))),
    (forms.ModelChoiceField, _row),
    (forms.FilePathField, refused),
    (forms.MultipleChoiceField, lambda site, name, field: list_of(_choice(site, name, field))),
    (forms.ChoiceField, _choice),
    (forms.FileField, lambda site, name, field: FILE),
    (forms.BooleanField, always(GraphQLBoolean)),
    (forms.DecimalField, always(scalars.DECIMAL)),
    (forms.FloatField, always(GraphQLFloat)),
    (forms.IntegerField, whole),
    (forms.SplitDateTimeField, always(scalars.DATE_TIME)),
    (forms.DateTimeField, always(scalars.DATE_TIME)),
    (forms.DateField, always(scalars.DATE)),
    (forms.TimeField, always(scalars.TIME)),
    (forms.DurationField, always(scalars.DURATION)),
    (forms.UUIDField, always(scalars.UUID)),
    (forms.JSONField, always(scalars.JSON)),
    (forms.CharField, always(GraphQLString)),
    (forms.ComboField, always(GraphQLString)),
)
"""Nearest first: the first row whose class fits decides. What fits none is refused."""


def _of_postgresql(site: Site, name: str, field: Any) -> Taken | None:
    """Fields that are texts to a browser only. Where nobody has imported them, there is none."""
    theirs: Any = sys.modules.get("django.contrib.postgres.forms")
    if theirs is None:
        return None
    if isinstance(field, theirs.HStoreField):
        return plain(scalars.JSON)
    return list_of(_taken(site, name, field.base_field)) if isinstance(field, theirs.SimpleArrayField) else None
