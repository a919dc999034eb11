"""One relation in one kind of write, and what is known of it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLNonNull

from django_graphql_auto.introspection import way_back
from django_graphql_auto.introspection.records import RelationKind
from django_graphql_auto.mutations import Form, Link
from django_graphql_auto.mutations.nested.holding import held_by, keys_between
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.forms import between_of
from django_graphql_auto.schema.names import pascal_case
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.keys import unique_by_type
from django_graphql_auto.schema.types.method_arguments import without_none

MakeInput = Callable[..., GraphQLInputObjectType]
"""From the factory, the entity and the names of what is left out."""


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """One relation in one kind of write. ``without`` names the other model's relation that leads back."""

    factory: TypeFactory
    link: Link
    operation: str
    without: str
    inputs: Mapping[str, MakeInput]

    @property
    def target(self) -> Entity:
        return self.factory.entity(self.link.target)

    @property
    def form(self) -> Form:
        return self.factory.forms[self.link.target]

    @property
    def single(self) -> bool:
        return not self.link.relation.to_many

    def input(self, operation: str) -> Any:
        return GraphQLNonNull(self.inputs[operation](self.factory, self.target, *filter(None, [self.without])))

    @property
    def between(self) -> Form | None:
        """The form of the rows that connect the two, where they are a model's own."""
        model = between_of(self.link.relation)
        return None if model is None else self.factory.forms[model]

    def through(self, required: bool = True) -> Any:
        """The input of such a row; None where nothing of it can be given."""
        assert self.between is not None
        keys = sorted(keys_between(self.link.relation))
        members = {name: member for name, member in self.between.members.items() if member.on_create and name not in keys}
        beside = [not without_none(annotation)[1] for annotation in self.between.options.input_only.values()]
        if not (members or beside):
            return None
        kind = self.inputs["create"](self.factory, self.factory.entity(self.between.model), *keys)
        return GraphQLNonNull(kind) if required and any((*beside, *(member.required for member in members.values()))) else kind

    def by(self) -> Any:
        return GraphQLNonNull(unique_by_type(self.factory, self.target))

    def serves(self, operation: str) -> bool:
        """Whether the other model's rows may be written so, and anything of it can be given."""
        return operation in self.form.operations and bool(self.form.names(operation) - {self.without})

    @property
    def stem(self) -> str:
        """What the names of types of the relation begin with: those without a way back are shared."""
        ending = f"Without{pascal_case(self.form.served[self.without])}" if self.without else ""
        kind = {RelationKind.GENERIC_RELATION: "Generic", RelationKind.MANY_TO_MANY: "Linked"}.get(self.link.relation.kind, "")
        by = f"By{self.factory.entity(self.between.model).stem}" if self.between else ""
        return f"{self.target.stem}{kind}{by}{ending}"


def way_back_of(factory: TypeFactory, link: Link) -> str:
    """Django's name of the relation, on the other model, that this write settles; empty where it isn't input there."""
    kind = link.relation.kind
    if kind is RelationKind.GENERIC_RELATION:
        generics = factory.forms[link.target].generics
        return next(name for name, generic in generics.items() if generic.relation.object_id_field == link.relation.object_id_field)
    reverse = kind in (RelationKind.REVERSE_FOREIGN_KEY, RelationKind.REVERSE_ONE_TO_ONE)
    name = held_by(link.relation) if reverse else way_back(link.relation)
    return name if name in factory.forms[link.target].links else ""
