"""The oracle's search over several models: all rows that match, dealt out by turns, cut to the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django_graphql_auto.execution.rows.search import Place, results_size
from django_graphql_auto.schema.bindings import ConnectionPart
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.testing.plain_lists import ListItem, root_list
from django_graphql_auto.testing.plain_rows import VisibleRows


@dataclass(frozen=True)
class PlainSearch:
    run: VisibleRows
    entities: tuple[Entity, ...]
    arguments: Mapping[str, Any]

    @cached_property
    def found(self) -> list[tuple[Entity, ListItem]]:
        """Every row, each with its place in the search as its cursor."""
        text = {"search": self.arguments["query"]}
        lists = [root_list(self.run, entity, "", text).matching for entity in self.entities] if text["search"].strip() else []
        turns = [(turn, index, item) for index, items in enumerate(lists) for turn, item in enumerate(items)]
        dealt, place = [], Place()
        for _, index, item in sorted(turns, key=lambda one: one[:2]):
            entity = self.entities[index]
            place = place.beyond(entity.info.label, item.cursor)
            dealt.append((entity, ListItem(item.base, item.row, place.encode(), item.position)))
        return dealt

    @property
    def start(self) -> int:
        after = self.arguments.get("after")
        return 0 if after is None else [item.cursor for _, item in self.found].index(after) + 1

    @property
    def page(self) -> list[ListItem]:
        kept = self.found[self.start : self.start + results_size(self.arguments.get("first"))]
        return [ListItem(item.base, self.run.served(entity, item.row.pk), item.cursor, item.position) for entity, item in kept]

    def part(self, part: ConnectionPart, arguments: Mapping[str, Any]) -> Any:
        page = self.page
        if part is ConnectionPart.EDGES:
            return page
        if part is ConnectionPart.NODES:
            return [item.row for item in page]
        return {
            "has_next_page": self.start + len(page) < len(self.found),
            "has_previous_page": self.start > 0,
            "start_cursor": page[0].cursor if page else None,
            "end_cursor": page[-1].cursor if page else None,
        }
