"""The inputs of relations: an object with what can be done with one, as the rows of ``nested_operations`` have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLString,
)

from django_graphql_auto.mutations import GenericLink, Link
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.names import pascal_case
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.late import LateInput
from django_graphql_auto.schema.types.nested_operations import NAME, TO_MANY, TO_ONE, NestedOperation, may_release
from django_graphql_auto.schema.types.nested_sites import MakeInput, Site, way_back_of


def link_input(factory: TypeFactory, link: Link, operation: str, inputs: Mapping[str, MakeInput]) -> GraphQLInputObjectType | None:
    """The input of a relation; None where nothing can be done with it."""
    site = Site(factory, link, operation, way_back_of(factory, link), inputs)
    rows = [row for row in (TO_ONE if site.single else TO_MANY) if row.is_served(site)]
    if not rows:
        return None
    return factory.once(
        _name(site),
        (link.target, site.without, operation, tuple(row.name for row in rows)),
        lambda name: LateInput(
            name,
            partial(_link_fields, site, tuple(rows)),
            is_one_of=site.single,
            description=f"What becomes of the {site.target.info.verbose_name if site.single else site.target.info.verbose_name_plural}.",
        ),
    )


def _link_fields(site: Site, rows: Sequence[NestedOperation]) -> dict[str, GraphQLInputField]:
    return {row.name: _field(site, row.shape(site)) for row in rows}


def _field(site: Site, shape: Any) -> GraphQLInputField:
    """Names are the same everywhere."""
    made = partial(GraphQLInputField, shape if site.single else GraphQLList(shape))
    is_name = shape in (NAME, GraphQLString)
    field: GraphQLInputField = site.factory.shared(("names", site.single), made) if is_name else made()
    return field


def generic_input(factory: TypeFactory, entity: Entity, generic: GenericLink, operation: str) -> GraphQLInputObjectType:
    """What becomes of a generic foreign key: it leads to any row by its global id."""
    fields = {"connect": GraphQLInputField(GraphQLID, description="A global id.")}
    if any("create" in factory.forms[target].operations for target in generic.targets):
        fields["connectCreated"] = GraphQLInputField(GraphQLString, description="What `createdAs` has named before.")
    if operation == "update" and not generic.required:
        fields["disconnect"] = GraphQLInputField(GraphQLBoolean)
    return factory.once(
        f"{entity.stem}{pascal_case(generic.name)}In{operation.capitalize()}",
        (generic, operation),
        lambda name: GraphQLInputObjectType(name, fields, is_one_of=True, description=f"What {generic.name} leads to."),
    )


def _name(site: Site) -> str:
    """Relations without a way back share their types where they allow the same."""
    kept = "" if site.without else "Kept" if not may_release(site) else ""
    return f"{site.stem}{'One' if site.single else 'Many'}{kept}In{site.operation.capitalize()}"
