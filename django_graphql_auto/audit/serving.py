"""How entries are served: for reading, to those who may read them, without what they may not see of the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from django_graphql_auto.access import NOTHING, Access
from django_graphql_auto.audit.masking import form_of, masked, told_fields
from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.audit.reading import model_called, readable_labels
from django_graphql_auto.options import ModelOptions, computed


class AuditEntryOptions(ModelOptions):
    """Inherit from it to serve entries otherwise."""

    read = "permission"
    exclude = ("changes",)
    """Entries show it without what is hidden now, so it is neither found nor ordered by."""
    operations = frozenset({"get", "list", "aggregate"})

    def scope(self, access: Access) -> Q:
        labels = readable_labels(access)
        return Q(model__in=labels) if labels else NOTHING

    @computed(requires=["model", "changes"], description="Per field, what was before and what after; null where there was no row.")
    def changes(self, entry: AuditEntry) -> dict[str, Any]:
        model = model_called(entry.model)
        return {} if model is None else served_pairs(model, entry.changes)


def served_pairs(model: type[models.Model], pairs: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    before, after = ({name: pair[side] for name, pair in pairs.items()} for side in (0, 1))
    told = [served(model, values) for values in (before, after)]
    return {name: [told[0][name], told[1][name]] for name in told[0]}


def served(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """By the names that callers know, and as far as the API serves it now."""
    form = form_of(model)
    names = form.served if form else {}
    known = {name: value for name, value in values.items() if name in names}
    return {names[name]: value for name, value in masked(known, told_fields(model)).items()}
