"""Writes that a method or function of the project does: on one locked row, or on none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from django_graphql_auto.mutations.arguments import Arguments
from django_graphql_auto.mutations.nested.values import values_of
from django_graphql_auto.mutations.nested.writer import Writer
from django_graphql_auto.mutations.records import Form, Path, Rejected, Report
from django_graphql_auto.mutations.returning import Returns
from django_graphql_auto.mutations.rows.cleaning import Naming, input_errors
from django_graphql_auto.mutations.telling.hearing import hearing
from django_graphql_auto.mutations.telling.steps import step

Model = type[models.Model]


@dataclass(frozen=True)
class Call:
    """Runs a method on one row. ``method`` takes the row, the access, and the arguments by name."""

    model: Model
    named: Any
    method: Callable[..., Any]
    arguments: Arguments
    given: Mapping[str, Any]
    returns: Returns | None = None
    named_path: Path = ("id",)
    place: str = ""
    """Where the method is written, for people."""

    def run(self, writer: Writer) -> Report:
        form = writer.form(self.model)
        [row] = writer.finder.locked(form, [self.named], [self.named_path], "change")
        values = values_of(writer, self.arguments, self.given, row)
        key = row.pk
        writer.rows.storing = form, row, ()
        method = partial(self.method, row, writer.rules.access, **values)
        with step("call", self.model, [self.named_path], name=self.place):
            returned = returned_by(writer, method, self.returns, Names(self.arguments, form))
        deleted = row.pk is None
        row.pk = key
        if not deleted:
            writer.finder.require_within(form, row, "change", ())
        return Report(row, deleted=deleted, returned=returned)


@dataclass(frozen=True)
class CallFree:
    """Runs what needs no row. ``function`` takes the database to write to, the access, and the arguments by name."""

    model: Model | None
    """Whose database it is done on, and whose columns it may find fault with."""
    function: Callable[..., Any]
    arguments: Arguments
    given: Mapping[str, Any]
    returns: Returns | None = None
    place: str = ""
    """Where the function is written, for people."""

    def run(self, writer: Writer) -> Report:
        values = values_of(writer, self.arguments, self.given)
        function = partial(self.function, writer.using, writer.rules.access, **values)
        form = writer.form(self.model) if self.model else None
        with step("call", self.model, (), name=self.place):
            return Report(returned=returned_by(writer, function, self.returns, Names(self.arguments, form)))


@dataclass(frozen=True)
class Names:
    """What belongs to the project finds fault with its arguments, and with its model's columns."""

    arguments: Arguments
    form: Form | None = None

    @property
    def served(self) -> Mapping[str, str]:
        return {**self.arguments.served, **(self.form.served if self.form else {})}

    def way_to(self, name: str) -> Path:
        return self.arguments.way_to(name) or (self.form.way_to(name) if self.form else ())


def returned_by(writer: Writer, call: Callable[[], Any], returns: Returns | None, names: Naming, path: Path = ()) -> Any:
    """What the project's code returns. Rows that it stores by itself are heard of."""
    with refusing(names, path), hearing(writer.rows.notes):
        returned = call()
        return returns.taken(returned) if returns else None


@contextmanager
def refusing(names: Naming, path: Path) -> Iterator[None]:
    """A :class:`ValidationError` of the project's as :class:`Rejected`."""
    try:
        yield
    except ValidationError as error:
        raise Rejected(*input_errors(names, error, path)) from error
