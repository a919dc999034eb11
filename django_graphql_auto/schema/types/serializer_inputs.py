"""The fields of serializers as parts of an input. Imported only where a project has a serializer as a mutation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLBoolean, GraphQLFloat, GraphQLString
from rest_framework import serializers

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.mutations import KeyOf, Record
from django_graphql_auto.schema import scalars
from django_graphql_auto.schema.types.method_arguments import FILE, Taken
from django_graphql_auto.schema.types.submission_inputs import (
    Part,
    Site,
    Ways,
    always,
    choice_of,
    input_of,
    list_of,
    nested,
    refused,
    row_of,
    taken_by,
    whole,
)


def serializer_parts(site: Site) -> list[Part]:
    """The fields that can be written; files only where they may be sent."""
    serializer_class: Any = site.made.declared.serializer_class  # type: ignore[union-attr]
    fields = _fields(site, serializer_class)
    _require_named(site, serializer_class, fields)
    return list(_parts(site, fields))


def _fields(site: Site, serializer_class: Any) -> dict[str, Any]:
    try:
        return dict(serializer_class().fields)
    except (KeyError, AttributeError) as error:
        raise SchemaError(
            f"The fields of {serializer_class.__name__} can't be read without a request: {type(error).__name__}: {error}.",
            "Let get_fields() and __init__() do without one: self.context.get('request').",
        ) from error


def _parts(site: Site, fields: dict[str, Any]) -> Iterator[Part]:
    for name, field in fields.items():
        if field.read_only or isinstance(field, serializers.HiddenField):
            continue
        if _is_left_out(field):
            if field.required and site.is_new:
                raise site.needs_file(name)
            continue
        required = site.is_new and field.required and not field.allow_null
        yield Part(name, site.declared_part(name) or _taken(site, name, field), required, str(field.help_text or ""))


def _is_left_out(field: Any) -> bool:
    return isinstance(field, serializers.FileField) and not settings.UPLOADS


def _require_named(site: Site, serializer_class: Any, fields: dict[str, Any]) -> None:
    if not site.made.stores:
        return
    own = {name: field for name, field in fields.items() if not field.read_only and not _is_left_out(field)}
    everything = getattr(serializer_class.Meta, "fields", serializers.ALL_FIELDS) == serializers.ALL_FIELDS
    swept = [name for name in own if everything and name not in serializer_class._declared_fields]
    site.require_columns(serializer_class.__name__, swept, {field.source for field in own.values()})
    if "before_write" in site.form.hooks:
        raise SchemaError(
            f"{serializer_class.__name__} stores rows of {site.form.info.label} itself: before_write() of its options would not be called.",
            "Let the serializer check what the hook checks, or use a ModelForm, whose row is known before it is stored.",
            site.form.model,
        )


def _taken(site: Site, name: str, field: Any) -> Taken:
    return taken_by(WAYS, site, name, field)


def _choice(site: Site, name: str, field: Any) -> Taken:
    return choice_of(site, name, field.choices.items())


def _row(site: Site, name: str, field: Any) -> Taken:
    if field.queryset is None:
        raise site.refuse(name, field)
    return row_of(site, field.queryset.model, KeyOf)


def _object(site: Site, name: str, field: Any) -> Taken:
    inner = nested(site, name)
    kind, fields = input_of(inner, list(_parts(inner, dict(field.fields))), (site.made, inner.stem))
    return Taken(kind, Record(dict, lambda: fields), printable=False)


WAYS: Ways = (
    (serializers.Serializer, _object),
    (serializers.ListSerializer, lambda site, name, field: list_of(_taken(site, name, field.child))),
    (serializers.ManyRelatedField, lambda site, name, field: list_of(_taken(site, name, field.child_relation))),
    (serializers.PrimaryKeyRelatedField, _row),
    (serializers.FilePathField, refused),
    (serializers.FileField, lambda site, name, field: FILE),
    (serializers.MultipleChoiceField, lambda site, name, field: list_of(_choice(site, name, field))),
    (serializers.ChoiceField, _choice),
    (serializers.ListField, lambda site, name, field: list_of(_taken(site, name, field.child))),
    (serializers.DictField, always(scalars.JSON)),
    (serializers.JSONField, always(scalars.JSON)),
    (serializers.BooleanField, always(GraphQLBoolean)),
    (serializers.DecimalField, always(scalars.DECIMAL)),
    (serializers.FloatField, always(GraphQLFloat)),
    (serializers.IntegerField, whole),
    (serializers.DateTimeField, always(scalars.DATE_TIME)),
    (serializers.DateField, always(scalars.DATE)),
    (serializers.TimeField, always(scalars.TIME)),
    (serializers.DurationField, always(scalars.DURATION)),
    (serializers.UUIDField, always(scalars.UUID)),
    (serializers.IPAddressField, always(GraphQLString)),
    (serializers.CharField, always(GraphQLString)),
)
"""Nearest first: the first row whose class fits decides. What fits none is refused."""
