"""The files that a write has stored: a database takes back its rows, and these have to be deleted.

Django tells nobody that it stores a file, and does it from several places: ``save()``, ``bulk_create()``, a project's own code. They all
come through ``FieldFile.save()``, which is made to note what it has stored.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.db import transaction
from django.db.models.fields.files import FieldFile

logger = logging.getLogger("django_graphql_auto")


class StoredFiles:
    """Storages and names, in the order in which they were stored."""

    def __init__(self) -> None:
        self.each: list[tuple[Any, str]] = []

    def delete(self) -> None:
        """What can't be deleted is logged: the write has failed for another reason, which is to be told."""
        while self.each:
            storage, name = self.each.pop()
            try:
                storage.delete(name)
            except Exception:
                logger.exception("The file %s was stored by a write that is undone, and could not be deleted.", name)


_noted: ContextVar[StoredFiles | None] = ContextVar("stored_files", default=None)


@contextmanager
def noted(files: StoredFiles | None = None) -> Iterator[StoredFiles]:
    """The files that are stored meanwhile, with those that are given. What nobody has deleted is the surrounding block's afterwards."""
    files = files or StoredFiles()
    token = _noted.set(files)
    try:
        yield files
    finally:
        _noted.reset(token)
        if (around := _noted.get()) is not None:
            around.each += files.each


@contextmanager
def savepoint(using: str) -> Iterator[None]:
    """A part of a write: what it stores in files is undone with what it stores in rows."""
    with noted() as files:
        try:
            with transaction.atomic(using):
                yield
        except BaseException:
            files.delete()
            raise


def watch() -> None:
    """Called once, when the project starts."""
    if not hasattr(FieldFile.save, "__wrapped__"):
        FieldFile.save = _noting(FieldFile.save)  # type: ignore[method-assign]


def _noting(store: Any) -> Any:
    @wraps(store)
    def noting(self: FieldFile, name: str, content: Any, save: bool = True) -> None:
        store(self, name, content, save=False)
        if (files := _noted.get()) is not None:
            files.each.append((self.storage, str(self.name)))
        if save:
            self.instance.save()

    return noting
