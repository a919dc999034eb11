"""Full-text search on PostgreSQL: which rows match a text, and how well. ``prefix`` leads from the statement's base to the entity."""

from __future__ import annotations

import operator
from functools import reduce
from typing import Any

from django.db.models import F, FloatField
from django.db.models.functions import Cast

from django_graphql_auto.schema.entities import FullText


def matches(search: FullText, text: str, prefix: str) -> Any:
    """Whether a row matches: a condition. ``text`` may hold quotes, ``or`` and minus signs, as search engines read them."""
    from django.contrib.postgres.search import SearchVectorExact

    return SearchVectorExact(_vector(search, prefix), _query(search, text))


def rank(search: FullText, text: str, prefix: str) -> Any:
    """How well it does. In double precision, so that the value in a cursor is the one that the database compares with."""
    from django.contrib.postgres.search import SearchRank

    return Cast(SearchRank(_vector(search, prefix), _query(search, text)), FloatField())


def _query(search: FullText, text: str) -> Any:
    from django.contrib.postgres.search import SearchQuery

    return SearchQuery(text, config=search.config, search_type="websearch")


def _vector(search: FullText, prefix: str) -> Any:
    from django.contrib.postgres.search import SearchVector

    if search.vector:
        return F(prefix + search.vector)
    vectors = (SearchVector(prefix + column.path, weight=weight, config=search.config) for column, weight in search.weights)
    return reduce(operator.add, vectors)
