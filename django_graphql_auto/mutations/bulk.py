"""Many rows in one write: together where nothing has to happen row by row, so that statements grow with tables and not with rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from django.db import DataError, IntegrityError, models

from django_graphql_auto.conf import settings
from django_graphql_auto.introspection import deletes_plainly
from django_graphql_auto.mutations.namesakes import namesakes
from django_graphql_auto.mutations.nested.matching import matching
from django_graphql_auto.mutations.nested.together import create_together, why_created_alone
from django_graphql_auto.mutations.nested.writer import Writer
from django_graphql_auto.mutations.nested.writing import Wanted
from django_graphql_auto.mutations.records import Form, Given, InputError, Outcome, Path, Rejected, Report
from django_graphql_auto.mutations.rows.cleaning import why_refused
from django_graphql_auto.mutations.rows.finding import each_path
from django_graphql_auto.mutations.rows.marking import mark_all, restore_all
from django_graphql_auto.mutations.telling.steps import step

Model = type[models.Model]
INPUTS, SET = ("inputs",), ("set",)


class ErrorPolicy(Enum):
    """What becomes of the rows when some of them are wrong."""

    REJECT_EVERYTHING = "Nothing is stored."
    REJECT_FAILED_ROWS = "The others are stored."
    IGNORE_FAILED = "The others are stored; of those that are wrong, what is right and suffices."


@dataclass(frozen=True)
class CreateMany:
    model: Model
    inputs: Sequence[Given]
    policy: ErrorPolicy = ErrorPolicy.REJECT_EVERYTHING

    def run(self, writer: Writer) -> Report:
        form = writer.form(self.model)
        writer.rows.require(form, "create", INPUTS)
        if len(self.inputs) > settings.MAX_WRITTEN_ROWS:
            raise Rejected(InputError(INPUTS, "LIMIT_EXCEEDED", f"A mutation writes at most {settings.MAX_WRITTEN_ROWS} rows."))
        outcomes = self._together(writer, form) if self.inputs else []
        if outcomes is None:
            outcomes = self._each_alone(writer, form)
        errors = [error for outcome in outcomes for error in outcome.errors]
        if errors and self.policy is ErrorPolicy.REJECT_EVERYTHING:
            raise Rejected(*errors)
        return Report(outcomes=tuple(outcomes))

    @property
    def _wanted(self) -> list[Wanted]:
        return [Wanted(given, path) for given, path in zip(self.inputs, each_path(INPUTS, len(self.inputs)), strict=True)]

    @property
    def _tolerant(self) -> bool:
        return self.policy is ErrorPolicy.REJECT_FAILED_ROWS

    def _together(self, writer: Writer, form: Form) -> list[Outcome] | None:
        """All rows at once; None where what is wrong is told by each row alone."""
        try:
            return create_together(writer, form, self._wanted, self._tolerant)
        except Rejected:
            if self.policy is ErrorPolicy.REJECT_EVERYTHING:
                raise
            return None

    def _each_alone(self, writer: Writer, form: Form) -> list[Outcome]:
        why = lambda: why_created_alone(writer, form, self._wanted, self._tolerant)  # noqa: E731
        with step("create", form.model, each_path(INPUTS, len(self.inputs)), why, together=False):
            return [self._alone(writer, form, given, place) for place, given in enumerate(self.inputs)]

    def _alone(self, writer: Writer, form: Form, given: Given, place: int) -> Outcome:
        path = (*INPUTS, str(place))
        outcome = _created(writer, form, given, path)
        if outcome.errors and self.policy is ErrorPolicy.IGNORE_FAILED:
            wrong = {error.path[len(path)] for error in outcome.errors if len(error.path) > len(path)}
            if wrong & {*form.input_only.served.values(), form.created_name}:
                return outcome  # what isn't stored was asked for: a row does not get by without it
            rest = {name: value for name, value in given.items() if form.served.get(name, name) not in wrong}
            return outcome if len(rest) == len(given) else _with_errors(_created(writer, form, rest, path), outcome.errors)
        return outcome


@dataclass(frozen=True)
class UpdateMany:
    model: Model
    where: Any
    """What :meth:`Rules.matching` understands."""
    given: Given
    at_most: int = 1

    def run(self, writer: Writer) -> Report:
        form = writer.form(self.model)
        writer.rows.require(form, "update", SET)
        rows = matching(writer, form, self.where, "change", self.at_most)
        writer.update_each(form, rows, [Wanted(self.given, SET)] * len(rows))
        return Report(outcomes=tuple(map(Outcome, rows)))


@dataclass(frozen=True)
class DeleteMany:
    model: Model
    where: Any
    at_most: int = 1

    def run(self, writer: Writer) -> Report:
        form = writer.form(self.model)
        writer.rows.require(form, "delete", ("where",))
        rows = matching(writer, form, self.where, "delete", self.at_most)
        also = namesakes(writer, form, rows)
        if form.mark is not None:
            mark_all(writer.rows, form, rows, [("where",)] * len(rows))
        elif deletes_plainly(form.model):
            writer.rows.remove_all(form, rows, ("where",))
        else:
            writer.delete_alone(form, [(row, ("where",)) for row in rows])
        outcomes = (Outcome(row, namesakes=others) for row, others in zip(rows, also, strict=True))
        return Report(deleted=True, outcomes=tuple(outcomes))


@dataclass(frozen=True)
class RestoreMany:
    """Brings back rows that were marked as deleted."""

    model: Model
    where: Any
    at_most: int = 1

    def run(self, writer: Writer) -> Report:
        form = writer.form(self.model)
        writer.rows.require(form, "delete", ("where",))
        rows = matching(writer, form, self.where, "restore", self.at_most)
        restore_all(writer.rows, form, rows, ("where",))
        return Report(outcomes=tuple(map(Outcome, rows)))


def _with_errors(outcome: Outcome, errors: Sequence[InputError]) -> Outcome:
    """What was left out of a row is told beside it; that it is missing then is no further error."""
    told = {error.path for error in errors}
    return replace(outcome, errors=(*errors, *(error for error in outcome.errors if error.path not in told)))


def _created(writer: Writer, form: Form, given: Given, path: Path) -> Outcome:
    return stored_apart(writer, path, lambda: writer.create(form, Wanted(given, path)))


def stored_apart(writer: Writer, path: Path, store: Callable[[], models.Model | None]) -> Outcome:
    """One row of a list, in a savepoint of its own."""
    writer.rows.storing = None
    try:
        with writer.savepoint():
            return Outcome(store())
    except Rejected as rejected:
        return Outcome(errors=rejected.errors, current=rejected.row)
    except (IntegrityError, DataError) as error:
        return Outcome(errors=why_refused(error, writer.rows.storing, path))
