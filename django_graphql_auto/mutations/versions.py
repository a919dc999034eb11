"""What tells one state of a row from another, so that nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.crypto import salted_hmac

SALT = "django_graphql_auto.version"


def version_of(row: models.Model, names: Sequence[str], *, is_digest: bool) -> str:
    """The value of a version column, or a digest of several columns: keyed, so that no value can be guessed by it."""
    values = [_plain(getattr(row, name)) for name in names]
    return salted_hmac(SALT, repr(values), algorithm="sha256").hexdigest()[:20] if is_digest else str(values[0])


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else str(value) if isinstance(value, models.fields.files.FieldFile) else value
