"""The types of a schema once more, as many and as large, without anything behind them."""

from __future__ import annotations

from typing import Any

Described = dict[str, Any]
"""A schema, or a part of one, as introspection shows it."""


def types_by_kind(schema: Described, kinds: tuple[str, ...]) -> list[Described]:
    """Those that have to be made, kind by kind."""
    wanted = [each for each in schema["types"] if not each["name"].startswith("__")]
    return [each for kind in kinds for each in wanted if each["kind"] == kind]
