"""What a request asks and what it is answered, before and after anything is done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


@dataclass(frozen=True)
class OperationRequest:
    """One operation as it came. GET allows queries only."""

    query: str | None
    variables: Mapping[str, Any] | None = None
    operation_name: str | None = None
    extensions: Mapping[str, Any] | None = None
    allowed_operations: frozenset[str] = frozenset({"query", "mutation"})


@dataclass
class Answer:
    """The response (GraphQL specification, 7.1). ``executed`` is false for request errors: there is no ``data`` then."""

    data: dict[str, Any] | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)
    extensions: dict[str, Any] = field(default_factory=dict)
    executed: bool = False
    status_hint: int | None = None
    """An HTTP status that the transport would not guess, e.g. 405 for a mutation by GET."""

    def as_dict(self) -> dict[str, Any]:
        made: dict[str, Any] = {"errors": self.errors} if self.errors else {}
        if self.executed:
            made["data"] = self.data
        return made | ({"extensions": self.extensions} if self.extensions else {})

    def to_bytes(self) -> bytes:
        return orjson.dumps(self.as_dict(), option=OPTIONS, default=str)
