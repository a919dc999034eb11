"""``orderBy`` as order keys, the default order, and the tiebreak that makes every order total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connections
from django.db.models import F, OrderBy
from django.db.models.constants import LOOKUP_SEP

from django_graphql_auto.access import Visibility
from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput, LimitExceeded
from django_graphql_auto.execution.querysets import full_text
from django_graphql_auto.execution.querysets.expressions import expression_column
from django_graphql_auto.execution.querysets.figures import related_figure
from django_graphql_auto.execution.querysets.languages import path_in_language
from django_graphql_auto.execution.querysets.related import RelatedValue, outer_rows
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.schema.entities import Column, Entity, ExpressionField, Hop
from django_graphql_auto.schema.types.orders import RANK, orderable_columns


@dataclass(frozen=True, slots=True)
class OrderKey:
    """One key of an order: an expression, its direction, and where nulls go (None: where the database puts them)."""

    name: str
    """What it is, independent of users and values: part of a cursor's hash."""
    expression: Any
    descending: bool = False
    nulls_first: bool | None = None
    nullable: bool = True
    unique: bool = False
    field: Any = None
    """The model field whose values the expression has, where it is a column or an extreme of one."""

    def reversed(self) -> OrderKey:
        flipped = None if self.nulls_first is None else not self.nulls_first
        return replace(self, descending=not self.descending, nulls_first=flipped)

    def order_by(self) -> OrderBy:
        nulls = {} if self.nulls_first is None or not self.nullable else {"nulls_first": True} if self.nulls_first else {"nulls_last": True}
        return OrderBy(self.expression, descending=self.descending, **nulls)

    def puts_nulls_first(self, alias: str) -> bool:
        if self.nulls_first is not None:
            return self.nulls_first
        return connections[alias].features.order_by_nulls_first != self.descending


class Ordering:
    """Compiles the order of one list. ``prefix`` leads from the statement's base to the entity."""

    def __init__(self, scopes: Scopes, entity: Entity, prefix: str = "", search: str = "") -> None:
        self.scopes, self.entity, self.prefix, self.search = scopes, entity, prefix, search

    def keys(self, given: Sequence[Mapping[str, Any]] | None) -> list[OrderKey]:
        """The keys asked for, else the default ones, with the tiebreak."""
        if given and len(given) > settings.MAX_ORDER_KEYS:
            raise LimitExceeded(f"An order has at most {settings.MAX_ORDER_KEYS} keys.")
        wanted = self._default() if given is None else [_one(element) for element in given]
        keys = [key for element in wanted if (key := self._key(self.entity, element, self.prefix, 0)) is not None]
        return self._total(keys)

    def _total(self, keys: list[OrderKey]) -> list[OrderKey]:
        """Ends at the first key that decides by itself; without one, the primary key decides."""
        for index, key in enumerate(keys):
            if key.unique and not key.nullable:
                return keys[: index + 1]
        known = {key.name for key in keys}
        return keys + [self._column(column, self.prefix, "ASC") for column in self.entity.key if self.prefix + column.path not in known]

    def _key(self, entity: Entity, element: Mapping[str, Any], prefix: str, hops: int) -> OrderKey | None:
        [(name, value)] = element.items()
        if value is None:
            raise BadUserInput(f"{name}: null is no direction.")
        if name in entity.expressions:
            return self._expression(entity, entity.expressions[name], prefix, value)
        if isinstance(value, str):
            columns = _named_columns(entity)
            return self._column(columns[name], prefix, value) if name in columns else self._rank(prefix, value)
        if hops >= settings.MAX_FILTER_HOPS:
            raise LimitExceeded(f"An order crosses at most {settings.MAX_FILTER_HOPS} relations.")
        hop = entity.hops[name]
        return self._figure(hop, value, prefix) if hop.to_many else self._across(hop, value, prefix, hops)

    def _column(self, column: Column, prefix: str, direction: str) -> OrderKey:
        path = prefix + path_in_language(column)
        own = prefix == self.prefix
        return _directed(
            OrderKey(
                path,
                F(path),
                nullable=column.nullable or not own or bool(column.info.translations),
                unique=column.info.unique and own and not prefix,
                field=column.info.field,
            ),
            direction,
        )

    def _expression(self, entity: Entity, field: ExpressionField, prefix: str, direction: str) -> OrderKey:
        made = expression_column(self.scopes, entity, field, prefix=prefix)
        return _directed(OrderKey(f"{prefix}{field.name}()", made, field=made.output_field), direction)

    def _rank(self, prefix: str, direction: str) -> OrderKey:
        """By how well the list's own rows match its ``search``."""
        if not self.search or self.entity.full_text is None or prefix != self.prefix:
            raise BadUserInput(f"{RANK} orders what a search finds: give it beside `search`, in the same list.")
        return _directed(OrderKey(RANK, full_text.rank(self.entity.full_text, self.search, prefix), nullable=False), direction)

    def _across(self, hop: Hop, value: Mapping[str, Any], prefix: str, hops: int) -> OrderKey | None:
        """By a related row's column: along a join where the whole table may be seen, else out of a scoped subquery."""
        target = self.scopes.entities[hop.target]
        visibility = self.scopes.visibility(target)
        if visibility is Visibility.DENIED:
            return None
        if visibility is Visibility.FREE:
            return self._key(target, _one(value), f"{prefix}{hop.relation.query_name}{LOOKUP_SEP}", hops + 1)
        inner = Ordering(self.scopes, target)._key(target, _one(value), "", hops + 1)
        if inner is None:
            return None
        rows = outer_rows(self.scopes, hop, prefix).queryset.annotate(order_key=inner.expression).values("order_key")[:1]
        return replace(inner, name=f"{prefix}{hop.name}({inner.name})", expression=RelatedValue(rows), nullable=True, unique=False)

    def _figure(self, hop: Hop, value: Mapping[str, Any], prefix: str) -> OrderKey:
        [(function, below)] = value.items()
        column, direction = None, below
        if function != "count":
            [(name, direction)] = below.items()
            column = self.scopes.entities[hop.target].columns[name]
        figure = related_figure(self.scopes, hop, function, column, prefix)
        name = f"{prefix}{hop.name}({function} {column.path if column else ''})"
        field = column.info.field if column and function in ("min", "max") else None
        return _directed(OrderKey(name, figure.expression, nullable=function != "count", field=field), direction)

    def _default(self) -> list[Mapping[str, Any]]:
        """The best matches of a full-text search first; then the declared order, as far as it stands on served columns."""
        declared = self.entity.options.ordering
        written = self.entity.info.ordering if declared is None else declared
        ranked = [{RANK: "DESC"}] if self.search and self.entity.full_text and RANK not in self.entity.columns else []
        return ranked + [element for item in written if (element := self._written(item)) is not None]

    def _written(self, item: Any) -> Mapping[str, Any] | None:
        """``"-brand__name"`` or ``F("price").desc()`` as an ``orderBy`` element; None where it cannot be one."""
        if isinstance(item, OrderBy) and isinstance(item.expression, F):
            nulls = "_NULLS_FIRST" if item.nulls_first else "_NULLS_LAST" if item.nulls_last else ""
            return self._element(self.entity, column_path(item.expression), ("DESC" if item.descending else "ASC") + nulls)
        if isinstance(item, F):
            return self._element(self.entity, column_path(item), "ASC")
        if not isinstance(item, str):
            return None
        return self._element(self.entity, item.removeprefix("-"), "DESC" if item.startswith("-") else "ASC")

    def _element(self, entity: Entity, path: str, direction: str) -> Mapping[str, Any] | None:
        head, _, rest = path.partition(LOOKUP_SEP)
        column = next((column for column in _orderable(entity) if head in (column.path, column.info.name) and not rest), None)
        if column or (path == "pk" and not entity.composite):
            return {column.name if column else "pk": direction}
        hop = next((hop for hop in entity.hops.values() if hop.relation.name == head and not hop.to_many), None)
        below = self._element(self.scopes.entities[hop.target], rest, direction) if hop and rest else None
        return {hop.name: below} if hop and below else self._key_element(entity, path, direction)

    def _key_element(self, entity: Entity, path: str, direction: str) -> Mapping[str, Any] | None:
        """``product_id``: a foreign key's own column, where no target is hidden whose key a cursor would tell."""
        hop = next((hop for hop in entity.hops.values() if hop.relation.kind.has_column and hop.relation.parent_key == path), None)
        target = self.scopes.entities[hop.target] if hop else None
        if hop is None or target is None or target.composite or self.scopes.visibility(target) is not Visibility.FREE:
            return None
        return {hop.name: {"pk": direction}}


def column_path(reference: F) -> str:
    """The path that an ``F`` refers to."""
    return str(reference.name)  # type: ignore[attr-defined]


def _orderable(entity: Entity) -> list[Column]:
    return orderable_columns(entity) + list(entity.key)


def _named_columns(entity: Entity) -> Mapping[str, Column]:
    """By field name; the parts of a composite key, which only a declared order names, are called as their relations are."""
    return {column.name: column for column in entity.key} | entity.columns_and_key()


def _one(element: Mapping[str, Any]) -> Mapping[str, Any]:
    if len(element) != 1:
        raise BadUserInput("Each element of an order has exactly one key.")
    return element


def _directed(key: OrderKey, direction: str) -> OrderKey:
    """``DESC_NULLS_LAST`` applied to a key."""
    nulls = True if direction.endswith("NULLS_FIRST") else False if direction.endswith("NULLS_LAST") else None
    return replace(key, descending=direction.startswith("DESC"), nulls_first=nulls)
