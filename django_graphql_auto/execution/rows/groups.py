"""``groups(by: …, having: …)``: one GROUP BY per field, for all parents at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When, Window
from django.db.models import functions as database
from django.db.models.functions import RowNumber

from django_graphql_auto.access import Visibility
from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput, LimitExceeded
from django_graphql_auto.execution.querysets.conditions import Conditions
from django_graphql_auto.execution.querysets.figures import FigureValues, Pair, figure_expression, part_value, wanted_figures
from django_graphql_auto.execution.querysets.languages import path_in_language
from django_graphql_auto.execution.querysets.matching import Matching
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.statements.shapes import Unshaped, frozen
from django_graphql_auto.introspection import column_path
from django_graphql_auto.planning import conversions
from django_graphql_auto.planning.plan import Fetch, GroupKeyPart, GroupsPart, KeyColumnPart, KeyRelationPart
from django_graphql_auto.planning.selection import Arguments
from django_graphql_auto.schema.entities import Column, Hop

FetchRelated = Callable[[Fetch, str, Sequence[Any]], Mapping[Any, Any]]
"""Rows of a to-one relation by the key they are reached with."""


@dataclass(frozen=True, slots=True)
class GroupKey:
    """One element of ``by``."""

    member: Column | Hop
    expression: Any
    path: str = ""
    """The column, where the expression is nothing but one."""


def answer_groups(run: Run, matching: Matching, part: GroupsPart, fetch_related: FetchRelated) -> dict[Any, list[Any]]:
    """The groups per parent key."""
    arguments = part.arguments.bind(run.variables)
    keys = _group_keys(matching, arguments)
    figures = wanted_figures(part.parts)
    rows = _read(run, matching, part.arguments, keys, figures)
    related = _related(part, keys, rows, fetch_related)
    grouped: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        values = dict(zip((key.member for key in keys), row, strict=False))
        counted = dict(zip(figures, row[len(keys) :], strict=False))
        grouped[matching.parent_key(row[-1]) if matching.link else None].append(_group(part, values, counted, related))
    return grouped


def _group_keys(matching: Matching, arguments: Mapping[str, Any]) -> list[GroupKey]:
    return [_group_key(matching, element) for element in _elements(arguments)]


def _elements(arguments: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    elements: Sequence[Mapping[str, Any]] = arguments["by"]
    if not elements:
        raise BadUserInput("`by` takes at least one key.")
    if len(elements) > settings.MAX_ORDER_KEYS:
        raise LimitExceeded(f"`by` has at most {settings.MAX_ORDER_KEYS} keys.")
    if len({name for element in elements for name in element}) < len(elements):
        raise BadUserInput("`by` names each key once.")
    return elements


def _group_key(matching: Matching, element: Mapping[str, Any]) -> GroupKey:
    [(name, how)] = element.items()
    if how is None or how is False:
        raise BadUserInput(f"{name}: leave it out, or say true.")
    if name in matching.entity.hops:
        return _relation_key(matching, matching.entity.hops[name])
    column = matching.entity.columns_and_key()[name]
    path = matching.prefix + path_in_language(column)
    if isinstance(how, Mapping) and how.get("trunc"):
        return GroupKey(column, TRUNCATIONS[how["trunc"]](F(path)))
    return GroupKey(column, F(path), path)


def _relation_key(matching: Matching, hop: Hop) -> GroupKey:
    """By a related row's key; all rows whose related row is hidden form one group, the one without."""
    target = matching.scopes.entities[hop.target]
    path = matching.prefix + hop.relation.parent_key
    if matching.scopes.visibility(target) is Visibility.FREE:
        return GroupKey(hop, F(path), path)
    visible = Q(**{f"{path}__in": matching.scopes.rows(target).values(hop.relation.target_key)})
    return GroupKey(hop, Case(When(visible, then=F(path)), default=None))


TRUNCATIONS: dict[str, Callable[[Any], Any]] = {
    "year": database.TruncYear,
    "quarter": database.TruncQuarter,
    "month": database.TruncMonth,
    "week": database.TruncWeek,
    "day": database.TruncDay,
    "hour": database.TruncHour,
    "minute": database.TruncMinute,
}


def _read(run: Run, matching: Matching, asked: Arguments, keys: list[GroupKey], figures: list[Pair]) -> list[Sequence[Any]]:
    """Runs the statement. A row holds the keys, the figures (one at least) and, for nested lists, the parent's key."""
    # Rows become groups by a figure, so there is one where none is asked for.
    pairs = figures or [("count", None)]
    wanted = [*_names(matching, keys), *_figure_names(pairs), *_link(matching)]
    selected = list(dict.fromkeys(wanted))
    arguments = asked.bind(run.variables)
    name = _statement_name(matching, asked, arguments, pairs)
    rows = run.execute(name, lambda: _statement(matching, arguments, pairs).values_list(*selected), matching.values)
    positions = [selected.index(name) for name in wanted]
    return list(rows) if len(selected) == len(wanted) else [[row[position] for position in positions] for row in rows]


def _statement_name(matching: Matching, asked: Arguments, arguments: Mapping[str, Any], pairs: list[Pair]) -> Hashable:
    """What tells the statement from others. A client's ever new conditions on groups are in its text: nobody would ask for it again."""
    if asked.constant is None and "having" in arguments:
        return None
    try:
        return matching.named("groups", frozen(arguments), tuple(pairs))
    except Unshaped:
        return None


def _link(matching: Matching) -> list[str]:
    return [matching.link] if matching.link else []


def _names(matching: Matching, keys: list[GroupKey]) -> list[str]:
    """What the statement calls the keys. Columns that are equal are read once: Django's filters on windows mistake them for each other."""
    model = matching.base.model
    known = {column_path(model, link): link for link in _link(matching)}
    own = [f"group_{index}" for index in range(len(keys))]
    return [known.setdefault(column_path(model, key.path), name) if key.path else name for key, name in zip(keys, own, strict=True)]


def _figure_names(pairs: list[Pair]) -> list[str]:
    return [f"figure_{index}" for index in range(len(pairs))]


def _statement(matching: Matching, arguments: Mapping[str, Any], pairs: list[Pair]) -> QuerySet[Any]:
    """Looks at everything itself: what it stands on is written down while it is made."""
    found = _group_keys(matching, arguments)
    keys = dict(zip(_names(matching, found), found, strict=True))
    figures = {name: figure_expression(*pair, matching.prefix) for name, pair in zip(_figure_names(pairs), pairs, strict=True)}
    link = _link(matching)
    keyed = matching.rows.order_by().annotate(**{name: key.expression for name, key in keys.items() if name not in link})
    rows = keyed.values(*dict.fromkeys([*link, *keys])).annotate(**figures)
    if having := arguments.get("having"):
        rows = Conditions(matching.scopes).having(rows, matching.entity, having, matching.prefix)
    return _page(rows, matching, arguments, list(keys))


def _page(rows: QuerySet[Any], matching: Matching, arguments: Mapping[str, Any], names: list[str]) -> QuerySet[Any]:
    size, offset = _bounds(arguments)
    order = [F(name).asc(nulls_first=True) for name in names]
    if not matching.link:
        return rows.order_by(*order)[offset : offset + size]
    numbered: QuerySet[Any] = rows.annotate(row_number=Window(RowNumber(), partition_by=[F(matching.link)], order_by=order))
    return numbered.filter(row_number__gt=offset, row_number__lte=offset + size).order_by("row_number")


def _bounds(arguments: Mapping[str, Any]) -> tuple[int, int]:
    size, offset = arguments.get("first"), arguments.get("offset") or 0
    size = settings.MAX_PAGE_SIZE if size is None else size
    if size < 0 or offset < 0:
        raise BadUserInput("first and offset must not be negative.")
    if size > settings.MAX_PAGE_SIZE or offset > settings.MAX_OFFSET:
        raise LimitExceeded(f"A page of groups has at most {settings.MAX_PAGE_SIZE}, after at most {settings.MAX_OFFSET}.")
    return size, offset


def _related(part: GroupsPart, keys: list[GroupKey], rows: Sequence[Any], fetch_related: FetchRelated) -> dict[int, Mapping[Any, Any]]:
    """The rows behind relation keys, by the identity of the key part: equal parts may hold different rows."""
    members = [key.member for key in keys]
    wanted = [
        inner for outer in part.parts if isinstance(outer, GroupKeyPart) for inner in outer.parts if isinstance(inner, KeyRelationPart)
    ]
    found: dict[int, Mapping[Any, Any]] = {}
    for relation in wanted:
        position = next((index for index, member in enumerate(members) if member is relation.hop), None)
        values = [] if position is None else list(dict.fromkeys(row[position] for row in rows if row[position] is not None))
        found[id(relation)] = fetch_related(relation.fetch, relation.hop.relation.target_key, values) if values else {}
    return found


def _group(part: GroupsPart, values: Mapping[Any, Any], figures: FigureValues, related: Mapping[Any, Any]) -> dict[str, Any]:
    return {inner.key: _value(inner, values, figures, related) for inner in part.parts}


def _value(part: Any, values: Mapping[Any, Any], figures: FigureValues, related: Mapping[Any, Any]) -> Any:
    match part:
        case GroupKeyPart():
            return {inner.key: _value(inner, values, figures, related) for inner in part.parts}
        case KeyColumnPart():
            return _key_value(part.column, values.get(part.column))
        case KeyRelationPart():
            return related[id(part)].get(values.get(part.hop))
    return part_value(part, figures)


def _key_value(column: Column, value: Any) -> Any:
    convert = conversions.converter(column)
    return convert(value) if convert and value is not None else value
