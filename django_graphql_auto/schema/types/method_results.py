"""What methods of the project return, in payloads: rows under the model's name, anything else as ``result``."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any, get_args

from django.db import models
from graphql import GraphQLError, GraphQLField, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLOutputType, GraphQLScalarType

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.mutations import Returns, RowsReturned
from django_graphql_auto.schema.bindings import BINDING, PayloadReturned
from django_graphql_auto.schema.entities import Entity, Unread
from django_graphql_auto.schema.names import camel_case, pascal_case
from django_graphql_auto.schema.scalars import JSON
from django_graphql_auto.schema.types.annotations import PYTHON_TYPES, type_of_annotation
from django_graphql_auto.schema.types.connections import row_type
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.method_arguments import is_list, is_model, is_record, record_fields, served, without_none

Fields = dict[str, GraphQLField]
NOTHING = (None, type(None))


def method_result(factory: TypeFactory, annotation: Any, of_row: Entity | None) -> tuple[Returns | None, Callable[[], Fields]]:
    """How what is returned is reported, and its field in the payload, beside the row's where there is one."""
    annotation, _ = without_none(annotation)
    if annotation in NOTHING or isinstance(annotation, Unread):
        return None, dict
    if isinstance(annotation, type) and issubclass(annotation, models.QuerySet):
        raise SchemaError(
            "A @mutation returns a QuerySet, which doesn't say of what.", "Annotate it as Iterable[Product], or as list[Product]."
        )
    many = is_list(annotation)
    model = without_none(get_args(annotation)[0])[0] if many else annotation
    if is_model(model):
        returned = served(factory, model)
        most = settings.MAX_PAGE_SIZE if many else 1
        return RowsReturned(model, many, most), partial(_rows_field, factory, returned, many, of_row)
    return ValueReturned(annotation), lambda: {"result": _result_field(factory, annotation)}


def _rows_field(factory: TypeFactory, entity: Entity, many: bool, of_row: Entity | None) -> Fields:
    kind: Any = row_type(factory, entity)
    name = entity.plural if many else entity.singular
    if of_row is not None and name == of_row.singular:
        name = "result"
    description = "What came of it, as far as you may see it; null where nothing was stored."
    binding = PayloadReturned(entity, many)
    made: GraphQLOutputType = GraphQLList(GraphQLNonNull(kind)) if many else kind
    return {name: GraphQLField(made, description=description, extensions={BINDING: binding})}


def _result_field(factory: TypeFactory, annotation: Any) -> GraphQLField:
    description = "What came of it; null where nothing was stored."
    return GraphQLField(_output(factory, annotation), description=description, resolve=partial(_resolved, "result"))


def _resolved(name: str, source: Any, info: Any) -> Any:
    return _outgoing(getattr(source, name))


def _outgoing(value: Any) -> Any:
    """Members of enumerations by their values, as GraphQL knows them."""
    if isinstance(value, enum.Enum):
        return value.value
    return [_outgoing(each) for each in value] if isinstance(value, list | tuple | set | frozenset) else value


def _output(factory: TypeFactory, annotation: Any) -> GraphQLOutputType:
    """The nullable type."""
    annotation, _ = without_none(annotation)
    if is_list(annotation):
        return GraphQLList(_strict(factory, get_args(annotation)[0]))
    if is_record(annotation):
        return factory.once(
            pascal_case(annotation.__name__),
            annotation,
            lambda name: GraphQLObjectType(name, lambda: {camel_case(field): made for field, made in _fields(factory, annotation)}),
        )
    if is_model(annotation):
        raise SchemaError(
            f"A @mutation returns a {annotation.__name__} inside another value.",
            "Return the row, a list of rows, or what is no row: rows are planned before the method runs.",
            annotation,
        )
    return type_of_annotation(factory, annotation)


def _strict(factory: TypeFactory, annotation: Any) -> Any:
    kind: Any = _output(factory, annotation)
    return kind if without_none(annotation)[1] else GraphQLNonNull(kind)


def _fields(factory: TypeFactory, annotation: Any) -> list[tuple[str, GraphQLField]]:
    return [
        (name, GraphQLField(_strict(factory, kind), resolve=partial(_resolved, name))) for name, kind in record_fields(annotation).items()
    ]


@dataclass(frozen=True)
class ValueReturned:
    """A value that is remembered as it was: what was computed then can't be read anew."""

    annotation: Any

    def taken(self, value: Any) -> Any:
        """What can't be answered is a fault of the method, and undone."""
        taken = list(value) if value is not None and is_list(self.annotation) else value
        try:
            self.told(taken)
        except GraphQLError as error:
            raise TypeError(f"A mutation returned what its annotation doesn't say: {error.message}") from error
        return taken

    def told(self, reported: Any) -> Any:
        return _told(self.annotation, reported)

    def reported(self, told: Any, using: str) -> Any:
        return _reported(self.annotation, told)


def _told(annotation: Any, value: Any) -> Any:
    annotation, _ = without_none(annotation)
    if value is None:
        return None
    if isinstance(value, enum.Enum):
        return value.name
    if is_list(annotation):
        return [_told(get_args(annotation)[0], each) for each in value]
    if is_record(annotation):
        return {name: _told(kind, getattr(value, name)) for name, kind in record_fields(annotation).items()}
    return _scalar(annotation).serialize(value)


def _reported(annotation: Any, told: Any) -> Any:
    annotation, _ = without_none(annotation)
    if told is None:
        return None
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return annotation[told]
    if is_list(annotation):
        return [_reported(get_args(annotation)[0], each) for each in told]
    if is_record(annotation):
        return SimpleNamespace(**{name: _reported(kind, told[name]) for name, kind in record_fields(annotation).items()})
    return _scalar(annotation).parse_value(told)


def _scalar(annotation: Any) -> GraphQLScalarType:
    return PYTHON_TYPES.get(annotation, JSON) if annotation.__hash__ else JSON
