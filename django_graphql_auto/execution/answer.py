"""What a request asks and what it is answered, before and after anything is done about it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson

from django_graphql_auto.execution.listening import stage

OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC | orjson.OPT_NON_STR_KEYS
"""Moments without a zone are in UTC: databases give them so, see ``statements/readers.py``."""


@dataclass(frozen=True)
class OperationRequest:
    """One operation as it came. GET allows queries only."""

    query: str | None
    variables: Mapping[str, Any] | None = None
    operation_name: str | None = None
    extensions: Mapping[str, Any] | None = None
    allowed_operations: frozenset[str] = frozenset({"query", "mutation"})
    streamed: bool = False
    """Whether the rows of its one list may be written bit by bit."""
    with_files: frozenset[str] = frozenset()
    """The variables in which :class:`~django_graphql_auto.uploads.Upload` stands; the operation must declare them."""
    idempotency_key: str | None = None
    """By which its writes are known when it is sent again."""


class Rest(Protocol):
    """The bytes of an answer that is written bit by bit, from its first to its last one. An error on the way is raised."""

    def __iter__(self) -> Iterator[bytes]: ...

    def __next__(self) -> bytes: ...

    def close(self) -> None: ...


@dataclass
class Answer:
    """The response (GraphQL specification, 7.1). ``executed`` is false for request errors: there is no ``data`` then."""

    data: dict[str, Any] | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)
    extensions: dict[str, Any] = field(default_factory=dict)
    executed: bool = False
    status_hint: int | None = None
    """An HTTP status that the transport would not guess, e.g. 405 for a mutation by GET."""
    headers: dict[str, str] = field(default_factory=dict)
    """HTTP headers that listeners add."""
    rest: Rest | None = None
    """What comes after this beginning of an answer. It must be read or closed."""

    def as_dict(self) -> dict[str, Any]:
        made: dict[str, Any] = {"errors": self.errors} if self.errors else {}
        if self.executed:
            made["data"] = self.data
        return made | ({"extensions": self.extensions} if self.extensions else {})

    @stage("format")
    def to_bytes(self) -> bytes:
        return to_json(self.as_dict())


def to_json(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=OPTIONS, default=str)
    except orjson.JSONEncodeError:
        return json.dumps(_finite(value), default=str).encode()


def _finite(value: Any) -> Any:
    """What stored JSON can hold and orjson refuses (wide integers, deep nesting, half characters) is written by Python, which knows NaN."""
    match value:
        case dict():
            return {key: _finite(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_finite(inner) for inner in value]
        case float():
            return value if math.isfinite(value) else None
    return value
