"""A root list that is read in chunks: memory stays flat, and every statement is as bounded as any other.

A chunk is a page of the list, after the cursor of the last row before it. The first one is answered as any page is, so that an error that
comes before the first byte is an ordinary answer; ``writing.py`` writes the others behind it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from django.db import router
from graphql import FieldNode, GraphQLField

from django_graphql_auto.access import Access, require_audience
from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import NotSupported
from django_graphql_auto.execution.errors import database_errors
from django_graphql_auto.execution.querysets.paging import Page, check_pages, page_of
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.streams.snapshots import Snapshot
from django_graphql_auto.planning.compile import Plan
from django_graphql_auto.planning.cost import cost_of_list
from django_graphql_auto.planning.plan import Fetch, ListPlan, RowsPart
from django_graphql_auto.planning.selection import ListSelection, PageCount, PageInfo
from django_graphql_auto.schema.bindings import RootList

ReadPage = Callable[[Run, Fetch, Page], Any]
HIDDEN = ""
"""A key that no document can ask for."""
STANDING = PageInfo(HIDDEN, (("more", "hasNextPage"), ("end", "endCursor")))
"""Read beside every chunk: whether rows follow, and after which cursor."""


def refuse_stream(access: Access) -> None:
    """Raises a public error where nothing is streamed, or nothing to this user."""
    if settings.STREAM_MAX_ROWS is None:
        raise NotSupported("Nothing is streamed here.")
    require_audience(settings.STREAM_FOR, access, "have a list streamed")


def refuse_other_fields(bindings: Sequence[Any]) -> None:
    """Raises :class:`NotSupported` where an operation is not one generated list."""
    if len(bindings) != 1 or not isinstance(bindings[0], RootList):
        raise NotSupported("A stream is a query with one list of a model as its only root field.")


@dataclass(frozen=True)
class ChunkFetches:
    """What is read of the first chunk, and of the following ones: nothing but rows. ``rows`` is the key that they stand under."""

    first: Fetch
    following: Fetch
    rows: str


_known: WeakKeyDictionary[Fetch, ChunkFetches] = WeakKeyDictionary()


def chunk_fetches(fetch: Fetch) -> ChunkFetches:
    """Made once per plan: statements are known by their fetch."""
    if fetch not in _known:
        _known[fetch] = _chunk_fetches(fetch)
    return _known[fetch]


def _chunk_fetches(fetch: Fetch) -> ChunkFetches:
    plan = fetch.list
    assert plan is not None
    rows = tuple(part for part in plan.parts if isinstance(part, RowsPart))
    if len(rows) != 1:
        raise NotSupported("A streamed list has its rows once: `nodes` or `edges`.")
    if any(isinstance(part, PageCount) for part in plan.parts):
        raise NotSupported("`pageCount` can't be streamed.")
    first, following = (replace(fetch, list=ListPlan(plan.arguments, (*kept, STANDING), plain=False)) for kept in (plan.parts, rows))
    return ChunkFetches(first, following, rows[0].key)


class Stream:
    """One root list of one operation, on its way. It must be closed."""

    plan: Plan
    read: ReadPage
    definition: GraphQLField
    nodes: list[FieldNode]
    page: Page
    fetches: ChunkFetches

    def __init__(self, run: Run) -> None:
        self.run = run
        self.end = time.monotonic() + settings.STREAM_DEADLINE_SECONDS
        self.written = self.left = self.chunk = 0
        self.following = False
        """Whether there are rows after those that were read, in the table and in what was asked for."""
        self.standing: dict[str, Any] = {}
        self.snapshot: Snapshot | None = None

    def prepare(self, plan: Plan, definition: GraphQLField, nodes: list[FieldNode], read: ReadPage) -> int:
        """Makes ready to read the list; returns what a chunk costs. ``read`` reads a page of it."""
        fetch, variables = plan.fetch, self.run.variables
        assert fetch.list is not None
        self.plan, self.definition, self.nodes, self.read = plan, definition, nodes, read
        self.page = page_of(fetch.entity, fetch.list.arguments.bind(variables), settings.STREAM_MAX_ROWS)
        if self.page.backwards:
            raise NotSupported("`last` can't be streamed; turn the order round and ask for the first ones.")
        for child in fetch.children:
            check_pages(child.fetch, variables)
        self.fetches = chunk_fetches(fetch)
        self.left = self.page.size
        self.chunk = self._rows_of_a_chunk()
        return self.cost(self.chunk)

    def _rows_of_a_chunk(self) -> int:
        """As many as cost no more than an operation may."""
        nothing = self.cost(0)
        affordable = (settings.MAX_COST - nothing) // (self.cost(1) - nothing)
        return int(min(self.page.size, settings.STREAM_CHUNK_ROWS, max(affordable, 1)))

    def cost(self, rows: int) -> int:
        """What so many rows of the list cost."""
        selection = self.plan.selection
        assert isinstance(selection, ListSelection)
        sized = replace(selection, arguments=replace(selection.arguments, constant={"first": rows}))
        return cost_of_list(sized, self.run.variables)

    def first_chunk(self) -> dict[str, Any]:
        """The list with its first rows, as a page of it would be."""
        with database_errors():
            self.snapshot = Snapshot(router.db_for_read(self.plan.fetch.entity.model))
        return self._chunk(self.fetches.first)

    def next_chunk(self) -> dict[str, Any]:
        """The list with nothing but the next rows."""
        self.run.deadline = min(time.monotonic() + settings.DEADLINE_SECONDS, self.end)
        return self._chunk(self.fetches.following)

    def _chunk(self, fetch: Fetch) -> dict[str, Any]:
        value: dict[str, Any] = self.read(self.run, fetch, replace(self.page, size=min(self.chunk, self.left)))
        self.standing = value.pop(HIDDEN)
        count = len(value[self.fetches.rows])
        self.written += count
        self.left -= count
        self.following = self.standing["more"] and self.left > 0
        self.page = replace(self.page, after=self.standing["end"] or self.page.after, offset=0)
        return value

    def close(self, commit: bool = False) -> None:
        if self.snapshot is not None:
            self.snapshot.close(commit)
