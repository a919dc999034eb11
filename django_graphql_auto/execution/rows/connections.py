"""Lists as answers: rows, page information, counts, aggregates and groups, for every parent at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from django.db.models import QuerySet, Value

from django_graphql_auto.access import Visibility
from django_graphql_auto.execution.querysets import cursors
from django_graphql_auto.execution.querysets.figures import FigureValues, Pair, figure_expression, figure_values, wanted_figures
from django_graphql_auto.execution.querysets.matching import Matching
from django_graphql_auto.execution.querysets.paging import Page
from django_graphql_auto.execution.rows.estimates import estimate, knows_estimate
from django_graphql_auto.execution.rows.groups import FetchRelated, answer_groups
from django_graphql_auto.execution.rows.reading import Read
from django_graphql_auto.execution.run import Run
from django_graphql_auto.planning.plan import Fetch, GroupsPart, ListPart, Row, RowsPart
from django_graphql_auto.planning.selection import Aggregate, EstimatedCount, PageCount, PageInfo, TotalCount

Cursor = Callable[[Row], str]
RowsPage = tuple[list[Row], bool]
"""The rows of one parent's page, and whether there are more."""


@dataclass
class ListRun:
    """One list field of one request, for all its parents."""

    run: Run
    fetch: Fetch
    matching: Matching
    page: Page
    render: Callable[[Read | None, Sequence[Row], Cursor | None], list[list[Any]]]
    fetch_related: FetchRelated
    found: Read | None = None
    """The rows that were read and the statement they came from; None where none were needed."""

    @cached_property
    def cursor(self) -> Cursor | None:
        """Makes a row's cursor from the columns read beside the fetch's own."""
        if self.found is None or not self.fetch.wants_cursors:
            return None
        keys, order = self.matching.order
        values = [self.found.take(position, python=True) for position in self.found.fetched.extra[: len(keys)]]
        return lambda row: cursors.encode(order, [value(row) for value in values])

    @property
    def needs_rows(self) -> bool:
        assert self.fetch.list is not None
        return self.fetch.list.needs_rows(self.page.size)

    @property
    def readable(self) -> bool:
        return self.run.scopes.visibility(self.fetch.entity) is not Visibility.DENIED

    @cached_property
    def counts(self) -> Mapping[Any, int]:
        """All rows that match, per parent that has some: one statement for whatever asks."""
        counted = _figures(self, [("count", None)])
        return {key: figures[("count", None)] for key, figures in counted.items()}

    @cached_property
    def estimates(self) -> Mapping[Any, int]:
        """The same, about right for a whole large table; no estimate is asked for beside an exact count."""
        plan = self.fetch.list
        counted = plan is not None and any(isinstance(part, TotalCount | PageCount) for part in plan.parts)
        if counted or not knows_estimate(self.matching):
            return self.counts
        found = self.run.execute(self.matching.named("estimate"), lambda: estimate(self.matching), self.matching.values)
        return {None: found[0][0]} if found else {}

    def pages(self, key: Any) -> int:
        """How many pages of the size asked for a parent's rows make; there are none where they shall have no rows."""
        return -(-self.counts.get(key, 0) // self.page.size) if self.page.size else 0


def answer_lists(lists: ListRun, pages: Mapping[Any, RowsPage]) -> dict[Any, Any]:
    """The value of the field per parent key. A root list has one parent, None."""
    assert lists.fetch.list is not None
    rendered = _render_together(lists, pages)
    if lists.fetch.list.plain:
        return {key: outputs[0] for key, outputs in rendered.items()}
    if len(lists.fetch.list.parts) == 1 and isinstance(rows := lists.fetch.list.parts[0], RowsPart):
        return {key: {rows.key: outputs[rows.output]} for key, outputs in rendered.items()}
    parts = [(part, _maker(lists, part, pages, rendered)) for part in lists.fetch.list.parts]
    return {key: {part.key: make(key) for part, make in parts} for key in pages}


def _render_together(lists: ListRun, pages: Mapping[Any, RowsPage]) -> dict[Any, list[list[Any]]]:
    """Renders the rows of all parents in one go, so that their children are fetched in one go, and deals them out again."""
    outputs = lists.render(lists.found, list(chain.from_iterable(rows for rows, _ in pages.values())), lists.cursor)
    dealt, start = {}, 0
    for key, (rows, _) in pages.items():
        dealt[key] = [output[start : start + len(rows)] for output in outputs]
        start += len(rows)
    return dealt


def _maker(lists: ListRun, part: ListPart, pages: Mapping[Any, RowsPage], rendered: Mapping[Any, list[list[Any]]]) -> Callable[[Any], Any]:
    """Makes one part of the connection from a parent's key; figures of all parents are read once, here."""
    match part:
        case RowsPart(_, output):
            return lambda key: rendered[key][output]
        case PageInfo():
            return lambda key: _page_info(lists, part, pages[key])
        case TotalCount():
            counts = lists.counts
            return lambda key: counts.get(key, 0)
        case PageCount():
            return lists.pages
        case EstimatedCount():
            estimates = lists.estimates
            return lambda key: estimates.get(key, 0)
        case Aggregate():
            figures = _figures(lists, wanted_figures(part.parts))
            return lambda key: figure_values(part.parts, figures.get(key, {}))
        case GroupsPart():
            groups = answer_groups(lists.run, lists.matching, part, lists.fetch_related) if lists.readable else {}
            return lambda key: groups.get(key, [])
    return lambda key: part.name


def _page_info(lists: ListRun, part: PageInfo, page: RowsPage) -> dict[str, Any]:
    rows, more = page
    asked = lists.page
    before = asked.after is not None or asked.offset > 0
    ends = (lists.cursor(rows[0]), lists.cursor(rows[-1])) if rows and lists.cursor else (None, None)
    if asked.backwards:
        return page_info(part, asked.before is not None, more, *ends)
    return page_info(part, more, before, *ends)


def page_info(part: PageInfo, after: bool, before: bool, start: str | None, end: str | None) -> dict[str, Any]:
    """``pageInfo``: whether there are rows after and before the page, and the cursors at its ends."""
    names = ("hasNextPage", "hasPreviousPage", "startCursor", "endCursor", "__typename")
    values = dict(zip(names, (after, before, start, end, "PageInfo"), strict=True))
    return {key: values[name] for key, name in part.parts}


def _figures(lists: ListRun, wanted: list[Pair]) -> dict[Any, FigureValues]:
    """The figures per parent: one statement, however many figures and parents there are."""
    if not (wanted and lists.readable):
        return {}
    matching, run = lists.matching, lists.run
    names = [f"figure_{index}" for index in range(len(wanted))]
    key = matching.named("figures", tuple(wanted))
    rows = run.execute(key, lambda: _figure_rows(matching, dict(zip(names, wanted, strict=True))), matching.values)
    return {matching.parent_key(row[-1]) if matching.link else None: dict(zip(wanted, row, strict=False)) for row in rows}


def _figure_rows(matching: Matching, wanted: Mapping[str, Pair]) -> QuerySet[Any]:
    """One row per parent, or one in all: rows are told apart by a constant then, which needs no GROUP BY."""
    expressions = {name: figure_expression(*pair, matching.prefix) for name, pair in wanted.items()}
    apart = matching.link or "all_rows"
    rows = matching.rows.order_by()
    rows = rows if matching.link else rows.annotate(all_rows=Value(1))
    figures: QuerySet[Any] = rows.values(apart).annotate(**expressions).values_list(*expressions, apart)
    return figures
