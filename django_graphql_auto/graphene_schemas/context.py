"""graphql-core's executor for hand-written schemas: what leads to rows is answered level by level, the rest as ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, cast

from django.db.models import Model, QuerySet
from graphql import (
    FieldNode,
    GraphQLAbstractType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    is_abstract_type,
    is_non_null_type,
    located_error,
)
from graphql.execution import ExecutionContext
from graphql.execution.execute import get_field_def
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path

from django_graphql_auto.execution.documents import Document
from django_graphql_auto.graphene_schemas import paging
from django_graphql_auto.graphene_schemas.answers import list_of, nullable
from django_graphql_auto.graphene_schemas.compile import Compiler
from django_graphql_auto.graphene_schemas.connections import answer_sliced
from django_graphql_auto.graphene_schemas.faults import Fault, settle
from django_graphql_auto.graphene_schemas.middleware import is_for_roots
from django_graphql_auto.graphene_schemas.paging import Sliced
from django_graphql_auto.graphene_schemas.plan import Target
from django_graphql_auto.graphene_schemas.querysets import gives_plain_instances, is_evaluated
from django_graphql_auto.graphene_schemas.readings import ConnectionRows, read
from django_graphql_auto.graphene_schemas.resolved import as_rows, is_row, resolver_of
from django_graphql_auto.graphene_schemas.run import Run
from django_graphql_auto.graphene_schemas.types import model_type


class PlannedExecutionContext(ExecutionContext):
    """Give it to graphene-django's view as ``execution_context_class``; :class:`PlannedGraphQLView` has it already."""

    document: ClassVar[Document | None] = None
    """Where plans are kept from one request to the next."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.planned = Run(self, self._compiler())
        self._plans = self.middleware_manager is None or all(map(is_for_roots, self.middleware_manager.middlewares))
        self._ready: dict[tuple[str, int, int], Any] = {}
        """Answers of the instances of a list of several types, by type, selection and instance."""

    def _compiler(self) -> Compiler:
        if self.document is None:
            return Compiler()
        conditions = self.document.condition_values(self.variable_values)
        known = self.document.plans.get(conditions)
        if known is None:
            self.document.plans.put(conditions, known := Compiler())
        return cast(Compiler, known)

    def execute_field(self, parent_type: GraphQLObjectType, source: Any, field_nodes: list[FieldNode], path: Path) -> Any:
        definition = get_field_def(self.schema, parent_type, field_nodes[0])
        reading = read(definition.resolve) if self._plans and definition is not None else None
        if definition is None or not isinstance(reading, ConnectionRows):
            return super().execute_field(parent_type, source, field_nodes, path)
        info = self.build_resolve_info(definition, field_nodes, parent_type, path)
        try:
            arguments = get_argument_values(definition, field_nodes[0], self.variable_values)
            resolve = resolver_of(self.planned, paging.sliced(reading, reading.arguments[0]))
            return self.complete_value(definition.type, field_nodes, info, path, resolve(source, info, **arguments))
        except Exception as error:
            self.handle_field_error(located_error(error, field_nodes, path.as_list()), definition.type, path)
            return None

    def complete_object_value(
        self, return_type: GraphQLObjectType, field_nodes: list[FieldNode], info: GraphQLResolveInfo, path: Path, result: Any
    ) -> Any:
        """A connection, or an instance that a resolver returned."""
        if isinstance(result, Sliced):
            return self._connection(return_type, field_nodes, info, path, result)
        target = Target(return_type, (field_nodes,))
        known = self._ready.get((return_type.name, id(field_nodes[0]), id(result)))
        if known is not None:
            return self._settled(known, path)
        if self._plans and isinstance(result, Model) and model_type(return_type) is not None and is_row(target, result):
            return self._settled(self.planned.answer_instances(target, [result])[0][0], path)
        return super().complete_object_value(return_type, field_nodes, info, path, result)

    def _connection(
        self, return_type: GraphQLObjectType, field_nodes: list[FieldNode], info: GraphQLResolveInfo, path: Path, result: Sliced
    ) -> Any:
        shape = self.planned.shape(return_type, field_nodes)
        if shape is None or not _has_rows_of(shape.target, result.queryset):
            connection = paging.looked_up(result)
            return super().complete_object_value(return_type, field_nodes, info, path, connection)
        return self._settled(answer_sliced(self.planned, shape, result, field_nodes), path)

    def complete_list_value(
        self, return_type: GraphQLList[GraphQLOutputType], field_nodes: list[FieldNode], info: GraphQLResolveInfo, path: Path, result: Any
    ) -> Any:
        """A queryset or a list of instances that a resolver returned."""
        kind: Any = nullable(return_type.of_type)
        if self._plans and is_abstract_type(kind) and isinstance(result, list | tuple | QuerySet):
            return self._complete_mixed(return_type, kind, field_nodes, info, path, result)
        if not self._plans or model_type(kind) is None:
            return super().complete_list_value(return_type, field_nodes, info, path, result)
        target = Target(kind, (field_nodes,))
        if isinstance(result, QuerySet) and _has_rows_of(target, result) and not is_evaluated(result):
            answers = self.planned.answer_queryset(target, result)[0]
        elif (rows := as_rows(target, result)) is not None:
            found = [row for row in rows if row is not None]
            made = iter(self.planned.answer_instances(target, found)[0] if found else [])
            answers = [None if row is None else next(made) for row in rows]
        else:
            return super().complete_list_value(return_type, field_nodes, info, path, result)
        return self._settled(list_of(self.planned, answers, is_non_null_type(return_type.of_type), info.parent_type, field_nodes), path)

    def _complete_mixed(
        self,
        return_type: GraphQLList[GraphQLOutputType],
        kind: GraphQLAbstractType,
        nodes: list[FieldNode],
        info: GraphQLResolveInfo,
        path: Path,
        result: Any,
    ) -> Any:
        """Rows of several types: those of one type together, then as graphql-core puts them together."""
        items, before = list(result), self._ready
        self._ready = {}
        try:
            for target, instances in self._by_type(kind, nodes, info, items):
                answers = self.planned.answer_instances(target, instances)[0]
                keys = [(target.type.name, id(nodes[0]), id(instance)) for instance in instances]
                self._ready |= dict(zip(keys, answers, strict=True))
            return super().complete_list_value(return_type, nodes, info, path, items)
        finally:
            self._ready = before

    def _by_type(
        self, kind: GraphQLAbstractType, nodes: list[FieldNode], info: GraphQLResolveInfo, items: list[Any]
    ) -> Iterator[tuple[Target, list[Model]]]:
        found: dict[str, list[Model]] = {}
        for item in items:
            name = self._type_name(kind, info, item) if isinstance(item, Model) else None
            if isinstance(name, str):
                found.setdefault(name, []).append(item)
        for name, instances in found.items():
            target = Target(self.schema.get_type(name), (nodes,))  # type: ignore[arg-type]
            if model_type(target.type) is not None and all(is_row(target, instance) for instance in instances):
                yield target, instances

    def _type_name(self, kind: GraphQLAbstractType, info: GraphQLResolveInfo, item: Any) -> Any:
        """None where it fails; graphql-core, which asks again, reports why."""
        try:
            return (kind.resolve_type or self.type_resolver)(item, info, kind)
        except Exception:
            return None

    def _settled(self, value: Any, path: Path) -> Any:
        """An answer without its faults. Raises where it has no value."""
        if not self.planned.faulty:
            return value
        errors: list[Any] = []
        settled = settle(value, tuple(path.as_list()), errors)
        fatal = errors.pop() if isinstance(value, Fault) and value.fatal else None
        self.collected_errors.errors.extend(errors)
        if fatal is not None:
            raise fatal
        return settled


def _has_rows_of(target: Target, queryset: QuerySet[Any] | list[Any]) -> bool:
    graphene_type = model_type(target.type)
    if isinstance(queryset, list):
        return all(isinstance(row, Model) and is_row(target, row) for row in queryset)
    return graphene_type is not None and gives_plain_instances(queryset) and queryset.model is graphene_type._meta.model


def keeping(context: type[ExecutionContext], document: Document) -> type[ExecutionContext]:
    """The context class with a place to keep the plans of a document; another project's class as it is."""
    if not issubclass(context, PlannedExecutionContext):
        return context
    known = document.plans.get(context)
    if known is None:
        document.plans.put(context, known := type(context.__name__, (context,), {"document": document}))
    return cast(type[ExecutionContext], known)
