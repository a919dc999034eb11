"""A django-filter ``FilterSet`` as the ``filter`` argument: each form field becomes an input of the nearest type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django_filters.widgets import SuffixedMultiWidget
from graphql import (
    GraphQLBoolean,
    GraphQLFloat,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
)

from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.schema import scalars
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.names import camel_case, pascal_case
from django_graphql_auto.schema.types.factory import TypeFactory

FORM_FIELDS: tuple[tuple[type[forms.Field], GraphQLInputType], ...] = (
    (forms.ModelMultipleChoiceField, GraphQLList(GraphQLNonNull(GraphQLID))),
    (forms.ModelChoiceField, GraphQLID),
    (forms.MultipleChoiceField, GraphQLList(GraphQLNonNull(GraphQLString))),
    (forms.NullBooleanField, GraphQLBoolean),
    (forms.BooleanField, GraphQLBoolean),
    (forms.DecimalField, scalars.DECIMAL),
    (forms.FloatField, GraphQLFloat),
    (forms.IntegerField, GraphQLInt),
    (forms.DateTimeField, scalars.DATE_TIME),
    (forms.DateField, scalars.DATE),
    (forms.TimeField, scalars.TIME),
    (forms.DurationField, scalars.DURATION),
    (forms.UUIDField, scalars.UUID),
    (forms.JSONField, scalars.JSON),
    (forms.Field, GraphQLString),
)
"""Nearest first: the first row whose class fits decides."""


def filter_type(factory: TypeFactory, entity: Entity) -> GraphQLInputObjectType:
    """The input that carries the FilterSet's own arguments. ``out_name`` keeps the filter's name for the form."""
    filterset: Any = entity.options.filterset_class
    return factory.once(
        f"{entity.stem}Filter",
        entity,
        lambda name: GraphQLInputObjectType(
            name, lambda: _inputs(factory, entity, filterset), description=f"The arguments of {filterset.__name__}."
        ),
    )


def _inputs(factory: TypeFactory, entity: Entity, filterset: Any) -> dict[str, GraphQLInputField]:
    """An ordering filter is left out: ``orderBy`` orders."""
    fields: dict[str, GraphQLInputField] = {}
    for name, declared in filterset.base_filters.items():
        if isinstance(declared, django_filters.OrderingFilter):
            continue
        field = camel_case(name.replace("__", "_"))
        if field in fields:
            raise SchemaError(f"Two filters of {filterset.__name__} would both be called {field!r}.", "Rename one.", filterset)
        kind = _input_type(factory, entity, name, declared)
        fields[field] = GraphQLInputField(kind, out_name=name, description=declared.label or None)
    return fields


def _input_type(factory: TypeFactory, entity: Entity, name: str, declared: Any) -> GraphQLInputType:
    if issubclass(declared.field_class, forms.MultiValueField) or isinstance(declared, django_filters.LookupChoiceFilter):
        return _parts_type(factory, entity, name, _form_field(entity, declared))
    kind = _of_form_field(declared.field_class)
    several = issubclass(declared.field_class, django_filters.fields.BaseCSVField) and not isinstance(kind, GraphQLList)
    return GraphQLList(GraphQLNonNull(kind)) if several else kind


def _form_field(entity: Entity, declared: Any) -> Any:
    """A filter makes its form field once, with the model that the FilterSet tells it; the class's own filter stays untouched."""
    own = deepcopy(declared)
    own.model = entity.model
    return own.field


def _of_form_field(field_class: type[forms.Field]) -> GraphQLInputType:
    return next(kind for known, kind in FORM_FIELDS if issubclass(field_class, known))


def _parts_type(factory: TypeFactory, entity: Entity, filter_name: str, field: forms.MultiValueField) -> GraphQLInputObjectType:
    """A field of several widgets is an object with a member for each: ``{min: 1, max: 2}``. ``out_name`` is what the widget reads."""
    parts = {part.name: GraphQLInputField(_of_form_field(part.field_class), out_name=filter_name + part.suffix) for part in _parts(field)}
    type_name = f"{entity.stem}{pascal_case(filter_name)}Filter"
    return factory.once(type_name, (entity, filter_name), lambda name: GraphQLInputObjectType(name, parts, out_type=Parts))


@dataclass(frozen=True, slots=True)
class _Part:
    """One widget of several. ``suffix`` is what its key in the form's data ends with."""

    name: str
    suffix: str
    field_class: type[forms.Field]


def _parts(field: forms.MultiValueField) -> Iterator[_Part]:
    widget: Any = field.widget
    if isinstance(widget, SuffixedMultiWidget):
        suffixes = [f"_{suffix}" if suffix else "" for suffix in widget.suffixes]
    else:
        suffixes = list(getattr(widget, "widgets_names", [f"_{position}" for position, _ in enumerate(field.fields)]))
    for suffix, part in zip(suffixes, field.fields, strict=True):
        name = suffix.lstrip("_") or "value"
        yield _Part(f"part{name}" if name.isdigit() else camel_case(name), suffix, type(part))


def form_data(given: Mapping[str, Any]) -> dict[str, Any]:
    """The argument as the form's data: the parts of an object go under the keys that its widgets read."""
    data: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, Parts):
            data |= value
        else:
            data[name] = value
    return data


class Parts(dict[str, Any]):
    """The value of a field of several widgets, told apart from a JSON object."""
