"""From selections to levels: which columns a statement reads, and what becomes of them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from graphql import GraphQLField, GraphQLObjectType, is_non_null_type

from django_graphql_auto.graphene_schemas.plan import (
    ConnectionShape,
    Entry,
    Joined,
    Level,
    Nodes,
    ObjectPlan,
    One,
    Resolved,
    Source,
    Target,
    Typename,
)
from django_graphql_auto.graphene_schemas.readings import Custom
from django_graphql_auto.graphene_schemas.shapes import connection_shape
from django_graphql_auto.graphene_schemas.sources import find_source, needs_instances
from django_graphql_auto.graphene_schemas.types import Execution, fields_of, model_type
from django_graphql_auto.options import QueryHints

logger = logging.getLogger("django_graphql_auto.graphene")


class Compiler:
    """Compiles selections, each once. It may serve all requests of a document whose variables decide ``@skip`` and ``@include`` alike."""

    def __init__(self) -> None:
        self._levels: dict[Any, Level] = {}
        self._shapes: dict[Any, ConnectionShape | None] = {}

    def level(self, execution: Execution, target: Target, *links: str, instances: bool) -> Level:
        """How rows of a target are answered; ``links`` are columns that are read as well. ``instances``: they are there, or must be."""
        key = (target.type.name, _identity(*target.selections), instances, *links)
        if key not in self._levels:
            self._levels[key] = _LevelCompiler(execution, target, instances).level(links)
        return self._levels[key]

    def shape(self, execution: Execution, kind: GraphQLObjectType, nodes: Nodes) -> ConnectionShape | None:
        """How a connection is answered; None: its edges are the project's own matter."""
        key = (kind.name, _identity(nodes))
        if key not in self._shapes:
            self._shapes[key] = connection_shape(execution, kind, nodes)
        return self._shapes[key]


def _identity(*selections: Nodes) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(map(id, nodes)) for nodes in selections)


class _LevelCompiler:
    def __init__(self, execution: Execution, target: Target, instances: bool) -> None:
        self._execution, self._target = execution, target
        graphene_type = model_type(target.type)
        assert graphene_type is not None
        self._model: type[Model] = graphene_type._meta.model
        self._columns: dict[str, int] = {}
        self._same: dict[str, str] = {}
        """Paths to joined keys, and those of the foreign keys that hold the same: Django mistakes equal columns for each other."""
        self._hints: list[QueryHints | None] = []
        self._instances = instances or any(needs_instances(execution, target.type, self._model, nodes) for nodes in target.selections)

    def level(self, links: Sequence[str]) -> Level:
        objects = tuple(self._object(self._target.type, self._model, nodes, "") for nodes in self._target.selections)
        for link in links:
            self.position(link)
        return Level(self._model, tuple(self._columns) or ("pk",), self._instances, objects, tuple(self._hints))

    def _object(self, kind: GraphQLObjectType, model: type[Model], nodes: Nodes, prefix: str) -> ObjectPlan:
        entries = []
        for key, below, definition in fields_of(self._execution, kind, nodes):
            source = self._source(kind, model, below, definition, prefix)
            entries.append(Entry(key, below, kind, definition, is_non_null_type(definition.type), source))
        return ObjectPlan(tuple(entries))

    def _source(self, kind: GraphQLObjectType, model: type[Model], nodes: Nodes, definition: GraphQLField, prefix: str) -> Source:
        if nodes[0].name.value == "__typename":
            return Typename(kind.name)
        make = find_source(self._execution, kind, model, nodes, definition)
        if isinstance(make, Custom):
            self._hints.append(make.hints)
            logger.debug("%s.%s is resolved row by row: %s.", kind.name, nodes[0].name.value, make.reason)
            return Resolved(make.reason)
        return make(self, prefix)

    def join_or_fetch(self, found: One, prefix: str) -> Source:
        """A join where the target's columns are all that is wanted, otherwise a statement of its own."""
        relation, target = found.relation, found.target
        can_join = not self._instances and found.hook is None and relation.joinable
        if not can_join or needs_instances(self._execution, target.type, relation.model, target.selections[0]):
            return One(relation, self.position(prefix + relation.key), target, found.hook)
        below = f"{prefix}{relation.path}__"
        if relation.forward:
            self._same[below + relation.target_key] = prefix + relation.key
        presence = self.position(below + relation.model._meta.pk.attname)
        return Joined(presence, self._object(target.type, relation.model, target.selections[0], below))

    def position(self, path: str) -> int:
        return self._columns.setdefault(self._same.get(path, path), len(self._columns))
