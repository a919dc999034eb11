"""A django-filter ``FilterSet`` as the ``filter`` argument: each form field becomes an input of the nearest scalar."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
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

from django_graphql_auto.schema import scalars
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.names import camel_case
from django_graphql_auto.schema.types.factory import TypeFactory

_LISTS = GraphQLList(GraphQLNonNull(GraphQLString))

FORM_FIELDS: tuple[tuple[type[forms.Field], GraphQLInputType], ...] = (
    (django_filters.fields.BaseCSVField, _LISTS),
    (forms.ModelMultipleChoiceField, GraphQLList(GraphQLNonNull(GraphQLID))),
    (forms.ModelChoiceField, GraphQLID),
    (forms.MultipleChoiceField, _LISTS),
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
    (forms.MultiValueField, scalars.JSON),
    (forms.Field, GraphQLString),
)
"""Nearest first: the first row whose class fits decides."""


def filter_type(factory: TypeFactory, entity: Entity) -> GraphQLInputObjectType:
    """The input that carries the FilterSet's own arguments. ``out_name`` keeps the filter's name for the form."""
    filterset: Any = entity.options.filterset_class

    def fields() -> dict[str, GraphQLInputField]:
        return {
            camel_case(name.replace("__", "_")): GraphQLInputField(_input_type(declared), out_name=name, description=declared.label or None)
            for name, declared in filterset.base_filters.items()
        }

    return factory.once(
        f"{entity.stem}Filter",
        entity,
        lambda name: GraphQLInputObjectType(name, fields, description=f"The arguments of {filterset.__name__}."),
    )


def _input_type(declared: Any) -> GraphQLInputType:
    return next(kind for form_field, kind in FORM_FIELDS if issubclass(declared.field_class, form_field))
