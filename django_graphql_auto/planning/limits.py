"""The limits of a document: a figure, and the setting it must not exceed. A new limit is one row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import LimitExceeded
from django_graphql_auto.planning.measure import Measures


@dataclass(frozen=True, slots=True)
class Limit:
    setting: str
    figure: Callable[[Measures], int]
    what: str


LIMITS: tuple[Limit, ...] = (
    Limit("MAX_OPERATIONS", lambda measures: measures.operations, "operations"),
    Limit("MAX_FRAGMENTS", lambda measures: measures.fragments, "fragments"),
    Limit("MAX_VARIABLES", lambda measures: measures.variables, "variables"),
    Limit("MAX_MUTATIONS", lambda measures: measures.mutations, "root mutations"),
    Limit("MAX_DEPTH", lambda measures: measures.depth, "levels of selections"),
    Limit("MAX_INTROSPECTION_DEPTH", lambda measures: measures.introspection_depth, "levels of introspection"),
    Limit("MAX_INTROSPECTION_LISTS", lambda measures: measures.introspection_lists, "introspection lists inside each other"),
    Limit("MAX_FIELDS", lambda measures: measures.fields, "fields"),
    Limit("MAX_ALIASES", lambda measures: measures.aliases, "aliases"),
    Limit("MAX_DIRECTIVES", lambda measures: measures.directives, "directives"),
)


def check_limits(measures: Measures) -> None:
    """Raises :class:`LimitExceeded` for the first limit that is exceeded."""
    for limit in LIMITS:
        most = getattr(settings, limit.setting)
        if limit.figure(measures) > most:
            raise LimitExceeded(f"An operation has at most {most} {limit.what}.", limit=limit.setting)


def check_cost(cost: int) -> None:
    """Raises :class:`LimitExceeded` where the operation would cost too much."""
    if cost > settings.MAX_COST:
        raise LimitExceeded(f"The operation costs {cost}; at most {settings.MAX_COST} is allowed.", limit="MAX_COST", cost=cost)
