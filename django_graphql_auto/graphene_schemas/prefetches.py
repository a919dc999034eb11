"""Rows that instances bring along, because a resolver's queryset prefetched them."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.db.models import Manager

from django_graphql_auto.graphene_schemas.relations import ToMany
from django_graphql_auto.graphene_schemas.running import Rows


def prefetched(rows: Rows, relation: ToMany) -> list[Manager[Any]]:
    """The managers of what each row's instance prefetched of the relation; none where one did not."""
    instances = rows.made()
    if any(instance.pk is None for instance in instances):
        return []
    caches = [getattr(instance, "_prefetched_objects_cache", {}) for instance in instances]
    if not all(any(name in cache for name in relation.cache_names) for cache in caches):
        return []
    return [getattr(instance, relation.name) for instance in instances]


def are_all_rows(rows: Rows, relation: ToMany) -> bool:
    """Whether what was prefetched is what the relation gives anyway, so that filters on it may be asked for all rows at once."""
    instance = rows.made()[0]
    bare = copy(instance)
    bare._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    return str(getattr(instance, relation.name).all().query) == str(getattr(bare, relation.name).all().query)
