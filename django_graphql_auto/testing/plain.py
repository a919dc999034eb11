"""The oracle: the same document, answered by graphql-core's own executor and one naive resolver over model instances.

Slow on purpose: one query per parent, pages cut in Python. It shares with the engine what a ``where``, an order and a scope mean as ORM
expressions, and how a cursor is written; joins, batches, pages, figures and groups it finds out by itself. Answers must be the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from types import SimpleNamespace
from typing import Any

import orjson
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, Q
from graphql import (
    GraphQLAbstractType,
    GraphQLResolveInfo,
    default_field_resolver,
    default_type_resolver,
    parse,
    validate,
)
from graphql import execute as execute_by_graphql_core

from django_graphql_auto.access import Visibility
from django_graphql_auto.exceptions import BadUserInput, Forbidden, ValidationFailed
from django_graphql_auto.execution.answer import OPTIONS
from django_graphql_auto.execution.errors import formatted
from django_graphql_auto.execution.model_schemas import model_schema
from django_graphql_auto.execution.querysets.expressions import with_places
from django_graphql_auto.execution.rights import viewer
from django_graphql_auto.execution.values import key_of_id, parse_keys
from django_graphql_auto.schema import bindings, global_id
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.schema.types.keys import unique_ways
from django_graphql_auto.testing.client import Result
from django_graphql_auto.testing.plain_lists import Figures, ListItem, PlainList, related_list, root_list
from django_graphql_auto.testing.plain_rows import VisibleRows
from django_graphql_auto.testing.plain_search import PlainSearch
from django_graphql_auto.testing.plain_trees import tree_list

Arguments = Mapping[str, Any]


def execute_plain(document: str, variables: Mapping[str, Any] | None = None, user: Any = None) -> Result:
    """Answers a query without the engine."""
    run = PlainRun(current_schema(), user)
    parsed, schema = parse(document), run.built.graphql_schema
    if errors := validate(schema, parsed):
        return Result(errors=[formatted(error, ValidationFailed.code) for error in errors])
    context = SimpleNamespace(user=run.scopes.access.user, META={}, headers={})
    answer: Any = execute_by_graphql_core(
        schema,
        parsed,
        context_value=context,
        variable_values=dict(variables or {}),
        field_resolver=run.resolve_field,
        type_resolver=run.resolve_type,
    )
    data = orjson.loads(orjson.dumps(answer.data, option=OPTIONS, default=str))
    return Result(data, [formatted(error, BadUserInput.code) for error in answer.errors or ()])


class PlainRun(VisibleRows):
    """Answers fields, each by what its binding says."""

    def resolve_field(self, source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        binding = bindings.binding_of(info.parent_type.fields[info.field_name])
        answer = _ANSWERS.get(type(binding))
        return answer(self, source, binding, arguments) if answer else default_field_resolver(source, info, **arguments)

    def resolve_type(self, source: Any, info: GraphQLResolveInfo, abstract_type: GraphQLAbstractType) -> Any:
        entity = self.entities.get(type(source))
        return entity.type_name if entity else default_type_resolver(source, info, abstract_type)

    # roots

    def root_list(self, source: None, binding: bindings.RootList, arguments: Arguments) -> PlainList:
        self._refuse_unreadable(binding.entity)
        return root_list(self, binding.entity, binding.manager, arguments)

    def root_search(self, source: None, binding: bindings.RootSearch, arguments: Arguments) -> PlainSearch:
        wanted = arguments.get("types")
        entities = [entity for entity in binding.entities if wanted is None or entity.info.label in wanted]
        readable = tuple(entity for entity in entities if self.scopes.visibility(entity) is not Visibility.DENIED)
        if not readable:
            self._refuse_unreadable(entities[0])
        return PlainSearch(self, readable, arguments)

    def root_object(self, source: None, binding: bindings.RootObject, arguments: Arguments) -> Model | None:
        entity = binding.entity
        self._refuse_unreadable(entity)
        [(name, value)] = ((name, value) for name, value in arguments.items() if value is not None)
        found = self.scopes.rows(entity).filter(self._named(entity, {name: value} if name == "id" else value)).first()
        return self.served(entity, found.pk) if found else None

    def _named(self, entity: Entity, by: Arguments) -> Q:
        [(way, value)] = by.items()
        if way == "id":
            return self._with_key(entity, key_of_id(entity, value))
        if way == "pk":
            return self._with_key(entity, tuple(value.values()) if entity.composite else (value,))
        fields = unique_ways(entity)[way]
        values = list(value.values()) if len(fields) > 1 else [value]
        return Q(*(self._equals(entity, field, value) for field, value in zip(fields, values, strict=True)))

    @staticmethod
    def _with_key(entity: Entity, key: tuple[Any, ...]) -> Q:
        return Q(pk=key if entity.composite else key[0])

    def _equals(self, entity: Entity, field: str, value: Any) -> Q:
        hop = next((hop for hop in entity.hops.values() if hop.relation.name == field), None)
        if hop is None:
            return Q(**{field: value})
        target = self.entities[hop.target]
        found = self.scopes.rows(target).filter(self._with_key(target, key_of_id(target, value))).first()
        return Q(**{field: found}) if found else Q(pk__in=())

    def _refuse_unreadable(self, entity: Entity) -> None:
        if self.scopes.visibility(entity) is Visibility.DENIED:
            raise Forbidden(f"You may not read {entity.info.verbose_name_plural}.")

    def node(self, given: str) -> Model | None:
        decoded = global_id.decode(given)
        if decoded is None or decoded[0] not in self.built.by_label:
            raise BadUserInput("This is no global id.")
        entity = self.built.by_label[decoded[0]]
        key = parse_keys(entity, decoded[1])
        return self.served(entity, key if entity.composite else key[0])

    # rows

    def to_one(self, source: Model, binding: bindings.ToOne, arguments: Arguments) -> Model | None:
        try:
            found = getattr(source, binding.hop.relation.name)
        except ObjectDoesNotExist:
            return None
        return self.served(self.entities[binding.hop.target], found.pk) if found is not None else None

    def to_many(self, source: Model, binding: bindings.ToMany, arguments: Arguments) -> Any:
        hop = binding.hop
        if hop.relation.tree is not None:
            found = tree_list(self, source, self.entities[hop.target], hop.relation, arguments)
        else:
            found = related_list(self, source, hop, arguments)
        return found.rows() if binding.hop.list_style == "list" else found

    def to_generic(self, source: Model, binding: bindings.ToGeneric, arguments: Arguments) -> Model | None:
        found = getattr(source, binding.hop.relation.name)
        if found is None or type(found) not in binding.hop.targets:
            return None
        return self.visible(self.entities[type(found)], found.pk)


def _column(run: PlainRun, source: Model, binding: bindings.ColumnValue, arguments: Arguments) -> Any:
    value = getattr(source, binding.column.path)
    for key in arguments.get("path") or ():
        value = _part(value, key)
    return None if binding.column.enum and value == "" else value


def _part(value: Any, key: str) -> Any:
    """One step into a JSON value."""
    try:
        return value[int(key)] if isinstance(value, list) and key.isdecimal() else value[key]
    except (TypeError, LookupError, ValueError):
        return None


def _structure(run: PlainRun, source: Model, binding: bindings.StructureValue, arguments: Arguments) -> Any:
    value = getattr(source, binding.column.path)
    return value if value or binding.column.mapping.structure == "range" else None


def _structure_part(run: PlainRun, source: Any, binding: bindings.StructurePart, arguments: Arguments) -> Any:
    try:
        return _PARTS[binding.name](source)
    except (OSError, ValueError, NotImplementedError):
        return None


_PARTS: Mapping[str, Callable[[Any], Any]] = {
    "url": lambda file: file.url,
    "name": lambda file: PurePosixPath(file.name).name,
    "size": lambda file: file.size,
    "width": lambda file: file.width,
    "height": lambda file: file.height,
    "lower": lambda span: span.lower,
    "upper": lambda span: span.upper,
    "lowerInclusive": lambda span: span.lower_inc,
    "upperInclusive": lambda span: span.upper_inc,
    "isEmpty": lambda span: span.isempty,
}


def _global_id(run: PlainRun, source: Model, binding: bindings.GlobalId, arguments: Arguments) -> str:
    entity = run.entities[type(source)]
    return global_id.encode(entity.info.label, source.pk if entity.composite else (source.pk,))


def _expression(run: PlainRun, source: Model, binding: bindings.ExpressionValue, arguments: Arguments) -> Any:
    rows = type(source)._base_manager.filter(pk=source.pk).annotate(value=binding.expression.method(run.scopes.access, **arguments))
    return with_places(rows.values_list("value", flat=True).get(), rows.query.annotations["value"].output_field)


def _edge_part(run: PlainRun, source: ListItem, binding: bindings.EdgePart, arguments: Arguments) -> Any:
    match binding:
        case bindings.EdgePart.CURSOR:
            return source.cursor
        case bindings.EdgePart.NODE:
            return source.row
    return source.base


def _connection_part(run: PlainRun, source: PlainList, binding: bindings.ConnectionPart, arguments: Arguments) -> Any:
    return source.part(binding, arguments)


def _figure(run: PlainRun, source: Figures, binding: bindings.AggregateValue, arguments: Arguments) -> Any:
    return source.value(binding.function, binding.column)


def _viewer(run: PlainRun, source: None, binding: bindings.RootViewer, arguments: Arguments) -> Any:
    return viewer(run.scopes.access, run.entities.values())


def _nodes(run: PlainRun, source: None, binding: bindings.RootNodes, arguments: Arguments) -> list[Model | None]:
    return [run.node(given) for given in arguments["ids"]]


_ANSWERS: Mapping[type, Callable[[PlainRun, Any, Any, Arguments], Any]] = {
    bindings.RootList: PlainRun.root_list,
    bindings.RootObject: PlainRun.root_object,
    bindings.RootNode: lambda run, source, binding, arguments: run.node(arguments["id"]),
    bindings.RootNodes: _nodes,
    bindings.RootViewer: _viewer,
    bindings.RootModelSchema: lambda run, source, binding, arguments: model_schema(run.scopes.access, run.built, arguments["model"]),
    bindings.RootSearch: PlainRun.root_search,
    bindings.GlobalId: _global_id,
    bindings.ColumnValue: _column,
    bindings.StructureValue: _structure,
    bindings.StructurePart: _structure_part,
    bindings.CompositeKey: lambda run, source, binding, arguments: source,
    bindings.ToOne: PlainRun.to_one,
    bindings.ToMany: PlainRun.to_many,
    bindings.ToGeneric: PlainRun.to_generic,
    bindings.ComputedValue: lambda run, source, binding, arguments: binding.computed.method(source),
    bindings.ExpressionValue: _expression,
    bindings.ConnectionPart: _connection_part,
    bindings.EdgePart: _edge_part,
    bindings.AggregateObject: lambda run, source, binding, arguments: source.under(binding.function),
    bindings.AggregateValue: _figure,
    bindings.GroupKey: lambda run, source, binding, arguments: source.key,
    bindings.GroupKeyColumn: lambda run, source, binding, arguments: source.get(binding.column),
    bindings.GroupKeyRelation: lambda run, source, binding, arguments: source.get(binding.hop),
}
"""How each kind of generated field is answered."""
