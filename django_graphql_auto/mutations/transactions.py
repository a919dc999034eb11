"""Where writes are stored or undone: a transaction of a database, and several of them with what hangs on them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections, models, router, transaction

from django_graphql_auto.mutations.rows.stored_files import StoredFiles, noted

logger = logging.getLogger("django_graphql_auto")
ABORTED = 3
"""A transaction of PostgreSQL in which a statement has failed, as its library numbers it: its COMMIT undoes it, and says nothing."""


def database_of(model: type[models.Model] | None) -> str:
    """Where a write of the model is done; of none, on the default database."""
    return router.db_for_write(model) if model else DEFAULT_DB_ALIAS


def can_only_be_undone(using: str) -> bool:
    """Whether the open transaction has been given up, or broken by an error that somebody has caught."""
    connection = connections[using]
    if connection.needs_rollback or connection.closed_in_transaction:
        return True
    driver: Any = connection.connection
    return connection.vendor == "postgresql" and driver is not None and driver.info.transaction_status == ABORTED


def leaves_doubt(error: Exception) -> bool:
    """Whether the connection was lost on a commit: nobody knows then what is stored, and its files are better kept."""
    return isinstance(error, OperationalError | InterfaceError)


class Later:
    """What is to happen when a write is stored. Django takes it off its list piece by piece then, and else forgets the list as it is."""

    def __init__(self, waiting: Sequence[Any] | None = None) -> None:
        self._waiting, self._all = waiting, len(waiting or ())

    @property
    def has_begun(self) -> bool:
        return len(self._waiting or ()) < self._all

    def leaves_doubt(self, error: Exception) -> bool:
        return self._waiting is not None and leaves_doubt(error)

    def log_failure(self) -> None:
        logger.exception("What was to happen after a write was stored has failed; the write itself is stored.")


class _Undone(Exception):
    """Leaves a transaction that is not to be stored."""


class Transactions:
    """One on each database that writes come to: all of them are stored, or none.

    Databases commit one after the other. Where one refuses, it and those behind it are undone; ``stored`` names those before it.
    """

    def __init__(self) -> None:
        self.stored: list[str] = []
        self._open: dict[str, transaction.Atomic] = {}
        self._files: dict[str, StoredFiles] = {}

    @contextmanager
    def writing(self, using: str) -> Iterator[None]:
        """What is done meanwhile belongs to the database's transaction, which begins where it is not open yet."""
        if using not in self._open:
            block = transaction.atomic(using)
            block.__enter__()
            self._open[using], self._files[using] = block, StoredFiles()
        with noted(self._files[using]):
            yield

    @property
    def can_only_be_undone(self) -> bool:
        return any(map(can_only_be_undone, self._open))

    def undo(self) -> None:
        """All that is not stored yet."""
        while self._open:
            using, block = self._open.popitem()
            try:
                block.__exit__(_Undone, _Undone(), None)
            except Exception:
                logger.exception("A transaction on %s could not be undone in order: it has ended with its connection.", using)
            self._files[using].delete()

    def commit(self) -> None:
        """In the order in which they have begun. Raises what a database refuses with."""
        while self._open:
            using = next(iter(self._open))
            try:
                self._commit(using, self._open.pop(using))
            except BaseException:
                self.undo()
                raise
            self.stored.append(using)

    def _commit(self, using: str, block: transaction.Atomic) -> None:
        later = Later(connections[using].run_on_commit)
        try:
            block.__exit__(None, None, None)
        except Exception as error:
            if later.has_begun:
                later.log_failure()
                return
            if not leaves_doubt(error):
                self._files[using].delete()
            raise
