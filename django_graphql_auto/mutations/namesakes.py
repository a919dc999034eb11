"""What else a row is: multi-table parents and children, and proxies, have it under ids of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import models

from django_graphql_auto.introspection import instance_key, key_of
from django_graphql_auto.mutations.nested.writing import Writing
from django_graphql_auto.mutations.records import Form, Namesake


def namesakes(writer: Writing, form: Form, rows: Sequence[models.Model]) -> list[tuple[Namesake, ...]]:
    """Of each row, what else it is to this user; asked while the rows are there."""
    found: dict[Any, list[Namesake]] = defaultdict(list)
    for model, shared in form.kin.items() if rows else ():
        name, attname = key_of(shared)
        owners = {getattr(row, attname): row.pk for row in rows}
        visible = writer.rules.rows(model, "view").using(writer.using)
        for other in visible.filter(**{f"{name}__in": list(owners)}).order_by("pk"):
            found[owners[getattr(other, attname)]].append((model, instance_key(other)))
    return [tuple(found[row.pk]) for row in rows]
