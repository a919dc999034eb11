"""graphene's type map, taught our types: object types take their fields from entities, everything else may be plain graphql-core."""

from __future__ import annotations

from functools import partial
from typing import Any

import graphene
from graphene.relay.node import GlobalID
from graphene.types.definitions import GrapheneObjectType
from graphene.types.schema import TypeMap as GrapheneTypeMap
from graphene_django import DjangoObjectType
from graphql import GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType, GraphQLScalarType, GraphQLType, get_nullable_type

from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.schema import scalars
from django_graphql_auto.schema.bindings import ENTITY, entity_of
from django_graphql_auto.schema.entities import Entities, Entity
from django_graphql_auto.schema.graphene_types import graphene_classes, is_generated
from django_graphql_auto.schema.hand_written_files import Upload, look_at_files
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.objects import id_field, interface_type, object_fields

SCALARS: dict[Any, GraphQLScalarType] = {
    graphene.DateTime: scalars.DATE_TIME,
    graphene.Date: scalars.DATE,
    graphene.Time: scalars.TIME,
    graphene.Decimal: scalars.DECIMAL,
    graphene.UUID: scalars.UUID,
    graphene.BigInt: scalars.BIG_INT,
    Upload: scalars.UPLOAD,
}
"""Scalars that both graphene and we have: one type of a name, ours."""


class TypeMap(GrapheneTypeMap):  # type: ignore[misc]
    """Makes one build's types and refuses two of one name, where graphene would merge them."""

    def __init__(self, entities: Entities) -> None:
        self.factory = TypeFactory(entities)
        self.factory.object_type = self.object_type
        self.factory.interface_type = lambda entity: interface_type(self.factory, entity)
        self._entities = graphene_classes(entities)
        self._classes = {entity: graphene_class for graphene_class, entity in self._entities.items()}
        super().__init__()
        self.factory.node = self.add_type(graphene.relay.Node)
        self.factory.page_info = self.add_type(graphene.relay.PageInfo)

    def object_type(self, entity: Entity) -> GraphQLObjectType:
        made: GraphQLObjectType = self.add_type(self._classes[entity])
        return made

    def add_type(self, graphene_type: Any) -> Any:
        if isinstance(graphene_type, GraphQLType):
            return graphene_type
        if isinstance(graphene_type, partial):
            return self.add_type(graphene_type())
        if isinstance(graphene_type, type) and graphene_type in SCALARS:
            return SCALARS[graphene_type]
        made = super().add_type(graphene_type)
        _refuse_merge(made, graphene_type)
        return made

    def create_objecttype(self, graphene_type: Any) -> GraphQLObjectType:
        entity = self._entities.get(graphene_type)
        if entity is None and is_generated(graphene_type):
            raise SchemaError(
                f"A hand-written type leads to {graphene_type._meta.model._meta.label}, which is not served.",
                "Serve it, or leave the field out of the hand-written type.",
            )
        if entity is not None and entity.options.type is None:
            return self._generated_type(graphene_type, entity)
        written: GraphQLObjectType = super().create_objecttype(graphene_type)
        if entity is not None:
            written.extensions[ENTITY] = entity
        return written

    def create_fields_for_type(self, graphene_type: Any, is_input_type: bool = False) -> dict[str, Any]:
        """A hand-written type in the place of ours has the model's global ids, if it is a Node."""
        fields: dict[str, Any] = super().create_fields_for_type(graphene_type, is_input_type)
        if is_input_type:
            return fields
        for field in fields.values():
            look_at_files(field)
        for name in map(self.get_name, _derived_relations(graphene_type)):
            if name in fields and _may_hide(fields[name].type):
                fields[name].type = get_nullable_type(fields[name].type)
        entity = self._entities.get(graphene_type)
        if entity is not None and isinstance(graphene_type._meta.fields.get("id"), GlobalID):
            fields["id"] = id_field(entity)
        return fields

    def _generated_type(self, graphene_type: Any, entity: Entity) -> GraphQLObjectType:
        made: GraphQLObjectType = GrapheneObjectType(
            graphene_type=graphene_type,
            name=entity.type_name,
            description=graphene_type._meta.description,
            fields=lambda: object_fields(self.factory, entity),
            interfaces=lambda: self._interfaces(entity),
            is_type_of=graphene_type.is_type_of,
            extensions={ENTITY: entity},
        )
        return made

    def _interfaces(self, entity: Entity) -> list[GraphQLInterfaceType]:
        """``Node``, its own interface where it has children, and its parents'."""
        families = [entity] if entity.children else []
        families += [self.factory.entity(parent) for parent in entity.parents]
        return [self.factory.node, *(interface_type(self.factory, family) for family in families)]

    def refuse_shared_names(self) -> None:
        """Raises :class:`SchemaError` where a hand-written type and a generated one have one name."""
        for name, made in self.factory.made().items():
            if name in self and self[name] is not made:
                raise SchemaError(f"A hand-written type and a generated one are both called {name!r}.", "Rename one of them.")


def _derived_relations(graphene_type: Any) -> list[str]:
    """The fields that graphene-django makes of a model's relations; it promises a row wherever the column can't be null."""
    derived = issubclass(graphene_type, DjangoObjectType)
    return [name for name, field in graphene_type._meta.fields.items() if derived and isinstance(field, graphene.Dynamic)]


def _may_hide(kind: Any) -> bool:
    """Whether a field leads to one row of a served model that didn't promise to be visible always."""
    single = get_nullable_type(kind)
    entity = entity_of(single) if isinstance(single, GraphQLNamedType) else None
    return entity is not None and not entity.options.always_visible


def _refuse_merge(made: Any, graphene_type: Any) -> None:
    held_by = getattr(made, "graphene_type", None)
    if isinstance(made, GraphQLNamedType) and held_by is not None and isinstance(graphene_type, type) and held_by is not graphene_type:
        both = " and ".join(f"{kind.__module__}.{kind.__qualname__}" for kind in (held_by, graphene_type))
        raise SchemaError(
            f"Two types are called {made.name!r}: {both}.",
            "Rename one, or put yours in the place of ours with @register(Model, type=…).",
            graphene_type,
        )
