"""Global ids: base64url of the JSON ``["shop.product", key…]``, stable whatever types are called (Relay's Object Identification)."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import orjson


def encode(label: str, key: tuple[Any, ...]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([label, *map(_plain, key)])).decode().rstrip("=")


def decode(text: str) -> tuple[str, tuple[Any, ...]] | None:
    """The model label and the key, or None where ``text`` is no global id."""
    try:
        parts = orjson.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        return None
    if not (isinstance(parts, list) and len(parts) > 1 and isinstance(parts[0], str) and "." in parts[0]):
        return None
    return parts[0], tuple(parts[1:])


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str) else str(value)
