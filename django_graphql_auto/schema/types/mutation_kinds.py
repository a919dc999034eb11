"""What kinds of mutations there are. A kind is one row: its input shape and its write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from django_graphql_auto.mutations import (
    Create,
    CreateMany,
    Delete,
    DeleteMany,
    ErrorPolicy,
    Restore,
    RestoreMany,
    Update,
    UpdateEach,
    UpdateMany,
    Upsert,
    UpsertEach,
    Write,
)
from django_graphql_auto.schema.bindings import BINDING, RootWrite
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.inputs import create_input, update_input
from django_graphql_auto.schema.types.keys import unique_by_type
from django_graphql_auto.schema.types.late import LateInput
from django_graphql_auto.schema.types.payloads import bulk_payload_type, payload_type
from django_graphql_auto.schema.types.where import where_type

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
    """Makes the write from the model, if there is one, and the arguments' values."""
    names_row: bool = True
    """Whether it touches a row that is there."""
    permission: str | None = None
    """Django's name of a permission that it needs beside."""
    name: str = ""
    """The field's name, where it isn't made of the verb and the model's."""
    many: Callable[[Mapping[str, Any]], int] | None = None
    """How many rows the arguments may write; None for one row."""
    listed: str = ""
    """The argument whose elements are rows, each with a result of its own."""
    is_each: bool = False
    """Whether it is called after one row, though it writes several."""
    payload: Callable[[TypeFactory, Any], GraphQLObjectType] = payload_type
    of_marks: str = ""
    """The description where deleted rows are only marked; empty where that makes no difference."""
    needs_marks: bool = False
    """Whether there is nothing to do where rows are removed."""

    def is_served(self, entity: Entity, operations: frozenset[str]) -> bool:
        return self.needs <= operations and (entity.mark is not None or not self.needs_marks)

    def field_name(self, entity: Any) -> str:
        if self.name:
            return self.name
        name = entity.plural if self.many and not self.is_each else entity.singular
        return self.verb + capital(name)

    def field(self, factory: TypeFactory, entity: Any) -> GraphQLField:
        """Of a function that belongs to no model, ``entity`` is None."""
        names = (entity.info.verbose_name, entity.info.verbose_name_plural) if entity else ("", "")
        text = self.of_marks if entity and entity.mark and self.of_marks else self.description
        return GraphQLField(
            self.payload(factory, entity),
            args={**self.arguments(factory, entity), "dryRun": DRY_RUN, "idempotencyKey": IDEMPOTENCY_KEY},
            description=text.format(names[0], plural=names[1]) or None,
            extensions={BINDING: RootWrite(entity, self)},
        )


def capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _required(kind: Any) -> GraphQLArgument:
    return GraphQLArgument(GraphQLNonNull(kind))


ID = GraphQLArgument(GraphQLNonNull(GraphQLID), description="A global id, or the primary key as it is.")
EXPECTED_VERSION = GraphQLArgument(GraphQLString, description="The `version` that you have read: a row that has changed since stays.")
DRY_RUN = GraphQLArgument(GraphQLNonNull(GraphQLBoolean), default_value=False, description="Only tries: nothing is stored.")
IDEMPOTENCY_KEY = GraphQLArgument(GraphQLString, description="Made by the client: sent again with it, the write isn't done again.")

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
        lambda factory, entity: {"id": ID, "input": _required(update_input(factory, entity)), "expectedVersion": EXPECTED_VERSION},
        lambda model, given: Update(model, {"id": given["id"]}, given["input"], expected_version=given.get("expectedVersion")),
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
        lambda factory, entity: {"id": ID, "expectedVersion": EXPECTED_VERSION},
        lambda model, given: Delete(model, {"id": given["id"]}, expected_version=given.get("expectedVersion")),
        of_marks="Marks one {} as deleted, so that it is hidden until it is restored.",
    ),
    MutationKind(
        "restore",
        frozenset({"delete"}),
        "Brings back one {} that is marked as deleted.",
        lambda factory, entity: {"id": ID, "expectedVersion": EXPECTED_VERSION},
        lambda model, given: Restore(model, {"id": given["id"]}, expected_version=given.get("expectedVersion")),
        needs_marks=True,
    ),
)


ERROR_POLICY = GraphQLEnumType(
    "ErrorPolicy",
    {policy.name: GraphQLEnumValue(policy, description=policy.value) for policy in ErrorPolicy},
    description="What becomes of several rows when some of them are wrong.",
)
AT_MOST = GraphQLArgument(GraphQLNonNull(GraphQLInt), default_value=1, description="Nothing is done where more rows match.")


def _list_of(kind: Any) -> GraphQLArgument:
    return _required(GraphQLList(GraphQLNonNull(kind)))


def _error_policy() -> GraphQLArgument:
    return GraphQLArgument(GraphQLNonNull(ERROR_POLICY), default_value=ErrorPolicy.REJECT_EVERYTHING)


def _each_update(factory: TypeFactory, entity: Entity) -> GraphQLInputObjectType:
    return _element(
        factory,
        entity,
        "UpdateEachInput",
        lambda: {
            "id": GraphQLInputField(ID.type, description=ID.description),
            "input": GraphQLInputField(GraphQLNonNull(update_input(factory, entity))),
            "expectedVersion": GraphQLInputField(GraphQLString, description=EXPECTED_VERSION.description),
        },
    )


def _each_upsert(factory: TypeFactory, entity: Entity) -> GraphQLInputObjectType:
    return _element(
        factory,
        entity,
        "UpsertEachInput",
        lambda: {
            "by": GraphQLInputField(GraphQLNonNull(unique_by_type(factory, entity))),
            "create": GraphQLInputField(GraphQLNonNull(create_input(factory, entity))),
            "update": GraphQLInputField(GraphQLNonNull(update_input(factory, entity))),
        },
    )


def _element(
    factory: TypeFactory, entity: Entity, ending: str, fields: Callable[[], dict[str, GraphQLInputField]]
) -> GraphQLInputObjectType:
    """One of several rows that are named one by one."""
    return factory.once(f"{entity.stem}{ending}", (entity, ending), lambda name: LateInput(name, fields))


KINDS += (
    MutationKind(
        "create",
        frozenset({"create"}),
        "Stores several new {plural}.",
        lambda factory, entity: {
            "inputs": _list_of(create_input(factory, entity)),
            "errorPolicy": _error_policy(),
        },
        lambda model, given: CreateMany(model, given["inputs"], given["errorPolicy"]),
        names_row=False,
        many=lambda given: len(given["inputs"]),
        listed="inputs",
        payload=bulk_payload_type,
    ),
    MutationKind(
        "updateEach",
        frozenset({"update"}),
        "Changes several {plural}, each by an input of its own.",
        lambda factory, entity: {"updates": _list_of(_each_update(factory, entity)), "errorPolicy": _error_policy()},
        lambda model, given: UpdateEach(model, given["updates"], given["errorPolicy"]),
        many=lambda given: len(given["updates"]),
        listed="updates",
        is_each=True,
        payload=bulk_payload_type,
    ),
    MutationKind(
        "upsert",
        frozenset({"create", "update"}),
        "Changes each of the {plural} that are named, or stores a new one where there is none.",
        lambda factory, entity: {"upserts": _list_of(_each_upsert(factory, entity)), "errorPolicy": _error_policy()},
        lambda model, given: UpsertEach(model, given["upserts"], given["errorPolicy"]),
        many=lambda given: len(given["upserts"]),
        listed="upserts",
        payload=bulk_payload_type,
    ),
    MutationKind(
        "update",
        frozenset({"update"}),
        "Changes all {plural} that match, alike.",
        lambda factory, entity: {
            "where": _required(where_type(factory, entity)),
            "set": _required(update_input(factory, entity)),
            "atMost": AT_MOST,
        },
        lambda model, given: UpdateMany(model, given["where"], given["set"], given["atMost"]),
        many=lambda given: given["atMost"],
        payload=bulk_payload_type,
    ),
    MutationKind(
        "delete",
        frozenset({"delete"}),
        "Deletes all {plural} that match, and what the project deletes with them.",
        lambda factory, entity: {"where": _required(where_type(factory, entity)), "atMost": AT_MOST},
        lambda model, given: DeleteMany(model, given["where"], given["atMost"]),
        many=lambda given: given["atMost"],
        payload=bulk_payload_type,
        of_marks="Marks all {plural} that match as deleted, so that they are hidden until they are restored.",
    ),
    MutationKind(
        "restore",
        frozenset({"delete"}),
        "Brings back all {plural} that match among those that are marked as deleted.",
        lambda factory, entity: {"where": _required(where_type(factory, entity)), "atMost": AT_MOST},
        lambda model, given: RestoreMany(model, given["where"], given["atMost"]),
        many=lambda given: given["atMost"],
        payload=bulk_payload_type,
        needs_marks=True,
    ),
)
