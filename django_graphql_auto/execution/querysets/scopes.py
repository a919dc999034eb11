"""What one request may see: every queryset the package makes comes from here, under its model's scope."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import router
from django.db.models import Q, QuerySet

from django_graphql_auto.access import DENIED, Access, Deleted, Mark, RowScope, Visibility, leaves, may_read, row_scope, without_strangers
from django_graphql_auto.execution.statements.dependencies import depend, refuse
from django_graphql_auto.execution.statements.shapes import Shaped, shaped_rule
from django_graphql_auto.introspection import reaches_many
from django_graphql_auto.schema.entities import Entities, Entity
from django_graphql_auto.schema.exposure import models_above


class Scopes:
    """One request's scopes. Each model's rule is asked once."""

    def __init__(self, entities: Entities, access: Access) -> None:
        self.entities, self.access = entities, access
        self._scopes: dict[Entity, RowScope] = {}
        self._declared: dict[Entity, tuple[Q, Shaped]] = {}
        self._rules: dict[Entity, tuple[Q, Shaped]] = {}
        self._signatures: dict[Entity, Hashable] = {}
        self.values: dict[Hashable, Any] = {}
        """What statements are executed with where the rules compare columns with values."""
        self._acting = {access.action: self}

    def acting(self, action: str) -> Scopes:
        """The same user's scopes for another action."""
        if action not in self._acting:
            other = Scopes(self.entities, replace(self.access, action=action))
            other.values, other._acting = self.values, self._acting
            self._acting[action] = other
        return self._acting[action]

    def scope(self, entity: Entity) -> RowScope:
        self._note(entity)
        return self._scope(entity)

    def declared(self, entity: Entity) -> Q:
        """The model's own rule, as its options have it."""
        return self._rule(entity)[0]

    def visibility(self, entity: Entity) -> Visibility:
        return self.scope(entity).visibility

    def rows(self, entity: Entity) -> QuerySet[Any]:
        """The visible rows of a model: the manager's filter and the rules of the model and of those above it."""
        return _base(entity).none() if self.visibility(entity) is Visibility.DENIED else self._ruled(entity)

    def ruled_rows(self, entity: Entity) -> QuerySet[Any]:
        """The rows that manager and rules leave for the access's action, whatever the model permissions say: those are asked apart."""
        self._note(entity)
        return self._ruled(entity)

    def hides_rows(self, entity: Entity) -> bool:
        """Whether manager or rules leave out any row."""
        return bool(self._rule(entity)[0] or not _is_plain(entity) or self._restricting(entity) or self._restricted_original(entity))

    def hides_other_rows(self, entity: Entity) -> bool:
        """Whether anything but the rows that are marked as deleted is left out."""
        family = [entity, *self._restricting(entity)]
        plain = all(map(_is_plain, family)) and not self._restricted_original(entity)
        return not plain or any(self._declared_rule(one)[0] for one in family)

    def may_list_deleted(self, entity: Entity) -> bool:
        """Whoever may delete rows may see which are deleted. What is planned on it holds for whoever may, too."""
        may = may_read(entity.info, "permission", replace(self.access, action="delete"))
        depend("deleted", entity, may)
        return may

    def deleted_rows(self, entity: Entity) -> QuerySet[Any]:
        """The rows marked as deleted that this user might see and delete if they were not."""
        if self.visibility(entity) is Visibility.DENIED:
            return _base(entity).none()
        mark, deleting = _mark_of(entity), self.acting("delete")
        rows = self._lifted(entity, mark).filter(mark.present)
        within = deleting._lifted(entity, mark)
        return rows.filter(pk__in=within.values("pk")) if deleting._declares(entity) else rows

    def rows_with(self, entity: Entity, deleted: Deleted | None) -> QuerySet[Any]:
        """The visible rows, and as far as they are asked for the deleted ones."""
        if deleted is None:
            return self.rows(entity)
        if deleted is Deleted.ONLY:
            return self.deleted_rows(entity)
        mark, gone = _mark_of(entity), self.deleted_rows(entity)
        if mark.manager is None and not self.acting("delete")._declares(entity):
            return self._lifted(entity, mark)
        every = _unhidden(entity, mark)
        return every.filter(Q(pk__in=self.rows(entity).values("pk")) | Q(pk__in=gone.values("pk")))

    def link_rows(self, through: Any) -> QuerySet[Any]:
        """The rows of a many-to-many's through table, under the through model's row rule where it is served.

        Its model permission concerns its own fields, not the many-to-many that is declared on another model.
        """
        entity = self.entities.get(through)
        if entity is None:
            unserved: QuerySet[Any] = through._base_manager.get_queryset()
            depend("database", through, unserved.db)
            if unserved.query.where:
                refuse(f"{through._meta.label} has a manager that filters")
            return unserved.order_by()
        self._note(entity)
        return self._ruled(entity)

    # what is made for one request and may serve another

    def signature(self, entity: Entity) -> Hashable:
        """How a model's rows are seen, apart from the values in the rules. None where that cannot be told."""
        if entity not in self._signatures:
            self._signatures[entity] = self._signed(entity)
        return self._signatures[entity]

    def _signed(self, entity: Entity) -> Hashable:
        scope = self._scope(entity)
        parts = [router.db_for_read(entity.model), scope.visibility, self._rule(entity)[1].shape, _manager_signature(entity)]
        parts += [self.signature(other) for other in (*self._restricting(entity), *self._original(entity))]
        return None if None in parts else tuple(parts)

    def _note(self, entity: Entity) -> None:
        """What is made of a model's rows holds for whoever sees them in the same way."""
        signature = self.signature(entity)
        depend("scope", (self.access.action, entity), signature)
        if signature is None:
            refuse(f"the row rule of {entity.info.label} has a query or an expression")

    # rules

    def _ruled(self, entity: Entity) -> QuerySet[Any]:
        """The rows that the rules leave. A model permission is an affair of its own model; rules of the models above hold below."""
        rows = _narrowed(_base(entity), entity, self._condition(entity))
        for above in self._restricting(entity):
            rows = rows.filter(pk__in=_narrowed(_base(above), above, self._condition(above)).values("pk"))
        if entity.info.history and (original := self._restricted_original(entity)):
            rows = rows.filter(**{f"{entity.info.history.key}__in": self._ruled(original).values("pk")})
        return rows

    def _lifted(self, entity: Entity, mark: Mark) -> QuerySet[Any]:
        """The rows that the rules leave where marks are looked past."""
        self._note(entity)
        rows = _narrowed(_unhidden(entity, mark), entity, self._unmarked(entity, mark))
        for above in self._restricting(entity):
            base = _unhidden(above, mark) if above.mark == mark else _base(above)
            rows = rows.filter(pk__in=_narrowed(base, above, self._unmarked(above, mark)).values("pk"))
        return rows

    def _unmarked(self, entity: Entity, mark: Mark) -> Q:
        """The rule without what hides the rows of this mark."""
        condition: Q = (self._declared_rule if entity.mark == mark else self._rule)(entity)[1].value
        return condition

    def _declares(self, entity: Entity) -> bool:
        """Whether the project has a rule for rows of the model, or for those above it."""
        return any(self._declared_rule(one)[0] for one in (entity, *self._restricting(entity)))

    def _condition(self, entity: Entity) -> Q:
        condition: Q = self._rule(entity)[1].value
        return condition

    def _rule(self, entity: Entity) -> tuple[Q, Shaped]:
        """The whole rule, and as it goes into statements: that of a model that marks its deleted rows hides these. What it says of its
        children's and proxies' rows they have from above."""
        if entity not in self._rules:
            declared, shaped = self._declared_rule(entity)
            if entity.mark is not None and entity.options.soft_delete is not None:
                absent = entity.mark.absent
                declared, shaped = declared & absent, replace(shaped, value=shaped.value & absent)
            self._rules[entity] = declared, shaped
        return self._rules[entity]

    def _declared_rule(self, entity: Entity) -> tuple[Q, Shaped]:
        """The rule as it was declared, and as it goes into statements."""
        if entity not in self._declared:
            self._declared[entity] = self._made_rule(entity)
        return self._declared[entity]

    def _made_rule(self, entity: Entity) -> tuple[Q, Shaped]:
        declared = entity.options.scope(self.access)
        if isinstance(declared, Q) and not declared:  # None is no rule that shows everything, but one that was not written to its end
            return _NO_RULE
        declared = without_strangers(declared)
        shaped = shaped_rule(entity, declared, self.access.action)
        self.values |= shaped.values
        return declared, shaped

    def _scope(self, entity: Entity) -> RowScope:
        if entity not in self._scopes:
            self._scopes[entity] = self._judge(entity)
        return self._scopes[entity]

    def _judge(self, entity: Entity) -> RowScope:
        if not may_read(entity.info, entity.read_policy, self.access):
            return DENIED
        declared, shaped = self._rule(entity)
        if self._restricting(entity) or self._restricted_original(entity):
            return RowScope(Visibility.RESTRICTED, shaped.value)
        if not declared and _is_plain(entity):
            return _FREE
        return replace(row_scope(entity.info, declared, _is_plain(entity)), condition=shaped.value)

    def _restricting(self, entity: Entity) -> list[Entity]:
        """The models above whose rules or managers hide rows."""
        if not (entity.info.parents or entity.info.proxy):
            return []
        above = [self.entities[model] for model in models_above(entity.info) if model in self.entities]
        return [one for one in above if self._rule(one)[0] or not _is_plain(one)]

    def _restricted_original(self, entity: Entity) -> Entity | None:
        """The model whose past this one keeps, where rules hide rows of it: theirs is hidden with them, and that of deleted rows."""
        return next(filter(self.hides_rows, self._original(entity)), None)

    def _original(self, entity: Entity) -> list[Entity]:
        """The served model whose past this one keeps, if it keeps any."""
        original = self.entities.get(entity.info.history.original) if entity.info.history else None
        return [] if original is None else [original]


_NO_RULE = Q(), Shaped((), Q())
_FREE = RowScope(Visibility.FREE, Q())


def _narrowed(queryset: QuerySet[Any], entity: Entity, condition: Q) -> QuerySet[Any]:
    """Filters; a condition that crosses a to-many relation would repeat rows and goes into a subquery."""
    if not condition:
        return queryset
    paths = [leaf[0] if isinstance(leaf, tuple) else None for leaf in leaves(condition)]
    if any(path is None or reaches_many(entity.model, path) for path in paths):
        return queryset.filter(pk__in=_base(entity).filter(condition).values("pk"))
    return queryset.filter(condition)


def _is_plain(entity: Entity) -> bool:
    return entity.info.plain_manager if entity.options.manager is None else False


def _mark_of(entity: Entity) -> Mark:
    if entity.mark is None:
        raise LookupError(f"{entity.info.label} marks no rows as deleted.")
    return entity.mark


def _unhidden(entity: Entity, mark: Mark) -> QuerySet[Any]:
    """The rows of the manager that has the deleted ones, too."""
    if mark.manager is not None:
        manager_rows(entity.model, mark.manager)
    return _base(entity, mark.manager)


def manager_rows(model: Any, name: str) -> QuerySet[Any]:
    """What a manager of the project has at the moment; whatever is made of it holds while that is the same."""
    found: QuerySet[Any] = getattr(model, name).get_queryset()
    signature = queryset_signature(found)
    depend("manager", (model, name), signature)
    if signature is None:
        refuse(f"the manager {name} of {model._meta.label} compares with what no key is made of")
    return found


def _base(entity: Entity, named: str | None = None) -> QuerySet[Any]:
    """The manager's own queryset of the model's own rows, its order and select_related dropped: they are the plan's to say."""
    name = named or entity.options.manager
    manager = getattr(entity.model, name) if name else entity.model._default_manager
    queryset: Any = manager.get_queryset()
    if hasattr(queryset, "non_polymorphic"):
        queryset = queryset.non_polymorphic()
    plain: QuerySet[Any] = queryset.order_by().select_related(None).prefetch_related(None)
    return plain


def _manager_signature(entity: Entity) -> Hashable:
    """What a manager of the project's filters at the moment: it may depend on anything."""
    return () if _is_plain(entity) else queryset_signature(_base(entity))


def queryset_signature(queryset: QuerySet[Any]) -> Hashable:
    """A queryset as it is now, values included; None where it cannot be told."""
    try:
        sql, parameters = queryset.query.get_compiler(queryset.db).as_sql()
        hash(parameters)
    except EmptyResultSet:
        return (queryset.db,)
    except TypeError:
        return None
    return (queryset.db, sql, tuple((type(parameter), parameter) for parameter in parameters))
