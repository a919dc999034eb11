"""What the ways of writing know of whoever writes: rows with their rules, each by itself or many at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import models

from django_graphql_auto.conf import settings
from django_graphql_auto.mutations.records import Form, Given, InputError, Path, Rejected
from django_graphql_auto.mutations.rows.created import CreatedRows
from django_graphql_auto.mutations.rows.finding import Finder
from django_graphql_auto.mutations.rows.rows import Attached, RowWriter
from django_graphql_auto.mutations.rules import Rules

Operands = Mapping[str, Any]
"""What is to be done with a relation: operands by the operation's name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row as it shall be: what is given of it, from where, and what it hangs on."""

    given: Given
    path: Path
    attached: Attached = field(default_factory=dict)


FINDS_ONLY = frozenset({"connect", "connectCreated"})
"""What can be done with a relation that a row holds the key of, and stores nothing."""


class OneByOne(Exception):
    """Leaves an attempt to write rows together: only row by row it can be told what is wrong, or what comes of it."""

    told = "only row by row it can be told what comes of it"


class Writing(Protocol):
    rules: Rules
    using: str
    rows: RowWriter
    created: CreatedRows
    """The rows that have got a name in the operation."""
    written: int
    """How many rows have been written so far."""
    depth: int
    """How many rows stand around the one that is written now."""
    moved: set[tuple[type[models.Model], Any]] | None
    """While rows are written together, those that were there and have been hung on them; None otherwise."""

    @property
    def finder(self) -> Finder: ...

    def form(self, model: type[models.Model]) -> Form: ...

    def savepoint(self) -> AbstractContextManager[None]:
        """A part of the write, which may be undone by itself."""

    def count(self, paths: Sequence[Path]) -> None:
        """Counts a row for each path. Raises :class:`Rejected` with the path of the first one too many."""

    def create(self, form: Form, wanted: Wanted) -> models.Model: ...

    def create_each(self, form: Form, wanted: Sequence[Wanted]) -> list[models.Model]: ...

    def update(self, form: Form, row: models.Model, wanted: Wanted) -> None:
        """Changes a locked row."""

    def update_each(self, form: Form, rows: Sequence[models.Model], wanted: Sequence[Wanted]) -> None: ...

    def delete_each(self, form: Form, rows: Sequence[models.Model], paths: Sequence[Path]) -> None:
        """Deletes locked rows."""


@contextmanager
def inside(writer: Writing) -> Iterator[None]:
    """What is written meanwhile stands inside another row."""
    writer.depth += 1
    try:
        yield
    finally:
        writer.depth -= 1


@dataclass(frozen=True, slots=True)
class Parts:
    """What is given of a row, by when it is done. In the model's order."""

    columns: Given
    referring: Mapping[str, Operands]
    """Relations that the row holds the key of."""
    hanging: Mapping[str, Operands]
    """Relations whose other rows hold its key."""


def parted(form: Form, given: Given, operation: str) -> Parts:
    form.require_input(given, operation)
    columns = {name: value for name, value in given.items() if name in form.columns}
    links = {name: given[name] for name in form.links if given.get(name) is not None}
    referring = {name: value for name, value in links.items() if form.links[name].relation.kind.has_column}
    return Parts(columns, referring, {name: value for name, value in links.items() if name not in referring})


def require_few(form: Form, wanted: Wanted, parts: Parts) -> None:
    """Links to rows that are there are not counted as written: their lists are bounded, before any of them is looked for."""
    if not parts.hanging:
        return
    most = settings.MAX_WRITTEN_ROWS
    for name, operands in parts.hanging.items():
        for operation, operand in operands.items():
            if operation != "create" and isinstance(operand, list) and len(operand) > most:
                path = (*wanted.path, form.links[name].name, operation, str(most))
                raise Rejected(InputError(path, "LIMIT_EXCEEDED", f"A list in the input of a mutation names at most {most} rows."))


def nothing(form: Form, wanted: Wanted) -> dict[str, None]:
    """Relations that are given as null: they lead nowhere afterwards. Raises :class:`Rejected` for those that can't."""
    empty = {name: form.links[name] for name in form.links if name in wanted.given and wanted.given[name] is None}
    wrong = [link for link in empty.values() if not (link.relation.kind.has_column and link.relation.null)]
    if wrong:
        raise Rejected(*(InputError((*wanted.path, link.name), "NULL", "This relation cannot be null.", link.name) for link in wrong))
    return dict.fromkeys(empty)


def require_true(said: Any, path: Path) -> None:
    """Raises :class:`Rejected` where somebody is told not to let go or delete what is there."""
    if said is not True:
        raise Rejected(InputError(path, "INVALID", "Say true, or leave it out."))


def require_named(writer: Writing, form: Form, row: models.Model, named: Any, path: Path) -> None:
    """A row was made because none had the name. If it hasn't got it either, one that is made together with it may: who came first?"""
    if writer.moved is not None:
        [lookup] = writer.finder.lookups(form, [named], [path])
        if any(getattr(row, name) != value for name, value in lookup.items()):
            raise OneByOne
