"""One build's types: each is made once, by name; two things of one name are refused."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from django.db import models
from graphql import GraphQLInputField, GraphQLInputType, GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType

from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.schema.entities import Entities, Entity
from django_graphql_auto.schema.forms import forms_of

Made = TypeVar("Made", bound=GraphQLNamedType)


class TypeFactory:
    """Remembers the types of one build and who asked for them; the type map tells it how graphene's types are made."""

    object_type: Callable[[Entity], GraphQLObjectType]
    """The type that stands for an entity's rows."""
    interface_type: Callable[[Entity], GraphQLInterfaceType]
    """The interface of a multi-table parent."""
    node: GraphQLInterfaceType
    page_info: GraphQLObjectType
    query: GraphQLObjectType
    """The root type of queries, once it is made."""

    def __init__(self, entities: Entities) -> None:
        self.entities = entities
        self.forms = forms_of(entities)
        self._shared: dict[Hashable, Any] = {}
        self._made: dict[str, tuple[Any, GraphQLNamedType]] = {}

    def once(self, name: str, owner: object, make: Callable[[str], Made]) -> Made:
        """The type called ``name``; made on first demand. Raises :class:`SchemaError` where another owner has the name."""
        if name in self._made:
            held_by, made = self._made[name]
            if held_by != owner:
                raise SchemaError(f"Two types would be called {name!r}.", "Rename one model's type with `type_name` or the setting NAMES.")
            return cast(Made, made)
        made = make(name)
        self._made[name] = (owner, made)
        return made

    def input_field(self, kind: GraphQLInputType) -> GraphQLInputField:
        """A field of inputs that says nothing but its type; those of one type are one."""
        return cast(GraphQLInputField, self.shared(("input", kind), lambda: GraphQLInputField(kind)))

    def shared(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What stands in several types and is the same in all of them."""
        if key not in self._shared:
            self._shared[key] = make()
        return self._shared[key]

    def entity(self, model: type[models.Model]) -> Entity:
        return self.entities[model]

    def made(self) -> dict[str, GraphQLNamedType]:
        return {name: made for name, (_, made) in self._made.items()}
