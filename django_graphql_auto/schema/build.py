"""From what is registered to a schema. Read this first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from django.db import models
from django.utils.module_loading import import_string
from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_directive,
    is_specified_scalar_type,
    print_type,
    specified_directives,
    validate_schema,
)
from graphql.utilities.print_schema import print_directive

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.mutations import Form
from django_graphql_auto.registry import Registry, default_registry
from django_graphql_auto.schema.directives import ATOMIC
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.reach import every_type
from django_graphql_auto.schema.survey import survey
from django_graphql_auto.schema.type_map import TypeMap
from django_graphql_auto.schema.types.late import Late
from django_graphql_auto.schema.types.mutations import mutation_fields
from django_graphql_auto.schema.types.roots import query_fields


@dataclass(eq=False)
class BuiltSchema:
    """One version of the API. Plans and documents are kept with the version they were made for, and go with it."""

    graphql_schema: GraphQLSchema
    entities: dict[type[models.Model], Entity]
    forms: Mapping[type[models.Model], Form]
    """What may be written of each."""
    by_label: dict[str, Entity] = field(init=False)
    """What ``node`` finds: a hand-written type takes part if it is a Node."""
    caches: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        node = cast(GraphQLInterfaceType, self.graphql_schema.type_map["Node"])
        nodes = {kind.name for kind in self.graphql_schema.get_implementations(node).objects}
        self.by_label = {entity.info.label: entity for entity in self.entities.values() if entity.type_name in nodes}

    @cached_property
    def sdl(self) -> str:
        """The schema in the schema definition language, types in alphabetical order: the same bytes for the same models and settings."""
        return print_sdl(self.graphql_schema)

    @cached_property
    def mistakes(self) -> list[GraphQLError]:
        """What graphql-core finds wrong with the whole schema. Makes every type: what is made late was looked at more briefly before."""
        whole = self.graphql_schema.to_kwargs()
        whole["assume_valid"] = False
        return validate_schema(GraphQLSchema(**whole))

    @cached_property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.sdl.encode()).hexdigest()[:16]


def build_schema(registry: Registry = default_registry) -> BuiltSchema:
    """A pure function of the registry and the settings. Raises :class:`SchemaError` where they make no valid schema."""
    entities = survey(registry)
    types = TypeMap(entities)
    try:
        schema = _assemble(types, registry)
    except TypeError as error:
        raise _told(error) from error
    types.refuse_shared_names()
    refuse(validate_schema(schema))
    for kind in schema.type_map.values():
        if isinstance(kind, Late):
            kind.release()
    return BuiltSchema(schema, entities, types.factory.forms)


def refuse(mistakes: list[GraphQLError]) -> None:
    for mistake in mistakes:
        raise SchemaError(mistake.message, "Correct the hand-written type, or the options that it comes from.")


def _assemble(types: TypeMap, registry: Registry) -> GraphQLSchema:
    query = _root(types, "Query", query_fields(types.factory), settings.EXTRA_QUERIES)
    assert query is not None
    types.factory.query = query
    written = mutation_fields(types.factory, registry.functions(), registry.submissions())
    mutation = _root(types, "Mutation", written, settings.EXTRA_MUTATIONS)
    roots = [root for root in (query, mutation) if root is not None]
    directives = [*specified_directives, *([ATOMIC] if mutation else [])]
    return GraphQLSchema(query, mutation, types=every_type([*roots, *_unreached(types)]), directives=directives)


MEETING = {
    "Query": "Rename them.",
    "Mutation": "Rename them, or leave the generated ones out: by the model's `operations`, or by the setting MUTATIONS.",
}
"""What to do where hand-written root fields have the names of ours."""


def _told(error: BaseException) -> SchemaError:
    """graphql-core makes types late, and wraps what goes wrong then."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, SchemaError):
        cause = cause.__cause__
    return cause or SchemaError(str(error), "Rename one: a hand-written type in its Meta, a model's with `type_name` or the setting NAMES.")


def _root(types: TypeMap, name: str, fields: dict[str, GraphQLField], paths: list[str]) -> GraphQLObjectType | None:
    """A root type of our fields and the hand-written ones; None where it would be empty."""
    for path in paths:
        written = types.create_fields_for_type(_imported(path))
        if taken := fields.keys() & written.keys():
            raise SchemaError(f"{path} declares {name} fields that exist already: {', '.join(sorted(taken))}.", MEETING[name])
        fields |= written
    return GraphQLObjectType(name, fields) if fields else None


def _imported(path: str) -> Any:
    try:
        return import_string(path)
    except ImportError as error:
        raise SchemaError(f"{path} cannot be imported: {error}.", "Correct the path in the settings.") from error


def _unreached(types: TypeMap) -> list[GraphQLNamedType]:
    """Types that no root field need lead to: every model's, and what the project lists."""
    ours = [types.object_type(entity) for entity in types.factory.entities.values()]
    return [*ours, *(types.add_type(_imported(path)) for path in settings.EXTRA_TYPES)]


def print_sdl(schema: GraphQLSchema) -> str:
    directives = (directive for directive in schema.directives if not is_specified_directive(directive))
    kinds = (kind for name, kind in sorted(schema.type_map.items()) if not (is_introspection_type(kind) or is_specified_scalar_type(kind)))
    return "\n\n".join([*map(print_directive, directives), *map(print_type, kinds)]) + "\n"
