"""Many rows, each named and with an input of its own: together where all is well, else one by one, to tell what is wrong where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DataError, IntegrityError, models

from django_graphql_auto.conf import settings
from django_graphql_auto.mutations.bulk import ErrorPolicy
from django_graphql_auto.mutations.nested.together import REFUSED
from django_graphql_auto.mutations.nested.writer import Writer
from django_graphql_auto.mutations.nested.writing import Wanted
from django_graphql_auto.mutations.records import InputError, Outcome, Path, Rejected, Report
from django_graphql_auto.mutations.rows.cleaning import why_refused
from django_graphql_auto.mutations.rows.finding import each_path
from django_graphql_auto.mutations.telling.steps import step
from django_graphql_auto.mutations.writes import Update, Upsert, Write, require_version

Model = type[models.Model]
UPDATES, UPSERTS = ("updates",), ("upserts",)


@dataclass(frozen=True)
class UpdateEach:
    """Changes the rows that are named. Each of ``updates`` has an ``id``, an ``input``, and an ``expectedVersion`` where one is known."""

    model: Model
    updates: Sequence[Mapping[str, Any]]
    policy: ErrorPolicy = ErrorPolicy.REJECT_EVERYTHING

    def run(self, writer: Writer) -> Report:
        _require_few(UPDATES, len(self.updates))
        writer.rows.require(writer.form(self.model), "update", UPDATES)
        rows = _attempted(writer, self._together) if len(self.updates) > 1 else None
        if rows is not None:
            return Report(outcomes=tuple(map(Outcome, rows)))
        with step("update", self.model, [path for _, path in self._each], lambda: REFUSED, together=False):
            return _one_by_one(writer, [(self._one(given, path), path) for given, path in self._each], self.policy)

    @property
    def _each(self) -> list[tuple[Mapping[str, Any], Path]]:
        return list(zip(self.updates, each_path(UPDATES, len(self.updates)), strict=True))

    def _together(self, writer: Writer) -> list[models.Model]:
        form = writer.form(self.model)
        named, paths = [{"id": given["id"]} for given in self.updates], [(*path, "id") for _, path in self._each]
        rows = writer.finder.locked(form, named, paths, "change")
        for row, (given, path) in zip(rows, self._each, strict=True):
            require_version(form, row, given.get("expectedVersion"), path)
        writer.update_each(form, rows, [Wanted(given["input"], (*path, "input")) for given, path in self._each])
        return rows

    def _one(self, given: Mapping[str, Any], path: Path) -> Write:
        return Update(self.model, {"id": given["id"]}, given["input"], (*path, "id"), (*path, "input"), given.get("expectedVersion"), path)


@dataclass(frozen=True)
class UpsertEach:
    """Changes the rows that are named, or makes them. Each of ``upserts`` has ``by``, ``create`` and ``update``."""

    model: Model
    upserts: Sequence[Mapping[str, Any]]
    policy: ErrorPolicy = ErrorPolicy.REJECT_EVERYTHING
    tries = 2
    """Another request may make a row between the look and the write."""

    def run(self, writer: Writer) -> Report:
        _require_few(UPSERTS, len(self.upserts))
        writer.rows.require(writer.form(self.model), "update", UPSERTS)
        paths = each_path(UPSERTS, len(self.upserts))
        writes: list[tuple[Write, Path]] = [
            (Upsert(self.model, given["by"], given["create"], given["update"], path), path)
            for given, path in zip(self.upserts, paths, strict=True)
        ]
        return _one_by_one(writer, writes, self.policy)


def _require_few(path: Path, rows: int) -> None:
    if rows > settings.MAX_WRITTEN_ROWS:
        raise Rejected(InputError(path, "LIMIT_EXCEEDED", f"A mutation writes at most {settings.MAX_WRITTEN_ROWS} rows."))


def _attempted(writer: Writer, act: Callable[[Writer], list[models.Model]]) -> list[models.Model] | None:
    """All at once; None where anything is wrong, and nothing is left of it then."""
    before = writer.written
    try:
        with writer.savepoint():
            return act(writer)
    except (Rejected, IntegrityError, DataError):
        writer.written = before
        writer.changed.clear()
        return None


def _one_by_one(writer: Writer, writes: Sequence[tuple[Write, Path]], policy: ErrorPolicy) -> Report:
    outcomes = tuple(_alone(writer, write, path) for write, path in writes)
    errors = [error for outcome in outcomes for error in outcome.errors]
    if errors and policy is ErrorPolicy.REJECT_EVERYTHING:
        raise Rejected(*errors)
    return Report(outcomes=outcomes)


def _alone(writer: Writer, write: Write, path: Path) -> Outcome:
    """One row in a savepoint of its own."""
    writer.rows.storing = None
    try:
        with writer.savepoint():
            return Outcome(write.run(writer).row)
    except Rejected as rejected:
        return Outcome(errors=rejected.errors)
    except (IntegrityError, DataError) as error:
        return Outcome(errors=why_refused(error, writer.rows.storing, path))
