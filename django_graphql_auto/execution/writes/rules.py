"""What a write may touch, from the same scopes as what a query may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import models
from django.db.models import QuerySet

from django_graphql_auto.access import Access, Visibility, access_for, may_read
from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.execution.querysets.conditions import Conditions
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.execution.rows.keys import given_key
from django_graphql_auto.execution.values import key_of_id, parse_key
from django_graphql_auto.introspection import is_storable_integer
from django_graphql_auto.mutations import Form, Occasion
from django_graphql_auto.schema import global_id
from django_graphql_auto.schema.entities import Entity, Hop
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


class Related(NamedTuple):
    """A row behind a relation, by its key."""

    hop: Hop
    key: Any


def _filled(lookup: Mapping[str, Any], related: Mapping[Related, Any]) -> dict[str, Any]:
    """A related row that is hidden names nothing."""
    if any(isinstance(value, Related) and value not in related for value in lookup.values()):
        return dict(HIDDEN)
    return {name: related[value] if isinstance(value, Related) else value for name, value in lookup.items()}


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
        [found] = self.lookups(entity.model, [{"id": named}])
        if isinstance(found, BadUserInput):
            raise found
        return entity.model, found

    def matching(self, model: Model, where: Mapping[str, Any], action: str = "view") -> QuerySet[Any]:
        """The visible rows, or those that may be restored, that meet a ``where``.

        What a condition leaves open in a part, it may not leave open by mistake.
        """
        if _has_gaps(where):
            raise BadUserInput("The condition of a bulk write says something in every part: `{}` is refused.")
        entity, rows = self._entities[model], self.rows(model, action)
        return Conditions(self._scopes.acting("view"), lambda: rows).filtered(rows, entity, where)

    def lookups(self, model: Model, named: Sequence[Mapping[str, Any]]) -> list[dict[str, Any] | BadUserInput]:
        """The columns' values behind ``id`` or one way of ``by``. Rows that others are named by are found together."""
        found = [self._parsed(self._entities[model], each) for each in named]
        lookups = [lookup for lookup in found if isinstance(lookup, dict)]
        related = self._related({value for lookup in lookups for value in lookup.values() if isinstance(value, Related)})
        return [_filled(lookup, related) if isinstance(lookup, dict) else lookup for lookup in found]

    def _parsed(self, entity: Entity, named: Mapping[str, Any]) -> dict[str, Any] | BadUserInput:
        try:
            return self._lookup(entity, named)
        except BadUserInput as error:
            return error

    def _lookup(self, entity: Entity, named: Mapping[str, Any]) -> dict[str, Any]:
        """What names a related row stands for the value of the column that leads to it."""
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
            if column:
                found[column.path] = parse_key(column, value)
            else:
                hop = next(hop for hop in entity.hops.values() if hop.relation.name == name)
                key = key_of_id(self._entities[hop.target], value)
                found[hop.relation.parent_key] = Related(hop, key if self._entities[hop.target].composite else key[0])
        return found

    def _related(self, named: Iterable[Related]) -> dict[Related, Any]:
        """The values of the columns that lead to the rows: those that are visible."""
        keys: dict[Hop, list[Any]] = {}
        for each in named:
            if not isinstance(each.key, int) or is_storable_integer(each.key):
                keys.setdefault(each.hop, []).append(each.key)
        return {
            Related(hop, key): value
            for hop, several in keys.items()
            for key, value in self.rows(hop.target, "view").filter(pk__in=several).values_list("pk", hop.relation.target_key)
        }

    def _access(self, action: str) -> Access:
        return self._scopes.acting(action).access
