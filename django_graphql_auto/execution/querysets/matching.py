"""The rows that a list's arguments name: scope, ``where``, ``presets``, ``filter``, ``search``, ``distinctOn``; and one page of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet, Window
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import RowNumber

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput, LimitExceeded
from django_graphql_auto.execution.querysets import cursors, full_text
from django_graphql_auto.execution.querysets.conditions import Conditions
from django_graphql_auto.execution.querysets.languages import path_in_language
from django_graphql_auto.execution.querysets.ordering import Ordering, OrderKey
from django_graphql_auto.execution.querysets.paging import Page
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.execution.statements.dependencies import once, refuse
from django_graphql_auto.execution.statements.shapes import Given
from django_graphql_auto.execution.values import check_text, key_of_id
from django_graphql_auto.introspection import column_field, look_at
from django_graphql_auto.schema import global_id
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.types.filtersets import form_data

Arguments = Mapping[str, Any]


@dataclass
class Matching:
    """One list of one request.

    ``visible`` makes its visible rows; ``prefix`` leads from there to the entity; ``link`` to the parent's key. ``arguments`` may hold
    :class:`Given` values, ``values`` are what these stand for. ``name`` is what tells the list from others, values apart; a list without
    one is made anew for every request.
    """

    scopes: Scopes
    entity: Entity
    arguments: Arguments
    visible: Callable[[], QuerySet[Any]]
    request: Any = None
    prefix: str = ""
    link: str = ""
    as_text: bool = False
    """Whether keys are compared as text: generic relations may store them so."""
    indexed: bool = False
    """Whether an index leads from a parent's key to its rows."""
    default_order: tuple[OrderKey, ...] = ()
    """Keys that come before those of the model's default order."""
    name: Hashable = None
    values: dict[Hashable, Any] = field(default_factory=dict)
    repeats: bool = True
    raw_keys: dict[Any, Any] = field(default_factory=dict)
    """The parents' keys as the driver gives them, by what Django's fields make of them; empty where that is the same."""
    recall: Callable[..., Any] = lambda key, make, values: make()
    own: Callable[[], QuerySet[Any]] | None = None
    """The rows of the entity that conditions may look for, where these are others than everywhere."""

    def named(self, *what: Hashable) -> Hashable:
        """The name of something that is made of this list."""
        return None if self.name is None else (*what, self.name)

    @once
    def base(self) -> QuerySet[Any]:
        return self.visible()

    @property
    def keys(self) -> list[OrderKey]:
        return self.order[0]

    @once
    def order(self) -> tuple[list[OrderKey], str]:
        """The order's keys, and what its cursors are known by."""
        found: tuple[list[OrderKey], str] = self.recall(self.named("order"), self._order, self.values)
        return found

    def _order(self) -> tuple[list[OrderKey], str]:
        keys = self._keys()
        return keys, cursors.order_hash(keys)

    def _keys(self) -> list[OrderKey]:
        given = self.arguments.get("orderBy")
        keys = Ordering(self.scopes, self.entity, self.prefix, self.search).keys(given)
        return [*(self.default_order if given is None else ()), *keys, *(self._link_keys() if self.prefix else ())]

    def _link_keys(self) -> list[OrderKey]:
        """Two through rows may lead to one row: their own key tells them apart."""
        info = look_at(self.base.model)
        columns = [] if info.auto_created else [(name, column_field(info.model, name)) for name in info.key_attnames]
        return [OrderKey(name, F(name), nullable=False, field=field) for name, field in columns]

    @once
    def rows(self) -> QuerySet[Any]:
        """All matching rows, unordered."""
        rows = self.base
        if where := self._given("where"):
            rows = self._conditions().filtered(rows, self.entity, where, self.prefix)
        for preset in self._given("presets") or ():
            rows = self._conditions().filtered(rows, self.entity, preset.where, self.prefix)
        if self.search:
            rows = self._searched(rows, self.search)
        if (filters := self._given("filter")) is not None:
            rows = rows.filter(**{f"{self._key}__in": self._filtered_keys(filters)})
        if names := self._given("distinctOn"):
            rows = self._distinct(rows, names)
        return rows

    def _conditions(self) -> Conditions:
        return Conditions(self.scopes, self.own)

    def _filtered_keys(self, given: Mapping[str, Any]) -> QuerySet[Any]:
        rows = self.own() if self.own else self.scopes.rows(self.entity)
        return filtered_keys(self.scopes, self.entity, rows, given, self.request)

    def _given(self, name: str) -> Any:
        """An argument's value; an explicit null says nothing, and so is refused."""
        if name in self.arguments and self.arguments[name] is None:
            raise BadUserInput(f"{name} must not be null; leave it out.")
        return self.arguments.get(name)

    @property
    def search(self) -> str:
        """The text searched for; a blank one asks for nothing."""
        given: str = (self._given("search") or "").strip()
        check_text(given)
        return given

    @property
    def _key(self) -> str:
        return f"{self.prefix}pk"

    def _searched(self, rows: QuerySet[Any], search: str) -> QuerySet[Any]:
        """By full text where the model has it; else every word must be found in one of its search fields, as in Django's admin."""
        if self.entity.full_text:
            return rows.filter(full_text.matches(self.entity.full_text, search, self.prefix))
        fields = [where for path in self.entity.search_fields if (where := search_condition(self.scopes, self.entity, path))]
        if not fields:
            return rows.none()
        for word in search.split()[: settings.MAX_FILTER_CLAUSES]:
            alternatives = [_with_word(where, word) for where in fields]
            rows = Conditions(self.scopes).filtered(rows, self.entity, {"OR": alternatives}, self.prefix)
        return rows

    def _distinct(self, rows: QuerySet[Any], names: Sequence[str]) -> QuerySet[Any]:
        """The first row, by the order, of every combination of values; the same on every database."""
        if len(names) > settings.MAX_ORDER_KEYS:
            raise LimitExceeded(f"distinctOn takes at most {settings.MAX_ORDER_KEYS} columns.")
        columns = self.entity.columns_and_key()
        partition: list[Any] = [F(self.prefix + path_in_language(columns[name])) for name in names]
        partition += [F(self.link)] if self.link else []
        numbered = rows.annotate(distinct_row=Window(RowNumber(), partition_by=partition, order_by=[key.order_by() for key in self.keys]))
        return _among(self.base, numbered.filter(distinct_row=1))

    def parent_key(self, stored: Any) -> Any:
        """The parent's key as children are dealt out by."""
        return str(stored) if self.as_text else self.raw_keys.get(stored, stored)

    # pages

    def page(self, page: Page) -> QuerySet[Any]:
        """The rows between the page's cursors, with the order keys that are no columns annotated."""
        rows: QuerySet[Any] = self.rows.annotate(**self.annotations())
        for name, cursor, keys in (("after", page.after, self.keys), ("before", page.before, [key.reversed() for key in self.keys])):
            if cursor is not None:
                rows = rows.filter(cursors.after(keys, self._behind(name, cursor), rows.db))
        return rows

    def _behind(self, name: str, cursor: str) -> list[Any]:
        """A cursor's values, as what columns are compared with."""
        made = []
        for index, (key, value) in enumerate(zip(self.keys, self._decoded(name, cursor), strict=True)):
            stored = key.field or key.expression.output_field
            made.append(Given((name, index), value).compared(stored) if value is not None else None)
        return made

    def _decoded(self, name: str, cursor: str) -> list[Any]:
        """The values in a cursor, kept for the statement."""
        decoded = cursors.decode(cursor, self.keys)
        self.values |= {(name, index): value for index, value in enumerate(decoded)}
        return decoded

    def bounds(self, page: Page) -> Hashable:
        """Which values of the page's cursors are null: that much of them decides what the statement is."""
        given = {"after": page.after, "before": page.before}
        return tuple(
            (name, tuple(value is None for value in self._decoded(name, cursor))) for name, cursor in given.items() if cursor is not None
        )

    def ordered(self, page: Page) -> list[OrderKey]:
        """The keys in the direction in which the page is read."""
        return [key.reversed() for key in self.keys] if page.backwards else self.keys

    def order_paths(self) -> list[str]:
        """What to read for a cursor."""
        return [cursors.path_of(position, key) for position, key in enumerate(self.keys)]

    def annotations(self) -> dict[str, Any]:
        return {f"order_{position}": key.expression for position, key in enumerate(self.keys) if not isinstance(key.expression, F)}


def _among(base: QuerySet[Any], rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows of ``base`` that are among ``rows``. Django would look into ``rows`` once per row for a composite key, and number anew."""
    names = look_at(base.model).key_attnames
    if len(names) == 1:
        return base.filter(pk__in=rows.values("pk"))
    return base.filter(cursors.RowComparison("IN", [F(name) for name in names], cursors.Rows(rows.values(*names))))


def search_condition(scopes: Scopes, entity: Entity, path: str) -> dict[str, Any] | None:
    """A search field as a ``where``; None where it is not served. Relations on the way keep their scopes."""
    head, _, rest = path.partition(LOOKUP_SEP)
    if not rest:
        column = next((column for column in entity.columns.values() if column.path == head and not column.enum), None)
        return {column.name: {}} if column else None
    hop = next((hop for hop in entity.hops.values() if hop.relation.name == head), None)
    below = search_condition(scopes, scopes.entities[hop.target], rest) if hop and hop.relation.tree is None else None
    if hop is None or below is None:
        return None
    return {hop.name: {"some": below} if hop.to_many else below}


def _with_word(where: Mapping[str, Any], word: str) -> dict[str, Any]:
    return {name: _with_word(below, word) if below else {"icontains": word} for name, below in where.items()}


def filtered_keys(scopes: Scopes, entity: Entity, rows: QuerySet[Any], given: Mapping[str, Any], request: Any) -> QuerySet[Any]:
    """The keys of those rows that the model's FilterSet lets through. Raises :class:`BadUserInput` with the form's errors."""
    refuse(f"the FilterSet of {entity.info.label} is the project's")
    filterset: Any = entity.options.filterset_class
    data = form_data(given)
    filters = filterset(data=data, queryset=rows, request=request)
    for name, form_field in filters.form.fields.items():
        _hide_rows(scopes, form_field)
        if data.get(name) is not None:
            data[name] = _choices_of_rows(scopes, form_field, data[name])
    if not filters.is_valid():
        raise BadUserInput("The filter is not valid.", fields=filters.errors.get_json_data())
    keys: QuerySet[Any] = filters.qs.order_by().values("pk")
    return keys


def _hide_rows(scopes: Scopes, field: Any) -> None:
    """A form's choice of rows is as blind to hidden ones as everything else."""
    if (entity := _chosen_entity(scopes, field)) is not None:
        field.queryset = field.queryset.filter(pk__in=scopes.rows(entity).values("pk"))


def _chosen_entity(scopes: Scopes, field: Any) -> Entity | None:
    queryset = getattr(field, "queryset", None)
    return scopes.entities.get(queryset.model) if queryset is not None else None


def _choices_of_rows(scopes: Scopes, field: Any, given: Any) -> Any:
    """What the form knows the rows by, where global ids were given; a form's own keys stay as they are."""
    entity = _chosen_entity(scopes, field)
    if entity is None or entity.composite:
        return given
    if isinstance(given, list):
        return [_choices_of_rows(scopes, field, each) for each in given]
    if global_id.decode(given) is None:
        return given
    (key,) = key_of_id(entity, given)
    known_by = getattr(field, "to_field_name", None)
    return field.queryset.filter(pk=key).values_list(known_by, flat=True).first() or given if known_by else key


def parent_filter(link: str, keys: Sequence[Any]) -> Q:
    return Q(**{link: keys[0]}) if len(keys) == 1 else Q(**{f"{link}__in": list(keys)})
