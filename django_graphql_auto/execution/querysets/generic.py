"""Conditions on generic foreign keys: by type, by global id, by presence; what is hidden at the other end matches nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Q, TextField, UUIDField

from django_graphql_auto.access import NOTHING, Visibility
from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.execution.querysets.related import as_stored, content_type_id, model_of_content_type
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.execution.statements.dependencies import refuse
from django_graphql_auto.execution.statements.shapes import looked_at
from django_graphql_auto.execution.values import check_list, parse_keys
from django_graphql_auto.introspection import column_field
from django_graphql_auto.schema import global_id
from django_graphql_auto.schema.entities import Entity, GenericHop


def generic_condition(scopes: Scopes, generic: GenericHop, given: Mapping[str, Any], prefix: str) -> Q:
    """``{type: {…}, id: {…}, isNull: …}`` of a generic foreign key."""
    condition = Q()
    for name, value in looked_at(given).items():
        condition &= _PARTS[name](scopes, generic, _not_null(name, value), prefix)
    return condition


def _not_null(name: str, value: Any) -> Any:
    if value is None:
        raise BadUserInput(f"{name}: null is no condition. Leave it out, or ask `isNull`.")
    return value


def _presence(scopes: Scopes, generic: GenericHop, absent: bool, prefix: str) -> Q:
    present = _any_of(scopes, generic, _occurring(generic, _targets(scopes, generic)), prefix)
    return ~present if absent else present


def _by_type(scopes: Scopes, generic: GenericHop, operators: Mapping[str, Any], prefix: str) -> Q:
    condition = Q()
    for name, value in operators.items():
        labels = value if isinstance(_not_null(name, value), list) else [value]
        wanted = _any_of(scopes, generic, [target for target in _targets(scopes, generic) if target.info.label in labels], prefix)
        condition &= ~wanted if name in ("ne", "notIn") else wanted
    return condition


def _by_id(scopes: Scopes, generic: GenericHop, operators: Mapping[str, Any], prefix: str) -> Q:
    condition = Q()
    for name, value in operators.items():
        if name == "isNull":
            condition &= _presence(scopes, generic, _not_null(name, value), prefix)
            continue
        ids = value if isinstance(_not_null(name, value), list) else [value]
        check_list(ids)
        wanted = NOTHING
        for given in ids:
            wanted |= _one_id(scopes, generic, given, prefix)
        condition &= ~wanted if name in ("ne", "notIn") else wanted
    return condition


def _one_id(scopes: Scopes, generic: GenericHop, given: str, prefix: str) -> Q:
    decoded = global_id.decode(given)
    target = next((target for target in _targets(scopes, generic) if decoded and target.info.label == decoded[0]), None)
    if decoded is None:
        raise BadUserInput("A generic relation is filtered by global ids.")
    return _at(scopes, generic, target, prefix, parse_keys(target, decoded[1])[0]) if target else NOTHING


_PARTS: dict[str, Callable[[Scopes, GenericHop, Any, str], Q]] = {"isNull": _presence, "type": _by_type, "id": _by_id}


def _targets(scopes: Scopes, generic: GenericHop) -> list[Entity]:
    found = [scopes.entities[model] for model in generic.targets]
    return [target for target in found if scopes.visibility(target) is not Visibility.DENIED and not target.composite]


def _any_of(scopes: Scopes, generic: GenericHop, targets: list[Entity], prefix: str) -> Q:
    condition = NOTHING
    for target in targets:
        condition |= _at(scopes, generic, target, prefix)
    return condition


def _occurring(generic: GenericHop, targets: list[Entity]) -> list[Entity]:
    """The models that rows really lead to; without that, every table of the project would be asked."""
    refuse("a generic foreign key's presence depends on what the rows hold")
    rows: Any = generic.relation.model._base_manager
    kinds = rows.order_by().values_list(f"{generic.relation.content_type_field}_id", flat=True).distinct()
    models = {model_of_content_type(kind) for kind in kinds if kind is not None}
    return [target for target in targets if target.model in models]


def _at(scopes: Scopes, generic: GenericHop, target: Entity, prefix: str, key: Any = None) -> Q:
    """Rows that point at a visible row of ``target`` (with this key)."""
    relation, field, path = generic.relation, target.key[0].info.field, f"{prefix}{generic.relation.object_id_field}"
    stored = column_field(relation.model, relation.object_id_field)
    rows = scopes.rows(target) if key is None else scopes.rows(target).filter(pk=key)
    of_type = Q(**{f"{prefix}{relation.content_type_field}_id": content_type_id(target.model, relation)})
    if _can_hold(stored, field):
        keys = rows.annotate(stored_key=as_stored(F(target.key[0].path), field, stored, rows.db)).values("stored_key")
        return of_type & Q(**{f"{path}__in": keys})
    text = CharField()
    named = rows.annotate(stored_key=as_stored(F(target.key[0].path), field, text, rows.db))
    return of_type & Q(Exists(named.filter(stored_key=as_stored(OuterRef(path), stored, text, rows.db))))


def _can_hold(stored: Any, field: Any) -> bool:
    """Whether a column can hold every key of this field; numbers and texts otherwise meet as texts."""
    return isinstance(stored, CharField | TextField) or any(isinstance(stored, kind) and isinstance(field, kind) for kind in _KEYS)


_KEYS = (IntegerField, UUIDField)
