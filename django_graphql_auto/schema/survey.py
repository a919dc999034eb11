"""From models and options to entities: what is exposed gets its names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar

from django.db import connections, models, router

from django_graphql_auto.access import Mark
from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.introspection import look_at
from django_graphql_auto.introspection.records import FieldInfo, ModelInfo, RelationInfo, RelationKind
from django_graphql_auto.options import ModelOptions
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema import names
from django_graphql_auto.schema.choices import enum_of
from django_graphql_auto.schema.entities import (
    Column,
    ComputedField,
    Entity,
    EnumChoices,
    ExpressionField,
    FilterField,
    FullText,
    GenericHop,
    Hop,
)
from django_graphql_auto.schema.exposure import (
    exposed_models,
    mark_of,
    operations_above,
    read_policy,
    sanitized_columns,
    served_columns,
    served_relations,
    target_of,
    with_rules_above,
)
from django_graphql_auto.schema.field_mappings import mapping_of
from django_graphql_auto.schema.forms import version_field
from django_graphql_auto.schema.history import as_of_field
from django_graphql_auto.schema.methods import computed_members, expression_members, filter_members, is_listed

Member = TypeVar("Member", Column, Hop, GenericHop, ComputedField, ExpressionField, FilterField)


def survey(registry: Registry) -> dict[type[models.Model], Entity]:
    """Every served model's entity, keyed by model class, in the order of their labels. Raises :class:`SchemaError` where names meet."""
    infos = exposed_models(registry)
    options = {info.model: registry.options_for(info.model) for info in infos}
    type_names = names.type_names(((info.label, info.object_name, _suffixes(info)) for info in infos), _pinned(infos, options))
    surveyor = _Surveyor(options, type_names)
    entities = {info.model: surveyor.entity(info) for info in infos}
    _refuse_shared_root_fields(entities.values())
    return entities


def _pinned(infos: list[ModelInfo], options: dict[type[models.Model], ModelOptions]) -> dict[str, str]:
    declared = {info.label: name for info in infos if (name := options[info.model].type_name)}
    return declared | {label.lower(): name for label, name in settings.NAMES.items()}


def _suffixes(info: ModelInfo) -> list[str]:
    """What the build appends to this model's name beside what it appends to every model's."""
    enums = [names.choices_suffix(column.name) for column in info.fields if column.choices]
    generic = (relation.name for relation in info.relations if relation.kind is RelationKind.GENERIC_FOREIGN_KEY)
    return enums + [names.target_suffix(name) + end for name in generic for end in ("", "Type", "Where")]


def _refuse_shared_root_fields(entities: Collection[Entity]) -> None:
    taken: dict[str, Entity] = {}
    reserved = names.RESERVED_ROOT_FIELDS | {settings.SEARCH_FIELD for entity in entities if entity.searched}
    for entity in entities:
        for name in (entity.singular, entity.plural, *entity.options.lists):
            if name in taken or name in reserved:
                other = taken[name].info.label if name in taken else "the API itself"
                raise SchemaError(
                    f"The root field {name!r} of {entity.info.label} is taken by {other}.",
                    "Set type_name or plural_name in its ModelOptions, or pin the type's name in the setting NAMES.",
                    entity.model,
                )
            taken[name] = entity


class _Surveyor:
    """Makes entities; knows which models are served and what they are called."""

    def __init__(self, options: dict[type[models.Model], ModelOptions], type_names: dict[str, str]) -> None:
        self.options, self.type_names = options, type_names
        self._enums: dict[tuple[str, str], EnumChoices | None] = {}

    def entity(self, info: ModelInfo) -> Entity:
        options = self.options[info.model]
        stem = self.type_names[info.label]
        singular = names.singular_field(stem)
        relations = served_relations(info, options, self.options)
        columns = _by_name(info, self._columns(info, options))
        entity = Entity(
            info=info,
            options=with_rules_above(info, options, self.options),
            type_name=stem if options.type is None else options.type._meta.name,
            stem=stem,
            singular=singular,
            plural=options.plural_name or names.plural_field(singular),
            key=tuple(self._key_column(info, name) for name in info.key_fields),
            columns=columns,
            hops=_by_name(info, self._hops(info, options, relations) + _tree_hops(info, options, relations)),
            generics=_by_name(info, self._generics(options, relations)),
            computed=_by_name(info, computed_members(options)),
            expressions=_by_name(info, expression_members(options)),
            filters=_by_name(info, [*filter_members(options), *as_of_field(info, options, self._mark_of_past(info))]),
            search_fields=tuple(options.search_fields or (options.full_text_search.weights if options.full_text_search else ())),
            full_text=_full_text(info, options, columns),
            parents=tuple(parent for parent in info.parents if parent in self.options),
            children=() if info.proxy else tuple(dict.fromkeys(self._descendants(info))),
            read=read_policy(info, self.options),
            sanitized=sanitized_columns(info, self.options),
            mark=mark_of(info, self.options),
            operations_above=operations_above(info, self.options),
        )
        _refuse_shared_fields(entity)
        return replace(entity, computed={**entity.computed, **{made.name: made for made in version_field(entity)}})

    def _mark_of_past(self, info: ModelInfo) -> Mark | None:
        """What marks the rows whose past the model keeps, if that is kept, too."""
        mark = mark_of(look_at(info.history.original), self.options) if info.history else None
        return mark if mark and any(column.name == mark.column for column in info.fields) else None

    def _columns(self, info: ModelInfo, options: ModelOptions) -> list[Column]:
        return [
            self._column(info, column, options)
            for column in served_columns(info, options, self.options)
            if not (column.name == "id" and column.primary_key)
        ]

    def _column(self, info: ModelInfo, column: FieldInfo, options: ModelOptions) -> Column:
        field = names.column_field(column.name)
        return Column(
            name=field,
            path=column.name,
            info=column,
            mapping=mapping_of(column),
            enum=self._enum(info, column, field),
            nullable=column.null,
            filterable=is_listed(column.name, options.filter_fields, column.indexed),
            orderable=is_listed(column.name, options.order_fields, column.indexed),
            regex=column.name in options.regex_fields,
        )

    def _enum(self, info: ModelInfo, column: FieldInfo, field: str) -> EnumChoices | None:
        """An inherited column shares the enum of the model that holds it, where that is served: an interface promises one type."""
        holder = look_at(column.concrete_model) if column.concrete_model in self.options else info
        key = (holder.label, column.name)
        if key not in self._enums:
            type_name = names.choices_enum(self.type_names[holder.label], field)
            self._enums[key] = enum_of(column, type_name, self.options[holder.model])
        return self._enums[key]

    def _key_column(self, info: ModelInfo, name: str) -> Column:
        column = _key_field(info, name)
        field = "pk" if len(info.key_fields) == 1 else names.column_field(name, is_key=True)
        return Column(name=field, path=column.attname, info=column, mapping=mapping_of(column))

    def _hops(self, info: ModelInfo, options: ModelOptions, relations: list[RelationInfo]) -> list[Hop]:
        return [
            self._hop(relation, target, options)
            for relation in relations
            if (target := target_of(relation, options, self.options)) and not (relation.child_link and relation.target not in info.children)
        ]

    def _hop(self, relation: RelationInfo, target: type[models.Model], options: ModelOptions) -> Hop:
        return Hop(
            name=names.column_field(relation.name),
            relation=relation,
            target=target,
            non_null=relation.kind.has_column and not relation.null and self.options[target].always_visible,
            filterable=is_listed(relation.name, options.filter_fields, relation.indexed),
            orderable=is_listed(relation.name, options.order_fields, relation.indexed),
            list_style=self.options[target].list_style,
        )

    def _generics(self, options: ModelOptions, relations: list[RelationInfo]) -> list[GenericHop]:
        return [
            GenericHop(
                names.column_field(relation.name), relation, targets, is_listed(relation.name, options.filter_fields, relation.indexed)
            )
            for relation in relations
            if relation.kind is RelationKind.GENERIC_FOREIGN_KEY and (targets := self._targets(relation, options))
        ]

    def _targets(self, relation: RelationInfo, options: ModelOptions) -> tuple[type[models.Model], ...]:
        """One column holds the key that a generic foreign key leads to: no composite one."""
        named = options.generic_targets.get(relation.name)
        served = {info.label: info.model for info in map(look_at, self.options) if len(info.key_fields) == 1}
        if named is None:
            return tuple(model for model in served.values() if not look_at(model).proxy)
        wanted = [target.lower() if isinstance(target, str) else look_at(target).label for target in named]
        return tuple(served[label] for label in wanted if label in served)

    def _descendants(self, info: ModelInfo) -> list[type[models.Model]]:
        found = [child for child in info.children if child in self.options]
        return found + [further for child in info.children for further in self._descendants(look_at(child)) if further not in found]


def _key_field(info: ModelInfo, name: str) -> FieldInfo:
    """The column that holds a key's value: for a foreign key its own column, with the type of the key it points at."""
    for column in info.fields:
        if column.name == name:
            return column
    relation = next(relation for relation in info.relations if relation.name == name and relation.target is not None)
    target = look_at(relation.target)  # type: ignore[arg-type]
    pointed = next((field for field in target.fields if field.name == relation.target_key), None) or _key_field(
        target, target.key_fields[0]
    )
    return replace(pointed, name=name, attname=relation.parent_key, null=False, concrete_model=info.model)


def _tree_hops(info: ModelInfo, options: ModelOptions, relations: list[RelationInfo]) -> list[Hop]:
    """``ancestors`` and ``descendants``, where the foreign key between them is served."""
    parent = next((relation for relation in relations if relation.name == options.tree and is_tree(info, relation)), None)
    return [_tree_hop(info, options, parent, kind) for kind in TREE_FIELDS] if parent else []


def _full_text(info: ModelInfo, options: ModelOptions, columns: Mapping[str, Column]) -> FullText | None:
    """The full-text search as far as its columns are served; a vector that holds others would tell of them."""
    declared = options.full_text_search
    if declared is None or connections[router.db_for_read(info.model)].vendor != "postgresql":
        return None
    served = {column.path: column for column in columns.values() if column.mapping.operators == "String" and not column.enum}
    weights = tuple((served[name], weight) for name, weight in declared.weights.items() if name in served)
    vector = declared.vector if len(weights) == len(declared.weights) else None
    return FullText(weights, declared.config, vector) if weights else None


def _tree_hop(info: ModelInfo, options: ModelOptions, parent: RelationInfo, kind: RelationKind) -> Hop:
    relation = RelationInfo(kind.value, kind, info.model, info.model, "", null=False, description=TREE_FIELDS[kind], tree=parent)
    return Hop(kind.value, relation, info.model, filterable=False, orderable=False, list_style=options.list_style)


def is_tree(info: ModelInfo, relation: RelationInfo) -> bool:
    """Whether the rows of a model can stand below each other by a relation."""
    return relation.kind.has_column and relation.target is info.model and len(info.key_fields) == 1


TREE_FIELDS = {
    RelationKind.ANCESTORS: "The rows above, from the root down.",
    RelationKind.DESCENDANTS: "All rows below, the nearest first.",
}


def _by_name(info: ModelInfo, members: list[Member]) -> dict[str, Member]:
    found: dict[str, Member] = {}
    for member in members:
        if member.name in found:
            _refuse_field(info, member.name)
        found[member.name] = member
    return found


def _refuse_shared_fields(entity: Entity) -> None:
    seen = {"id", "pk"}
    for members in (entity.columns, entity.hops, entity.generics, entity.computed, entity.expressions):
        for name in members:
            if name in seen:
                _refuse_field(entity.info, name)
            seen.add(name)


def _refuse_field(info: ModelInfo, name: str) -> None:
    raise SchemaError(
        f"Two fields of {info.label} would both be called {name!r}.",
        "Leave one out with `exclude`, or name a computed field otherwise.",
        info.model,
    )
