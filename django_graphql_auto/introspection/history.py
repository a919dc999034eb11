"""Models that keep the past of others: django-simple-history's, told by their shape."""

from __future__ import annotations

from typing import Any

from django.db import models

from django_graphql_auto.introspection.keys import has_index, key_name
from django_graphql_auto.introspection.records import HistoryInfo, RelationInfo, RelationKind

Model = type[models.Model]


def history_of(model: Model) -> HistoryInfo | None:
    """Whose past a model keeps: a tracked model's, or that of the many-to-many relations of one."""
    kept = getattr(model, "instance_type", None)
    if not (isinstance(kept, type) and issubclass(kept, models.Model)):
        return None
    names = {field.attname for field in model._meta.concrete_fields}
    if "m2m_history_id" in names:
        link: Any = model._meta.get_field("history")
        return HistoryInfo(link.related_model, link.attname, is_snapshot=False)
    key = kept._meta.pk.attname
    return HistoryInfo(kept, key, is_snapshot=True) if {key, "history_date", "history_type"} <= names else None


def history_relation(model: Model) -> RelationInfo | None:
    """The way from a tracked model's row to its past; Django knows of none."""
    name: str = getattr(model._meta, "simple_history_manager_attribute", "")
    target = getattr(model, name).model if name else None
    history = history_of(target) if target else None
    if target is None or history is None or history.original is not model:
        return None
    return RelationInfo(
        name=name,
        kind=RelationKind.REVERSE_FOREIGN_KEY,
        model=model,
        target=target,
        query_name=name,
        null=False,
        parent_key=key_name(model, model._meta.pk),
        target_key=history.key,
        constrained=False,
        editable=False,
        indexed=has_index(target, history.key),
        description="Every state that was stored, the latest first.",
    )
