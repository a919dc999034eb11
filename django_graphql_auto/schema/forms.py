"""What may be written of each served model: options x settings, decided once per build."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.db import models

from django_graphql_auto.conf import settings
from django_graphql_auto.introspection import field_of, look_at, way_back
from django_graphql_auto.introspection.records import FieldInfo, ModelInfo, RelationInfo, RelationKind
from django_graphql_auto.mutations import Form, GenericLink, Link, Member
from django_graphql_auto.mutations.nested.holding import keys_between
from django_graphql_auto.mutations.versions import version_of
from django_graphql_auto.options import OPERATIONS
from django_graphql_auto.schema.entities import Column, ComputedField, Entities, Entity, GenericHop, Hop
from django_graphql_auto.schema.exposure import user_model
from django_graphql_auto.schema.field_mappings import FILES
from django_graphql_auto.schema.names import camel_case, created_field, operators_field
from django_graphql_auto.schema.operators import operators_of

WRITES = frozenset({"create", "update", "delete"})


def forms_of(entities: Entities) -> dict[type[models.Model], Form]:
    """Every served model's form. A relation stays where anything can be done with it."""
    made = {model: _form(entity, entities) for model, entity in entities.items()}
    kin = _kin_of(entities)
    return {model: replace(_settled(form, made), kin=kin[model]) for model, form in made.items()}


def _kin_of(entities: Entities) -> dict[type[models.Model], dict[type[models.Model], type[models.Model]]]:
    """By model, the others that may have the same rows, each with the nearest model whose table they share."""
    tables = {model: [look_at(model).concrete_model or model, *look_at(model).parents] for model in entities}
    sharing: dict[type[models.Model], list[type[models.Model]]] = defaultdict(list)
    for model, several in tables.items():
        for table in several:
            sharing[table].append(model)
    found = {model: {other: table for table in reversed(several) for other in sharing[table]} for model, several in tables.items()}
    return {model: {other: table for other, table in others.items() if other is not model} for model, others in found.items()}


def between_of(relation: RelationInfo) -> type[models.Model] | None:
    """The model of the project that stands between two others, where rows of it are what connects them."""
    return None if relation.through_auto_created else relation.through


def _settled(form: Form, forms: Mapping[type[models.Model], Form]) -> Form:
    links = {name: link for name, link in form.links.items() if _can_be_written(link, forms)}
    settled = replace(form, links=links)
    empty = {operation for operation in ("create", "update") if not settled.names(operation)}
    return replace(settled, operations=form.operations - empty)


def _can_be_written(link: Link, forms: Mapping[type[models.Model], Form]) -> bool:
    """Where the other rows hold the key, they are what is written; where rows stand between, these."""
    target, between = forms[link.target], between_of(link.relation)
    if between is not None:
        return bool({"create", "delete"} & forms[between].operations)
    if link.relation.kind.has_column:
        return True
    if link.relation.kind is RelationKind.MANY_TO_MANY and field_of(link.relation) is not None:
        return True
    return "update" in target.operations or "create" in target.operations


def _form(entity: Entity, entities: Entities) -> Form:
    columns = {column.info.name: _member(entity, column) for column in input_columns(entity) if _is_input(entity, column)}
    links = {hop.relation.name: _link(entity, hop) for hop in entity.hops.values() if _is_link(entity, hop, entities)}
    served = {column.info.name: column.name for column in entity.columns.values()}
    hops: list[Hop | GenericHop] = [*entity.hops.values(), *entity.generics.values()]
    served |= {hop.relation.name: hop.name for hop in hops}
    generics = {hop.relation.name: _generic(entity, hop) for hop in entity.generics.values() if not is_kept(entity, hop.relation.name)}
    taken = {member.name for members in (columns, links, generics) for member in members.values()}
    taken |= set(map(camel_case, entity.options.input_only))
    form = Form(entity.info, entity.options, frozenset(), columns, links, generics, version_columns(entity), served)
    form = replace(form, operators_name=operators_field(taken), created_name=created_field(taken))
    return replace(form, operations=_operations(entity, form), sanitized=entity.sanitized, mark=entity.mark)


def _generic(entity: Entity, hop: GenericHop) -> GenericLink:
    once = hop.relation.name in entity.options.create_only_fields
    required = any(_is_required(part) for part in _behind(entity, hop.relation))
    return GenericLink(hop.name, hop.relation, hop.targets, on_update=not once, required=required)


def _behind(entity: Entity, relation: RelationInfo) -> list[FieldInfo | RelationInfo]:
    """The two fields of a generic foreign key."""
    parts: list[FieldInfo | RelationInfo] = [*entity.info.fields, *entity.info.relations]
    return [part for part in parts if part.name in (relation.content_type_field, relation.object_id_field)]


def input_columns(entity: Entity) -> Iterator[Column]:
    """The served columns, and a key that the database doesn't make."""
    yield from entity.columns.values()
    if not entity.composite and entity.key[0].info.name == "id":
        yield entity.key[0]


def _is_input(entity: Entity, column: Column) -> bool:
    info = column.info
    if not info.editable or info.generated or info.is_made or (column.mapping.structure in FILES and not settings.UPLOADS):
        return False
    if issubclass(info.field_class, models.FilePathField):  # Django checks only in forms that it names a file that may be chosen
        return False
    return not is_kept(entity, info.name)


def is_kept(entity: Entity, name: str) -> bool:
    """Whether the options say that a column or relation is never input, or it is half of a generic foreign key, which alone would lead to
    a row that nobody has looked for."""
    options = entity.options
    kept = name in options.readonly_fields or name in options.set_on_create or name in options.set_on_update
    halves = (part for hop in entity.generics.values() for part in (hop.relation.content_type_field, hop.relation.object_id_field))
    return kept or name in halves or (entity.mark is not None and entity.mark.column == name)


def _member(entity: Entity, column: Column) -> Member:
    info = column.info
    once = info.primary_key or info.name in entity.options.create_only_fields
    return Member(column.name, on_update=not once, required=_is_given(info, entity.info), operators=operators_of(column))


def _is_given(info: FieldInfo, model: ModelInfo) -> bool:
    """Whether a new row needs it from the client; where files are taken, Django measures pictures itself."""
    return _is_required(info) and not (settings.UPLOADS and info.name in measured_columns(model))


def measured_columns(model: ModelInfo) -> set[str]:
    """The columns that hold the width or height of a picture."""
    names = (getattr(info.field, part, None) for info in model.fields for part in ("width_field", "height_field"))
    return {name for name in names if name}


def _is_required(info: FieldInfo | RelationInfo) -> bool:
    return not (info.null or info.blank or info.has_default)


def _is_link(entity: Entity, hop: Hop, entities: Entities) -> bool:
    relation = hop.relation
    if relation.tree is not None or is_kept(entity, relation.name) or look_at(hop.target).history or entity.info.history:
        return False
    if relation.kind is RelationKind.MANY_TO_MANY:
        if relation.content_type_field or not (relation.editable and _is_connected_by_input(relation, entities)):
            return False
        return field_of(relation) is not None or _is_owned_by_input(relation, entities[hop.target])
    if relation.kind.has_column:
        return relation.editable
    return not relation.child_link and _is_held_by_input(relation, entities[hop.target])


def _is_connected_by_input(relation: RelationInfo, entities: Entities) -> bool:
    """Whether rows between, if they are a model's own, can be made of what is served. A symmetrical relation needs two of them."""
    if (between := between_of(relation)) is None:
        return True
    if between not in entities or relation.symmetrical:
        return False
    keys = {hop.relation.name: hop.relation for hop in entities[between].hops.values()}
    return all(name in keys and keys[name].editable and not is_kept(entities[between], name) for name in keys_between(relation))


def _is_owned_by_input(relation: RelationInfo, target: Entity) -> bool:
    """Whether a many-to-many relation of the other model may be written from this side, too."""
    own = next((other for other in target.info.relations if other.name == way_back(relation)), None)
    return own is not None and own.editable and not is_kept(target, own.name) and own.name not in target.options.create_only_fields


def _is_held_by_input(relation: RelationInfo, target: Entity) -> bool:
    """Whether the other model's key may be written: what is kept there isn't written from here either."""
    if relation.kind is RelationKind.GENERIC_RELATION:
        own = [hop.relation for hop in target.generics.values()]
        return any(other.object_id_field == relation.object_id_field and not is_kept(target, other.name) for other in own)
    key = next((other for other in target.info.relations if other.parent_key == relation.target_key and other.kind.has_column), None)
    return key is not None and key.editable and not is_kept(target, key.name)


def _link(entity: Entity, hop: Hop) -> Link:
    relation = hop.relation
    once = relation.name in entity.options.create_only_fields or relation.name in entity.info.key_fields
    required = relation.kind.has_column and _is_required(relation)
    return Link(hop.name, relation, hop.target, on_update=not once, required=required)


def _operations(entity: Entity, form: Form) -> frozenset[str]:
    """Without being told, only what can work is served."""
    allowed = allowed_writes(entity)
    told = entity.options.operations is not OPERATIONS
    return allowed - ({"create"} if not told and needed_and_no_input(entity, form) else set())


def allowed_writes(entity: Entity) -> frozenset[str]:
    """What the options allow. Without being told, the user model, histories and views are for reading."""
    info, options = entity.info, entity.options
    if not settings.MUTATIONS:
        return frozenset()
    if options.operations is OPERATIONS and (_is_user(info) or info.history or not info.managed):
        return frozenset()
    return WRITES & frozenset(options.operations) & entity.operations_above


def _is_user(info: ModelInfo) -> bool:
    return user_model() in (info.model, info.concrete_model, *info.parents)


VERSION = "version"


def version_field(entity: Entity) -> list[ComputedField]:
    """The ``version`` of a model's rows, where they can be changed and no field has the name."""
    taken = {*entity.columns, *entity.hops, *entity.generics, *entity.computed, *entity.expressions}
    names = version_columns(entity)
    if "update" not in allowed_writes(entity) or VERSION in taken or not names:
        return []
    is_digest = entity.options.version_field is None
    description = "Changes whenever the row does; `expectedVersion` takes it."
    return [ComputedField(VERSION, lambda row: version_of(row, names, is_digest=is_digest), names, str, description)]


def version_columns(entity: Entity) -> tuple[str, ...]:
    """Attribute names, as they stand on an instance."""
    if entity.options.version_field is not None:
        return (entity.options.version_field,)
    columns = [column.info.attname for column in entity.columns.values()]
    return (*columns, *(hop.relation.parent_key for hop in entity.hops.values() if hop.relation.kind.has_column))


def needed_and_no_input(entity: Entity, form: Form) -> set[str]:
    """What a new row needs that is not input: it is hidden, or leads to a model that isn't served."""
    settled = form.names("create") | entity.options.set_on_create.keys()
    settled = settled | {name for generic in form.generics.values() for name in generic.stored}
    needed = {info.name for info in entity.info.fields if info.editable and not info.is_made and _is_given(info, entity.info)}
    keys = [relation for relation in entity.info.relations if relation.kind.has_column and relation.editable and not relation.parent_link]
    return (needed | {relation.name for relation in keys if _is_required(relation)}) - settled
