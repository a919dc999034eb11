"""The writes: each checks, cleans, stores and reports. They know no HTTP and no GraphQL.

::

    report = perform(Update(Product, {"sku": "A1"}, {"price": 10}), rules)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeVar

from django.db import DataError, IntegrityError, connections, models, transaction

from django_graphql_auto.mutations.alone import changed_alone, commits_itself, is_alone
from django_graphql_auto.mutations.namesakes import namesakes
from django_graphql_auto.mutations.nested.writer import Writer
from django_graphql_auto.mutations.nested.writing import Wanted
from django_graphql_auto.mutations.records import Form, Given, InputError, Path, Rejected, Report
from django_graphql_auto.mutations.rows.cleaning import why_refused
from django_graphql_auto.mutations.rows.created import CreatedRows
from django_graphql_auto.mutations.rows.marking import restore
from django_graphql_auto.mutations.rows.stored_files import StoredFiles, noted
from django_graphql_auto.mutations.rules import Rules
from django_graphql_auto.mutations.transactions import Later, can_only_be_undone, database_of, leaves_doubt

Model = type[models.Model]
TAKEN = ("UNIQUE", "UNIQUE_TOGETHER")


class Write(Protocol):
    """One write, not done yet."""

    @property
    def model(self) -> Model | None:
        """Whose database it is done on; None for the default one."""

    def run(self, writer: Writer) -> Report:
        """Does it. Raises :class:`Rejected`; the caller undoes what was stored until then."""


class OneRow:
    """A write of one row, which may be one statement."""

    model: Model
    given: Given
    operation: ClassVar[str]

    def is_alone(self, writer: Writer) -> bool:
        """Whether storing the row is all there is to do."""
        return is_alone(writer, self.model, self.given, self.operation)

    def run_alone(self, writer: Writer) -> Report | None:
        """Does it outside of any transaction; None, with nothing done, where that takes more than a statement."""
        raise NotImplementedError


@dataclass(frozen=True)
class Create(OneRow):
    operation = "create"
    model: Model
    given: Given
    path: Path = ("input",)

    def run_alone(self, writer: Writer) -> Report:
        return self.run(writer)

    def run(self, writer: Writer) -> Report:
        row = writer.create(writer.form(self.model), Wanted(self.given, self.path))
        return Report(row, is_as_stored=writer.is_alone)


@dataclass(frozen=True)
class Update(OneRow):
    operation = "update"
    model: Model
    named: Any
    """What :meth:`Rules.lookups` understands."""
    given: Given
    named_path: Path = ("id",)
    path: Path = ("input",)
    expected_version: str | None = None
    """The version that the caller has seen: of a row that has changed since, nothing is overwritten."""
    version_path: Path = ()
    """Where in the input it stands."""

    def run_alone(self, writer: Writer) -> Report | None:
        if self.expected_version is not None:
            return None
        row = changed_alone(writer, writer.form(self.model), self.named, Wanted(self.given, self.path))
        return None if row is None else Report(row, is_as_stored=True)

    def run(self, writer: Writer) -> Report:
        form = writer.form(self.model)
        writer.rows.require(form, "update", self.path)
        [row] = writer.finder.locked(form, [self.named], [self.named_path], "change")
        require_version(form, row, self.expected_version, self.version_path)
        writer.update(form, row, Wanted(self.given, self.path))
        return Report(row, is_as_stored=writer.is_alone)


@dataclass(frozen=True)
class Delete:
    model: Model
    named: Any
    named_path: Path = ("id",)
    expected_version: str | None = None

    def run(self, writer: Writer) -> Report:
        form, row = _locked(writer, self, "delete")
        [also] = namesakes(writer, form, [row])
        writer.delete_each(form, [row], [self.named_path])
        return Report(row, deleted=True, namesakes=also)


@dataclass(frozen=True)
class Restore:
    """Brings back a row that was marked as deleted."""

    model: Model
    named: Any
    named_path: Path = ("id",)
    expected_version: str | None = None

    def run(self, writer: Writer) -> Report:
        form, row = _locked(writer, self, "restore")
        restore(writer.rows, form, row, self.named_path)
        return Report(row)


@dataclass(frozen=True)
class Upsert:
    """Changes the row that is named, or makes it where there is none that the user may see."""

    model: Model
    named: Any
    create: Given
    update: Given
    path: Path = ()
    tries = 2
    """Another request may make the row between the look and the write: then it is there to be changed."""

    def run(self, writer: Writer) -> Report:
        form = writer.form(self.model)
        by, create, update = ((*self.path, part) for part in ("by", "create", "update"))
        writer.rows.require(form, "update", update)
        if writer.finder.one_or_none(form, self.named, by) is None:
            return Create(self.model, self.create, create).run(writer)
        return Update(self.model, self.named, self.update, by, update).run(writer)


def _locked(writer: Writer, write: Delete | Restore, action: str) -> tuple[Form, models.Model]:
    """The row that is to be deleted or brought back, if the user may."""
    form = writer.form(write.model)
    writer.rows.require(form, "delete", write.named_path)
    [row] = writer.finder.locked(form, [write.named], [write.named_path], action)
    require_version(form, row, write.expected_version)
    return form, row


def require_version(form: Form, row: models.Model, expected: str | None, path: Path = ()) -> None:
    if expected is not None and expected != form.version_of(row):
        message = f"This {form.info.verbose_name} has changed since you read it."
        raise Rejected(InputError((*path, "expectedVersion"), "CONFLICT", message), row=row)


class _Undone(Exception):
    """Leaves a write that was only tried."""


def perform(
    write: Write, rules: Rules, before_undoing: Callable[[Report], None] | None = None, created: CreatedRows | None = None
) -> Report:
    """Does a write in a transaction of its own, or in a savepoint of the one that is open: with errors, nothing of it is stored.

    With ``before_undoing``, which is called with the report of a write that went well, it is only tried: nothing is stored in any case.
    Writes that are given the same ``created`` can refer to rows that earlier ones have created under a name.
    """
    names = CreatedRows() if created is None else created
    return tried(write, lambda: _performed(write, rules, before_undoing, names))


class Told(Protocol):
    """A report, or an outcome."""

    @property
    def errors(self) -> tuple[InputError, ...]: ...


Tried = TypeVar("Tried", bound=Told)


def tried(write: Write, attempt: Callable[[], Tried]) -> Tried:
    """What looks first whether there is a row is done again where another request has made it meanwhile."""
    for _ in range(getattr(write, "tries", 1) - 1):
        told = attempt()
        if not any(error.code in TAKEN for error in told.errors):
            return told
    return attempt()


def _performed(write: Write, rules: Rules, before_undoing: Callable[[Report], None] | None, created: CreatedRows) -> Report:
    known, report = len(created), None
    try:
        with noted() as files:
            report = _tried(write, rules, before_undoing, files, created)
            return report
    finally:
        if report is None or report.errors or before_undoing is not None:
            created.forget(known)


def _tried(write: Write, rules: Rules, before_undoing: Callable[[Report], None] | None, files: StoredFiles, created: CreatedRows) -> Report:
    using = database_of(write.model)
    writer, report, later = Writer(rules, using, created), Report(), Later()
    if before_undoing is None and (alone := _run_alone(write, writer, files)):
        return alone
    try:
        with transaction.atomic(using):
            report = write.run(writer)
            if before_undoing is not None:
                before_undoing(report)
                raise _Undone
            _tell(writer)
            _require_open(using)
            later = Later(connections[using].run_on_commit)
    except _Undone:
        files.delete()
        return report
    except Exception as error:
        if not later.has_begun:
            if not later.leaves_doubt(error):
                files.delete()
            return _refused(writer, error)
        later.log_failure()
    return report


def _run_alone(write: Write, writer: Writer, files: StoredFiles) -> Report | None:
    """Does a write that is one statement, of which the database makes a transaction; None where there is more to do.

    Notes for the write itself whether it is alone.
    """
    if not isinstance(write, OneRow):
        return None
    writer.is_alone = write.is_alone(writer)
    if not writer.is_alone or not commits_itself(writer.using):
        return None
    try:
        return write.run_alone(writer)
    except Exception as error:
        if not leaves_doubt(error):
            files.delete()
        return _refused(writer, error)


def _require_open(using: str) -> None:
    """A project's code may catch an error that only the end of the transaction can undo, or say itself that it shall be undone."""
    if can_only_be_undone(using):
        raise transaction.TransactionManagementError("The transaction of this write was given up on the way.")


def _refused(writer: Writer, error: Exception) -> Report:
    match error:
        case Rejected():
            return Report(error.row, errors=error.errors, outcomes=error.outcomes)
        case IntegrityError() | DataError():
            return Report(errors=why_refused(error, writer.rows.storing, ()))
    raise error


class ListenerFailed(Exception):
    """A listener's own rows were refused: no fault of the caller's input, and the write is undone."""


def _tell(writer: Writer) -> None:
    try:
        writer.rows.notes.tell()
    except (IntegrityError, DataError) as error:
        raise ListenerFailed("What listens to writes could not store what it heard.") from error
