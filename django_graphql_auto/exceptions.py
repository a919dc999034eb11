"""Errors whose text and code a client may read. Everything else is masked by the pipeline."""

from __future__ import annotations

from typing import Any


class PublicError(Exception):
    """An error that reaches the client as it is: ``message`` for people, ``code`` for programs (``extensions.code``)."""

    code = "INTERNAL"

    def __init__(self, message: str, **extensions: Any) -> None:
        super().__init__(message)
        self.message = message
        self.extensions = {"code": self.code, **extensions}


class ParseFailed(PublicError):
    code = "GRAPHQL_PARSE_FAILED"


class ValidationFailed(PublicError):
    code = "GRAPHQL_VALIDATION_FAILED"


class BadUserInput(PublicError):
    code = "BAD_USER_INPUT"


class Unauthenticated(PublicError):
    code = "UNAUTHENTICATED"


class Forbidden(PublicError):
    code = "FORBIDDEN"


class LimitExceeded(PublicError):
    code = "LIMIT_EXCEEDED"


class NotSupported(PublicError):
    code = "NOT_SUPPORTED"


class Timeout(PublicError):
    code = "TIMEOUT"


class ServiceUnavailable(PublicError):
    code = "SERVICE_UNAVAILABLE"


class RolledBack(PublicError):
    code = "ROLLED_BACK"


class SchemaError(Exception):
    """The declarations cannot become a valid schema; ``manage.py check`` reports it with its hint."""

    def __init__(self, message: str, hint: str, subject: Any = None) -> None:
        super().__init__(f"{message} {hint}")
        self.message, self.hint, self.subject = message, hint, subject
