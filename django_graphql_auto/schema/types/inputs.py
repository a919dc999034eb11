"""The inputs of writes: a model's own, and those of what is nested in it, without the relation that leads back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from graphql import GraphQLInputField, GraphQLInputObjectType, GraphQLNonNull, GraphQLString

from django_graphql_auto.mutations import CREATED_AS, GenericLink, Link, Member
from django_graphql_auto.schema.entities import Column, Entity, Parameter
from django_graphql_auto.schema.forms import input_columns
from django_graphql_auto.schema.names import camel_case, pascal_case
from django_graphql_auto.schema.types.changes import GIVEN, change_input, merged
from django_graphql_auto.schema.types.columns import written_type
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.late import LateInput
from django_graphql_auto.schema.types.method_arguments import method_arguments, without_none
from django_graphql_auto.schema.types.nested_inputs import generic_input, link_input

Fields = dict[str, GraphQLInputField]


def create_input(factory: TypeFactory, entity: Entity, *without: str) -> GraphQLInputObjectType:
    """``ProductCreateInput``. ``without`` names the relations that are written from the other side."""
    return _input(factory, entity, "create", without)


def update_input(factory: TypeFactory, entity: Entity, *without: str) -> GraphQLInputObjectType:
    """``ProductUpdateInput``: what is absent stays as it is, null empties a column."""
    return _input(factory, entity, "update", without)


DESCRIPTIONS = {"create": "A new {}.", "update": "What changes in a {}: what is absent stays as it is."}


def _input(factory: TypeFactory, entity: Entity, operation: str, without: tuple[str, ...]) -> GraphQLInputObjectType:
    served = factory.forms[entity.model].served
    ending = "Without" + "".join(pascal_case(served[name]) for name in without) if without else ""
    return factory.once(
        f"{entity.stem}{operation.capitalize()}Input{ending}",
        (entity, operation, without),
        lambda name: LateInput(
            name,
            partial(_fields, factory, entity, operation, without),
            description=DESCRIPTIONS[operation].format(entity.info.verbose_name),
            out_type=merged if operation == "update" else None,
        ),
    )


def _fields(factory: TypeFactory, entity: Entity, operation: str, without: tuple[str, ...]) -> Fields:
    """Made once for all inputs of a model that differ by what they are without."""
    every = factory.shared(("input fields", entity, operation), lambda: _every_field(factory, entity, operation))
    return {served: field for name, (served, field) in every.items() if name not in without}


def _every_field(factory: TypeFactory, entity: Entity, operation: str) -> dict[str, tuple[str, GraphQLInputField]]:
    """What callers call it, and its field, by Django's name."""
    form = factory.forms[entity.model]
    fields = {
        name: (member.name, _column(factory, column, member, operation))
        for column in input_columns(entity)
        if (member := form.columns.get(name := column.info.name)) and _is_on(member, operation)
    }
    fields |= {
        name: (link.name, made)
        for name, link in form.links.items()
        if _is_on(link, operation) and (made := _link(factory, link, operation))
    }
    fields |= {
        name: (generic.name, _generic(factory, entity, generic, operation))
        for name, generic in form.generics.items()
        if _is_on(generic, operation)
    }
    fields |= {name: (name, made) for name, made in _input_only(factory, entity, operation).items()}
    if operation == "create":
        fields[CREATED_AS] = (form.created_name, factory.shared(CREATED_AS, _created_as))
    if operation == "update" and (changes := change_input(factory, entity)):
        made = GraphQLInputField(changes, out_name=GIVEN, description="Values that become more, less or longer.")
        fields[GIVEN] = (form.operators_name, made)
    return fields


def _created_as() -> GraphQLInputField:
    described = "A name for the new row, which `connectCreated` takes in the rest of the operation. It is not stored."
    return GraphQLInputField(GraphQLString, out_name=CREATED_AS, description=described)


def add_input_only(factory: TypeFactory) -> None:
    """Tells the forms what is input and never stored: annotations are read as those of methods are, once there are types."""
    for model, form in factory.forms.items():
        if form.options.input_only:
            _, values = method_arguments(factory, _parameters(form.options.input_only))
            factory.forms[model] = replace(form, input_only=values, served={**form.served, **values.served})


def _parameters(annotations: Mapping[str, Any]) -> list[Parameter]:
    return [Parameter(name, camel_case(name), annotation, not without_none(annotation)[1]) for name, annotation in annotations.items()]


def _input_only(factory: TypeFactory, entity: Entity, operation: str) -> Fields:
    served = factory.forms[entity.model].input_only_on(operation)
    shown, _ = method_arguments(factory, [each for each in _parameters(entity.options.input_only) if each.name in served])
    return {name: GraphQLInputField(argument.type, out_name=argument.out_name) for name, argument in shown.items()}


def _generic(factory: TypeFactory, entity: Entity, generic: GenericLink, operation: str) -> GraphQLInputField:
    kind: Any = generic_input(factory, entity, generic, operation)
    required = operation == "create" and generic.required
    return GraphQLInputField(GraphQLNonNull(kind) if required else kind, out_name=generic.relation.name)


def _is_on(member: Member | Link | GenericLink, operation: str) -> bool:
    return member.on_create if operation == "create" else member.on_update


def _column(factory: TypeFactory, column: Column, member: Member, operation: str) -> GraphQLInputField:
    kind: Any = written_type(factory, column)
    required = operation == "create" and member.required
    return GraphQLInputField(
        GraphQLNonNull(kind) if required else kind, out_name=column.info.name, description=column.info.description or None
    )


def _link(factory: TypeFactory, link: Link, operation: str) -> GraphQLInputField | None:
    kind: Any = link_input(factory, link, operation, INPUTS)
    if kind is None:
        return None
    required = operation == "create" and link.required
    return GraphQLInputField(
        GraphQLNonNull(kind) if required else kind, out_name=link.relation.name, description=link.relation.description or None
    )


INPUTS: Mapping[str, Any] = {"create": create_input, "update": update_input}
