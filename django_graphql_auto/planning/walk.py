"""Collects a selection from a document: fragments spread, ``@skip`` and ``@include`` decided, fields merged.

GraphQL specification, 6.3 (Executing Selection Sets).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    VariableNode,
    Visitor,
    get_named_type,
    visit,
)
from graphql.execution.collect_fields import collect_sub_fields
from graphql.execution.values import get_argument_values

from django_graphql_auto.access import Visibility
from django_graphql_auto.planning.selection import (
    Aggregate,
    Arguments,
    CompositeKeyValue,
    Computed,
    ConnectionField,
    Cursor,
    DatabaseValue,
    Decide,
    Edges,
    EstimatedCount,
    Figure,
    Figures,
    GenericTarget,
    GlobalIdValue,
    GroupKeySelection,
    Groups,
    JSONPart,
    KeyColumn,
    KeyRelation,
    Leaf,
    ListSelection,
    Node,
    Nodes,
    PageCount,
    PageInfo,
    PolymorphicSelection,
    Rows,
    RowSelection,
    Structure,
    Through,
    ToManyHop,
    ToOneHop,
    TotalCount,
    Typename,
    Value,
    Wanted,
)
from django_graphql_auto.schema import bindings
from django_graphql_auto.schema.bindings import ConnectionPart, EdgePart, binding_of, entity_of
from django_graphql_auto.schema.entities import Entities, Entity

FieldNodes = Sequence[FieldNode]


@dataclass(frozen=True)
class Walk:
    """One operation's document, seen with one user's decisions. ``conditions`` holds the variables that directives read."""

    schema: GraphQLSchema
    entities: Entities
    fragments: Mapping[str, FragmentDefinitionNode]
    conditions: Mapping[str, Any]
    decide: Decide
    found: Entity | None = None
    """The model whose rows a search's results are, in this walk."""
    _arguments: dict[int, Arguments] = field(default_factory=dict)

    # rows

    def rows(self, named: GraphQLNamedType, nodes: FieldNodes) -> Rows:
        """The selection on an object type, on a multi-table parent's interface, or on a search's results."""
        entity = entity_of(named) or self.found
        assert entity is not None
        if isinstance(named, GraphQLUnionType):
            return self.row_of(entity, nodes)
        if isinstance(named, GraphQLObjectType):
            return self.row(entity, named, nodes)
        base = self.row(entity, self._object_type(entity), nodes)
        children = tuple(self.row_of(child, nodes) for child in self._children(entity, nodes))
        return PolymorphicSelection(entity, base, children) if children else base

    def _children(self, entity: Entity, nodes: FieldNodes) -> list[Entity]:
        """The readable children whose answers can differ, most derived first; and theirs, who are no rows of their parent's type."""
        readable = [child for child in map(self.entities.__getitem__, reversed(entity.children)) if self._may_read(child)]
        differing = {child.model for child in readable if self._differs(child, entity, nodes)}
        return [child for child in readable if child.model in differing or not differing.isdisjoint(child.parents)]

    def _may_read(self, entity: Entity) -> bool:
        return self.decide(entity) is not Visibility.DENIED

    def _differs(self, child: Entity, parent: Entity, nodes: FieldNodes) -> bool:
        """Whether a child's answer can differ from its parent's: by other fields, or by fields that say what they are."""
        own, theirs = (self._fields(self._object_type(entity), nodes) for entity in (child, parent))
        return list(own.items()) != list(theirs.items()) or any(self._tells(child, grouped[0].name.value) for grouped in own.values())

    def _tells(self, child: Entity, name: str) -> bool:
        """``__typename``, ``id``, and what is computed or written for the child's own type."""
        if name == "__typename":
            return True
        binding = binding_of(self._object_type(child).fields[name])
        return binding is None or isinstance(binding, bindings.GlobalId | bindings.ComputedValue | bindings.ExpressionValue)

    def _object_type(self, entity: Entity) -> GraphQLObjectType:
        found = self.schema.type_map[entity.type_name]
        assert isinstance(found, GraphQLObjectType)
        return found

    def row(self, entity: Entity, object_type: GraphQLObjectType, nodes: FieldNodes) -> RowSelection:
        fields = self._fields(object_type, nodes)
        return RowSelection(entity, tuple(self._wanted(key, object_type, grouped) for key, grouped in fields.items()))

    def row_of(self, entity: Entity, nodes: FieldNodes) -> RowSelection:
        """The selection on the model's own object type, whatever type the field returns."""
        return self.row(entity, self._object_type(entity), nodes)

    def _fields(self, object_type: GraphQLObjectType, nodes: FieldNodes) -> dict[str, list[FieldNode]]:
        return collect_sub_fields(self.schema, dict(self.fragments), dict(self.conditions), object_type, list(nodes))

    def _wanted(self, key: str, parent: GraphQLObjectType, nodes: list[FieldNode]) -> Wanted:
        name = nodes[0].name.value
        if name == "__typename":
            return Typename(key, parent.name)
        definition = parent.fields[name]
        match binding_of(definition):
            case bindings.GlobalId():
                return GlobalIdValue(key)
            case bindings.ColumnValue(column):
                return JSONPart(key, column, self.arguments(definition, nodes[0])) if nodes[0].arguments else Value(key, column)
            case bindings.StructureValue(column):
                return self._structure(key, column, definition, nodes)
            case bindings.CompositeKey():
                return CompositeKeyValue(key, self._composite(definition, nodes))
            case bindings.ComputedValue(computed):
                return Computed(key, computed, definition)
            case bindings.ExpressionValue(expression):
                return DatabaseValue(key, expression, definition, self.arguments(definition, nodes[0]))
            case bindings.ToOne(hop):
                target = self.entities[hop.target]
                return ToOneHop(key, hop, target, self.rows(get_named_type(definition.type), nodes), self.decide(target))
            case bindings.ToMany(hop):
                return ToManyHop(key, hop, self.list_of(definition, self.entities[hop.target], nodes, hop.relation.through))
            case bindings.ToGeneric(generic):
                return GenericTarget(key, generic, self._branches(generic, nodes))
        return Leaf(key, parent, tuple(nodes))

    def _structure(self, key: str, column: Any, definition: GraphQLField, nodes: FieldNodes) -> Structure:
        kind = get_named_type(definition.type)
        assert isinstance(kind, GraphQLObjectType)
        parts = tuple((part, grouped[0].name.value) for part, grouped in self._fields(kind, nodes).items())
        return Structure(key, column, kind.name, parts)

    def _composite(self, definition: GraphQLField, nodes: FieldNodes) -> tuple[Value | Typename, ...]:
        kind = get_named_type(definition.type)
        assert isinstance(kind, GraphQLObjectType)
        parts = [self._wanted(key, kind, grouped) for key, grouped in self._fields(kind, nodes).items()]
        return tuple(part for part in parts if isinstance(part, Value | Typename))

    def _branches(self, generic: Any, nodes: FieldNodes) -> tuple[RowSelection, ...]:
        targets = [self.entities[model] for model in generic.targets]
        return tuple(self.row_of(target, nodes) for target in targets if self.decide(target) is not Visibility.DENIED)

    # lists

    def list_of(self, definition: GraphQLField, entity: Entity, nodes: list[FieldNode], through: Any = None) -> ListSelection:
        """The selection on a field that returns a connection or a plain list of the entity's rows."""
        named = get_named_type(definition.type)
        arguments, visibility = self.arguments(definition, nodes[0]), self.decide(entity)
        if entity_of(named) is not None:
            return ListSelection(entity, arguments, visibility, plain=self.rows(named, nodes))
        assert isinstance(named, GraphQLObjectType)
        fields = self._fields(named, nodes)
        parts = tuple(self._connection_field(key, named, grouped, through) for key, grouped in fields.items())
        return ListSelection(entity, arguments, visibility, parts, through=self.entities.get(through))

    def results_of(self, definition: GraphQLField, entity: Entity, nodes: list[FieldNode]) -> ListSelection:
        """The selection on what a search finds, as far as it concerns the rows of one model."""
        return replace(self, found=entity).list_of(definition, entity, nodes)

    def _connection_field(self, key: str, connection: GraphQLObjectType, nodes: list[FieldNode], through: Any) -> ConnectionField:
        name = nodes[0].name.value
        if name == "__typename":
            return Typename(key, connection.name)
        definition = connection.fields[name]
        named = get_named_type(definition.type)
        match binding_of(definition):
            case ConnectionPart.NODES:
                return Nodes(key, self.rows(named, nodes))
            case ConnectionPart.TOTAL_COUNT:
                return TotalCount(key)
            case ConnectionPart.PAGE_COUNT:
                return PageCount(key)
            case ConnectionPart.ESTIMATED_COUNT:
                return EstimatedCount(key)
        assert isinstance(named, GraphQLObjectType)
        match binding_of(definition):
            case ConnectionPart.EDGES:
                return Edges(key, tuple(self._edge_part(*item, named, through) for item in self._fields(named, nodes).items()))
            case ConnectionPart.PAGE_INFO:
                return PageInfo(key, tuple((part, grouped[0].name.value) for part, grouped in self._fields(named, nodes).items()))
            case ConnectionPart.AGGREGATE:
                return Aggregate(key, tuple(self._figure(*item, named) for item in self._fields(named, nodes).items()))
        parts = tuple(self._group_part(*item, named) for item in self._fields(named, nodes).items())
        return Groups(key, self.arguments(definition, nodes[0]), parts)

    def _edge_part(self, key: str, nodes: list[FieldNode], edge: GraphQLObjectType, through: Any) -> Cursor | Node | Through | Typename:
        name = nodes[0].name.value
        if name == "__typename":
            return Typename(key, edge.name)
        match binding_of(edge.fields[name]):
            case EdgePart.CURSOR:
                return Cursor(key)
            case EdgePart.THROUGH:
                return self._through(key, self.entities[through], nodes)
        return Node(key, self.rows(get_named_type(edge.fields[name].type), nodes))

    def _through(self, key: str, through: Entity, nodes: list[FieldNode]) -> Through:
        """The row between: its many-to-many may be followed by whoever may not read the through model."""
        return Through(key, None if self.decide(through) is Visibility.DENIED else self.row_of(through, nodes))

    # figures

    def _figure(self, key: str, nodes: list[FieldNode], parent: GraphQLObjectType) -> Figure | Figures | Typename:
        name = nodes[0].name.value
        if name == "__typename":
            return Typename(key, parent.name)
        binding = binding_of(parent.fields[name])
        if isinstance(binding, bindings.AggregateValue):
            return Figure(key, binding)
        kind = get_named_type(parent.fields[name].type)
        assert isinstance(kind, GraphQLObjectType)
        values = [self._value(*item, kind, binding.function) for item in self._fields(kind, nodes).items()]
        return Figures(key, tuple(values))

    def _value(self, key: str, nodes: list[FieldNode], parent: GraphQLObjectType, function: str) -> Figure | Typename:
        name = nodes[0].name.value
        if name == "__typename":
            return Typename(key, parent.name)
        return Figure(key, bindings.AggregateValue(function, binding_of(parent.fields[name]).column))

    def _group_part(self, key: str, nodes: list[FieldNode], group: GraphQLObjectType) -> GroupKeySelection | Figure | Figures | Typename:
        definition = group.fields.get(nodes[0].name.value)
        if definition is None or not isinstance(binding_of(definition), bindings.GroupKey):
            return self._figure(key, nodes, group)
        kind = get_named_type(definition.type)
        assert isinstance(kind, GraphQLObjectType)
        return GroupKeySelection(key, tuple(self._key_part(*item, kind) for item in self._fields(kind, nodes).items()))

    def _key_part(self, key: str, nodes: list[FieldNode], parent: GraphQLObjectType) -> KeyColumn | KeyRelation | Typename:
        name = nodes[0].name.value
        if name == "__typename":
            return Typename(key, parent.name)
        binding = binding_of(parent.fields[name])
        if isinstance(binding, bindings.GroupKeyColumn):
            return KeyColumn(key, binding.column)
        target = self.entities[binding.hop.target]
        return KeyRelation(key, binding.hop, self.row_of(target, nodes), self.decide(target))

    # arguments

    def arguments(self, definition: GraphQLField, node: FieldNode) -> Arguments:
        """Constants are coerced here, once; what mentions a variable is left to the request."""
        finder = _VariableFinder()
        for argument in node.arguments:
            visit(argument, finder)
        constant = None if finder.found else get_argument_values(definition, node)
        return Arguments(definition, node, constant, frozenset(finder.found))


class _VariableFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.found.add(node.name.value)
