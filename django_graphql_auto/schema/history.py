"""``asOf``: the rows of a history that were in force at a moment."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q

from django_graphql_auto.access import Access, Mark, without_strangers
from django_graphql_auto.introspection.records import HistoryInfo, ModelInfo
from django_graphql_auto.options import ModelOptions
from django_graphql_auto.schema.entities import FilterField

NAME = "asOf"


def as_of_field(info: ModelInfo, options: ModelOptions, mark: Mark | None) -> list[FilterField]:
    """A condition on snapshots of rows; none where a column of the model already has the name."""
    if info.history is None or not info.history.is_snapshot or any(column.name == "as_of" for column in info.fields):
        return []
    description = "Only what was in force at this moment: of each row the state stored last, unless the row was deleted by then."
    return [FilterField(NAME, _in_force(info, info.history, options, mark), datetime.datetime, description)]


def _in_force(info: ModelInfo, history: HistoryInfo, options: ModelOptions, mark: Mark | None) -> Callable[[Any, Access], Q]:
    """The latest of the states that may be seen: one that is hidden must not be told by another's absence."""

    def as_of(value: Any, access: Access) -> Q:
        manager: Any = getattr(info.model, options.manager) if options.manager else info.model._default_manager
        stored = Q(history_date__lte=value)
        later = Q(history_date__gt=OuterRef("history_date")) | Q(history_date=OuterRef("history_date"), pk__gt=OuterRef("pk"))
        visible = manager.get_queryset().order_by().filter(without_strangers(options.scope(access)))
        present = ~Q(history_type="-") & (mark.absent if mark else Q())
        return stored & present & ~Q(Exists(visible.filter(stored, later, **{history.key: OuterRef(history.key)})))

    return as_of
