"""A search over several models: the best row of each by turns, page by page. A cursor says how far each model has been read."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from typing import Any

import orjson

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput, LimitExceeded
from django_graphql_auto.execution.querysets import cursors
from django_graphql_auto.execution.querysets.matching import Matching
from django_graphql_auto.execution.querysets.paging import Page, check_pages
from django_graphql_auto.execution.rows.connections import page_info
from django_graphql_auto.execution.rows.fetching import render
from django_graphql_auto.execution.rows.keys import several
from django_graphql_auto.execution.rows.reading import Source, read
from django_graphql_auto.execution.run import Run
from django_graphql_auto.planning.plan import Fetch, RowsPart
from django_graphql_auto.planning.selection import PageInfo
from django_graphql_auto.schema.entities import Entity


@dataclass(frozen=True, slots=True)
class Place:
    """How far a search has been read: whose turn was last, and each model's own cursor."""

    last: str = ""
    cursors: Mapping[str, str] = field(default_factory=dict)

    def beyond(self, label: str, cursor: str) -> Place:
        return Place(label, {**self.cursors, label: cursor})

    def encode(self) -> str:
        return base64.urlsafe_b64encode(orjson.dumps([self.last, self.cursors], option=orjson.OPT_SORT_KEYS)).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Place:
        """Raises :class:`BadUserInput` where the text is no place of a search."""
        try:
            last, held = orjson.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        except (binascii.Error, ValueError, TypeError) as error:
            raise BadUserInput("This is no cursor.") from error
        if not (isinstance(last, str) and isinstance(held, dict) and all(isinstance(cursor, str) for cursor in held.values())):
            raise BadUserInput("This is no cursor.")
        return cls(last, held)


@dataclass(frozen=True, slots=True)
class Hit:
    """One row that was found. ``cursor`` is its place among its model's."""

    entity: Entity
    key: Any
    cursor: str


class Results:
    """One search. Raises public errors for a page that may not be asked for, before anything runs."""

    def __init__(self, run: Run, fetches: Mapping[Entity, Fetch], arguments: Mapping[str, Any]) -> None:
        self.run, self.fetches = run, fetches
        self.text: str = arguments["query"].strip()
        self.size = results_size(arguments.get("first"))
        after = arguments.get("after")
        self.place = Place() if after is None else Place.decode(after)
        for fetch in fetches.values():
            for child in fetch.children:
                check_pages(child.fetch, run.variables)

    def answer(self) -> dict[str, Any]:
        """One statement per model for the keys, then one for the rows of each model that the page has."""
        found = list(islice(self._by_turns(), self.size + 1)) if self.text else []
        hits = list(self._placed(found[: self.size]))
        rows = self._rows(hits)
        shown = [(rows[hit.entity, hit.key], cursor) for hit, cursor in hits if (hit.entity, hit.key) in rows]
        parts = next(iter(self.fetches.values())).list.parts  # type: ignore[union-attr]
        return {part.key: self._part(part, shown, len(found) > self.size) for part in parts}

    def _part(self, part: Any, shown: Sequence[tuple[Any, str]], more: bool) -> Any:
        match part:
            case RowsPart(_, output):
                return [outputs[output] for outputs, _ in shown]
            case PageInfo():
                ends = (shown[0][1], shown[-1][1]) if shown else (None, None)
                return page_info(part, more, bool(self.place.last), *ends)
        return part.name

    def _by_turns(self) -> Iterator[Hit]:
        """The models take turns, beginning behind the one that was last; one without further rows is passed over."""
        begun = [entity for entity in self.fetches if entity.info.label <= self.place.last]
        queues = [self._hits(entity) for entity in (*list(self.fetches)[len(begun) :], *begun)]
        return (hit for turn in zip_longest(*queues) for hit in turn if hit is not None)

    def _hits(self, entity: Entity) -> list[Hit]:
        """The next rows of one model, in the order of its own search."""
        scopes, label, fetch = self.run.scopes, entity.info.label, self.fetches[entity]
        matching = Matching(scopes, entity, {"search": self.text}, lambda: scopes.rows(entity), self.run.request)
        page = Page(self.size + 1, after=self.place.cursors.get(label))
        keys_only = Fetch(entity, fetch.base, columns=(), displays=(), outputs=(), slots=(), children=())
        found = read(self.run, keys_only, self._source(matching, page), (*matching.order_paths(), *_key_paths(entity)))
        values = [found.take(position, python=True) for position in found.fetched.extra]
        places = len(matching.keys)
        order = matching.order[1]
        rows = ([value(row) for value in values] for row in found.rows)
        return [Hit(entity, tuple(row[places:]), cursors.encode(order, row[:places])) for row in rows]

    def _source(self, matching: Matching, page: Page) -> Source:
        order = [key.order_by() for key in matching.keys]
        return Source(None, lambda: matching.page(page).order_by(*order)[: page.size], matching.values, repeats=False)

    def _placed(self, hits: Sequence[Hit]) -> Iterator[tuple[Hit, str]]:
        """Each hit with its place in the search."""
        place = self.place
        for hit in hits:
            place = place.beyond(hit.entity.info.label, hit.cursor)
            yield hit, place.encode()

    def _rows(self, hits: Sequence[tuple[Hit, str]]) -> dict[tuple[Entity, Any], list[Any]]:
        """Every output of the page's rows."""
        found: dict[tuple[Entity, Any], list[Any]] = {}
        for entity, fetch in self.fetches.items():
            places = {hit.key: cursor for hit, cursor in hits if hit.entity is entity}
            if places:
                found |= self._rows_of(fetch, places)
        return found

    def _rows_of(self, fetch: Fetch, places: Mapping[tuple[Any, ...], str]) -> dict[tuple[Entity, Any], list[Any]]:
        found = read(self.run, fetch, *several(self.run, fetch, list(places)))
        values = [found.take(position, python=True) for position in found.fetched.extra]

        def key(row: Any) -> tuple[Any, ...]:
            return tuple(value(row) for value in values)

        outputs = render(self.run, fetch, found, found.rows, lambda row: places[key(row)])
        return {(fetch.entity, key(row)): [output[index] for output in outputs] for index, row in enumerate(found.rows)}


def _key_paths(entity: Entity) -> list[str]:
    return [column.path for column in entity.key]


def results_size(asked: int | None) -> int:
    """The rows of a page of results."""
    size: int = settings.PAGE_SIZE if asked is None else asked
    if size < 0:
        raise BadUserInput("first must not be negative.")
    if size > settings.MAX_PAGE_SIZE:
        raise LimitExceeded(f"A page of results has at most {settings.MAX_PAGE_SIZE} rows.")
    return size
