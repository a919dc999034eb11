"""Writes that a client may send again. With a key, the second time tells what the first one did.

Who remembers is an installed app, which is found by what its configuration can do; here it has no name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol, cast

from django.apps import apps
from graphql import FieldNode

from django_graphql_auto.exceptions import BadUserInput, NotSupported, Unauthenticated
from django_graphql_auto.execution.answer import OperationRequest
from django_graphql_auto.execution.run import Run
from django_graphql_auto.mutations import Write
from django_graphql_auto.schema.bindings import RootWrite
from django_graphql_auto.uploads import Upload

LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Attempt:
    """One field of a request that may be sent again. Nothing here can be read back into the key or the input."""

    owner: str
    """The digest of user and key."""
    request: str
    """The digest of document, operation and variables."""
    field: str
    """The response key of the root field."""


class Remembering(Protocol):
    """What the configuration of an app has that remembers writes."""

    def remembered_write(self, write: Write, attempt: Attempt) -> Write:
        """The write, which only reports what was done before where the attempt isn't the first."""

    def get_models(self) -> Iterable[Any]:
        """Where it remembers: each database that is written to needs their tables."""


def remembering() -> Remembering | None:
    """The installed app that remembers writes."""
    found = (config for config in apps.get_app_configs() if hasattr(config, "remembered_write"))
    return cast(Remembering | None, next(found, None))


def doing_once(run: Run, arguments: Mapping[str, Any], node: FieldNode) -> Callable[[Write], Write]:
    """What makes the field's write one that is done once, where there is a key. Raises public errors for one that can't be kept.

    A dry run stores nothing, so that there is nothing to remember.
    """
    key = _key(run, arguments)
    if key is None:
        return _as_it_is
    memory = _memory()
    if not 0 < len(key) <= LONGEST_KEY:
        raise BadUserInput(f"An idempotency key has 1 to {LONGEST_KEY} characters.")
    attempt = Attempt(_digest(*_owner(run.scopes.access), key), _request(run.asked, key), (node.alias or node.name).value)
    return _as_it_is if arguments["dryRun"] else lambda write: memory.remembered_write(write, attempt)


def refuse_unremembered(run: Run, bindings: Iterable[Any]) -> None:
    """Raises :class:`NotSupported` where a key is given for fields of which nobody knows what they write."""
    if run.asked.idempotency_key is not None and not all(isinstance(binding, RootWrite) for binding in bindings):
        raise NotSupported("Idempotency-Key is kept by mutations of models only: this operation has others.")


def _key(run: Run, arguments: Mapping[str, Any]) -> str | None:
    given: str | None = arguments.get("idempotencyKey")
    return run.asked.idempotency_key if given is None else given


def _memory() -> Remembering:
    memory = remembering()
    if memory is None:
        raise NotSupported("Idempotency keys are not kept here.")
    return memory


def _owner(access: Any) -> tuple[str, str]:
    """Whose the key is: two users may have the same one."""
    user = access.user
    if not access.authenticated or user.pk is None:
        raise Unauthenticated("Log in to use an idempotency key: it is kept for a user.")
    meta = getattr(user, "_meta", None)
    return meta.concrete_model._meta.label_lower if meta else type(user).__qualname__, str(user.pk)


def _request(asked: OperationRequest, key: str) -> str:
    """The key, which nobody else knows, keeps short inputs from being found by trying."""
    try:
        return _digest(key, asked.query, asked.operation_name, asked.variables or {})
    except (RecursionError, TypeError, ValueError):
        raise BadUserInput("The variables cannot be read.") from None


def _digest(*parts: Any) -> str:
    return sha256(json.dumps(parts, sort_keys=True, default=_told).encode()).hexdigest()


def _told(value: Any) -> str:
    """A file is told by its digest: another one under the same key is another request."""
    return value.fingerprint if isinstance(value, Upload) else str(value)


def _as_it_is(write: Write) -> Write:
    return write
