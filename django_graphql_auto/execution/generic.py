"""Conditions on generic foreign keys: by type, by global id, by presence; what is hidden at the other end matches nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import F, Q

from django_graphql_auto.access import NOTHING, Visibility
from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.execution.related import as_stored, content_type_id
from django_graphql_auto.execution.scopes import Scopes
from django_graphql_auto.execution.values import check_list, parse_keys
from django_graphql_auto.introspection import column_field
from django_graphql_auto.schema import global_id
from django_graphql_auto.schema.entities import Entity, GenericHop


def generic_condition(scopes: Scopes, generic: GenericHop, given: Mapping[str, Any], prefix: str) -> Q:
    """``{type: {…}, id: {…}, isNull: …}`` of a generic foreign key."""
    condition = Q()
    for name, value in given.items():
        if value is None:
            raise BadUserInput(f"{name}: null is no condition. Leave it out, or ask `isNull`.")
        condition &= _PARTS[name](scopes, generic, value, prefix)
    return condition


def _presence(scopes: Scopes, generic: GenericHop, absent: bool, prefix: str) -> Q:
    present = _any_of(scopes, generic, _targets(scopes, generic), prefix)
    return ~present if absent else present


def _by_type(scopes: Scopes, generic: GenericHop, operators: Mapping[str, Any], prefix: str) -> Q:
    condition = Q()
    for name, value in operators.items():
        labels = value if isinstance(value, list) else [value]
        wanted = _any_of(scopes, generic, [target for target in _targets(scopes, generic) if target.info.label in labels], prefix)
        condition &= ~wanted if name in ("ne", "notIn") else wanted
    return condition


def _by_id(scopes: Scopes, generic: GenericHop, operators: Mapping[str, Any], prefix: str) -> Q:
    condition = Q()
    for name, value in operators.items():
        if name == "isNull":
            condition &= _presence(scopes, generic, value, prefix)
            continue
        ids = value if isinstance(value, list) else [value]
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


def _at(scopes: Scopes, generic: GenericHop, target: Entity, prefix: str, key: Any = None) -> Q:
    """Rows that point at a visible row of ``target`` (with this key)."""
    relation = generic.relation
    stored = column_field(relation.model, relation.object_id_field)
    rows = scopes.rows(target) if key is None else scopes.rows(target).filter(pk=key)
    keys = rows.annotate(stored_key=as_stored(F(target.key[0].path), target.key[0].info.field, stored, rows.db)).values("stored_key")
    kind = content_type_id(target.model, relation)
    return Q(**{f"{prefix}{relation.content_type_field}_id": kind, f"{prefix}{relation.object_id_field}__in": keys})
