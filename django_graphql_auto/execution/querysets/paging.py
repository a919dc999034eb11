"""Which page of a list: the paging arguments, checked (Relay's Cursor Connections, 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput, LimitExceeded
from django_graphql_auto.planning.cost import SIZES
from django_graphql_auto.planning.plan import Fetch
from django_graphql_auto.planning.selection import Variables
from django_graphql_auto.schema.entities import Entity


@dataclass(frozen=True, slots=True)
class Page:
    """``size`` rows after ``offset`` ones, between two cursors, counted from the end where ``backwards``."""

    size: int
    offset: int = 0
    after: str | None = None
    before: str | None = None
    backwards: bool = False


def page_of(entity: Entity, arguments: Mapping[str, Any], most: int | None = None) -> Page:
    """The page asked for, of at most ``most`` rows, or as many as a page of the model has.

    Raises :class:`BadUserInput` where arguments contradict each other, :class:`LimitExceeded` where they ask too much.
    """
    given = {name: value for name in _NAMES if (value := arguments.get(name)) is not None}
    _refuse_contradictions(given)
    size = page_size(entity, next((given[name] for name in SIZES if name in given), None), most)
    offset = given.get("offset", (given.get("page", 1) - 1) * size)
    if offset > settings.MAX_OFFSET:
        raise LimitExceeded(f"A page begins after at most {settings.MAX_OFFSET} rows; cursors go any distance.")
    return Page(size, offset, given.get("after"), given.get("before"), "last" in given)


def page_for(fetch: Fetch, variables: Mapping[str, Any]) -> Page:
    """The page that a list's own arguments ask for; :class:`Variables` remember it."""
    assert fetch.list is not None
    arguments = fetch.list.arguments.bind(variables)
    if not isinstance(variables, Variables):
        return page_of(fetch.entity, arguments)
    found = variables.pages.get(fetch)
    if found is None:
        found = variables.pages[fetch] = page_of(fetch.entity, arguments)
    return cast(Page, found)


def check_pages(fetch: Fetch, variables: Mapping[str, Any]) -> None:
    """Refuses a page that may not be asked for, whether or not there are rows to show it."""
    if fetch.list is not None:
        page_for(fetch, variables)
        tree_depth(fetch.list.arguments.bind(variables))
    for child in fetch.children:
        check_pages(child.fetch, variables)


def tree_depth(arguments: Mapping[str, Any]) -> int:
    """How far a list of ancestors or descendants goes."""
    asked, most = arguments.get("maxDepth"), int(settings.MAX_TREE_DEPTH)
    if asked is None:
        return most
    if asked < 1:
        raise BadUserInput("maxDepth is at least 1.")
    if asked > most:
        raise LimitExceeded(f"maxDepth is at most {most}.")
    return int(asked)


def page_size(entity: Entity, asked: int | None, most: int | None = None) -> int:
    """The rows asked for, or the default number. More than the maximum is an error: a silent cut would look like the whole."""
    most = most or entity.options.max_page_size or settings.MAX_PAGE_SIZE
    if asked is None:
        return min(entity.options.page_size or settings.PAGE_SIZE, most)
    if asked > most:
        raise LimitExceeded(f"A page of {entity.plural} has at most {most} rows.")
    return asked


_NAMES = ("first", "last", "limit", "offset", "after", "before", "page", "perPage")
_LEAST = {"first": 0, "last": 0, "limit": 0, "offset": 0, "page": 1, "perPage": 1}
_EXCLUSIVE = (
    *(("first", "limit"), ("first", "last"), ("limit", "last"), ("offset", "after"), ("offset", "before"), ("offset", "last")),
    *((numbered, other) for numbered in ("page", "perPage") for other in _NAMES[:6]),
)


def _refuse_contradictions(given: Mapping[str, Any]) -> None:
    for name, least in _LEAST.items():
        if given.get(name, least) < least:
            raise BadUserInput(f"{name} must be at least 1." if least else f"{name} must not be negative.")
    for one, other in _EXCLUSIVE:
        if one in given and other in given:
            raise BadUserInput(f"{one} and {other} cannot be used together.")
