"""Conditions that say which rows are written, as they stand in a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import FieldNode, ListValueNode, ObjectValueNode, ValueNode, VariableNode

from django_graphql_auto.exceptions import BadUserInput

NESTED = frozenset({"updateMany", "deleteMany"})
"""What is done, inside of an input, with the rows that meet a condition."""


def refuse_absent_variables(node: FieldNode, variables: Mapping[str, Any]) -> None:
    """Elsewhere an absent variable drops its operator; here it would widen what is written."""
    for argument in node.arguments:
        conditions = [argument.value] if argument.name.value == "where" else _conditions(argument.value)
        for name in (name for condition in conditions for name in _variables(condition)):
            if name not in variables:
                raise BadUserInput(f"The variable ${name} is needed: without it the condition of a bulk write would be wider.")


def _conditions(value: ValueNode, inside: bool = False) -> Iterator[ValueNode]:
    """Those of nested operations; ``inside`` of one of them the next ``where`` is meant."""
    if isinstance(value, ListValueNode):
        for each in value.values:
            yield from _conditions(each, inside)
    elif isinstance(value, ObjectValueNode):
        for field in value.fields:
            if inside and field.name.value == "where":
                yield field.value
            else:
                yield from _conditions(field.value, field.name.value in NESTED)


def _variables(value: ValueNode) -> Iterator[str]:
    if isinstance(value, VariableNode):
        yield value.name.value
    elif isinstance(value, ListValueNode):
        for each in value.values:
            yield from _variables(each)
    elif isinstance(value, ObjectValueNode):
        for field in value.fields:
            yield from _variables(field.value)
