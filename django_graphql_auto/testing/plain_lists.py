"""Lists of the oracle: all rows in their order, those of one parent, those that match, the page; figures and groups in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from statistics import pstdev
from typing import Any

from django.db.models import Avg, Count, Max, Min, Model, QuerySet, Sum
from django.db.models.constants import LOOKUP_SEP

from django_graphql_auto.access import Deleted
from django_graphql_auto.conf import settings
from django_graphql_auto.execution.querysets import cursors
from django_graphql_auto.execution.querysets.matching import Matching
from django_graphql_auto.introspection.records import RelationKind
from django_graphql_auto.schema.bindings import ConnectionPart
from django_graphql_auto.schema.entities import Column, Entity, Hop
from django_graphql_auto.schema.types.roots import DELETED
from django_graphql_auto.testing.plain_groups import Group, group_items
from django_graphql_auto.testing.plain_rows import VisibleRows

Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class ListItem:
    """One row of a list. ``base`` is the row itself, or the many-to-many's through row that leads to it."""

    base: Model
    row: Any
    cursor: str
    position: int
    """Among all visible rows of the model, in the list's order; rows that two parents share stand in one place."""
    values: Sequence[Any] = ()
    """Of the order's keys."""


@dataclass(frozen=True)
class PlainList:
    """One list of one parent."""

    run: VisibleRows
    entity: Entity
    arguments: Arguments
    every: Sequence[ListItem]
    own: Sequence[ListItem]
    prefix: str = ""
    deleted: Deleted | None = None

    @cached_property
    def matching(self) -> list[ListItem]:
        named = {name: self.arguments[name] for name in ("where", "presets", "search", "filter") if name in self.arguments}
        scopes = self.run.scopes
        rows = lambda: scopes.rows_with(self.entity, self.deleted)  # noqa: E731
        found = Matching(scopes, self.entity, named, rows, own=rows if self.deleted else None).rows
        keys = set(found.values_list("pk", flat=True))
        return self._distinct([item for item in self.own if item.row.pk in keys])

    def _distinct(self, items: list[ListItem]) -> list[ListItem]:
        names = self.arguments.get("distinctOn") or ()
        columns = [self.entity.columns_and_key()[name] for name in names]
        first: dict[Any, ListItem] = {}
        for item in items:
            first.setdefault(tuple(getattr(item.row, column.path) for column in columns) if columns else item.position, item)
        return list(first.values())

    @cached_property
    def window(self) -> list[ListItem]:
        """What lies between the cursors."""
        after, before = (self._position(self.arguments.get(name)) for name in ("after", "before"))
        return [item for item in self.matching if (after is None or item.position > after) and (before is None or item.position < before)]

    def _position(self, cursor: str | None) -> int | None:
        if cursor is None:
            return None
        found = next((item.position for item in self.every if item.cursor == cursor), None)
        assert found is not None, "The oracle pages by cursors of visible rows only."
        return found

    @property
    def size(self) -> int:
        options = self.entity.options
        given = [self.arguments[name] for name in ("first", "limit", "last", "perPage") if self.arguments.get(name) is not None]
        default = min(options.page_size or settings.PAGE_SIZE, options.max_page_size or settings.MAX_PAGE_SIZE)
        return int(given[0]) if given else default

    @property
    def backwards(self) -> bool:
        return self.arguments.get("last") is not None

    @property
    def page(self) -> list[ListItem]:
        if self.backwards:
            return self.window[max(0, len(self.window) - self.size) :]
        return self.window[self.skipped : self.skipped + self.size]

    @property
    def skipped(self) -> int:
        """The rows before the page, which a number or an offset says."""
        return int(self.arguments.get("offset") or ((self.arguments.get("page") or 1) - 1) * self.size)

    def rows(self) -> list[Any]:
        return [self.run.served(self.entity, item.row.pk, self.deleted) for item in self.page]

    def part(self, part: ConnectionPart, arguments: Arguments) -> Any:
        match part:
            case ConnectionPart.NODES:
                return self.rows()
            case ConnectionPart.EDGES:
                rows = zip(self.page, self.rows(), strict=True)
                return [ListItem(item.base, row, item.cursor, item.position) for item, row in rows]
            case ConnectionPart.PAGE_INFO:
                return self._page_info()
            case ConnectionPart.TOTAL_COUNT | ConnectionPart.ESTIMATED_COUNT:
                return len(self.matching)
            case ConnectionPart.PAGE_COUNT:
                return len(range(0, len(self.matching), self.size)) if self.size else 0
            case ConnectionPart.AGGREGATE:
                return Figures(self.entity, [item.base for item in self.matching], self.prefix)
        return self._groups(arguments)

    def _page_info(self) -> dict[str, Any]:
        """Named as graphene's ``PageInfo`` reads it."""
        page, cut = self.page, self.skipped
        more = len(self.window) > cut + self.size
        started = self.arguments.get("after") is not None or cut > 0
        return {
            "has_next_page": self.arguments.get("before") is not None if self.backwards else more,
            "has_previous_page": more if self.backwards else started,
            "start_cursor": page[0].cursor if page else None,
            "end_cursor": page[-1].cursor if page else None,
        }

    def _groups(self, arguments: Arguments) -> list[Any]:
        def figures(items: Sequence[ListItem]) -> Figures:
            return Figures(self.entity, [item.base for item in items], self.prefix)

        groups = group_items(self.run, self.entity, self.matching, arguments)
        return [GroupFigures(**vars(figures(group.items)), key=group.key) for group in _having(groups, figures, arguments)]


def _having(groups: Sequence[Group], figures: Callable[[Any], Figures], arguments: Arguments) -> list[Group]:
    """The groups whose figures meet ``having``, cut to the page."""
    kept = [group for group in groups if figures(group.items).meets(arguments.get("having") or {})]
    start, size = arguments.get("offset") or 0, arguments.get("first")
    return kept[start : start + (settings.MAX_PAGE_SIZE if size is None else size)]


@dataclass(frozen=True)
class Figures:
    """Figures over some rows, each asked of the database by itself."""

    entity: Entity
    bases: Sequence[Model]
    prefix: str = ""
    function: str = ""

    def under(self, function: str) -> Figures:
        return Figures(self.entity, self.bases, self.prefix, function)

    def value(self, function: str, column: Column | None) -> Any:
        if column is None:
            return len(self.bases)
        name = function or self.function
        if not self.bases:
            return 0 if name == "distinctCount" else None
        rows = type(self.bases[0])._base_manager.filter(pk__in=[base.pk for base in self.bases])
        if name == "stddev":
            return _deviation(rows.values_list(self.prefix + column.path, flat=True))
        value = rows.aggregate(value=_FUNCTIONS[name](self.prefix + column.path))["value"]
        places = getattr(column.info.field, "decimal_places", None)
        return round(value, places) if isinstance(value, Decimal) and name in ("sum", "min", "max") else value

    def meets(self, having: Mapping[str, Any]) -> bool:
        for function, below in having.items():
            columns = {"": below} if function == "count" else below
            for name, operators in columns.items():
                value = self.value(function, self.entity.columns[name] if name else None)
                if not all(_compares(operator, value, given) for operator, given in operators.items()):
                    return False
        return True


@dataclass(frozen=True)
class GroupFigures(Figures):
    key: Mapping[Any, Any] = field(default_factory=dict)


_FUNCTIONS: Mapping[str, Callable[[str], Any]] = {
    "sum": Sum,
    "avg": Avg,
    "min": Min,
    "max": Max,
    "distinctCount": lambda path: Count(path, distinct=True),
}


def _deviation(values: Iterable[Any]) -> float | None:
    """SQLite's own fails on nulls and on no rows."""
    known = [float(value) for value in values if value is not None]
    return pstdev(known) if known else None


def _compares(operator: str, value: Any, given: Any) -> bool:
    if operator == "isNull":
        return (value is None) is given
    return value is not None and _COMPARISONS[operator](value, given)


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, given: bool(value == given),
    "ne": lambda value, given: bool(value != given),
    "lt": lambda value, given: bool(value < given),
    "lte": lambda value, given: bool(value <= given),
    "gt": lambda value, given: bool(value > given),
    "gte": lambda value, given: bool(value >= given),
    "in": lambda value, given: value in given,
    "notIn": lambda value, given: value not in given,
    "range": lambda value, given: bool(given[0] <= value <= given[1]),
}


def root_list(run: VisibleRows, entity: Entity, manager: str, arguments: Arguments) -> PlainList:
    """The visible rows; of a list of a manager's, those that the manager has."""
    deleted = arguments.get(DELETED)
    every = ordered(run, entity, arguments, run.scopes.rows_with(entity, deleted), deleted=deleted)
    listed = {row.pk for row in getattr(entity.model, manager).all()} if manager else None
    own = [item for item in every if listed is None or item.row.pk in listed]
    return PlainList(run, entity, arguments, every, own, deleted=deleted)


def related_list(run: VisibleRows, parent: Model, hop: Hop, arguments: Arguments) -> PlainList:
    """The visible rows behind ``parent.<accessor>.all()``; a many-to-many's come once per through row."""
    entity, relation = run.entities[hop.target], hop.relation
    accessor: Any = getattr(parent, relation.name)
    manager = accessor(manager=entity.options.manager) if entity.options.manager else accessor
    related = {row.pk for row in manager.all()}
    if relation.kind is not RelationKind.MANY_TO_MANY:
        every = ordered(run, entity, arguments, run.scopes.rows(entity))
        return PlainList(run, entity, arguments, every, [item for item in every if item.row.pk in related])
    every = ordered(run, entity, arguments, run.scopes.link_rows(relation.through), relation.through_target)
    own = [item for item in every if item.row.pk in related and _links(item.base, parent, hop)]
    return PlainList(run, entity, arguments, every, own, f"{relation.through_target}{LOOKUP_SEP}")


def _links(through: Model, parent: Model, hop: Hop) -> bool:
    """Whether a through row leads from the parent; generic ones name its type as well."""
    relation = hop.relation
    if str(getattr(through, relation.through_parent_key)) != str(getattr(parent, relation.parent_key)):
        return False
    if not relation.content_type_field:
        return True
    kind = getattr(through, relation.content_type_field)
    return bool(kind.model_class() is parent._meta.concrete_model)


def ordered(
    run: VisibleRows, entity: Entity, arguments: Arguments, base: QuerySet[Any], target: str = "", deleted: Deleted | None = None
) -> list[ListItem]:
    """All visible rows in the order asked for, with their cursors."""
    keys = Matching(run.scopes, entity, arguments, lambda: base, prefix=f"{target}{LOOKUP_SEP}" if target else "").keys
    names = [f"plain_{position}" for position in range(len(keys))]
    rows = base.annotate(**{name: key.expression for name, key in zip(names, keys, strict=True)})
    visible = {row.pk: row for row in run.scopes.rows_with(entity, deleted)}
    order = cursors.order_hash(keys)
    items: list[ListItem] = []
    positions: dict[str, int] = {}
    for base_row in rows.order_by(*(key.order_by() for key in keys)):
        row = getattr(base_row, target) if target else base_row
        if row is not None and row.pk in visible:
            values = [getattr(base_row, name) for name in names]
            cursor = cursors.encode(order, values)
            items.append(ListItem(base_row, visible[row.pk], cursor, positions.setdefault(cursor, len(positions)), values))
    return items
