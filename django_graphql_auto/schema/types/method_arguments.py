"""What methods of the project take, as arguments: rows by id, dataclasses as inputs, members of enumerations, lists of all these."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.core.files import File
from django.db import models
from graphql import GraphQLArgument, GraphQLID, GraphQLInputField, GraphQLInputObjectType, GraphQLInputType, GraphQLList, GraphQLNonNull
from graphql.pyutils import Undefined

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.mutations import Argument, Arguments, Attachment, Choice, ListOf, Plain, Record, RowOf, Shape
from django_graphql_auto.schema.entities import Entity, Parameter
from django_graphql_auto.schema.names import camel_case, pascal_case
from django_graphql_auto.schema.scalars import UPLOAD
from django_graphql_auto.schema.types.annotations import type_of_annotation
from django_graphql_auto.schema.types.factory import TypeFactory

LISTS: Mapping[Any, Callable[[list[Any]], Any]] = {
    list: list,
    tuple: tuple,
    set: set,
    frozenset: frozenset,
    Sequence: list,
    Iterable: list,
    Collection: list,
}
"""The kinds of lists that annotations name, and what a method gets."""


@dataclass(frozen=True)
class Taken:
    """A value in arguments: its nullable type, and what is made of it."""

    kind: GraphQLInputType
    shape: Shape
    printable: bool = True
    """Whether the schema can say a default."""


def method_arguments(factory: TypeFactory, parameters: Iterable[Parameter]) -> tuple[dict[str, GraphQLArgument], Arguments]:
    """The arguments in the schema, by the client's names, and how the method's are made of them."""
    made = {each.name: _made(factory, each) for each in parameters}
    shown = {argument.name: GraphQLArgument(kind, default_value=default, out_name=name) for name, (kind, default, argument) in made.items()}
    return shown, Arguments({name: argument for name, (_, _, argument) in made.items()})


def without_none(annotation: Any) -> tuple[Any, bool]:
    """The annotation, and whether it allows null beside."""
    if get_origin(annotation) not in (Union, UnionType):
        return annotation, False
    kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
    return kinds[0] if len(kinds) == 1 else annotation, len(kinds) < len(get_args(annotation))


def served(factory: TypeFactory, model: type[models.Model]) -> Entity:
    if model not in factory.entities:
        raise SchemaError(
            f"A mutation is about rows of {model.__name__}, which is not served.",
            "Serve the model, or take the annotation or field away.",
            model,
        )
    return factory.entity(model)


def is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, models.Model)


def is_record(annotation: Any) -> bool:
    return isinstance(annotation, type) and dataclasses.is_dataclass(annotation)


def is_list(annotation: Any) -> bool:
    return get_origin(annotation) in LISTS and bool(get_args(annotation))


def record_fields(kind: Any) -> dict[str, Any]:
    """The annotations of a dataclass's fields."""
    try:
        hints = get_type_hints(kind)
    except NameError as error:
        raise SchemaError(f"The annotations of {kind.__name__} can't be read: {error}.", "Import what they name at run time.") from error
    return {each.name: hints[each.name] for each in dataclasses.fields(kind)}


def _parameters(kind: Any) -> list[Parameter]:
    """What a dataclass is made of."""
    annotations = record_fields(kind)
    return [_field(each, annotations[each.name]) for each in dataclasses.fields(kind) if each.init]


def _field(field: Any, annotation: Any) -> Parameter:
    default = field.default_factory() if field.default_factory is not MISSING else field.default
    return Parameter(field.name, camel_case(field.name), annotation, default is MISSING, None if default is MISSING else default)


def _made(factory: TypeFactory, parameter: Parameter) -> tuple[Any, Any, Argument]:
    """Null where the annotation says None, left out where there is a default, by null as well if the schema can't say it."""
    value, nullable = taken(factory, parameter.annotation), without_none(parameter.annotation)[1]
    unsaid = not (parameter.required or value.printable or parameter.default is None)
    nullable = nullable or (not parameter.required and parameter.default is None)
    default = Undefined if parameter.required or unsaid else _default(parameter.default)
    kind: Any = value.kind if nullable or unsaid else GraphQLNonNull(value.kind)
    return kind, default, Argument(parameter.field_name, value.shape, nullable)


def _default(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    return [_default(each) for each in value] if isinstance(value, list | tuple | set | frozenset) else value


def taken(factory: TypeFactory, annotation: Any) -> Taken:
    """What an annotation lets in."""
    annotation, _ = without_none(annotation)
    make = next((make for fits, make in _WAYS if fits(annotation)), _plain)
    return make(factory, annotation)


def _plain(factory: TypeFactory, annotation: Any) -> Taken:
    kind: Any = type_of_annotation(factory, annotation)
    return Taken(kind, Plain())


def _choice(factory: TypeFactory, annotation: Any) -> Taken:
    kind: Any = type_of_annotation(factory, annotation)
    return Taken(kind, Choice(annotation))


def _file(factory: TypeFactory, annotation: Any) -> Taken:
    if not settings.UPLOADS:
        raise SchemaError("A @mutation takes a file, and UPLOADS is off.", "Turn the setting on, or take the argument away.")
    return FILE


FILE = Taken(UPLOAD, Attachment(), printable=False)


def _row(factory: TypeFactory, annotation: Any) -> Taken:
    return Taken(GraphQLID, RowOf(served(factory, annotation).model), printable=False)


def _list(factory: TypeFactory, annotation: Any) -> Taken:
    inner = get_args(annotation)[0]
    element = taken(factory, inner)
    kind: Any = element.kind if without_none(inner)[1] else GraphQLNonNull(element.kind)
    return Taken(GraphQLList(kind), ListOf(element.shape, LISTS[get_origin(annotation)]), element.printable)


def _record(factory: TypeFactory, annotation: Any) -> Taken:
    made = factory.shared(("record", annotation), lambda: cache(lambda: method_arguments(factory, _parameters(annotation))))
    name = pascal_case(annotation.__name__)
    kind = factory.once(
        name if name.endswith("Input") else f"{name}Input",
        annotation,
        lambda name: GraphQLInputObjectType(name, lambda: {name: _input_field(each) for name, each in made()[0].items()}),
    )
    return Taken(kind, Record(annotation, lambda: made()[1]), printable=False)


def _input_field(argument: GraphQLArgument) -> GraphQLInputField:
    return GraphQLInputField(argument.type, default_value=argument.default_value, out_name=argument.out_name)


_WAYS: tuple[tuple[Callable[[Any], bool], Callable[[TypeFactory, Any], Taken]], ...] = (
    (is_model, _row),
    (is_record, _record),
    (is_list, _list),
    (lambda annotation: isinstance(annotation, type) and issubclass(annotation, File), _file),
    (lambda annotation: isinstance(annotation, type) and issubclass(annotation, enum.Enum), _choice),
)
