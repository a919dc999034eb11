"""The root fields of ``Mutation``. A kind is one row: its input shape and its write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLArgument, GraphQLBoolean, GraphQLField, GraphQLID, GraphQLNonNull

from django_graphql_auto.mutations import Create, Delete, Update, Upsert, Write
from django_graphql_auto.schema.bindings import BINDING, RootWrite
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.inputs import create_input, update_input
from django_graphql_auto.schema.types.keys import unique_by_type
from django_graphql_auto.schema.types.payloads import payload_type

Arguments = dict[str, GraphQLArgument]


@dataclass(frozen=True, eq=False)
class MutationKind:
    """One row."""

    verb: str
    needs: frozenset[str]
    """The operations that must be served for it."""
    description: str
    arguments: Callable[[TypeFactory, Entity], Arguments]
    write: Callable[[Any, Mapping[str, Any]], Write]
    """Makes the write from the model and the arguments' values."""
    names_row: bool = True
    """Whether it touches a row that is there."""

    def field_name(self, entity: Entity) -> str:
        return self.verb + entity.singular[:1].upper() + entity.singular[1:]


def _required(kind: Any) -> GraphQLArgument:
    return GraphQLArgument(GraphQLNonNull(kind))


ID = GraphQLArgument(GraphQLNonNull(GraphQLID), description="A global id, or the primary key as it is.")
DRY_RUN = GraphQLArgument(GraphQLNonNull(GraphQLBoolean), default_value=False, description="Only tries: nothing is stored.")

KINDS: tuple[MutationKind, ...] = (
    MutationKind(
        "create",
        frozenset({"create"}),
        "Stores a new {}.",
        lambda factory, entity: {"input": _required(create_input(factory, entity))},
        lambda model, given: Create(model, given["input"]),
        names_row=False,
    ),
    MutationKind(
        "update",
        frozenset({"update"}),
        "Changes one {}.",
        lambda factory, entity: {"id": ID, "input": _required(update_input(factory, entity))},
        lambda model, given: Update(model, {"id": given["id"]}, given["input"]),
    ),
    MutationKind(
        "upsert",
        frozenset({"create", "update"}),
        "Changes the {} that is named, or stores a new one where there is none.",
        lambda factory, entity: {
            "by": _required(unique_by_type(factory, entity)),
            "create": _required(create_input(factory, entity)),
            "update": _required(update_input(factory, entity)),
        },
        lambda model, given: Upsert(model, given["by"], given["create"], given["update"]),
    ),
    MutationKind(
        "delete",
        frozenset({"delete"}),
        "Deletes one {}, and what the project deletes with it.",
        lambda factory, entity: {"id": ID},
        lambda model, given: Delete(model, {"id": given["id"]}),
    ),
)


def mutation_fields(factory: TypeFactory) -> dict[str, GraphQLField]:
    """The kinds that each served model's operations allow. Payloads are nullable: one that fails leaves the others' reports."""
    return {
        kind.field_name(entity): _field(factory, entity, kind)
        for entity in factory.entities.values()
        for kind in KINDS
        if kind.needs <= factory.forms[entity.model].operations
    }


def _field(factory: TypeFactory, entity: Entity, kind: MutationKind) -> GraphQLField:
    return GraphQLField(
        payload_type(factory, entity),
        args={**kind.arguments(factory, entity), "dryRun": DRY_RUN},
        description=kind.description.format(entity.info.verbose_name),
        extensions={BINDING: RootWrite(entity, kind)},
    )
