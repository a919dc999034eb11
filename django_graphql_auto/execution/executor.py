"""graphql-core's executor, with planned fields: what a plan answers is not completed value by value."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, cast

from asgiref.sync import async_to_sync, sync_to_async
from django.db.models import Model, QuerySet
from graphql import (
    ExecutionContext,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    default_field_resolver,
    default_type_resolver,
    get_named_type,
    located_error,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields
from graphql.execution.execute import CollectedErrors, get_field_def
from graphql.pyutils import Path

from django_graphql_auto.execution.listening import listeners, resolving
from django_graphql_auto.execution.planner import Planner
from django_graphql_auto.execution.precedents import Field
from django_graphql_auto.execution.roots import Prepared, RootField, prepare
from django_graphql_auto.execution.rows.fetching import rows_by_key
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.settling import settle
from django_graphql_auto.execution.streams.streaming import Stream, refuse_other_fields
from django_graphql_auto.execution.writes.atomic import AtomicField, AtomicOperation, is_atomic
from django_graphql_auto.execution.writes.payloads import Payload
from django_graphql_auto.execution.writes.retries import refuse_unremembered
from django_graphql_auto.introspection import instance_key, is_kin
from django_graphql_auto.planning.faults import Fault, faults_so_far
from django_graphql_auto.planning.limits import check_cost
from django_graphql_auto.planning.nullability import Nullability
from django_graphql_auto.planning.selection import Leaf
from django_graphql_auto.schema.bindings import PayloadQuery, Root, RootModelSchema, RootViewer, RootWrite, binding_of, entity_of
from django_graphql_auto.schema.entities import Entity


class PlannedExecution(ExecutionContext):
    """Executes one operation. ``begin`` must be called before."""

    run: Run
    planner: Planner
    prepared: dict[tuple[Any, ...], Prepared | Exception]
    """By node and response path: a fragment can stand in several places."""
    fields: dict[str, list[FieldNode]]
    """The root fields, by response key."""
    selected: dict[tuple[int, ...], dict[str, tuple[GraphQLField, list[FieldNode]]]]
    """By field and nodes."""
    cost: int
    stream: Stream | None = None
    atomic: AtomicOperation | None = None
    """Of a mutation whose root fields are one transaction, while it runs."""

    @classmethod
    def of(
        cls,
        schema: GraphQLSchema,
        fragments: dict[str, FragmentDefinitionNode],
        context: Any,
        operation: OperationDefinitionNode,
        variables: dict[str, Any],
    ) -> PlannedExecution:
        """What ``build`` makes once document and variables have been looked at."""
        resolvers = default_field_resolver, default_type_resolver, default_field_resolver
        return cls(schema, fragments, None, context, operation, variables, *resolvers, CollectedErrors(), None, None)

    def begin(self, run: Run, planner: Planner, stream: Stream | None = None) -> None:
        """Plans the generated root fields and refuses what costs too much, before anything runs."""
        self.run, self.planner, self.stream = run, planner, stream
        self.prepared, self.selected = {}, {}
        run.resolve_leaf = self.resolve_leaf
        root = self.schema.get_root_type(self.operation.operation)
        assert root is not None
        self.fields = fields = collect_fields(self.schema, self.fragments, self.variable_values, root, self.operation.selection_set)
        if stream is not None:
            refuse_other_fields([self._binding(root, nodes) for nodes in fields.values()])
        if root is self.schema.mutation_type:
            refuse_unremembered(run, (self._binding(root, nodes) for nodes in fields.values() if not _is_typename(nodes)))
        self._prepare_fields(root, fields, ())
        self.cost = sum(found.cost for found in self.prepared.values() if isinstance(found, Prepared))
        check_cost(self.cost)

    def repeatable(self) -> list[Field]:
        """The root fields as another run can have them; none where one of them is this operation's own."""
        made = []
        for key, nodes in self.fields.items():
            prepared = self.prepared.get((id(nodes[0]), key))
            if not isinstance(prepared, Prepared) or prepared.plan is None:
                return []
            made.append(Field(key, nodes, prepared))
        return made

    def end(self) -> None:
        """Lets go of what leads back here, so that all of the operation is freed at once and leaves nothing to collect."""
        self.prepared = {}
        self.run.resolve_leaf = None

    def _binding(self, parent: GraphQLObjectType, nodes: list[FieldNode]) -> Any:
        definition = get_field_def(self.schema, parent, nodes[0])
        return binding_of(definition) if definition is not None else None

    def _prepare_fields(self, parent: GraphQLObjectType, fields: Mapping[str, list[FieldNode]], path: tuple[str, ...]) -> None:
        for key, nodes in fields.items():
            definition, binding = get_field_def(self.schema, parent, nodes[0]), self._binding(parent, nodes)
            if definition is not None and isinstance(binding, Root):
                self._prepare(RootField(self.run, self.planner, definition, nodes, self._selected, self.stream), binding, (*path, key))
                if isinstance(binding, RootWrite):
                    self._prepare_queries(definition, nodes, (*path, key))

    def _prepare(self, field: RootField, binding: Any, path: tuple[str, ...]) -> None:
        place = (id(field.nodes[0]), *path)
        try:
            self.prepared[place] = prepare(field, binding)
        except Exception as error:
            self.prepared[place] = error

    def _prepare_queries(self, mutation: GraphQLField, nodes: list[FieldNode], path: tuple[str, ...]) -> None:
        """What is read after a write costs what it costs elsewhere, and its cost is known before the write."""
        for key, (definition, below) in self._selected(mutation, nodes).items():
            if isinstance(binding_of(definition), PayloadQuery):
                query = cast(GraphQLObjectType, get_named_type(definition.type))
                fields = collect_sub_fields(self.schema, self.fragments, self.variable_values, query, below)
                self._prepare_fields(query, fields, (*path, key))

    def _selected(self, parent: GraphQLField, nodes: list[FieldNode]) -> dict[str, tuple[GraphQLField, list[FieldNode]]]:
        """What is selected of an object, by response key."""
        place = (id(parent), *map(id, nodes))
        if place not in self.selected:
            self.selected[place] = self._look_at_selected(cast(GraphQLObjectType, get_named_type(parent.type)), nodes)
        return self.selected[place]

    def _look_at_selected(self, kind: GraphQLObjectType, nodes: list[FieldNode]) -> dict[str, tuple[GraphQLField, list[FieldNode]]]:
        fields = self.collect_subfields(kind, nodes)
        return {key: (kind.fields[found[0].name.value], found) for key, found in fields.items() if found[0].name.value in kind.fields}

    def execute_fields_serially(
        self, parent_type: GraphQLObjectType, source_value: Any, path: Path | None, fields: dict[str, list[FieldNode]]
    ) -> Any:
        if not is_atomic(self.operation):
            return super().execute_fields_serially(parent_type, source_value, path, fields)
        self.atomic = AtomicOperation(self.collected_errors.errors)
        written = {key: nodes for key, nodes in fields.items() if not _is_typename(nodes)}
        values = self.atomic.answer([self._atomic_field(parent_type, key, nodes) for key, nodes in written.items()])
        return {key: parent_type.name if _is_typename(nodes) else values[key] for key, nodes in fields.items()}

    def _atomic_field(self, parent_type: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> AtomicField:
        definition, path = get_field_def(self.schema, parent_type, nodes[0]), Path(None, key, parent_type.name)
        assert definition is not None
        is_refused = isinstance(self.prepared.get((id(nodes[0]), key)), Exception)

        def execute() -> Any:
            value = self.execute_field(parent_type, None, nodes, path)
            return async_to_sync(_awaited)(value) if self.is_awaitable(value) else value

        return AtomicField(key, nodes, definition, is_refused, execute)

    def execute_field(self, parent_type: GraphQLObjectType, source: Any, field_nodes: list[FieldNode], path: Path) -> Any:
        prepared = self._prepared(source, field_nodes[0], path)
        if prepared is None:
            return self._execute_by_hand(parent_type, source, field_nodes, path)
        definition = get_field_def(self.schema, parent_type, field_nodes[0])
        assert definition is not None
        try:
            if isinstance(prepared, Exception):
                raise prepared
            faults = faults_so_far()
            value = prepared.run(self.run)
            if isinstance(binding_of(definition), RootViewer | RootModelSchema | RootWrite):
                info = self.build_resolve_info(definition, field_nodes, parent_type, path)
                return self.complete_value(definition.type, field_nodes, info, path, value)
            known = faults_so_far() == faults and not isinstance(source, Payload)
            return value if known else self.settle(value, definition.type, field_nodes, path)
        except Exception as error:
            self.handle_field_error(located_error(error, field_nodes, path.as_list()), definition.type, path)
            return None

    def _prepared(self, source: Any, node: FieldNode, path: Path) -> Prepared | Exception | None:
        """Generated fields stand at the root, and in the payload of a write."""
        if isinstance(source, Payload):
            finished = source.finished.get(tuple(step for step in path.as_list()[1:] if isinstance(step, str)))
            if finished is not None:
                return Prepared(0, lambda run: finished())
        return self.prepared.get((id(node), *path.as_list()))

    def settle(self, value: Any, kind: GraphQLOutputType, nodes: list[FieldNode], path: Path) -> Any:
        """A finished value without its faults. Raises the error of one that leaves nothing of the field."""
        nullability = Nullability(self.schema, self.fragments, self.variable_values)
        for error in settle(value, nodes, path.as_list(), lambda place: nullability.nearest(kind, nodes, place)):
            self.collected_errors.errors.append(error)
        return value

    # hand-written fields

    def _execute_by_hand(self, parent_type: GraphQLObjectType, source: Any, field_nodes: list[FieldNode], path: Path) -> Any:
        if not listeners():
            return super().execute_field(parent_type, source, field_nodes, path)
        with resolving(f"{parent_type.name}.{field_nodes[0].name.value}"):
            return super().execute_field(parent_type, source, field_nodes, path)

    def resolve_leaf(self, leaf: Leaf, instance: Model) -> Any:
        """A hand-written field of a planned row. Its errors wait in a fault until the row's place in the answer is known."""
        kept, self.collected_errors = self.collected_errors, CollectedErrors()
        value = None
        try:
            made = super().execute_field(leaf.parent_type, instance, list(leaf.nodes), Path(None, leaf.key, leaf.parent_type.name))
            value = async_to_sync(_awaited)(made) if self.is_awaitable(made) else made
        except GraphQLError as error:
            self.collected_errors.add(error, None)
        finally:
            errors, self.collected_errors = self.collected_errors.errors, kept
        return Fault(value=value, nested=tuple(errors)) if errors else value

    def complete_object_value(
        self, return_type: GraphQLObjectType, field_nodes: list[FieldNode], info: GraphQLResolveInfo, path: Path, result: Any
    ) -> Any:
        """A resolver's instance: read once more under the model's scope, whole selection planned."""
        if self.atomic is not None and info.parent_type is self.schema.mutation_type:
            self.atomic.look_at(return_type, result)
        entity = entity_of(return_type)
        if entity is None or not isinstance(result, Model):
            return super().complete_object_value(return_type, field_nodes, info, path, result)
        return _beside_the_loop(
            lambda: self.settle(next(iter(self._reread(entity, [result], field_nodes)), None), return_type, field_nodes, path)
        )

    def complete_list_value(
        self, return_type: GraphQLList[GraphQLOutputType], field_nodes: list[FieldNode], info: GraphQLResolveInfo, path: Path, result: Any
    ) -> Any:
        """A resolver's queryset or instances, likewise: in the resolver's order, hidden ones left out."""
        entity = entity_of(get_named_type(return_type))
        rows = _rows(result) if entity is not None else result
        if entity is None or not (isinstance(rows, QuerySet) or _are_instances(rows)):
            return super().complete_list_value(return_type, field_nodes, info, path, rows)
        return _beside_the_loop(lambda: self.settle(self._reread(entity, rows, field_nodes), return_type, field_nodes, path))

    def _reread(self, entity: Entity, rows: QuerySet[Any] | list[Model], nodes: list[FieldNode]) -> list[Any]:
        """The visible ones among a resolver's rows, charged as any others are."""
        keys = _keys(entity, rows)
        plan = self.planner.plan_rows(entity, nodes)
        self.cost += plan.cost(self.run.variables) * len(keys)
        check_cost(self.cost)
        found = rows_by_key(self.run, plan.fetch, [key if entity.composite else (key,) for key in keys])
        return [found[key] for key in keys if key in found]


def _is_typename(nodes: list[FieldNode]) -> bool:
    return nodes[0].name.value == "__typename"


def _rows(result: Any) -> Any:
    """What can be gone through only once is kept."""
    once = isinstance(result, Iterable) and not isinstance(result, QuerySet | Collection)
    return list(result) if once else result


def _are_instances(rows: Any) -> bool:
    return isinstance(rows, list | tuple | set | frozenset) and bool(rows) and all(isinstance(row, Model) for row in rows)


def _keys(entity: Entity, rows: QuerySet[Any] | list[Model]) -> list[Any]:
    """The primary keys of a resolver's rows, in their order."""
    models: set[type[Model]] = {rows.model} if isinstance(rows, QuerySet) else set(map(type, rows))
    for model in models:
        if not is_kin(model, entity.model):
            raise TypeError(f"A resolver of {entity.type_name} returned rows of {model._meta.label}.")
    if isinstance(rows, QuerySet):
        return list(rows.values_list("pk", flat=True))
    return [key if entity.composite else key[0] for key in map(instance_key, rows)]


def _beside_the_loop(work: Callable[[], Any]) -> Any:
    """After an async resolver an event loop runs, which the database must not be asked from."""
    try:
        get_running_loop()
    except RuntimeError:
        return work()
    return sync_to_async(work)()


async def _awaited(value: Any) -> Any:
    return await value
