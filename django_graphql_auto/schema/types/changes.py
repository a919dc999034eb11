"""The inputs of operators: one per model with such columns, and one per kind of value that all models share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from graphql import GraphQLInputField, GraphQLInputObjectType, GraphQLInputType, GraphQLList, GraphQLNonNull, GraphQLString

from django_graphql_auto.mutations import Change, Form
from django_graphql_auto.mutations.operators import OPERATORS
from django_graphql_auto.schema.entities import Column, Entity
from django_graphql_auto.schema.forms import input_columns
from django_graphql_auto.schema.types.columns import element_type, input_type
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.late import LateInput

GIVEN = "change_"
"""Where operators stand in what a caller gives; no name of Django's ends so."""


def change_input(factory: TypeFactory, entity: Entity) -> GraphQLInputObjectType | None:
    """``ProductChangeInput``; None where no column has operators."""
    form = factory.forms[entity.model]
    columns = [column for column in input_columns(entity) if _kind(form, column)]
    if not columns:
        return None
    return factory.once(
        f"{entity.stem}ChangeInput",
        entity,
        lambda name: LateInput(
            name,
            lambda: {column.name: _column(factory, form, column) for column in columns},
            description=f"What becomes of values of a {entity.info.verbose_name}, whatever they are by then. Null stays null.",
        ),
    )


def merged(given: dict[str, Any]) -> dict[str, Any]:
    """Values and changes of one row by Django's names. Also called with what is refused afterwards."""
    changes = {name: change for name, change in (given.get(GIVEN) or {}).items() if isinstance(change, Change)}
    values = {name: value for name, value in given.items() if name != GIVEN}
    return {**values, **{name: replace(change, beside_value=name in values) for name, change in changes.items()}}


def _kind(form: Form, column: Column) -> str:
    member = form.columns.get(column.info.name)
    return member.operators if member and member.on_update else ""


def _column(factory: TypeFactory, form: Form, column: Column) -> GraphQLInputField:
    kind, name = _operators(factory, column, _kind(form, column)), column.info.name
    made: GraphQLInputField = factory.shared(("change", kind, name), lambda: GraphQLInputField(kind, out_name=name))
    return made


def _operators(factory: TypeFactory, column: Column, kind: str) -> GraphQLInputObjectType:
    stem = {"list": f"{_stem(element_type(column))}List", "map": "HStore"}.get(kind) or column.mapping.scalar.name
    return factory.once(
        f"{stem}ChangeOperators",
        (kind, stem),
        lambda name: GraphQLInputObjectType(
            name,
            {operator: GraphQLInputField(SHAPES.get(operator, input_type)(factory, column)) for operator in OPERATORS[kind]},
            is_one_of=True,
            out_type=_change,
        ),
    )


def _stem(kind: Any) -> str:
    return f"{_stem(kind.of_type)}List" if isinstance(kind, GraphQLList) else kind.name


def _change(given: dict[str, Any]) -> Any:
    """Also called with what is refused afterwards for having no operator, or two."""
    return Change(*next(iter(given.items()))) if given else None


SHAPES: Mapping[str, Callable[[TypeFactory, Column], GraphQLInputType]] = {
    "deleteKey": lambda factory, column: GraphQLString,
    "deleteAtPath": lambda factory, column: GraphQLList(GraphQLNonNull(GraphQLString)),
}
"""Of the operators that take something else than the column does."""
