"""What every database can store: integers of 64 bits, and texts without null characters and half characters."""

from __future__ import annotations

import re
from typing import Any

LARGEST = 2**63
"""Integers of databases are smaller."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable_integer(value: int) -> bool:
    return -LARGEST <= value < LARGEST


def is_storable_text(text: str) -> bool:
    """A lone surrogate is half a character."""
    return _UNSTORABLE.search(text) is None


def are_storable_texts(value: Any) -> bool:
    """The texts at any depth of a JSON value, keys included; whatever else it is."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            if not is_storable_text(found):
                return False
        elif isinstance(found, dict):
            waiting += [*found, *found.values()]
        elif isinstance(found, list | tuple):
            waiting += found
    return True
