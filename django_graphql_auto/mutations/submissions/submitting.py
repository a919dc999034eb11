"""Writes by forms and serializers of the project: they check and store, and what a write of ours owes to others is done around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import models

from django_graphql_auto.access import Access, may_write
from django_graphql_auto.introspection.records import RelationKind
from django_graphql_auto.mutations.arguments import Argument, Arguments, Record
from django_graphql_auto.mutations.calling import refusing, returned_by
from django_graphql_auto.mutations.nested.values import values_of
from django_graphql_auto.mutations.nested.writer import Writer
from django_graphql_auto.mutations.records import Form, InputError, Path, Rejected, Report
from django_graphql_auto.mutations.returning import Returns
from django_graphql_auto.mutations.rows.cleaning import clean, input_errors
from django_graphql_auto.mutations.rows.sanitizing import Sanitizer
from django_graphql_auto.mutations.telling.hearing import hearing
from django_graphql_auto.mutations.writes import require_version

Model = type[models.Model]
INPUT = "input"
PATH: Path = (INPUT,)
ACTIONS = {"create": "add", "update": "change"}


Sanitize = Callable[[str, str, Any], Any]


def _as_given(column: str, field: str, value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Entries:
    """What a form or serializer is filled in with, by its own names."""

    values: Mapping[str, Any]
    access: Access
    request: Any
    row: models.Model | None = None
    """The row that is changed."""
    presets: Mapping[str, Any] = field(default_factory=dict)
    """What the server puts into the row, whatever was given."""
    sanitize: Sanitize = _as_given
    """What may stay of what is given for a column of the row: by its name, that of the field that stands for it, and the value."""


class FieldNames:
    """What callers call the fields: those of the input, and the columns of the model that it is about."""

    def __init__(self, fields: Arguments, form: Form | None) -> None:
        self.fields, self.form = fields, form

    @cached_property
    def served(self) -> Mapping[str, str]:
        return {**(self.form.served if self.form else {}), **self.fields.served}

    def way_to(self, name: str) -> Path:
        """A column that is no input stands nowhere in it."""
        return self.fields.way_to(name)


class Filled(Protocol):
    """A form or serializer with what was given."""

    @property
    def columns(self) -> Mapping[str, str]:
        """What was given of the model's columns and relations: Django's names, and those of the fields that stand for them."""

    @property
    def row(self) -> models.Model | None:
        """The row as it will be stored, once it is valid; None where only saving makes it so."""

    def require_valid(self, names: FieldNames, path: Path) -> None:
        """Raises :class:`Rejected`."""

    def keep(self, name: str, rows: Sequence[models.Model]) -> None:
        """Rows that stay in a many-to-many relation, whatever was given of it."""

    def save(self) -> Any:
        """Does what is done with what is valid."""


Fill = Callable[[Entries], Filled]


@dataclass(frozen=True)
class Submit:
    """What a form or serializer of no row of ours does."""

    model: Model | None
    fill: Fill
    fields: Arguments
    given: Mapping[str, Any]
    returns: Returns | None = None

    def run(self, writer: Writer) -> Report:
        names = FieldNames(self.fields, writer.form(self.model) if self.model else None)
        filled = self.fill(_entries(writer, self.fields, self.given))
        filled.require_valid(names, PATH)
        return Report(returned=returned_by(writer, filled.save, self.returns, names, PATH))


@dataclass(frozen=True)
class SubmitRow:
    """Stores a row by a form or serializer: with the rights, rules and hooks of any other write."""

    model: Model
    fill: Fill
    fields: Arguments
    given: Mapping[str, Any]
    operation: str
    """``create`` or ``update``."""
    named: Any = None
    """The row that is changed."""
    expected_version: str | None = None

    def run(self, writer: Writer) -> Report:
        form, rows = writer.form(self.model), writer.rows
        rows.require_right(form, self.operation, PATH)
        row = self._locked(writer, form) if self.operation == "update" else None
        entries = _entries(writer, self.fields, self.given, row)
        access = replace(entries.access, action=ACTIONS[self.operation])
        names = FieldNames(self.fields, form)
        sanitize = partial(_sanitized, rows.sanitizer, form, names)
        filled = self.fill(replace(entries, access=access, presets=rows.presets(form, self.operation), sanitize=sanitize))
        _require_columns(form, filled, names, access)
        filled.require_valid(names, PATH)
        for name, unseen in _unseen(writer, form, filled, row) if row is not None else ():
            filled.keep(name, unseen)
        return Report(self._stored(writer, form, filled, row, access.action))

    def _locked(self, writer: Writer, form: Form) -> models.Model:
        [row] = writer.finder.locked(form, [self.named], [("id",)], "change")
        require_version(form, row, self.expected_version)
        return row

    def _stored(self, writer: Writer, form: Form, filled: Filled, locked: models.Model | None, action: str) -> models.Model:
        rows = writer.rows
        _call_before(writer, form, filled, action)
        row = self._saved(writer, form, filled, locked)
        writer.finder.require_within(form, row, action, PATH)
        rows.call("after_write", form, row, action, PATH)
        return row

    def _saved(self, writer: Writer, form: Form, filled: Filled, locked: models.Model | None) -> models.Model:
        known = filled.row or locked
        if known is not None:
            writer.rows.storing = form, known, PATH
        with refusing(FieldNames(self.fields, form), PATH), hearing(writer.rows.notes):
            saved = filled.save()
        row = saved if isinstance(saved, self.model) else known
        if not isinstance(row, self.model) or row._state.adding:
            raise TypeError(f"What stores a {form.info.label} returned {saved!r} in the place of a row that is stored.")
        return row


def refusals(names: FieldNames, fields: Iterable[str], path: Path) -> Rejected:
    """Of fields that the user may not write."""
    message = "You may not write this."
    return Rejected(*(InputError((*path, *names.way_to(name)), "FORBIDDEN", message, names.served.get(name)) for name in fields))


def _require_columns(form: Form, filled: Filled, names: FieldNames, access: Access) -> None:
    """Raises :class:`Rejected` for what was given of a column, or of a part of a generic key, that has a right of its own."""
    given = filled.columns
    owned = {**given, **{name: given[part] for name, generic in form.generics.items() for part in generic.stored & given.keys()}}
    rules = form.options.write_rules
    if refused := {field: None for column, field in owned.items() if column in rules and not may_write(rules[column], access)}:
        raise refusals(names, refused, PATH)


def _unseen(writer: Writer, form: Form, filled: Filled, row: models.Model) -> Iterator[tuple[str, list[models.Model]]]:
    """What a user can't see of the relations that were given, they don't mean to let go."""
    rules, given = writer.rules, filled.columns
    for relation in form.info.relations:
        target = relation.target if relation.kind is RelationKind.MANY_TO_MANY and relation.name in given else None
        if target is not None and rules.form(target) is not None and not rules.is_free(target, "view"):
            visible = rules.rows(target, "view").using(writer.using)
            yield relation.name, list(getattr(row, relation.name).using(writer.using).exclude(pk__in=visible.values("pk")))


def _sanitized(sanitizer: Sanitizer, form: Form, names: FieldNames, column: str, field: str, value: Any) -> Any:
    """Raises :class:`Rejected` for HTML that is too much."""
    if not isinstance(value, str) or column not in form.sanitized:
        return value
    try:
        return sanitizer.sanitized(value, form.sanitized[column])
    except ValidationError as error:
        raise Rejected(*input_errors(names, ValidationError({field: error}), PATH)) from error


def _entries(writer: Writer, fields: Arguments, given: Mapping[str, Any], locked: models.Model | None = None) -> Entries:
    """Rows that are named become rows."""
    arguments = Arguments({INPUT: Argument(INPUT, Record(dict, lambda: fields))})
    values = values_of(writer, arguments, {INPUT: given}, locked)[INPUT]
    return Entries(values, writer.rules.access, writer.rules.occasion.request, locked)


def _call_before(writer: Writer, form: Form, filled: Filled, action: str) -> None:
    """What the hook makes of a row that was valid is looked at once more."""
    if filled.row is not None and "before_write" in form.hooks:
        writer.rows.call("before_write", form, filled.row, action, PATH)
        clean(form, filled.row, form.stored & filled.columns.keys(), form.stored, PATH)
