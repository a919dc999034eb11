"""Rows of a list that are changed where they are there and made where they are not, many at once: found, locked, made and changed by as
many statements as a few.

New rows come before changed ones then, whatever their order in the list. That is right only where none of them matters to another;
otherwise, and where anything is refused, nothing is done here: one by one each finds what those before it have left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from django_graphql_auto.mutations.nested.together import change_together, create_together, why_apart
from django_graphql_auto.mutations.nested.writing import OneByOne, Wanted, Writing
from django_graphql_auto.mutations.records import Form, Path
from django_graphql_auto.mutations.rows.finding import told


@dataclass(frozen=True, slots=True)
class Upserted:
    """A row by name, and what becomes of it in either case."""

    named: Any
    path: Path
    """Where its name stands."""
    create: Wanted
    update: Wanted


class Looked:
    """A list of rows, looked at once: which of them are there. Raises :class:`Rejected` for what names nothing."""

    def __init__(self, writer: Writing, form: Form, wanted: Sequence[Upserted]) -> None:
        self.writer, self.form, paths = writer, form, [each.path for each in wanted]
        self.lookups = writer.finder.lookups(form, [each.named for each in wanted], paths)
        self.found = writer.finder.each_or_none(form, self.lookups, paths)
        pairs = list(zip(wanted, self.found, strict=True))
        self.created = [each.create for each, row in pairs if row is None]
        self.there = [row for row in self.found if row is not None]
        self.changed = [each.update for each, row in pairs if row is not None]
        self.paths = [each.path for each, row in pairs if row is not None]

    def why_apart(self) -> str | None:
        """Why the rows have to be written one by one, in words; None where they don't."""
        names = [told(lookup) if row is None else row.pk for lookup, row in zip(self.lookups, self.found, strict=True)]
        if len(set(names)) < len(names):
            return "one is named twice"
        return why_apart(self.writer, self.form, self.created, self.changed)

    def written(self) -> list[models.Model]:
        """The rows in the order of the list. Raises :class:`OneByOne` where only one by one it can be told what comes of it."""
        locked = self.writer.finder.relocked(self.form, self.there, self.paths, "change") if self.there else []
        if locked and self.created:
            made = [outcome.row for outcome in create_together(self.writer, self.form, self.created) or ()]
            if not made or not change_together(self.writer, self.form, locked, self.changed):
                raise OneByOne
        else:
            made = [*self.writer.create_each(self.form, self.created)]
            self.writer.update_each(self.form, locked, self.changed)
        new, old = iter(made), iter(locked)
        rows = [next(new if row is None else old) for row in self.found]
        self._require_names(rows)
        return [row for row in rows if row is not None]

    def _require_names(self, rows: Sequence[models.Model | None]) -> None:
        """A row was made because none had its name. If it hasn't got it either, another one of the list may: who came first?"""
        for row, lookup, known in zip(rows, self.lookups, self.found, strict=True):
            if known is None and told({name: getattr(row, name) for name in lookup}) != told(lookup):
                raise OneByOne
