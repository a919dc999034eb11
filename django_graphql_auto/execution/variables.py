"""Variables to values (GraphQL specification, 6.1.2): each input type becomes a function once.

Only what is right is read this way. What is wrong is given to graphql-core, which says where and why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    TypeNode,
    Undefined,
    VariableDefinitionNode,
    type_from_ast,
    value_from_ast,
)
from graphql.execution.values import get_variable_values

from django_graphql_auto.uploads import Upload

MAX_ERRORS = 50
Read = Callable[[Any], Any]


class Wrong(ValueError):
    """A value that its type does not take."""


def read_variables(
    schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode], given: dict[str, Any], readers: Readers, suggestions: bool
) -> dict[str, Any] | list[GraphQLError]:
    """The values of an operation's variables, absent ones left out, or what is wrong with them."""
    try:
        return dict(_read(schema, definition, given, readers) for definition in definitions if _counts(definition, given))
    except Exception:  # a scalar of the project's may raise anything
        return get_variable_values(schema, definitions, given, MAX_ERRORS, hide_suggestions=not suggestions)


def _counts(definition: VariableDefinitionNode, given: Mapping[str, Any]) -> bool:
    present = definition.variable.name.value in given or definition.default_value is not None
    return present or _wrong_if(definition.type.kind == "non_null_type")


def _read(schema: GraphQLSchema, definition: VariableDefinitionNode, given: Mapping[str, Any], readers: Readers) -> tuple[str, Any]:
    name = definition.variable.name.value
    if name not in given:
        assert definition.default_value is not None
        return name, value_from_ast(definition.default_value, type_from_ast(schema, definition.type))  # type: ignore[arg-type]
    return name, readers.of_node(schema, definition.type)(given[name])


def _wrong_if(wrong: bool) -> bool:
    if wrong:
        raise Wrong
    return False


@dataclass
class Readers:
    """The functions of one schema's input types."""

    known: dict[str, Read] = field(default_factory=dict)
    """By the names of types."""

    def of(self, kind: Any) -> Read:
        """What makes a value of the type of JSON. Raises whatever its scalars raise, or :class:`Wrong`."""
        if isinstance(kind, GraphQLNonNull):
            return _required(self._present(kind.of_type))
        return _nullable(self._present(kind))

    def of_node(self, schema: GraphQLSchema, node: TypeNode, required: bool = False) -> Read:
        """The same of a type as a document writes it."""
        if isinstance(node, NonNullTypeNode):
            return self.of_node(schema, node.type, required=True)
        if isinstance(node, NamedTypeNode):
            read = self.known.get(node.name.value) or self._present(type_from_ast(schema, node))  # type: ignore[arg-type]
        else:
            read = _list(self.of_node(schema, cast(ListTypeNode, node).type))
        return _required(read) if required else _nullable(read)

    def _present(self, kind: GraphQLInputType) -> Read:
        """The same for what is not null."""
        if isinstance(kind, GraphQLList):
            return _list(self.of(kind.of_type))
        name = kind.name  # type: ignore[union-attr]
        if name not in self.known:
            self.known[name] = _object(kind, self) if isinstance(kind, GraphQLInputObjectType) else _leaf(kind)  # type: ignore[arg-type]
        return self.known[name]


def _required(read: Read) -> Read:
    def required(value: Any) -> Any:
        if value is None:
            raise Wrong
        return read(value)

    return required


def _nullable(read: Read) -> Read:
    return lambda value: None if value is None else read(value)


def _list(read: Read) -> Read:
    """A single value is a list of one."""

    def several(value: Any) -> list[Any]:
        if isinstance(value, list | tuple):
            return [read(each) for each in value]
        if not isinstance(value, str | int | float | dict | Upload):
            raise Wrong
        return [read(value)]

    return several


def _leaf(kind: GraphQLLeafType) -> Read:
    parse = kind.parse_value

    def leaf(value: Any) -> Any:
        made = parse(value)
        if made is Undefined:
            raise Wrong
        return made

    return leaf


@dataclass(frozen=True, slots=True)
class _Member:
    """A field of an input object."""

    name: str
    out_name: str
    read: Read
    default: Any
    required: bool


def _object(kind: GraphQLInputObjectType, readers: Readers) -> Read:
    members: list[_Member] = []

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise Wrong
        # Types lead to themselves: their members are looked at when the first value comes.
        made, known = {}, members or _members(kind, readers, members)
        missing = len(value)
        for member in known:
            if member.name in value:
                made[member.out_name] = member.read(value[member.name])
                missing -= 1
            elif member.default is not Undefined:
                made[member.out_name] = member.default
            elif member.required:
                raise Wrong
        if missing or (kind.is_one_of and (len(made) != 1 or None in made.values())):
            raise Wrong
        return kind.out_type(made)

    return read


def _members(kind: GraphQLInputObjectType, readers: Readers, members: list[_Member]) -> list[_Member]:
    members[:] = [
        _Member(name, found.out_name or name, readers.of(found.type), found.default_value, isinstance(found.type, GraphQLNonNull))
        for name, found in kind.fields.items()
    ]
    return members
