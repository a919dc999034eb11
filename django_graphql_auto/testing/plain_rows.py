"""What the oracle's user may see, one row at a time."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from django_graphql_auto.access import Deleted, access_for
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.schema.build import BuiltSchema
from django_graphql_auto.schema.entities import Entities, Entity


class VisibleRows:
    """One operation of one user."""

    def __init__(self, built: BuiltSchema, user: Any) -> None:
        self.built, self.scopes = built, Scopes(built.entities, access_for(None, user))

    @property
    def entities(self) -> Entities:
        return self.built.entities

    def visible(self, entity: Entity, key: Any, deleted: Deleted | None = None) -> Model | None:
        """The row with this key, where it may be seen."""
        found: Model | None = self.scopes.rows_with(entity, deleted).filter(pk=key).first()
        return found

    def served(self, entity: Entity, key: Any, deleted: Deleted | None = None) -> Model | None:
        """The same, as the most derived visible type where the model is polymorphic."""
        found = self.visible(entity, key, deleted)
        if found is None or not entity.polymorphic:
            return found
        derived = (self.visible(self.entities[child], key, deleted) for child in reversed(entity.children))
        return next((child for child in derived if child is not None), found)
