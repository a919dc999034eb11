"""Many rows, each named and with an input of its own: together where all is well, else one by one, to tell what is wrong where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from django.db import DataError, IntegrityError, models

from django_graphql_auto.conf import settings
from django_graphql_auto.mutations.bulk import ErrorPolicy, stored_apart
from django_graphql_auto.mutations.nested.together import REFUSED
from django_graphql_auto.mutations.nested.upserting import Looked, Upserted
from django_graphql_auto.mutations.nested.writer import Writer
from django_graphql_auto.mutations.nested.writing import OneByOne, Wanted
from django_graphql_auto.mutations.records import InputError, Outcome, Path, Rejected, Report
from django_graphql_auto.mutations.rows.finding import each_path
from django_graphql_auto.mutations.telling.steps import step
from django_graphql_auto.mutations.writes import Update, Upsert, require_version, tried

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
        rows = _attempted(writer, partial(self._together, writer)) if len(self.updates) > 1 else None
        if rows is not None:
            return Report(outcomes=tuple(map(Outcome, rows)))
        writes = [Listed(self._one(given, path), {"id": given["id"]}, path) for given, path in self._each]
        return _one_by_one(writer, "update", writes, self.policy, REFUSED)

    @cached_property
    def _each(self) -> list[tuple[Mapping[str, Any], Path]]:
        return _placed(self.updates, UPDATES)

    def _together(self, writer: Writer) -> list[models.Model]:
        form = writer.form(self.model)
        named, paths = [{"id": given["id"]} for given in self.updates], [(*path, "id") for _, path in self._each]
        rows = writer.finder.locked(form, named, paths, "change")
        for row, (given, path) in zip(rows, self._each, strict=True):
            require_version(form, row, given.get("expectedVersion"), path)
        writer.update_each(form, rows, [Wanted(given["input"], (*path, "input")) for given, path in self._each])
        return rows

    def _one(self, given: Mapping[str, Any], path: Path) -> Update:
        return Update(self.model, {"id": given["id"]}, given["input"], (*path, "id"), (*path, "input"), given.get("expectedVersion"), path)


@dataclass(frozen=True)
class UpsertEach:
    """Changes the rows that are named, or makes them. Each of ``upserts`` has ``by``, ``create`` and ``update``."""

    model: Model
    upserts: Sequence[Mapping[str, Any]]
    policy: ErrorPolicy = ErrorPolicy.REJECT_EVERYTHING

    def run(self, writer: Writer) -> Report:
        _require_few(UPSERTS, len(self.upserts))
        writer.rows.require(writer.form(self.model), "update", UPSERTS)
        rows, why = self._together(writer) if len(self.upserts) > 1 else (None, "")
        if rows is not None:
            return Report(outcomes=tuple(map(Outcome, rows)))
        writes = [
            Listed(Upsert(self.model, given["by"], given["create"], given["update"], path), given["by"], path) for given, path in self._each
        ]
        return _one_by_one(writer, "upsert", writes, self.policy, why)

    @cached_property
    def _each(self) -> list[tuple[Mapping[str, Any], Path]]:
        return _placed(self.upserts, UPSERTS)

    def _together(self, writer: Writer) -> tuple[list[models.Model] | None, str]:
        """The rows; None, and why, where they have to go one by one."""
        try:
            looked = Looked(writer, writer.form(self.model), [self._one(given, path) for given, path in self._each])
        except Rejected:
            return None, REFUSED
        if why := looked.why_apart():
            return None, why
        return _attempted(writer, partial(self._written, looked)), REFUSED

    def _written(self, looked: Looked) -> list[models.Model]:
        with step("upsert", self.model, [path for _, path in self._each], together=True):
            return looked.written()

    def _one(self, given: Mapping[str, Any], path: Path) -> Upserted:
        create, update = (Wanted(given[part], (*path, part)) for part in ("create", "update"))
        return Upserted(given["by"], (*path, "by"), create, update)


@dataclass(frozen=True)
class Listed:
    """One row of a list, how it is named, and where it stands."""

    write: Update | Upsert
    named: Any
    path: Path


def _placed(listed: Sequence[Mapping[str, Any]], path: Path) -> list[tuple[Mapping[str, Any], Path]]:
    return list(zip(listed, each_path(path, len(listed)), strict=True))


def _require_few(path: Path, rows: int) -> None:
    if rows > settings.MAX_WRITTEN_ROWS:
        raise Rejected(InputError(path, "LIMIT_EXCEEDED", f"A mutation writes at most {settings.MAX_WRITTEN_ROWS} rows."))


def _attempted(writer: Writer, act: Callable[[], list[models.Model]]) -> list[models.Model] | None:
    """All at once; None where anything is wrong, and nothing is left of it then."""
    before = writer.written
    try:
        with writer.savepoint():
            return act()
    except (Rejected, IntegrityError, DataError, OneByOne):
        writer.written = before
        writer.changed.clear()
        return None


def _one_by_one(writer: Writer, action: str, writes: Sequence[Listed], policy: ErrorPolicy, why: str) -> Report:
    if len(writes) > 1:
        model, paths = writes[0].write.model, [each.path for each in writes]
        with step(action, model, paths, lambda: why, together=False):
            writer.finder.hold(writer.form(model), [each.named for each in writes], paths)
            outcomes = tuple(_alone(writer, each) for each in writes)
    else:
        outcomes = tuple(_alone(writer, each) for each in writes)
    errors = [error for outcome in outcomes for error in outcome.errors]
    if errors and policy is ErrorPolicy.REJECT_EVERYTHING:
        raise Rejected(*errors, outcomes=tuple(replace(outcome, row=None) for outcome in outcomes))
    return Report(outcomes=outcomes)


def _alone(writer: Writer, listed: Listed) -> Outcome:
    before = writer.written

    def attempt() -> Outcome:
        writer.written = before
        return stored_apart(writer, listed.path, lambda: listed.write.run(writer).row)

    return tried(listed.write, attempt)
