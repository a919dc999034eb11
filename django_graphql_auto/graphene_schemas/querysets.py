"""What a queryset of the project lets the engine do with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Model, Prefetch, QuerySet
from django.db.models.query import ModelIterable

from django_graphql_auto.graphene_schemas.plan import Level
from django_graphql_auto.graphene_schemas.relations import PARENT, to_many
from django_graphql_auto.options import QueryHints


def gives_instances(queryset: QuerySet[Any]) -> bool:
    """Whether a queryset's rows are instances, rather than dicts or tuples."""
    return issubclass(queryset._iterable_class, ModelIterable)


def gives_plain_instances(queryset: QuerySet[Any]) -> bool:
    """Whether every row is an instance of the queryset's own model, as Django makes them."""
    return queryset._iterable_class is ModelIterable


def is_plain(queryset: QuerySet[Any]) -> bool:
    """Whether a queryset's columns can be read without making instances, with the same values."""
    query = queryset.query
    own = type(queryset)._fetch_all is not QuerySet._fetch_all or type(queryset).__iter__ is not QuerySet.__iter__
    shaped = query.combinator or query.distinct_fields or query.extra or query.group_by is not None
    prefetched = not all(_is_plain_lookup(queryset.model, lookup) for lookup in _lookups(queryset))
    return not (own or shaped or prefetched or is_evaluated(queryset)) and gives_plain_instances(queryset)


def _lookups(queryset: QuerySet[Any]) -> Sequence[Any]:
    found: Sequence[Any] = queryset._prefetch_related_lookups  # type: ignore[attr-defined]
    return found


def _is_plain_lookup(model: type[Model], lookup: Any) -> bool:
    """Whether a lookup only says how to read, or which rows are behind a relation that is fetched for all parents anyway."""
    if not isinstance(lookup, Prefetch) or (lookup.queryset is None and lookup.to_attr is None):
        return True
    relation = to_many(model, lookup.prefetch_to) if lookup.to_attr is None else None
    if relation is None or lookup.queryset is None or lookup.queryset.query.is_sliced or not is_plain(lookup.queryset):
        return False
    return relation.link != PARENT or len(lookup.queryset.query.alias_map) < 2


def given_rows(queryset: QuerySet[Any]) -> dict[str, QuerySet[Any]]:
    """The rows that ``Prefetch`` objects of a plain queryset put in the place of relations' own, by relation."""
    return {
        lookup.prefetch_to: lookup.queryset for lookup in _lookups(queryset) if isinstance(lookup, Prefetch) and lookup.queryset is not None
    }


def is_evaluated(queryset: QuerySet[Any]) -> bool:
    return queryset._result_cache is not None


def hinted(queryset: QuerySet[Any], level: Level) -> QuerySet[Any]:
    """The queryset with what the resolvers of its rows were said to read; whatever else they may read is not read row by row."""
    if is_evaluated(queryset) or queryset.query.combinator:
        return queryset
    hints = [hint for hint in level.hints if hint is not None]
    found = queryset.prefetch_related(*(lookup for hint in hints for lookup in hint.prefetch_related))
    joins = [path for hint in hints for path in hint.select_related]
    found = found.select_related(*joins) if joins else found
    only = _only(level, hints, joins)
    return _batched(found.only(*only) if only else found.defer(None))


def _batched(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Since Django 6.1: what one instance turns out to lack is read for all that were read with it."""
    mode, fetch_mode = getattr(models, "FETCH_PEERS", None), getattr(queryset, "fetch_mode", None)
    return queryset if mode is None or fetch_mode is None else fetch_mode(mode)


def _only(level: Level, hints: Sequence[QueryHints], joins: Sequence[str]) -> list[str]:
    """The columns of all fields; none where one doesn't say what it reads."""
    if not level.hints or len(hints) < len(level.hints) or any(hint.only is None for hint in hints) or any("__" in path for path in joins):
        return []
    named = [name for hint in hints for name in hint.only or ()]
    whole = [path for path in joins if not any(name.startswith(f"{path}__") for name in named)]
    columns = [name for name in level.columns if name in {field.attname for field in level.model._meta.concrete_fields}]
    return list(dict.fromkeys([*columns, *named, *whole, *_owned(level.model)]))


def _owned(model: type[Model]) -> list[str]:
    return [model._meta.pk.attname]


def lookups(level: Level) -> list[Any]:
    """What instances that are there already are completed with."""
    return [lookup for hint in level.hints if hint is not None for lookup in (*hint.select_related, *hint.prefetch_related)]
