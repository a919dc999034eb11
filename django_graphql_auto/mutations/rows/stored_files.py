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

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.fields.files import FieldFile

from django_graphql_auto.conf import settings
from django_graphql_auto.uploads.upload import Content

logger = logging.getLogger("django_graphql_auto")


class StoredFiles:
    """Storages and names, in the order in which they were stored."""

    def __init__(self, around: StoredFiles | None = None) -> None:
        self.each: list[tuple[Any, str]] = []
        self.sent = 0
        """Bytes of them that come from clients."""
        self._around = around

    def count(self, field: Any, content: Any) -> None:
        """One file that is sent can be meant for many rows. Raises ``ValidationError`` where it would be stored too often."""
        if isinstance(content, Content):
            self.sent += content.size or 0
            most = settings.MAX_UPLOAD_TOTAL_BYTES
            if self._all_sent > most:
                message = "The files that a mutation stores have at most %(max)d bytes together."
                raise ValidationError({field.name: ValidationError(message, "limit_exceeded", {"max": most})})

    @property
    def _all_sent(self) -> int:
        return self.sent + (self._around._all_sent if self._around else 0)

    def delete(self) -> None:
        """What can't be deleted is logged: the write has failed for another reason, which is to be told."""
        self.sent = 0
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
    around = _noted.get()
    files = files or StoredFiles(around)
    token = _noted.set(files)
    try:
        yield files
    finally:
        _noted.reset(token)
        if around is not None:
            around.each += files.each
            around.sent += files.sent


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
        files = _noted.get()
        if files is not None:
            files.count(self.field, content)
        store(self, name, content, save=False)
        if files is not None:
            files.each.append((self.storage, str(self.name)))
        if save:
            self.instance.save()

    return noting
