"""The ways from a model to others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db import models

from django_graphql_auto.introspection.fields import description_of, has_default
from django_graphql_auto.introspection.keys import has_index, is_parent_link, key_name
from django_graphql_auto.introspection.records import RelationInfo, RelationKind

Model = type[models.Model]


def relations_of(model: Model) -> tuple[RelationInfo, ...]:
    """Forward relations in declaration order, then reverse ones by name; whatever leads nowhere is left out."""
    found = [made for field in model._meta.get_fields() if field.is_relation and (made := _relation(model, field))]
    forward = [relation for relation, is_reverse in found if not is_reverse]
    return (*forward, *sorted((relation for relation, is_reverse in found if is_reverse), key=lambda relation: relation.name))


def field_of(relation: RelationInfo) -> Any:
    """The Django field that declares a relation; None for the way back, which is declared on the other model, and for a tree's."""
    if relation.tree is not None:
        return None
    found = next((field for field in relation.model._meta.get_fields() if field.name == relation.name), None)
    return None if found is None or _is_reverse(found) else found


def declared_through(through: Model) -> RelationInfo | None:
    """The many-to-many relation that Django made a table for, as its own model declares it."""
    owner: Any = through._meta.auto_created
    return next((each for each in relations_of(owner) if each.through is through and field_of(each) is not None), None) if owner else None


def way_back(relation: RelationInfo) -> str:
    """The name, on the other model, of the same relation seen from there; empty where it has none."""
    if relation.target is None or relation.tree is not None:
        return ""
    return next((other.name for other in ways_from(relation.target) if _is_way_back(relation, other)), "")


@cache
def ways_from(model: Model) -> list[RelationInfo]:
    """All of them, in no order, and in the language of whoever asks first: how they lead is what counts."""
    return [made[0] for field in model._meta.get_fields() if field.is_relation and (made := _relation(model, field))]


def _is_way_back(one: RelationInfo, other: RelationInfo) -> bool:
    if other.target is None or not issubclass(one.model, other.target):
        return False
    if one.through is not None or other.through is not None:
        return one.through is other.through and one.name != other.name and one.through_target != other.through_target
    kinds = {one.kind.has_column, other.kind.has_column}
    keys = (one.parent_key, one.target_key), (other.target_key, other.parent_key)
    return kinds == {True, False} and RelationKind.GENERIC_RELATION not in (one.kind, other.kind) and keys[0] == keys[1]


def _relation(model: Model, field: Any) -> tuple[RelationInfo, bool] | None:
    row = next((row for row in _ROWS if row.describes(field)), None)
    made = row.look_at(model, field) if row else None
    return (made, _is_reverse(field)) if made else None


@dataclass(frozen=True, slots=True)
class _Row:
    """One of the shapes in which Django says that models are related."""

    describes: Callable[[Any], bool]
    look_at: Callable[[Model, Any], RelationInfo | None]


def _is_reverse(field: Any) -> bool:
    return isinstance(field, models.ForeignObjectRel)


def _is_resolved(*targets: Any) -> bool:
    """A relation to a model that is not installed still names it by a string."""
    return all(isinstance(target, type) for target in targets)


def _is_constrained(field: Any) -> bool:
    """Django makes no constraint for a model that it does not manage."""
    return bool(getattr(field, "db_constraint", False) and field.model._meta.managed)


def _foreign_key(model: Model, field: Any) -> RelationInfo | None:
    target = field.related_model
    if not _is_resolved(target) or len(field.related_fields) != 1:
        return None
    [(local, remote)] = field.related_fields
    return RelationInfo(
        name=field.name,
        kind=RelationKind.ONE_TO_ONE if field.one_to_one else RelationKind.FOREIGN_KEY,
        model=model,
        target=target,
        query_name=field.name,
        null=field.null,
        parent_key=local.attname,
        target_key=key_name(target, remote),
        parent_link=is_parent_link(field),
        constrained=_is_constrained(field),
        editable=field.editable,
        blank=field.blank,
        limited=bool(field.get_limit_choices_to()),
        has_default=has_default(field),
        indexed=has_index(model, local.attname),
        description=description_of(field),
    )


def _reverse_foreign_key(model: Model, rel: Any) -> RelationInfo | None:
    if not _is_reachable(model, rel) or len(rel.field.related_fields) != 1:
        return None
    [(local, remote)] = rel.field.related_fields
    return RelationInfo(
        name=rel.get_accessor_name(),
        kind=RelationKind.REVERSE_ONE_TO_ONE if rel.one_to_one else RelationKind.REVERSE_FOREIGN_KEY,
        model=model,
        target=rel.related_model,
        query_name=rel.name,
        null=rel.one_to_one,
        parent_key=key_name(model, remote),
        target_key=local.attname,
        child_link=is_parent_link(rel.field),
        constrained=_is_constrained(rel.field),
        indexed=has_index(rel.related_model, local.attname),
    )


def _is_reachable(model: Model, rel: Any) -> bool:
    """Names that only queries know have no accessor. Where a child inherits one name twice, the relation that queries mean is the one."""
    if _is_generic_relation(rel.field) or not hasattr(model, rel.get_accessor_name()):
        return False
    return bool(model._meta.get_field(rel.name) == rel)


def _many_to_many(model: Model, field: Any) -> RelationInfo | None:
    through = field.remote_field.through
    if not _is_resolved(field.related_model, through):
        return None
    made = _through(model, field.related_model, through, _through_source(model, field), field.m2m_reverse_field_name())
    return made and replace(
        made,
        name=field.name,
        query_name=field.name,
        symmetrical=field.remote_field.symmetrical,
        editable=field.editable,
        description=description_of(field),
    )


def _reverse_many_to_many(model: Model, rel: Any) -> RelationInfo | None:
    if not _is_reachable(model, rel) or not _is_resolved(rel.through):
        return None
    source = rel.through._meta.get_field(rel.field.m2m_reverse_field_name())
    made = _through(model, rel.related_model, rel.through, source, rel.field.m2m_field_name())
    return made and replace(made, name=rel.get_accessor_name(), query_name=rel.name)


def _through_source(model: Model, field: Any) -> Any:
    """The field of the through model that leads back to ``model``; django-taggit's manager does not name it, and it may be generic."""
    through = field.remote_field.through._meta
    if isinstance(field, models.ManyToManyField):
        return through.get_field(field.m2m_field_name())
    keys = (key for key in through.concrete_fields if key.is_relation and _leads_to(key, model))
    return next(keys, None) or next(filter(_is_generic_foreign_key, through.private_fields), None)


def _leads_to(key: Any, model: Model) -> bool:
    return _is_resolved(key.related_model) and issubclass(model, key.related_model)


def _through(model: Model, target: Model, through: Model, source: Any, target_name: str) -> RelationInfo | None:
    if source is None:
        return None
    key: Any = through._meta.get_field(target_name)
    generic = _is_generic_foreign_key(source)
    parent_attname = source.fk_field if generic else source.attname
    return RelationInfo(
        name="",
        kind=RelationKind.MANY_TO_MANY,
        model=model,
        target=target,
        query_name="",
        null=False,
        parent_key="pk" if generic else key_name(model, source.target_field),
        target_key=key_name(target, key.target_field),
        through=through,
        through_auto_created=bool(through._meta.auto_created),
        through_parent_key=parent_attname,
        through_target=key.name,
        content_type_field=source.ct_field if generic else "",
        object_id_field=source.fk_field if generic else "",
        for_concrete_model=source.for_concrete_model if generic else True,
        constrained=_is_constrained(key),
        indexed=has_index(through, parent_attname),
    )


def _is_generic_foreign_key(field: Any) -> bool:
    # By shape: django.contrib.contenttypes can be imported only where it is installed.
    return hasattr(field, "ct_field") and hasattr(field, "fk_field")


def _is_generic_relation(field: Any) -> bool:
    return hasattr(field, "content_type_field_name") and hasattr(field, "object_id_field_name")


def _generic_foreign_key(model: Model, field: Any) -> RelationInfo:
    return RelationInfo(
        name=field.name,
        kind=RelationKind.GENERIC_FOREIGN_KEY,
        model=model,
        target=None,
        query_name=field.name,
        null=True,
        parent_key=field.fk_field,
        content_type_field=field.ct_field,
        object_id_field=field.fk_field,
        for_concrete_model=field.for_concrete_model,
        constrained=False,
        indexed=_generic_index(model, field.ct_field, field.fk_field),
        description=description_of(field),
    )


def _generic_relation(model: Model, field: Any) -> RelationInfo | None:
    target = field.related_model
    if not _is_resolved(target):
        return None
    return RelationInfo(
        name=field.name,
        kind=RelationKind.GENERIC_RELATION,
        model=model,
        target=target,
        query_name=field.name,
        null=False,
        target_key=field.object_id_field_name,
        content_type_field=field.content_type_field_name,
        object_id_field=field.object_id_field_name,
        for_concrete_model=field.for_concrete_model,
        constrained=False,
        indexed=_generic_index(target, field.content_type_field_name, field.object_id_field_name),
        description=description_of(field),
    )


def _generic_index(owner: Model, content_type: str, object_id: str) -> bool:
    attnames = (getattr(owner._meta.get_field(name), "attname", name) for name in (content_type, object_id))
    return has_index(owner, object_id) or has_index(owner, *attnames)


_ROWS: tuple[_Row, ...] = (
    _Row(_is_generic_foreign_key, _generic_foreign_key),
    _Row(_is_generic_relation, _generic_relation),
    _Row(lambda field: _is_reverse(field) and field.many_to_many, _reverse_many_to_many),
    _Row(_is_reverse, _reverse_foreign_key),
    _Row(lambda field: field.many_to_many, _many_to_many),
    _Row(lambda field: isinstance(field, models.ForeignObject), _foreign_key),
)
"""The first row that describes a field makes its record."""
