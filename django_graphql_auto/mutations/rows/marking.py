"""Rows that are deleted by a mark in one of their columns, and brought back by taking it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

from django.db import DataError, IntegrityError, models, transaction

from django_graphql_auto.access import Mark
from django_graphql_auto.introspection import deletes_plainly, renewed, stores_plainly, why_stored_alone
from django_graphql_auto.mutations.records import Form, Path, Rejected
from django_graphql_auto.mutations.rows.cleaning import clean, clean_alone
from django_graphql_auto.mutations.rows.rows import CHECKED, RowWriter
from django_graphql_auto.mutations.telling.steps import Step, step


class NotMarked(Exception):
    """The project's own ``delete()`` has done something else: a fault of the project, and the write is undone."""


def mark(writer: RowWriter, form: Form, row: models.Model, path: Path) -> None:
    """Marks a locked row as deleted. A model's own ``delete()`` is called instead, and must have marked it."""
    _require_column(writer, form, "delete", path)
    if not deletes_plainly(form.model):
        writer.remove(form, row, path)
        _require_marked(writer, form, row)
        return
    with step("delete", form.model, [path]):
        _assign(writer, form, row, deleted=True)
        writer.call("before_write", form, row, "delete", path)
        writer.store(form, row, path)
        writer.call("after_write", form, row, "delete", path)


def mark_all(writer: RowWriter, form: Form, rows: Sequence[models.Model], paths: Sequence[Path]) -> None:
    """The same for several rows: in one statement, where nothing has to happen row by row."""
    together = deletes_plainly(form.model) and _fits(writer, form, rows)
    if together and _attempted(writer, form, rows, paths, deleted=True):
        return
    with _one_by_one("delete", writer, form, paths):
        for row, path in zip(rows, paths, strict=True):
            mark(writer, form, row, path)


def restore(writer: RowWriter, form: Form, row: models.Model, path: Path) -> None:
    """Takes the mark of a locked row away. It must be valid as it comes back, and in nobody's way."""
    _require_column(writer, form, "change", path)
    with step("restore", form.model, [path]):
        _assign(writer, form, row, deleted=False)
        writer.call("before_write", form, row, "change", path)
        _clean(form, row, path)
        writer.store(form, row, path)
        writer.finder.require_within(form, row, "delete", path)
        writer.call("after_write", form, row, "change", path)


def _clean(form: Form, row: models.Model, path: Path) -> None:
    """What is wrong with a row that comes back stands nowhere in the input."""
    with step("check", form.model, [path], name=CHECKED):
        try:
            clean(form, row, form.columns, form.stored, ())
        except Rejected as rejected:
            raise Rejected(*(replace(error, path=path) for error in rejected.errors)) from rejected


def restore_all(writer: RowWriter, form: Form, rows: Sequence[models.Model], path: Path) -> None:
    """The same for several rows, likewise."""
    paths = [path] * len(rows)
    if not (_fits(writer, form, rows) and _attempted(writer, form, rows, paths, deleted=False)):
        with _one_by_one("restore", writer, form, paths):
            for row in rows:
                restore(writer, form, row, path)


def _one_by_one(action: str, writer: RowWriter, form: Form, paths: Sequence[Path]) -> AbstractContextManager[Step | None]:
    """A step of its own only where there are several."""
    return step(action, form.model, paths, lambda: _why_alone(writer, form, action), together=False) if len(paths) > 1 else nullcontext()


def _why_alone(writer: RowWriter, form: Form, action: str) -> str:
    if action == "delete" and not deletes_plainly(form.model):
        return "it has a delete() of its own"
    if "before_write" in form.hooks:
        return "before_write may change any column"
    return why_stored_alone(form.model, writer.using) or "together they were refused"


def _fits(writer: RowWriter, form: Form, rows: Sequence[models.Model]) -> bool:
    """A hook may change any column, and only the mark would be stored."""
    return len(rows) > 1 and stores_plainly(form.model, writer.using) and "before_write" not in form.hooks


def _attempted(writer: RowWriter, form: Form, rows: Sequence[models.Model], paths: Sequence[Path], *, deleted: bool) -> bool:
    """All rows in one statement; false where nothing was done because only one by one it can be told what is wrong."""
    action = "delete" if deleted else "change"
    _require_column(writer, form, action, paths[0])
    before = [dict(row.__dict__) for row in rows]
    taken = step("delete" if deleted else "restore", form.model, paths, together=True)
    try:
        with taken, transaction.atomic(writer.using):
            _store_all(writer, form, rows, deleted=deleted)
            if not deleted and writer.finder.outside(form, rows, "delete"):
                raise Rejected
    except (IntegrityError, DataError, Rejected):
        for row, values in zip(rows, before, strict=True):
            row.__dict__ = values
        return False
    writer.call_each("after_write", form, rows, action, paths)
    return True


def _store_all(writer: RowWriter, form: Form, rows: Sequence[models.Model], *, deleted: bool) -> None:
    values = _values(writer, form, deleted=deleted)
    values |= {field.name: field.pre_save(rows[0], False) for field in renewed(form.model)}
    for row in rows:
        _set(row, values)
        if not deleted:
            clean_alone(form, row, form.columns, ())
    form.model._base_manager.using(writer.using).filter(pk__in=[row.pk for row in rows]).update(**values)


def _assign(writer: RowWriter, form: Form, row: models.Model, *, deleted: bool) -> None:
    _set(row, _values(writer, form, deleted=deleted))


def _values(writer: RowWriter, form: Form, *, deleted: bool) -> dict[str, Any]:
    """The mark, and what the server puts into every row that is changed."""
    found = _mark_of(form)
    return {**writer.presets(form, "update"), found.column: found.value(deleted=deleted)}


def _set(row: models.Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _require_column(writer: RowWriter, form: Form, action: str, path: Path) -> None:
    """The column's own write rule holds for its mark, too."""
    writer.require_columns(form, {}, {_mark_of(form).column: None}, action, path)


def _require_marked(writer: RowWriter, form: Form, row: models.Model) -> None:
    found = _mark_of(form)
    if not form.model._base_manager.using(writer.using).filter(found.present, pk=row.pk).exists():
        raise NotMarked(f"delete() of {form.info.label} has not marked its row in {found.column}.")


def _mark_of(form: Form) -> Mark:
    assert form.mark is not None
    return form.mark
