"""Files of hand-written fields: their scalar, and what a resolver gets of a file, which has been looked at before."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import graphene
from django.core.exceptions import ValidationError
from graphql import (
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLResolveInfo,
    get_named_type,
    get_nullable_type,
)

from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.schema import scalars
from django_graphql_auto.uploads import Upload as Sent

Path = tuple[str, ...]
Faults = list[dict[str, Any]]


def _sound(value: Any) -> Any:
    """As :data:`scalars.UPLOAD`, but looked at: nobody wraps the resolvers of a schema that is wholly the project's."""
    sent = scalars.UPLOAD.parse_value(value)
    try:
        sent.require_sound()
    except ValidationError as error:
        fault = _fault(error)
        raise GraphQLError(fault["message"], extensions={"code": BadUserInput.code, "files": [fault]}) from None
    return sent.content()


class Upload(graphene.Scalar):  # type: ignore[misc]
    """A file, sent beside the operation in a multipart request, with null in its place among the variables."""

    class Meta:
        name = scalars.UPLOAD.name
        description = scalars.UPLOAD.description
        specified_by_url = scalars.UPLOAD.specified_by_url

    serialize = staticmethod(scalars.UPLOAD.serialize)
    parse_value = staticmethod(_sound)
    parse_literal = staticmethod(scalars.UPLOAD.parse_literal)


def look_at_files(field: GraphQLField) -> None:
    """Lets a hand-written field's resolver have only files that may be stored, as Django has them."""
    if field.resolve is not None and any(map(_may_hold_files, field.args.values())):
        field.resolve = _with_sound_files(field.resolve, field.args)


def _may_hold_files(argument: GraphQLArgument) -> bool:
    kind = get_named_type(argument.type)
    return kind is scalars.UPLOAD or isinstance(kind, GraphQLInputObjectType)


def _with_sound_files(resolve: Callable[..., Any], arguments: Mapping[str, GraphQLArgument]) -> Callable[..., Any]:
    @wraps(resolve)
    def looking(source: Any, info: GraphQLResolveInfo, **given: Any) -> Any:
        faults: Faults = []
        made = _members(arguments, given, (), faults)
        if faults:
            raise BadUserInput(faults[0]["message"], files=faults)
        return resolve(source, info, **made)

    return looking


def _members(fields: Mapping[str, Any], given: Mapping[str, Any], path: Path, faults: Faults) -> dict[str, Any]:
    """Arguments, or an input's fields, by the names that the resolver knows."""
    made = dict(given)
    for name, field in fields.items():
        key = field.out_name or name
        if key in made:
            made[key] = _made(field.type, made[key], (*path, name), faults)
    return made


def _made(kind: Any, value: Any, path: Path, faults: Faults) -> Any:
    kind = get_nullable_type(kind)
    if isinstance(value, Sent):
        return _content(value, path, faults)
    if isinstance(kind, GraphQLList) and isinstance(value, list):
        return [_made(kind.of_type, each, (*path, str(place)), faults) for place, each in enumerate(value)]
    if isinstance(kind, GraphQLInputObjectType) and isinstance(value, dict):
        return _input(value, _members(kind.fields, value, path, faults))
    return value


def _input(value: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    """graphene's inputs have their values as items and as attributes; the one of another field stays as it is."""
    if all(made[key] is value[key] for key in made):
        return value
    copied = copy.copy(value)
    copied.update(made)
    if hasattr(copied, "__dict__"):
        vars(copied).update(made)
    return copied


def _content(sent: Sent, path: Path, faults: Faults) -> Any:
    try:
        sent.require_sound()
    except ValidationError as error:
        faults.append({"path": list(path), **_fault(error)})
        return None
    return sent.content()


def _fault(error: ValidationError) -> dict[str, Any]:
    return {"code": str(error.code).upper(), "message": error.messages[0], "params": error.params}
