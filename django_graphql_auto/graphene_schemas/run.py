"""Follows a plan: the rows of a level, then of its relations for all of them at once, then the answers, from the leaves up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from django.db.models import Model, QuerySet, prefetch_related_objects
from graphql import GraphQLObjectType
from graphql.execution import ExecutionContext
from graphql.pyutils import Path

from django_graphql_auto.graphene_schemas.answers import objects_of
from django_graphql_auto.graphene_schemas.compile import Compiler
from django_graphql_auto.graphene_schemas.faults import Fault, failure
from django_graphql_auto.graphene_schemas.plan import (
    Column,
    Connected,
    ConnectionShape,
    Entry,
    Joined,
    Level,
    Many,
    Nodes,
    ObjectPlan,
    One,
    Resolved,
    Target,
    Typename,
)
from django_graphql_auto.graphene_schemas.querysets import given_rows, hinted, is_plain, lookups
from django_graphql_auto.graphene_schemas.resolved import apart, resolved_values
from django_graphql_auto.graphene_schemas.running import Rows, Runner
from django_graphql_auto.graphene_schemas.to_many import connected_values, many_values
from django_graphql_auto.graphene_schemas.to_one import one_values


class Run:
    """The rows of one operation."""

    def __init__(self, execution: ExecutionContext, compiler: Compiler) -> None:
        self.execution, self._compiler = execution, compiler
        self.faulty = False
        """Whether a fault was made; answers without any are not searched for them."""

    def answer_queryset(self, target: Target, queryset: QuerySet[Any]) -> list[list[Any]]:
        """The answers of a queryset's rows, per selection."""
        return self.answers(*self.look_up(target, queryset))

    def answer_instances(self, target: Target, instances: Sequence[Model]) -> list[list[Any]]:
        """The answers of instances, per selection."""
        return self.answers(*self.look_up(target, list(instances)))

    def _instance_level(self, target: Target, instances: list[Model]) -> Level:
        level = self._compiler.level(self.execution, target, instances=True)
        if wanted := lookups(level):
            prefetch_related_objects([instance for instance in instances if instance.pk is not None], *wanted)
        return level

    def look_up(self, target: Target, queryset: QuerySet[Any] | list[Any], *links: str) -> tuple[Level, Rows]:
        """A queryset's rows, with what is wanted of them and with the columns ``links``: one statement. Instances are rows already."""
        if isinstance(queryset, list):
            level = self._instance_level(target, queryset)
            return level, _as_rows(level, queryset, "")
        if queryset.query.distinct:
            links = (*links, *(field.attname for field in queryset.model._meta.pk_fields))  # fewer columns must not make one of two rows
        level = self._compiler.level(self.execution, target, *links, instances=not is_plain(queryset))
        if level.instances:
            return level, _as_rows(level, list(hinted(queryset, level)), queryset.db)
        return level, Rows(list(queryset.values_list(*level.columns)), queryset.db, instances=False, given=given_rows(queryset))

    def shape(self, kind: GraphQLObjectType, nodes: Nodes) -> ConnectionShape | None:
        return self._compiler.shape(self.execution, kind, nodes)

    def answers(self, level: Level, rows: Rows) -> list[list[Any]]:
        """The answers of rows, per selection."""
        return [self._objects(plan, rows) for plan in level.objects]

    def _objects(self, plan: ObjectPlan, rows: Rows) -> list[Any]:
        if not rows.tuples:
            return []
        columns = [self._values(entry, rows) for entry in plan.entries]
        return objects_of(self, plan.entries, columns, len(rows.tuples))

    def _values(self, entry: Entry, rows: Rows) -> list[Any]:
        """One field of all rows. What fails as a whole fails for each of them."""
        try:
            return _VALUES[type(entry.source)](self, entry, entry.source, rows)
        except Exception as error:
            return [self.fail(error, entry.nodes) for _ in rows.tuples]

    def joined(self, entry: Entry, source: Joined, rows: Rows) -> list[Any]:
        """Objects whose columns are in the rows; none where the target's key is null."""
        presence = source.presence
        present = [row for row in rows.tuples if row[presence] is not None]
        answers = iter(self._objects(source.object, Rows(present, rows.alias, instances=False)))
        return [next(answers) if row[presence] is not None else None for row in rows.tuples]

    def resolve_field(self, kind: GraphQLObjectType, source: Any, nodes: Nodes, key: str) -> Any:
        """A field that graphql-core answers."""
        return apart(self, lambda: self.execution.execute_field(kind, source, list(nodes), Path(None, key, kind.name)), nodes)

    def fail(self, error: Exception, nodes: Nodes) -> Fault:
        self.faulty = True
        return failure(error, nodes)


def _as_rows(level: Level, instances: Sequence[Model], alias: str) -> Rows:
    """Instances as rows: their columns, then themselves."""
    if not instances:
        return Rows([], alias, instances=True)
    alias = alias or instances[0]._state.db or "default"
    read = attrgetter(*level.columns)
    if len(level.columns) == 1:
        return Rows([(read(instance), instance) for instance in instances], alias, instances=True)
    return Rows([(*read(instance), instance) for instance in instances], alias, instances=True)


def _typename_values(run: Runner, entry: Entry, source: Typename, rows: Rows) -> list[Any]:
    return [source.name] * len(rows.tuples)


def _column_values(run: Runner, entry: Entry, source: Column, rows: Rows) -> list[Any]:
    position, convert = source.position, source.convert
    try:
        return [None if (value := row[position]) is None else convert(value) for row in rows.tuples]
    except Exception:
        return [_converted(run, entry, convert, row[position]) for row in rows.tuples]


def _converted(run: Runner, entry: Entry, convert: Callable[[Any], Any], value: Any) -> Any:
    try:
        return None if value is None else convert(value)
    except Exception as error:
        return run.fail(error, entry.nodes)


_VALUES: dict[type, Callable[..., list[Any]]] = {
    Typename: _typename_values,
    Column: _column_values,
    Joined: Run.joined,
    One: one_values,
    Many: many_values,
    Connected: connected_values,
    Resolved: resolved_values,
}
