"""What a write may touch, from the same scopes as what a query may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import QuerySet

from django_graphql_auto.access import Access, Visibility, access_for, may_read
from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.execution.querysets.conditions import Conditions
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.execution.rows.keys import given_key
from django_graphql_auto.execution.values import key_of_id, parse_key
from django_graphql_auto.mutations import Form, Occasion
from django_graphql_auto.schema import global_id
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.schema.types.keys import unique_ways

Model = type[models.Model]
HIDDEN = {"pk": None}
"""Names no row."""


def _has_gaps(where: Any) -> bool:
    """Whether any part is an empty object."""
    if isinstance(where, Mapping):
        return not where or any(map(_has_gaps, where.values()))
    return isinstance(where, list) and any(map(_has_gaps, where))


def rules_for(user: Any) -> RequestRules:
    """The rules of a user where there is no request: for an admin action, a view or a task."""
    built = current_schema()
    return RequestRules(Scopes(built.entities, access_for(None, user)), built.forms)


class RequestRules:
    """One request's rules. A model permission is asked for writes always: no policy opens them to strangers."""

    def __init__(self, scopes: Scopes, forms: Mapping[Model, Form], occasion: Occasion | None = None) -> None:
        self.access, self.occasion = scopes.access, occasion or Occasion()
        self._forms, self._entities = forms, scopes.entities
        self._scopes = scopes
        self._free: dict[tuple[Model, str], bool] = {}
        self._allowed: dict[tuple[Model, str], bool] = {}

    def may(self, model: Model, action: str) -> bool:
        asked = model, action
        if asked not in self._allowed:
            self._allowed[asked] = may_read(self._entities[model].info, "permission", self._access(action))
        return self._allowed[asked]

    def rows(self, model: Model, action: str) -> QuerySet[Any]:
        entity = self._entities[model]
        if action == "restore":
            return self._scopes.acting("view").deleted_rows(entity)
        scopes = self._scopes.acting(action)
        return scopes.rows(entity) if action == "view" else scopes.ruled_rows(entity)

    def is_free(self, model: Model, action: str) -> bool:
        asked = model, action
        if asked not in self._free:
            self._free[asked] = self._is_free(*asked)
        return self._free[asked]

    def _is_free(self, model: Model, action: str) -> bool:
        if action == "restore":
            return False
        scopes, entity = self._scopes.acting(action), self._entities[model]
        hidden = action == "view" and scopes.visibility(entity) is Visibility.DENIED
        return not (hidden or scopes.hides_rows(entity))

    def form(self, model: Model) -> Form | None:
        return self._forms.get(model)

    def lookup_any(self, named: str) -> tuple[Model, dict[str, Any]]:
        """The model and key of a global id."""
        decoded = global_id.decode(named)
        entity = next((entity for entity in self._entities.values() if decoded and entity.info.label == decoded[0]), None)
        if decoded is None or entity is None:
            raise BadUserInput("This is no global id.")
        return entity.model, self.lookup(entity.model, {"id": named})

    def matching(self, model: Model, where: Mapping[str, Any], action: str = "view") -> QuerySet[Any]:
        """The visible rows, or those that may be restored, that meet a ``where``.

        What a condition leaves open in a part, it may not leave open by mistake.
        """
        if _has_gaps(where):
            raise BadUserInput("The condition of a bulk write says something in every part: `{}` is refused.")
        entity, rows = self._entities[model], self.rows(model, action)
        return Conditions(self._scopes.acting("view"), lambda: rows).filtered(rows, entity, where)

    def lookup(self, model: Model, named: Mapping[str, Any]) -> dict[str, Any]:
        """The columns' values behind ``id`` or one way of ``by``."""
        entity = self._entities[model]
        [(way, value)] = named.items()
        if value is None:
            raise BadUserInput(f"{way} must not be null.")
        if way in ("id", "pk"):
            key = key_of_id(entity, value) if way == "id" else given_key(entity, value)
            return {"pk": key if entity.composite else key[0]}
        names = unique_ways(entity)[way]
        return self._columns(entity, names, [value] if len(names) == 1 else list(value.values()))

    def _columns(self, entity: Entity, names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in zip(names, values, strict=True):
            column = next((column for column in entity.columns.values() if column.path == name), None)
            found |= {column.path: parse_key(column, value)} if column else self._related(entity, name, value)
        return found

    def _related(self, entity: Entity, name: str, value: Any) -> dict[str, Any]:
        """A related row that is hidden names nothing."""
        hop = next(hop for hop in entity.hops.values() if hop.relation.name == name)
        target = self._entities[hop.target]
        key = key_of_id(target, value)
        row = self.rows(hop.target, "view").filter(pk=key if target.composite else key[0]).first()
        return HIDDEN if row is None else {hop.relation.parent_key: getattr(row, hop.relation.target_key)}

    def _access(self, action: str) -> Access:
        return self._scopes.acting(action).access
