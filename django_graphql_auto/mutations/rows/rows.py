"""One row at a time: checked, cleaned, stored, and looked at again under the row rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.db import models
from django.db.models import ProtectedError, RestrictedError

from django_graphql_auto.access import may_write
from django_graphql_auto.mutations.records import Form, Given, InputError, Path, Rejected
from django_graphql_auto.mutations.rows.cleaning import assign, clean, clean_alone, input_errors
from django_graphql_auto.mutations.rows.created import CreatedRows
from django_graphql_auto.mutations.rows.finding import Finder
from django_graphql_auto.mutations.rows.sanitizing import Sanitizer
from django_graphql_auto.mutations.rows.storing import save
from django_graphql_auto.mutations.rules import Rules
from django_graphql_auto.mutations.telling.noting import notes_for
from django_graphql_auto.mutations.telling.steps import Step, step

PERMISSIONS = {"create": "add", "update": "change", "delete": "delete"}
"""What each operation needs."""
CHECKED = "uniqueness and constraints"
NOTHING: Given = {}
Attached = Mapping[str, Any]
"""Related rows and their keys by field name, found or made before."""


class RowWriter:
    """Stores rows on one database under one user's rules; knows nothing of what is nested in them."""

    def __init__(self, rules: Rules, using: str, created: CreatedRows) -> None:
        self.rules, self.using = rules, using
        self.notes = notes_for(rules, using)
        self.finder = Finder(rules, using, self.notes, created)
        self.sanitizer = Sanitizer()
        self._input_only: dict[int, tuple[models.Model, Given]] = {}
        """What was given of a row for hooks alone; with the row, so that its place in memory stays its own."""
        self.storing: tuple[Form, models.Model, Path] | None = None
        """The row that the database was given last: it is asked about when a constraint breaks."""

    def require(self, form: Form, operation: str, path: Path) -> None:
        """Raises :class:`Rejected` where the operation isn't served or the user has no permission for it."""
        if not self.may(form, operation):
            self._refuse(form, operation, path)

    def require_right(self, form: Form, operation: str, path: Path) -> None:
        """The same of what the project serves by means of its own: whether the model's own operation is served doesn't matter."""
        if not self.rules.may(form.model, PERMISSIONS[operation]):
            self._refuse(form, operation, path)

    def _refuse(self, form: Form, operation: str, path: Path) -> None:
        raise Rejected(InputError(path, "FORBIDDEN", f"You may not {PERMISSIONS[operation]} {form.info.verbose_name_plural}."))

    def may(self, form: Form, operation: str) -> bool:
        """Whether the operation is served and the user has the permission for it."""
        return operation in form.operations and self.rules.may(form.model, PERMISSIONS[operation])

    def require_columns(self, form: Form, given: Given, attached: Attached, action: str, path: Path) -> None:
        """Raises :class:`Rejected` for what the user may not write, whether it is given or follows from where a row hangs."""
        if not form.options.write_rules:
            return
        access = replace(self.rules.access, action=action)
        written = {*given, *_settled(form, attached), *_generic(form, attached)}
        refused = [name for name, rule in form.options.write_rules.items() if name in written and not may_write(rule, access)]
        form = form.writing(given)
        ways = {name: form.way_to(name) if name in given else () for name in refused}
        if refused:
            message = "You may not write this."
            raise Rejected(*(InputError((*path, *way), "FORBIDDEN", message, form.served.get(name)) for name, way in ways.items()))

    def insert(
        self, form: Form, given: Given, attached: Attached, path: Path, input_only: Given = NOTHING, *, is_whole: bool = True
    ) -> models.Model:
        """A new row. ``attached`` is trusted: it comes from rows that were found under the rules.

        Its own rule may ask for what is still to be hung on it: unless it ``is_whole``, it is looked at again afterwards.
        """
        row, written, known = self._made(form, given, attached, path, input_only)
        with step("check", form.model, [path], name=CHECKED):
            clean(form, row, written, known, path)
        self.store(form, row, path, force_insert=(models.Model,) if form.info.parents else True)
        self.notes.made([row])
        if is_whole:
            self.finder.require_within(form, row, "add", path)
        self.call("after_write", form, row, "add", path)
        return row

    def prepared(self, form: Form, given: Given, attached: Attached, path: Path, input_only: Given = NOTHING) -> models.Model:
        """A new row that is valid by itself and not stored; what it may conflict with, the database knows."""
        row, written, _ = self._made(form, given, attached, path, input_only)
        clean_alone(form, row, written, path)
        return row

    def _made(self, form: Form, given: Given, attached: Attached, path: Path, input_only: Given) -> tuple[models.Model, set[str], set[str]]:
        """A row with its values, the names that are to be validated, and those that only take part in constraints."""
        row = form.model()
        self._keep(row, input_only)
        assign(form, row, given, path, self.sanitizer)
        preset = {**self.presets(form, "create"), **attached}
        for name, value in preset.items():
            setattr(row, name, value)
        self.call("before_write", form, row, "add", path)
        known = {*_settled(form, preset), *_untold(form, given, preset)}
        return row, {*(form.names("create") - known), *_limited(form, preset)}, known

    def change(
        self,
        form: Form,
        row: models.Model,
        given: Given,
        attached: Attached,
        path: Path,
        input_only: Given = NOTHING,
        *,
        is_whole: bool = True,
    ) -> models.Model:
        """Changes a locked row. Only what changes is validated by itself; uniqueness and constraints hold for the whole row."""
        form = form.writing(given)
        self._keep(row, input_only)
        written = self._changed(form, row, given, attached, path)
        with step("check", form.model, [path], name=CHECKED):
            clean(form, row, written, form.stored, path)
        self.store(form, row, path)
        if is_whole:
            self.finder.require_within(form, row, "change", path)
        self.call("after_write", form, row, "change", path)
        return row

    def altered(self, form: Form, row: models.Model, given: Given, attached: Attached, path: Path, input_only: Given = NOTHING) -> set[str]:
        """Changes a locked row that is then valid by itself and not stored; answers with the names of what changed."""
        form = form.writing(given)
        self._keep(row, input_only)
        written = self._changed(form, row, given, attached, path)
        clean_alone(form, row, written, path)
        return {*given, *attached, *form.options.set_on_update}

    def _changed(self, form: Form, row: models.Model, given: Given, attached: Attached, path: Path) -> set[str]:
        assign(form, row, given, path, self.sanitizer)
        preset = {**self.presets(form, "update"), **attached}
        for name, value in preset.items():
            setattr(row, name, value)
        self.call("before_write", form, row, "change", path)
        return {*given, *_limited(form, preset)}

    def remove(self, form: Form, row: models.Model, path: Path) -> None:
        """Deletes a locked row, and what Django deletes with it."""
        with step("delete", form.model, [path]) as taken:
            self.call("before_write", form, row, "delete", path)
            self.notes.removing([row])
            key = row.pk
            with self._deleting(form, path):
                deleted = row.delete(using=self.using)
            row.pk = key
            _tell_beside(taken, deleted)
            self.call("after_write", form, row, "delete", path)

    def remove_all(self, form: Form, rows: Sequence[models.Model], path: Path) -> None:
        """The same for several rows at once."""
        with step("delete", form.model, [path] * len(rows), together=True) as taken:
            self.call_each("before_write", form, rows, "delete", [path] * len(rows))
            self.notes.removing(rows)
            with self._deleting(form, path):
                deleted = form.model._base_manager.using(self.using).filter(pk__in=[row.pk for row in rows]).delete()
            _tell_beside(taken, deleted)
            self.call_each("after_write", form, rows, "delete", [path] * len(rows))

    def _keep(self, row: models.Model, input_only: Given) -> None:
        """Keeps for the hooks what is given now."""
        self._input_only.pop(id(row), None)
        if input_only:
            self._input_only[id(row)] = row, input_only

    def call(self, hook: str, form: Form, row: models.Model, action: str, path: Path) -> None:
        """Lets the project do what it wants to with a row."""
        if hook in form.hooks:
            given = NOTHING if action == "delete" else self._input_only.get(id(row), (row, NOTHING))[1]
            with _refusable(form, path):
                getattr(form.options, hook)(row, replace(self.rules.access, action=action), **form.for_hook(hook, given))

    def call_each(self, hook: str, form: Form, rows: Sequence[models.Model], action: str, paths: Sequence[Path]) -> None:
        for row, path in zip(rows, paths, strict=True) if hook in form.hooks else ():
            self.call(hook, form, row, action, path)

    @contextmanager
    def _deleting(self, form: Form, path: Path) -> Iterator[None]:
        try:
            with _refusable(form, path):
                yield
        except (ProtectedError, RestrictedError) as error:
            code = "PROTECTED" if isinstance(error, ProtectedError) else "RESTRICTED"
            raise Rejected(InputError(path, code, f"Other rows need this {form.info.verbose_name}.")) from error

    def store(self, form: Form, row: models.Model, path: Path, **options: Any) -> None:
        self.storing = form, row, path
        with _refusable(form, path):
            save(row, form, self.using, **options)

    def presets(self, form: Form, operation: str) -> dict[str, Any]:
        """What the server puts into a row."""
        declared = form.options.set_on_create if operation == "create" else form.options.set_on_update
        return {name: value(self.rules.access) if callable(value) else value for name, value in declared.items()}


@contextmanager
def _refusable(form: Form, path: Path) -> Iterator[None]:
    """A project's own ``save()``, ``delete()`` or receiver may say of a row that it is wrong."""
    try:
        yield
    except ValidationError as error:
        raise Rejected(*input_errors(form, error, path)) from error
    except SuspiciousFileOperation as error:  # a storage doesn't take the name
        raise Rejected(InputError(path, "INVALID", "A file cannot be stored under its name.")) from error


def _tell_beside(taken: Step | None, deleted: Any) -> None:
    """What Django has deleted with the rows; a project's own ``delete()`` may say nothing of it."""
    if taken is not None and taken.model is not None and isinstance(deleted, tuple):
        taken.beside = {label.lower(): rows for label, rows in deleted[1].items() if label != taken.model._meta.label}


def _settled(form: Form, attached: Attached) -> set[str]:
    """The fields that have their values by what is attached; a generic foreign key stands for two."""
    return {*attached, *(name for given in attached if given in form.generics for name in form.generics[given].stored)}


def _generic(form: Form, attached: Attached) -> set[str]:
    """The generic foreign keys of which a part is attached."""
    return {name for name, generic in form.generics.items() if generic.stored & attached.keys()}


def _limited(form: Form, attached: Attached) -> set[str]:
    """The relations that ``limit_choices_to`` restricts: Django's own validation knows how."""
    return {relation.name for relation in form.info.relations if relation.limited and relation.name in attached}


def _untold(form: Form, given: Given, preset: Attached) -> set[str]:
    """Columns that nobody gave and that have a default: they need no validation, and still take part in constraints."""
    told = {*given, *preset}
    return {column.name for column in form.info.fields if column.has_default and column.name not in told}
