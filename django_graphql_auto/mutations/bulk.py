"""Many rows in one write: together where nothing has to happen row by row, so that statements grow with tables and not with rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

from django.db import IntegrityError, models, transaction

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.introspection import deletes_plainly, renewed, stores_plainly
from django_graphql_auto.mutations.cleaning import conflicts
from django_graphql_auto.mutations.nested import Writer
from django_graphql_auto.mutations.records import Form, Given, InputError, Outcome, Path, Rejected, Report

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
        outcomes = self._together(writer, form) if self._fits_together(writer, form) else None
        if outcomes is None:
            outcomes = [self._alone(writer, form, given, place) for place, given in enumerate(self.inputs)]
        errors = [error for outcome in outcomes for error in outcome.errors]
        if errors and self.policy is ErrorPolicy.REJECT_EVERYTHING:
            raise Rejected(*errors)
        return Report(outcomes=tuple(outcomes))

    def _fits_together(self, writer: Writer, form: Form) -> bool:
        return stores_plainly(form.model, writer.using) and all(_is_flat(form, given) for given in self.inputs)

    def _together(self, writer: Writer, form: Form) -> list[Outcome] | None:
        """All rows in one statement; None where the database or a row rule refuses any: then only each row by itself can tell which."""
        outcomes = _prepared(writer, form, self.inputs)
        if self.policy is not ErrorPolicy.REJECT_FAILED_ROWS and any(outcome.errors for outcome in outcomes):
            return outcomes if self.policy is ErrorPolicy.REJECT_EVERYTHING else None
        rows = [outcome.row for outcome in outcomes if outcome.row is not None]
        store = partial(form.model._base_manager.using(writer.using).bulk_create, rows)
        if not _stored(writer, form, store, rows, "add"):
            return None
        writer.rows.notes.made(rows)
        return outcomes

    def _alone(self, writer: Writer, form: Form, given: Given, place: int) -> Outcome:
        path = (*INPUTS, str(place))
        outcome = _created(writer, form, given, path)
        if outcome.errors and self.policy is ErrorPolicy.IGNORE_FAILED:
            wrong = {error.path[len(path)] for error in outcome.errors if len(error.path) > len(path)}
            rest = {name: value for name, value in given.items() if form.served.get(name, name) not in wrong}
            return outcome if len(rest) == len(given) else _created(writer, form, rest, path)
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
        rows = _matching(writer, form, self.where, "change", self.at_most)
        fits = stores_plainly(form.model, writer.using) and _is_flat(form, self.given)
        if rows and not (fits and self._together(writer, form, rows)):
            for row in rows:
                writer.update(form, row, self.given, SET)
        return Report(outcomes=tuple(map(Outcome, rows)))

    def _together(self, writer: Writer, form: Form, rows: Sequence[models.Model]) -> bool:
        """All rows in one statement; false where the database or a row rule refuses any: then only each row by itself can tell why."""
        form.require_input(self.given, "update")
        [attached] = _attached(writer, form, [self.given], [SET])
        if isinstance(attached, InputError):
            raise Rejected(attached)
        columns = {name: value for name, value in self.given.items() if name in form.columns}
        names = {name for row in rows for name in writer.rows.altered(form, row, columns, attached, SET)}
        names |= {field.name for field in renewed(form.model) for row in rows if field.pre_save(row, False)}
        store = partial(form.model._base_manager.using(writer.using).bulk_update, rows, sorted(names))
        return not names or _stored(writer, form, store, rows, "change")


@dataclass(frozen=True)
class DeleteMany:
    model: Model
    where: Any
    at_most: int = 1

    def run(self, writer: Writer) -> Report:
        form = writer.form(self.model)
        writer.rows.require(form, "delete", ("where",))
        rows = _matching(writer, form, self.where, "delete", self.at_most)
        keys = [row.pk for row in rows]
        if deletes_plainly(form.model):
            writer.rows.remove_all(form, rows, ("where",))
        else:
            for row in rows:
                writer.rows.remove(form, row, ("where",))
        for row, key in zip(rows, keys, strict=True):
            row.pk = key
        return Report(deleted=True, outcomes=tuple(map(Outcome, rows)))


def _matching(writer: Writer, form: Form, where: Any, action: str, at_most: int) -> list[models.Model]:
    if not 0 < at_most <= settings.MAX_WRITTEN_ROWS:
        raise Rejected(InputError(("atMost",), "LIMIT_EXCEEDED", f"atMost is between 1 and {settings.MAX_WRITTEN_ROWS}."))
    return writer.finder.locked_among(form, writer.rules.matching(form.model, where), action, at_most)


def _is_flat(form: Form, given: Given) -> bool:
    """Whether a row has nothing nested in it but rows that are there and that any row may lead to."""
    links = {name: given[name] for name in form.links if name in given}
    if None in links.values() or any(name in given for name in form.generics):
        return False
    return all(
        form.links[name].relation.kind.has_column and not form.links[name].relation.limited and set(operands) == {"connect"}
        for name, operands in links.items()
    )


def _created(writer: Writer, form: Form, given: Given, path: Path) -> Outcome:
    """One row in a savepoint of its own."""
    try:
        with transaction.atomic(writer.using):
            return Outcome(writer.create(form, given, path))
    except Rejected as rejected:
        return Outcome(errors=rejected.errors)
    except IntegrityError:
        assert writer.rows.storing is not None
        return Outcome(errors=conflicts(*writer.rows.storing))


def _prepared(writer: Writer, form: Form, inputs: Sequence[Given]) -> list[Outcome]:
    """The rows, valid by themselves."""
    paths = [(*INPUTS, str(place)) for place in range(len(inputs))]
    found = _attached(writer, form, inputs, paths)
    return [_prepare(writer, form, given, attached, path) for given, attached, path in zip(inputs, found, paths, strict=True)]


def _prepare(writer: Writer, form: Form, given: Given, attached: dict[str, Any] | InputError, path: Path) -> Outcome:
    form.require_input(given, "create")
    if isinstance(attached, InputError):
        return Outcome(errors=(attached,))
    columns = {name: value for name, value in given.items() if name in form.columns}
    try:
        return Outcome(writer.rows.prepared(form, columns, attached, path))
    except Rejected as rejected:
        return Outcome(errors=rejected.errors)


def _attached(writer: Writer, form: Form, inputs: Sequence[Given], paths: Sequence[Path]) -> list[dict[str, Any] | InputError]:
    """The rows that each of the inputs connects: one statement per relation."""
    found: list[dict[str, Any] | InputError] = [{} for _ in inputs]
    for name, link in form.links.items():
        places = [place for place, given in enumerate(inputs) if given.get(name) is not None]
        target = writer.form(link.target)
        rows = writer.finder.each_visible(target, [inputs[place][name]["connect"] for place in places]) if places else []
        for place, row in zip(places, rows, strict=True):
            so_far = found[place]
            if isinstance(so_far, InputError):
                continue
            if isinstance(row, models.Model):
                so_far[name] = row
            else:
                found[place] = InputError((*paths[place], link.name, "connect"), *_reason(target, row))
    return found


def _reason(target: Form, refused: BadUserInput | None) -> tuple[str, str]:
    return ("INVALID", refused.message) if refused else ("NOT_FOUND", f"There is no such {target.info.verbose_name}.")


def _stored(writer: Writer, form: Form, store: Callable[[], Any], rows: Sequence[models.Model], action: str) -> bool:
    """Stores rows in a savepoint; false where the database or the row rule refuses any of them."""
    try:
        with transaction.atomic(writer.using):
            if rows:
                store()
            if writer.finder.outside(form, rows, action):
                raise _Refused
    except (IntegrityError, _Refused):
        return False
    return True


class _Refused(Exception):
    """Leaves the savepoint."""
