"""Aggregate functions as ORM expressions: over a whole set, per parent, per group, or as a subquery per row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Avg, Count, Max, Min, Q, StdDev, Sum, Value
from django.db.models.functions import Coalesce

from django_graphql_auto.execution.querysets.languages import path_in_language
from django_graphql_auto.execution.querysets.related import RelatedValue, outer_rows
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.planning import conversions
from django_graphql_auto.planning.selection import Figure, Figures, Typename
from django_graphql_auto.schema.entities import Column, Hop
from django_graphql_auto.schema.types.aggregates import FUNCTIONS

EXPRESSIONS: dict[str, Callable[[str], Aggregate]] = {
    "count": lambda path: Count("*"),
    "sum": Sum,
    "avg": Avg,
    "min": Min,
    "max": Max,
    # SQLite's deviation is Django's own, in Python, and fails on nulls and on no rows.
    "stddev": lambda path: StdDev(path, filter=Q(**{f"{path}__isnull": False})),
    "distinctCount": lambda path: Count(path, distinct=True),
}
_SCALARS = {function.name: function.scalar for function in FUNCTIONS}
_EXACT = frozenset({"sum", "min", "max"})
_KEEPS_TYPE = frozenset(function.name for function in FUNCTIONS if function.keeps_type)


def figure_expression(function: str, column: Column | None, prefix: str = "") -> Aggregate:
    """The aggregate over rows whose entity is reached by ``prefix``."""
    return EXPRESSIONS[function](prefix + path_in_language(column) if column else "")


def figure_value(function: str, column: Column | None, value: Any) -> Any:
    """A database's figure as it stands in an answer. No row at all: zero for counts, else null."""
    if function in ("count", "distinctCount"):
        return value or 0
    if value is None or column is None:
        return None
    value = _exact(value, column) if function in _EXACT else value
    if function in _KEEPS_TYPE:
        convert = conversions.converter(column)
        return convert(value) if convert else value
    return _SCALARS[function](column).serialize(value)


def _exact(value: Any, column: Column) -> Any:
    """SQLite forgets a decimal column's places in figures: 5 for 5.00."""
    places = getattr(column.info.field, "decimal_places", None)
    return round(value, places) if isinstance(value, Decimal) and places is not None else value


Pair = tuple[str, Column | None]
"""A function and its column; count has none."""
FigureValues = Mapping[Pair, Any]


def wanted_figures(parts: Sequence[Any]) -> list[Pair]:
    """The distinct pairs below an aggregate's or a group's parts."""
    figures = [figure for part in parts for figure in (part.values if isinstance(part, Figures) else (part,)) if isinstance(figure, Figure)]
    return list(dict.fromkeys((figure.value.function, figure.value.column) for figure in figures))


def figure_values(parts: Sequence[Any], figures: FigureValues) -> dict[str, Any]:
    """An aggregate object's answer."""
    return {part.key: part_value(part, figures) for part in parts}


def part_value(part: Figure | Figures | Typename, figures: FigureValues) -> Any:
    match part:
        case Typename():
            return part.name
        case Figures():
            return figure_values(part.values, figures)
    pair = (part.value.function, part.value.column)
    return figure_value(*pair, figures.get(pair))


@dataclass(frozen=True, slots=True)
class RelatedFigure:
    """A figure of a row's related rows. ``scalar`` names the operators that compare it."""

    expression: Any
    scalar: str


def related_figure(scopes: Scopes, hop: Hop, function: str, column: Column | None, prefix: str) -> RelatedFigure:
    """A subquery of its own, so that figures don't multiply each other's rows."""
    rows = outer_rows(scopes, hop, prefix)
    made = figure_expression(function, column, rows.prefix)
    subquery: Any = RelatedValue(rows.queryset.order_by().values(rows.link).annotate(figure=made).values("figure"))
    scalar = figure_scalar(function, column)
    return RelatedFigure(Coalesce(subquery, Value(0)) if function == "count" else subquery, scalar)


def figure_scalar(function: str, column: Column | None) -> str:
    """The name of the operators that compare a figure."""
    return _SCALARS[function](column).name if column else "Int"
