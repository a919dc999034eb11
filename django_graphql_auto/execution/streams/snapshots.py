"""Several statements that see one state of a database."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import DatabaseError, InterfaceError, connections

REPEATABLE: Mapping[str, str] = dict.fromkeys(("postgresql", "mysql"), "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
"""How a transaction is told to, by vendor. SQLite is left out: a reader that takes its time would keep writers out."""


class Snapshot:
    """From its making to its closing, this thread's statements on a database see one state of it.

    Where a transaction is open already (``ATOMIC_REQUESTS``, a test), and on databases without a row in ``REPEATABLE``, each statement sees
    what is committed when it runs.
    """

    def __init__(self, alias: str) -> None:
        self.alias, self.connection = alias, connections[alias]
        self.open = self.connection.vendor in REPEATABLE and self.connection.get_autocommit()
        if self.open:
            self.connection.set_autocommit(False)
            with self.connection.cursor() as cursor:
                cursor.execute(REPEATABLE[self.connection.vendor])

    def close(self, commit: bool) -> None:
        """Ends the transaction. From another thread nothing is done: the connection ends with the thread that it belongs to."""
        if not self.open or connections[self.alias] is not self.connection:
            return
        self.open = False
        try:
            self.connection.commit() if commit else self.connection.rollback()
            self.connection.set_autocommit(True)
        except (DatabaseError, InterfaceError):
            self.connection.close()
