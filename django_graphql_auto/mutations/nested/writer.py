"""Rows with the rows around them: each under its own model's operations and rules, all in one transaction.

Rows are written and locked in a stated order: what they refer to, the rows themselves, then what refers to them, relations in the order
in which their model declares them, and within a relation what goes before what comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import models

from django_graphql_auto.conf import settings
from django_graphql_auto.introspection import deletes_plainly
from django_graphql_auto.mutations.nested.to_many import Hung, hang_each
from django_graphql_auto.mutations.nested.to_one import refer, refer_to_any, remove_referred
from django_graphql_auto.mutations.nested.together import REFUSED, change_together, create_together, why_changed_alone, why_created_alone
from django_graphql_auto.mutations.nested.values import input_only_of
from django_graphql_auto.mutations.nested.writing import Operands, Parts, Wanted, nothing, parted, require_few
from django_graphql_auto.mutations.records import Form, InputError, Path, Rejected
from django_graphql_auto.mutations.rows.created import CreatedRows
from django_graphql_auto.mutations.rows.finding import Finder, not_found
from django_graphql_auto.mutations.rows.marking import mark_all
from django_graphql_auto.mutations.rows.rows import RowWriter
from django_graphql_auto.mutations.rows.stored_files import savepoint
from django_graphql_auto.mutations.rules import Rules
from django_graphql_auto.mutations.telling.steps import step


class Writer:
    """Writes rows and what is nested in them: many at once where that does the same."""

    def __init__(self, rules: Rules, using: str, created: CreatedRows) -> None:
        self.rules, self.using, self.created = rules, using, created
        self.rows = RowWriter(rules, using, created)
        self.written = self.depth = 0
        self.is_alone = False
        """Whether storing one row is all there is to do."""
        self.moved: set[tuple[type[models.Model], Any]] | None = None
        self.changed: list[models.Model | None] = []
        """The rows that were changed; None where some were deleted: others may have gone or lost a key with them."""

    @property
    def finder(self) -> Finder:
        return self.rows.finder

    def form(self, model: type[models.Model]) -> Form:
        found = self.rules.form(model)
        if found is None:
            raise LookupError(f"{model.__name__} is not served.")
        return found

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        with self.created.undone_together(), savepoint(self.using):
            yield

    def count(self, paths: Sequence[Path]) -> None:
        left = max(settings.MAX_WRITTEN_ROWS - self.written, 0)
        self.written += len(paths)
        if len(paths) > left:
            raise Rejected(InputError(paths[left], "LIMIT_EXCEEDED", f"A mutation writes at most {settings.MAX_WRITTEN_ROWS} rows."))
        if paths and self.depth >= settings.MAX_INPUT_DEPTH:
            raise Rejected(InputError(paths[0], "LIMIT_EXCEEDED", f"At most {settings.MAX_INPUT_DEPTH} rows stand inside each other."))

    def create(self, form: Form, wanted: Wanted) -> models.Model:
        self.count([wanted.path])
        with step("create", form.model, [wanted.path]):
            self.rows.require(form, "create", wanted.path)
            self.rows.require_columns(form, wanted.given, wanted.attached, "add", wanted.path)
            parts = parted(form, wanted.given, "create")
            require_few(form, wanted, parts)
            input_only = input_only_of(self, form, wanted)
            attached = {**self._attached(form, None, wanted, parts), **wanted.attached}
            self.created.reserve(form, wanted.given, self.using, wanted.path)
            hanging = form.hanging(wanted.given, wanted.attached)
            row = self.rows.insert(hanging, parts.columns, attached, wanted.path, input_only, is_whole=not parts.hanging)
            self.created.note(form, wanted.given, row)
            self._hang(form, row, parts, wanted.path, "add")
        return row

    def create_each(self, form: Form, wanted: Sequence[Wanted]) -> list[models.Model]:
        outcomes = create_together(self, form, wanted) if len(wanted) > 1 else None
        if outcomes is None:
            return self._create_alone(form, wanted)
        return [outcome.row for outcome in outcomes if outcome.row is not None]

    def _create_alone(self, form: Form, wanted: Sequence[Wanted]) -> list[models.Model]:
        if len(wanted) < 2:
            return [self.create(form, each) for each in wanted]
        with step("create", form.model, [each.path for each in wanted], lambda: why_created_alone(self, form, wanted), together=False):
            return [self.create(form, each) for each in wanted]

    def update(self, form: Form, row: models.Model, wanted: Wanted) -> None:
        """Changes a locked row."""
        self.count([wanted.path])
        with step("update", form.model, [wanted.path]):
            self._update(form, row, wanted)

    def _update(self, form: Form, row: models.Model, wanted: Wanted) -> None:
        self.rows.require(form, "update", wanted.path)
        self.rows.require_columns(form, wanted.given, wanted.attached, "change", wanted.path)
        parts = parted(form, wanted.given, "update")
        require_few(form, wanted, parts)
        input_only = input_only_of(self, form, wanted)
        before = {name: getattr(row, name) for name, operands in parts.referring.items() if "delete" in operands}
        known = len(self.changed)
        attached = {**self._attached(form, row, wanted, parts), **wanted.attached}
        self._look_again(form, row, wanted.path, self.changed[known:])
        if parts.columns or attached or input_only or not parts.hanging:
            hanging = form.hanging(wanted.given, wanted.attached)
            self.rows.change(hanging, row, parts.columns, attached, wanted.path, input_only, is_whole=not parts.hanging)
            self.changed.append(row)
        for name, gone in before.items():
            link = form.links[name]
            remove_referred(self, link, gone, (*wanted.path, link.name, "delete"))
        self._hang(form, row, parts, wanted.path, "change")

    def _hang(self, form: Form, row: models.Model, parts: Parts, path: Path, action: str) -> None:
        """Nobody hands a row on by what hangs on it either."""
        if parts.hanging:
            hang_each(self, form, [Hung(row, parts.hanging, path)])
            self.finder.require_within(form, row, action, path)

    def update_each(self, form: Form, rows: Sequence[models.Model], wanted: Sequence[Wanted]) -> None:
        if len(rows) > 1 and change_together(self, form, rows, wanted):
            self.changed += rows
        elif len(rows) > 1:
            with step("update", form.model, [each.path for each in wanted], lambda: why_changed_alone(self, form, wanted), together=False):
                self._update_alone(form, rows, wanted)
        else:
            self._update_alone(form, rows, wanted)

    def _update_alone(self, form: Form, rows: Sequence[models.Model], wanted: Sequence[Wanted]) -> None:
        known, own = len(self.changed), set(map(id, rows))
        for row, each in zip(rows, wanted, strict=True):
            self._look_again(form, row, each.path, [other for other in self.changed[known:] if id(other) not in own])
            self.update(form, row, each)

    def _look_again(self, form: Form, row: models.Model, path: Path, changed: Sequence[models.Model | None]) -> None:
        """What is nested in a write may lead back to a row that was read before it."""
        if any(other is None or isinstance(row, type(other)) or isinstance(other, type(row)) for other in changed):
            try:
                row.refresh_from_db(using=self.using)
            except models.ObjectDoesNotExist as error:
                raise Rejected(not_found(form, path)) from error

    def delete_each(self, form: Form, rows: Sequence[models.Model], paths: Sequence[Path]) -> None:
        """Deletes locked rows: together, and where one can't go, one by one, which tells the path of that one."""
        self.count(paths)
        for path in paths:
            self.rows.require(form, "delete", path)
        named = {row.pk: (row, path) for row, path in zip(rows, paths, strict=True)}
        rows = [row for row, _ in named.values()]
        if form.mark is not None:
            mark_all(self.rows, form, rows, [path for _, path in named.values()])
        elif len(rows) == 1:
            self.rows.remove(form, *named[rows[0].pk])
        elif rows and not (deletes_plainly(form.model) and self._deleted_together(form, rows, paths[0])):
            self.delete_alone(form, list(named.values()))
        self.changed.append(None)

    def delete_alone(self, form: Form, named: Sequence[tuple[models.Model, Path]]) -> None:
        """Deletes locked rows one by one."""
        why = REFUSED if deletes_plainly(form.model) else "it has a delete() of its own"
        with step("delete", form.model, [path for _, path in named], lambda: why, together=False):
            for row, path in named:
                self.rows.remove(form, row, path)

    def _deleted_together(self, form: Form, rows: Sequence[models.Model], path: Path) -> bool:
        try:
            with self.savepoint():
                self.rows.remove_all(form, rows, path)
        except Rejected:
            return False
        return True

    def _attached(self, form: Form, row: models.Model | None, wanted: Wanted, parts: Parts) -> dict[str, Any]:
        """What a row refers to afterwards."""
        return {
            **nothing(form, wanted),
            **self._referred(form, row, parts.referring, wanted.path),
            **{
                name: refer_to_any(self, link, wanted.given[name], wanted.path)
                for name, link in form.generics.items()
                if wanted.given.get(name) is not None
            },
        }

    def _referred(self, form: Form, row: models.Model | None, referring: Mapping[str, Operands], path: Path) -> dict[str, Any]:
        return {name: refer(self, form.links[name], row, operands, (*path, form.links[name].name)) for name, operands in referring.items()}
