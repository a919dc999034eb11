"""Requests that are answered before any operation runs, each with its HTTP status."""

from __future__ import annotations

from django_graphql_auto.exceptions import BadUserInput, Forbidden, LimitExceeded, NotSupported, PublicError, ServiceUnavailable


class Refusal(Exception):
    """Carries what the client is told: the public error, the status and further headers."""

    def __init__(self, status: int, error: PublicError, headers: dict[str, str] | None = None) -> None:
        super().__init__(error.message)
        self.status, self.error, self.headers = status, error, headers or {}


def malformed(message: str) -> Refusal:
    return Refusal(400, BadUserInput(message))


def batching_off() -> Refusal:
    return Refusal(400, NotSupported("Send one operation per request: batching is off."))


def batched_stream() -> Refusal:
    return Refusal(400, NotSupported("Send an operation that is to be streamed by itself."))


def batched_key() -> Refusal:
    return Refusal(400, NotSupported("Send an operation with an Idempotency-Key by itself, or give each of its fields one."))


def batch_too_long(limit: int) -> Refusal:
    return Refusal(400, LimitExceeded(f"A batch has at most {limit} operations."))


def batched_files() -> Refusal:
    return Refusal(400, NotSupported("Send an operation with files by itself."))


def not_admitted(error: PublicError) -> Refusal:
    return Refusal(403, error)


def cross_site(message: str) -> Refusal:
    return Refusal(403, Forbidden(message))


def wrong_method(allowed: str) -> Refusal:
    return Refusal(405, BadUserInput(f"Use one of these methods: {allowed}."), {"Allow": allowed})


def not_acceptable(offered: tuple[str, ...]) -> Refusal:
    return Refusal(406, BadUserInput(f"The Accept header allows none of {', '.join(offered)}."))


def body_too_large(limit: int) -> Refusal:
    return Refusal(413, LimitExceeded(f"The body has more than {limit} bytes."))


def no_length() -> Refusal:
    return Refusal(411, BadUserInput("Send the length of the body: files are refused before they are read."))


def too_much_sent(limit: str, message: str) -> Refusal:
    return Refusal(413, LimitExceeded(message, limit=limit))


def unsupported_media_type(message: str, taken: str) -> Refusal:
    return Refusal(415, BadUserInput(message), {"Accept": taken})


def busy() -> Refusal:
    return Refusal(503, ServiceUnavailable("The server is busy; try again in a moment."), {"Retry-After": "1"})
