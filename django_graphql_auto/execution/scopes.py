"""What one request may see: every queryset the package makes comes from here, under its model's scope."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from django_graphql_auto.access import DENIED, Access, RowScope, Visibility, leaves, may_read, row_scope, without_strangers
from django_graphql_auto.conf import settings
from django_graphql_auto.introspection import reaches_many
from django_graphql_auto.schema.entities import Entities, Entity


class Scopes:
    """One request's scopes, each asked once."""

    def __init__(self, entities: Entities, access: Access) -> None:
        self.entities, self.access = entities, access
        self._scopes: dict[Entity, RowScope] = {}

    def scope(self, entity: Entity) -> RowScope:
        if entity not in self._scopes:
            self._scopes[entity] = self._ask(entity)
        return self._scopes[entity]

    def visibility(self, entity: Entity) -> Visibility:
        return self.scope(entity).visibility

    def rows(self, entity: Entity) -> QuerySet[Any]:
        """The visible rows of a model: the manager's filter and the scopes of the model and its multi-table parents."""
        queryset = _base(entity)
        scope = self.scope(entity)
        if scope.visibility is Visibility.DENIED:
            return queryset.none()
        queryset = self._narrow(queryset, entity, scope.condition)
        for parent in self._restricting_parents(entity):
            queryset = queryset.filter(pk__in=self.rows(parent).values("pk"))
        return queryset

    def link_rows(self, through: Any) -> QuerySet[Any]:
        """The rows of a many-to-many's through table, under the through model's row rule where it is served.

        Its model permission concerns its own fields, not the many-to-many that is declared on another model.
        """
        entity = self.entities.get(through)
        if entity is None:
            unserved: QuerySet[Any] = through._base_manager.get_queryset()
            return unserved.order_by()
        return self._narrow(_base(entity), entity, without_strangers(entity.options.scope(self.access)))

    def _narrow(self, queryset: QuerySet[Any], entity: Entity, condition: Q) -> QuerySet[Any]:
        """Filters; a condition that crosses a to-many relation would repeat rows and goes into a subquery."""
        if not condition:
            return queryset
        paths = [leaf[0] if isinstance(leaf, tuple) else None for leaf in leaves(condition)]
        if any(path is None or reaches_many(entity.model, path) for path in paths):
            return queryset.filter(pk__in=_base(entity).filter(condition).values("pk"))
        return queryset.filter(condition)

    def _ask(self, entity: Entity) -> RowScope:
        if not may_read(entity.info, entity.options.read or settings.READ, self.access):
            return DENIED
        scope = row_scope(entity.info, entity.options.scope(self.access), _is_plain(entity))
        if self._restricting_parents(entity):
            return RowScope(Visibility.RESTRICTED, scope.condition)
        return scope

    def _restricting_parents(self, entity: Entity) -> list[Entity]:
        """Multi-table parents, and the concrete model of a proxy, whose rules hold for the entity's rows too.

        A parent's model permission is its own affair; its row rule isn't.
        """
        above = [self.entities[model] for model in _models_above(entity) if model in self.entities]
        return [parent for parent in above if self._row_rule(parent) is not None]

    def _row_rule(self, entity: Entity) -> Q | None:
        condition = entity.options.scope(self.access)
        return condition if condition or not _is_plain(entity) else None


def _models_above(entity: Entity) -> list[Any]:
    info = entity.info
    concrete = [info.concrete_model] if info.proxy and info.concrete_model else []
    return [*concrete, *info.parents]


def _is_plain(entity: Entity) -> bool:
    return entity.info.plain_manager if entity.options.manager is None else False


def _base(entity: Entity) -> QuerySet[Any]:
    """The manager's own queryset, its order and select_related dropped: they are the plan's to say."""
    manager = getattr(entity.model, entity.options.manager) if entity.options.manager else entity.model._default_manager
    queryset: QuerySet[Any] = manager.get_queryset()
    return queryset.order_by().select_related(None).prefetch_related(None)
