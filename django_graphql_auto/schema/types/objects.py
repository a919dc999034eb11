"""The fields of a model's object type, and its interface under multi-table inheritance."""

from __future__ import annotations

from typing import Any, cast

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLString,
    GraphQLUnionType,
)

from django_graphql_auto.schema.bindings import (
    BINDING,
    ENTITY,
    ColumnValue,
    CompositeKey,
    ComputedValue,
    ExpressionValue,
    GlobalId,
    StructureValue,
    ToGeneric,
    ToMany,
    ToOne,
)
from django_graphql_auto.schema.entities import Column, ComputedField, Entity, ExpressionField, GenericHop, Hop
from django_graphql_auto.schema.names import pascal_case
from django_graphql_auto.schema.scalars import JSON
from django_graphql_auto.schema.types.annotations import argument_of_annotation, type_of_annotation
from django_graphql_auto.schema.types.columns import output_type
from django_graphql_auto.schema.types.connections import connection_type, list_arguments, row_type, through_connection_type
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.keys import key_type

Fields = dict[str, GraphQLField]


def object_fields(factory: TypeFactory, entity: Entity) -> Fields:
    fields = _key_fields(factory, entity)
    fields |= {column.name: _column_field(factory, column) for column in entity.columns.values()}
    fields |= {hop.name: hop_field(factory, entity, hop) for hop in entity.hops.values()}
    fields |= {generic.name: _generic_field(factory, entity, generic) for generic in entity.generics.values()}
    fields |= {computed.name: _computed_field(factory, computed) for computed in entity.computed.values()}
    fields |= {made.name: _expression_field(factory, made) for made in entity.expressions.values()}
    return fields


def interface_type(factory: TypeFactory, entity: Entity) -> GraphQLInterfaceType:
    """``<Parent>Interface``: what the parent's type and its children's types share."""
    return factory.once(
        entity.interface_name,
        entity,
        lambda name: GraphQLInterfaceType(
            name,
            lambda: interface_fields(factory, entity),
            interfaces=lambda: [factory.node, *(factory.interface_type(factory.entity(parent)) for parent in entity.parents)],
            extensions={ENTITY: entity},
            description=f"Any kind of {entity.info.verbose_name}.",
        ),
    )


def interface_fields(factory: TypeFactory, entity: Entity) -> Fields:
    """Only what all heirs serve alike is promised: a child or a proxy of it may exclude a field, compute another or have another key."""
    promised = set(_shapes(entity).items())
    for heir in factory.entities.values():
        if entity.model in heir.parents:
            promised &= set(_shapes(heir).items())
    names = {name for name, _ in promised}
    return {name: field for name, field in object_fields(factory, entity).items() if name in names}


def _shapes(entity: Entity) -> dict[str, Any]:
    """What decides a field's type, by field name."""
    columns = {column.name: (column.mapping, column.enum, column.nullable) for column in entity.columns.values()}
    hops = {hop.name: (hop.relation.kind, hop.target, hop.relation.through, hop.non_null) for hop in entity.hops.values()}
    computed = {made.name: repr(made.annotation) for made in entity.computed.values()}
    made = {made.name: repr((made.annotation, made.parameters)) for made in entity.expressions.values()}
    key = {"id": "id", "pk": tuple(column.mapping for column in entity.key)}
    return key | columns | hops | dict.fromkeys(entity.generics, "generic") | computed | made


def _key_fields(factory: TypeFactory, entity: Entity) -> Fields:
    if entity.composite:
        key, binding = GraphQLNonNull(key_type(factory, entity)), CompositeKey(entity)
        pk = GraphQLField(key, description="The primary key.", extensions={BINDING: binding})
    else:
        column = entity.key[0]
        pk = GraphQLField(GraphQLNonNull(column.mapping.scalar), description="The primary key.", extensions={BINDING: ColumnValue(column)})
    return {"id": id_field(entity), "pk": pk}


def id_field(entity: Entity) -> GraphQLField:
    return GraphQLField(GraphQLNonNull(GraphQLID), description="The global id.", extensions={BINDING: GlobalId(entity)})


def _column_field(factory: TypeFactory, column: Column) -> GraphQLField:
    """JSON is nullable whatever its column: null is a JSON value, and a path may lead nowhere."""
    made = output_type(factory, column)
    always = not (column.nullable or column.enum or made is JSON or column.mapping.structure in ("file", "image"))
    binding = StructureValue(column) if column.mapping.structure in ("file", "image", "range") else ColumnValue(column)
    arguments = JSON_ARGUMENTS if made is JSON else {}
    return GraphQLField(
        _nullable(factory, made, not always), arguments, description=column.info.description or None, extensions={BINDING: binding}
    )


JSON_ARGUMENTS = {
    "path": GraphQLArgument(
        GraphQLList(GraphQLNonNull(GraphQLString)), description="Keys and positions that lead to the part wanted, from the outside in."
    )
}


def hop_field(factory: TypeFactory, entity: Entity, hop: Hop) -> GraphQLField:
    target = factory.entity(hop.target)
    description = hop.relation.description or None
    if not hop.to_many:
        return GraphQLField(
            _nullable(factory, row_type(factory, target), not hop.non_null), description=description, extensions={BINDING: ToOne(hop)}
        )
    plain = hop.list_style == "list"
    row: Any = row_type(factory, target)
    made: Any = GraphQLList(GraphQLNonNull(row)) if plain else _nested_connection(factory, entity, hop)
    return GraphQLField(
        GraphQLNonNull(made),
        args=_hop_arguments(factory, target, hop, cursors=not plain),
        description=description,
        extensions={BINDING: ToMany(hop)},
    )


def _hop_arguments(factory: TypeFactory, target: Entity, hop: Hop, cursors: bool) -> dict[str, GraphQLArgument]:
    arguments = list_arguments(factory, target, cursors)
    if hop.relation.tree is None:
        return arguments
    arguments.pop("distinctOn", None)
    return arguments | {"maxDepth": GraphQLArgument(GraphQLInt, description="Steps from the row at most.")}


def _nested_connection(factory: TypeFactory, entity: Entity, hop: Hop) -> GraphQLOutputType:
    through = hop.relation.through
    if through is not None and not hop.relation.through_auto_created and through in factory.entities:
        return through_connection_type(factory, entity, hop, factory.entity(through))
    return connection_type(factory, factory.entity(hop.target))


def _generic_field(factory: TypeFactory, entity: Entity, generic: GenericHop) -> GraphQLField:
    """Children inherit their parent's union: what implements an interface returns what the interface promises."""
    parents = map(factory.entity, reversed(entity.parents))
    holder = next((parent for parent in parents if generic.name in parent.generics), entity)
    held = holder.generics[generic.name]
    union = factory.once(
        f"{holder.stem}{pascal_case(generic.name)}Target",
        held,
        lambda name: GraphQLUnionType(name, lambda: [factory.object_type(factory.entity(target)) for target in held.targets]),
    )
    return GraphQLField(union, description=generic.relation.description or None, extensions={BINDING: ToGeneric(generic)})


def _computed_field(factory: TypeFactory, computed: ComputedField) -> GraphQLField:
    """Nullable whatever its annotation says: a computation can fail, and one failure must not lose the row."""
    made = type_of_annotation(factory, computed.annotation)
    return GraphQLField(made, description=computed.description or None, extensions={BINDING: ComputedValue(computed)})


def _expression_field(factory: TypeFactory, made: ExpressionField) -> GraphQLField:
    """Nullable: a database divides by zero, and a row without related rows has no sum."""
    arguments = {parameter.field_name: argument_of_annotation(factory, parameter) for parameter in made.parameters}
    kind = type_of_annotation(factory, made.annotation)
    return GraphQLField(kind, arguments, description=made.description or None, extensions={BINDING: ExpressionValue(made)})


def _nullable(factory: TypeFactory, made: Any, nullable: bool) -> GraphQLOutputType:
    if nullable:
        return cast(GraphQLOutputType, made)
    return cast(GraphQLOutputType, factory.shared(("required", made), lambda: GraphQLNonNull(made)))
