"""Which columns are changed by operators: those of Django's own classes, whose values are what Python's operators work with."""

from __future__ import annotations

from typing import Any

from django.db import models

from django_graphql_auto.introspection import known_class
from django_graphql_auto.schema.entities import Column
from django_graphql_auto.schema.field_mappings import reads_otherwise

KINDS: dict[type[models.Field[Any, Any]], str] = {
    models.IntegerField: "number",
    models.FloatField: "number",
    models.DecimalField: "number",
    models.DurationField: "duration",
    models.JSONField: "json",
}

try:
    from django.contrib.postgres import fields as postgres
except ImportError:  # psycopg is an extra
    pass
else:
    KINDS |= {postgres.ArrayField: "list", postgres.HStoreField: "map"}


def operators_of(column: Column) -> str:
    """A key of ``mutations.operators.OPERATORS``; empty where nothing changes the column but another value."""
    field_class = column.info.field_class
    known = known_class(field_class, KINDS)
    if known is None or column.enum or reads_otherwise(field_class, known):
        return ""
    return KINDS[known]
