"""What the functions that answer one kind of field ask of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Model, QuerySet
from graphql import GraphQLObjectType, GraphQLResolveInfo
from graphql.execution import ExecutionContext
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path

from django_graphql_auto.graphene_schemas.faults import Fault
from django_graphql_auto.graphene_schemas.plan import Entry, Level, Nodes, Target


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one level, from the database ``alias``."""

    tuples: Sequence[tuple[Any, ...]]
    alias: str
    instances: bool
    given: Mapping[str, QuerySet[Any]] = field(default_factory=dict)
    """What a resolver's ``Prefetch`` objects put in the place of relations' rows."""

    def column(self, position: int) -> list[Any]:
        return [row[position] for row in self.tuples]

    def made(self) -> list[Model]:
        """The instances that the rows were read from."""
        return [row[-1] for row in self.tuples] if self.instances else []


class Runner(Protocol):
    """One operation on its way."""

    execution: ExecutionContext
    faulty: bool

    def look_up(self, target: Target, queryset: QuerySet[Any] | list[Any], *links: str) -> tuple[Level, Rows]: ...

    def answers(self, level: Level, rows: Rows) -> list[list[Any]]: ...

    def answer_queryset(self, target: Target, queryset: QuerySet[Any]) -> list[list[Any]]: ...

    def answer_instances(self, target: Target, instances: Sequence[Model]) -> list[list[Any]]: ...

    def fail(self, error: Exception, nodes: Nodes) -> Fault: ...

    def resolve_field(self, kind: GraphQLObjectType, source: Any, nodes: Nodes, key: str) -> Any: ...


def info_of(run: Runner, entry: Entry) -> GraphQLResolveInfo:
    """What a resolver or a hook is told about its field. Its path names the field alone: it may be asked for many rows at once."""
    assert entry.definition is not None
    path = Path(None, entry.key, entry.parent_type.name)
    return run.execution.build_resolve_info(entry.definition, list(entry.nodes), entry.parent_type, path)


def arguments_of(run: Runner, entry: Entry) -> dict[str, Any]:
    assert entry.definition is not None
    return get_argument_values(entry.definition, entry.nodes[0], run.execution.variable_values)


def distinct(keys: Iterable[Any]) -> list[Any]:
    """Each key once, in their order, without None."""
    return [key for key in dict.fromkeys(keys) if key is not None]
