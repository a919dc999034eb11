"""From exceptions to errors that a client may read: what is not public is masked, logged, and found again by its correlation id."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from django.db import DatabaseError, DataError, InterfaceError, NotSupportedError, OperationalError, ProgrammingError
from graphql import GraphQLError

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput, NotSupported, PublicError, ServiceUnavailable, Timeout

logger = logging.getLogger("django_graphql_auto")

MASKED = "Internal error"
STATUS = {"SERVICE_UNAVAILABLE": 503, "TIMEOUT": 504}
"""What HTTP says of an answer without data, by the error's code."""
_UNDEFINED = frozenset({"42P01", "42703"})
"""PostgreSQL: undefined table, undefined column."""
_CANCELED = frozenset({"57014", "55P03"})
"""PostgreSQL: statement timeout, lock timeout."""
_IN_THE_WAY = frozenset({"40P01", "40001"})
"""PostgreSQL: a deadlock, a snapshot that others have overtaken."""
_ABORTED = frozenset({"25P02"})
"""PostgreSQL: an earlier statement of the transaction failed, e.g. under ``ATOMIC_REQUESTS``."""
_MISSING_TEXTS = ("no such table", "no such column", "(1146", "(1054")
_REFUSED_TEXTS = ("user-defined function raised exception", "(1139", "(1292")
_TIMEOUT_TEXTS = ("(1969", "(1205", "interrupted")
_IN_THE_WAY_TEXTS = ("(1213", "database is locked", "database table is locked")


class database_errors:  # noqa: N801 - used as contextlib's are, and ten times as often as a generator should be
    """A database's refusal as a coded error, without its text."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, DatabaseError | InterfaceError | ArithmeticError) and not isinstance(error, PublicError):
            coded = _coded(error)
            if coded is not error:
                raise coded from error


def _coded(error: Exception) -> Exception:
    state, text = getattr(error.__cause__, "sqlstate", None), str(error)
    if isinstance(error, NotSupportedError):
        return NotSupported("The database cannot answer this query.")
    if isinstance(error, DataError | ArithmeticError) or any(part in text for part in _REFUSED_TEXTS):
        return BadUserInput("The database refuses a value in this query.")
    if state in _CANCELED or any(part in text for part in _TIMEOUT_TEXTS):
        return Timeout("The database took too long.")
    if state in _IN_THE_WAY or any(part in text for part in _IN_THE_WAY_TEXTS):
        return ServiceUnavailable("Another request was in the way. Try again.")
    if state in _ABORTED:
        return ServiceUnavailable("This data cannot be read after an earlier error.")
    if state in _UNDEFINED or any(part in text for part in _MISSING_TEXTS):
        logger.error("A table or column that the models declare is missing: are all migrations applied?", exc_info=error)
        return ServiceUnavailable("This data cannot be read at the moment.")
    if isinstance(error, OperationalError | InterfaceError) and not isinstance(error, ProgrammingError):
        logger.error("The database cannot be reached.", exc_info=error)
        return ServiceUnavailable("This data cannot be read at the moment.")
    return error


def formatted(error: GraphQLError, default_code: str) -> dict[str, Any]:
    """An error as it is sent (GraphQL specification, 7.1.2). ``default_code`` is for graphql-core's own."""
    public = _public(error)
    extensions = dict(error.extensions or {}) if public else {"code": "INTERNAL"}
    extensions.setdefault("code", default_code)
    extensions["correlationId"] = _correlation_id(error, public)
    made: dict[str, Any] = {"message": _told(error) if public else MASKED}
    if error.locations:
        made["locations"] = [location.formatted for location in error.locations]
    if error.path:
        made["path"] = error.path
    return made | {"extensions": extensions}


def _told(error: GraphQLError) -> str:
    """One of graphql-core's rules suggests a name whatever it is told."""
    return error.message if settings.SUGGESTIONS or error.original_error else error.message.partition(" Did you mean ")[0]


def _public(error: GraphQLError) -> bool:
    """graphql-core's own errors, those raised as ``GraphQLError`` by resolvers, and ours."""
    return isinstance(error.original_error, PublicError | GraphQLError | type(None))


def _correlation_id(error: GraphQLError, public: bool) -> str:
    made = uuid.uuid4().hex
    if not public:
        logger.error("GraphQL error %s", made, exc_info=error.original_error, extra={"correlation_id": made})
    return made
