"""What can be done with a relation inside a write: one row per operation, its input here, its write in ``mutations.nested.to_one`` or
``mutations.nested.to_many``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLInputField,
    GraphQLInputType,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLString,
)

from django_graphql_auto.introspection import field_of
from django_graphql_auto.introspection.records import RelationKind
from django_graphql_auto.mutations import Form
from django_graphql_auto.schema.forms import between_of
from django_graphql_auto.schema.types.late import LateInput
from django_graphql_auto.schema.types.nested_sites import Site
from django_graphql_auto.schema.types.where import where_type

NAME = GraphQLNonNull(GraphQLString)
"""What a new row is called for the rest of the operation."""


@dataclass(frozen=True)
class NestedOperation:
    """One row. ``is_served`` says where it makes sense; ``shape`` is the input of one element."""

    name: str
    is_served: Callable[[Site], bool]
    shape: Callable[[Site], Any]


def _part(site: Site, ending: str, *names: str, between: GraphQLInputType | None = None) -> Any:
    """An input of one operation that takes several things: what ``PARTS`` names, and what is given of the row between."""
    owner = (site.link.target, between_of(site.link.relation), site.without, ending)
    fields = partial(_part_fields, site, names, between)
    return GraphQLNonNull(site.factory.once(f"{site.stem}{ending}", owner, lambda name: LateInput(name, fields)))


def _part_fields(site: Site, names: Sequence[str], between: GraphQLInputType | None) -> dict[str, GraphQLInputField]:
    fields = {name: PARTS[name](site) for name in names}
    return {**fields, "through": GraphQLInputField(between)} if between else fields


PARTS: Mapping[str, Callable[[Site], GraphQLInputField]] = {
    "by": lambda site: GraphQLInputField(site.by()),
    "created": lambda site: GraphQLInputField(NAME),
    "create": lambda site: GraphQLInputField(site.input("create")),
    "update": lambda site: GraphQLInputField(site.input("update")),
    "where": lambda site: GraphQLInputField(GraphQLNonNull(where_type(site.factory, site.target))),
    "set": lambda site: GraphQLInputField(site.input("update")),
    "atMost": lambda site: GraphQLInputField(GraphQLNonNull(GraphQLInt), default_value=1, description="Nothing is done where more match."),
}


def _beside_through(site: Site, ending: str, *names: str, required: bool = True) -> Any:
    """The same, with what may be given of the row between, where there is one."""
    return _part(site, ending, *names, between=site.through(required) if site.between else None)


def _by(site: Site) -> Any:
    """A row that is there."""
    return site.by() if site.between is None else _beside_through(site, "Connect", "by")


def _is_created(site: Site) -> bool:
    """Whether rows may be hung here that can have been created before, as whatever they are served."""
    forms = site.factory.forms
    return _may_take(site) and any("create" in forms[model].operations for model in (site.link.target, *site.form.kin))


def _created(site: Site) -> Any:
    """A row that was created before."""
    return NAME if site.between is None else _beside_through(site, "ConnectCreated", "created")


def _by_or_not(site: Site) -> Any:
    """A row that may be connected already: then nothing is needed of the row between."""
    return site.by() if site.between is None else _beside_through(site, "Set", "by", required=False)


def _new(site: Site) -> Any:
    return site.input("create") if site.between is None else _beside_through(site, "Create", "create")


def _connect_or_create(site: Site) -> Any:
    return _beside_through(site, "ConnectOrCreate", "by", "create")


def _update(site: Site) -> Any:
    return _part(site, "UpdateBy", "by", "update")


def _update_many(site: Site) -> Any:
    return _part(site, "UpdateMany", "where", "set", "atMost")


def _delete_many(site: Site) -> Any:
    return _part(site, "DeleteMany", "where", "atMost")


def _upsert(site: Site) -> Any:
    return _beside_through(site, "UpsertBy", "by", "create", "update")


def _upsert_one(site: Site) -> Any:
    """What a to-one relation leads to needs no name."""
    return _part(site, "Upsert", "create", "update")


def _is_update(site: Site) -> bool:
    return site.operation == "update"


def _may_take(site: Site) -> bool:
    """Whether rows may be hung here: where they hold the key themselves, that changes them."""
    if site.between:
        return "create" in site.between.operations
    if _changes_nothing_there(site):
        return True
    many = site.link.relation.kind is RelationKind.MANY_TO_MANY
    return "update" in site.form.operations and (many or site.without in site.form.names("update"))


def _changes_nothing_there(site: Site) -> bool:
    relation = site.link.relation
    return relation.kind.has_column or (relation.kind is RelationKind.MANY_TO_MANY and field_of(relation) is not None)


def may_release(site: Site) -> bool:
    relation = site.link.relation
    if site.between:
        return "delete" in site.between.operations
    if relation.kind.has_column:
        return relation.null
    if relation.kind is RelationKind.MANY_TO_MANY:
        return _may_take(site)
    return _may_take(site) and _may_be_empty(site.form, site.without)


def _may_be_empty(form: Form, name: str) -> bool:
    if name in form.generics:
        return not form.generics[name].required
    return name in form.links and form.links[name].relation.null


def _may_create(site: Site) -> bool:
    return site.serves("create") and (site.link.relation.kind is not RelationKind.MANY_TO_MANY or _may_take(site))


def _bare(kind: GraphQLNonNull[Any]) -> GraphQLInputType:
    nullable: GraphQLInputType = kind.of_type
    return nullable


TO_ONE: tuple[NestedOperation, ...] = (
    NestedOperation("connect", _may_take, lambda site: _bare(site.by())),
    NestedOperation("connectCreated", _is_created, lambda site: _bare(NAME)),
    NestedOperation("create", lambda site: site.serves("create"), lambda site: _bare(site.input("create"))),
    NestedOperation(
        "connectOrCreate", lambda site: _may_take(site) and site.serves("create"), lambda site: _bare(_connect_or_create(site))
    ),
    NestedOperation("update", lambda site: _is_update(site) and site.serves("update"), lambda site: _bare(site.input("update"))),
    NestedOperation(
        "upsert",
        lambda site: _is_update(site) and site.serves("update") and site.serves("create"),
        lambda site: _bare(_upsert_one(site)),
    ),
    NestedOperation("disconnect", lambda site: _is_update(site) and may_release(site), lambda site: GraphQLBoolean),
    NestedOperation(
        "delete",
        lambda site: (
            _is_update(site) and "delete" in site.form.operations and (may_release(site) or not site.link.relation.kind.has_column)
        ),
        lambda site: GraphQLBoolean,
    ),
)
TO_MANY: tuple[NestedOperation, ...] = (
    NestedOperation("create", _may_create, _new),
    NestedOperation("connect", _may_take, _by),
    NestedOperation("connectCreated", _is_created, _created),
    NestedOperation("connectOrCreate", lambda site: _may_take(site) and _may_create(site), _connect_or_create),
    NestedOperation("set", lambda site: _is_update(site) and _may_take(site) and may_release(site), _by_or_not),
    NestedOperation("disconnect", lambda site: _is_update(site) and may_release(site), lambda site: site.by()),
    NestedOperation("update", lambda site: _is_update(site) and site.serves("update"), _update),
    NestedOperation("updateMany", lambda site: _is_update(site) and site.serves("update"), _update_many),
    NestedOperation("upsert", lambda site: _is_update(site) and site.serves("update") and _may_create(site), _upsert),
    NestedOperation("delete", lambda site: _is_update(site) and "delete" in site.form.operations, lambda site: site.by()),
    NestedOperation("deleteMany", lambda site: _is_update(site) and "delete" in site.form.operations, _delete_many),
)
