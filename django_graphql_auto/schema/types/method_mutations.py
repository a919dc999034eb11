"""Methods and functions of the project as kinds of mutations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.db import models

from django_graphql_auto.mutations import Arguments, Call, CallFree, Returns, Write
from django_graphql_auto.schema.entities import Entity, MethodMutation
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.method_arguments import method_arguments
from django_graphql_auto.schema.types.method_results import Fields, method_result
from django_graphql_auto.schema.types.mutation_kinds import ID, MutationKind, capital
from django_graphql_auto.schema.types.payloads import method_payload_type, payload_type


def method_kind(factory: TypeFactory, entity: Entity | None, made: MethodMutation) -> MutationKind:
    shown, arguments = method_arguments(factory, made.parameters)
    of_row = entity if made.on_row else None
    returns, fields = method_result(factory, made.returns, of_row)
    name = _name(entity, made)
    return MutationKind(
        made.verb,
        frozenset(),
        made.description.replace("{", "{{").replace("}", "}}"),
        lambda factory, entity: {"id": ID, **shown} if made.on_row else shown,
        partial(_write, made, arguments, returns),
        names_row=made.on_row,
        permission=made.permission,
        name=name,
        payload=payload_type if returns is None and of_row else _payload(name, of_row, fields),
    )


def _name(entity: Entity | None, made: MethodMutation) -> str:
    """A row's is called after the model, a manager's after its plural, a function as it calls itself."""
    if made.name or entity is None:
        return made.name or made.verb
    return made.verb + capital(entity.singular if made.on_row else entity.plural)


def _payload(name: str, of_row: Entity | None, fields: Callable[[], Fields]) -> Callable[[TypeFactory, Any], Any]:
    return lambda factory, entity: method_payload_type(factory, capital(name), of_row, fields)


def _write(
    made: MethodMutation, arguments: Arguments, returns: Returns | None, model: type[models.Model] | None, given: Mapping[str, Any]
) -> Write:
    own = {name: given[name] for name in arguments.each if name in given}
    if made.on_row and model is not None:
        return Call(model, {"id": given["id"]}, made.method, arguments, own, returns, place=made.place)
    return CallFree(model, made.method, arguments, own, returns, made.place)
