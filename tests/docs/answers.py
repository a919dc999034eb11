"""Answers as the pages show them: exactly, or in part; what changes from run to run is never shown."""

from __future__ import annotations

import json
import os
import re
from decimal import Decimal
from typing import Any

from tests.docs.pages import BLOCK, Block

UPDATE = os.environ.get("UPDATE_DOCS") == "1"
"""Whether the pages are written anew from what is answered now."""
WIDTH = 110
FIGURE = re.compile(r"-?\d+(\.\d+)?")


def shown(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without places in the text and without correlation ids."""
    errors = [
        {name: value for name, value in error.items() if name != "locations"}
        | {"extensions": {name: value for name, value in error["extensions"].items() if name != "correlationId"}}
        for error in answer.get("errors", [])
    ]
    return answer | ({"errors": errors} if errors else {})


def difference(expected: Any, actual: Any, place: str = "answer") -> str | None:
    """The first place where ``expected`` isn't part of ``actual``; lists are shown from their beginning."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        pairs = [(f"{place}.{name}", value, actual.get(name, "nothing")) for name, value in expected.items()]
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) <= len(actual):
        pairs = [(f"{place}[{index}]", value, actual[index]) for index, value in enumerate(expected)]
    else:
        return None if _normal(expected) == _normal(actual) else f"{place}: {expected!r} is shown, {actual!r} is answered"
    return next((found for inner, shows, has in pairs if (found := difference(shows, has, inner))), None)


def _normal(value: Any) -> Any:
    """Figures without trailing zeros: databases differ in how many they write."""
    return Decimal(value).normalize() if isinstance(value, str) and FIGURE.fullmatch(value) else value


def assert_shown(block: Block, answer: dict[str, Any]) -> None:
    """Fails where the answer isn't the one that the page shows."""
    if UPDATE and block.kind != "part":
        assert "INTERNAL" in block.text or all(error["extensions"]["code"] != "INTERNAL" for error in answer.get("errors", ()))
        write(block, laid_out(answer))
        return
    expected = json.loads(block.text)
    assert difference(expected, answer) is None
    if block.kind != "part":
        assert difference(answer, expected) is None


def assert_same_text(block: Block, text: str) -> None:
    if UPDATE:
        write(block, text)
    else:
        assert block.text.strip() == text.strip()


def write(block: Block, new: str) -> None:
    """Puts another text in the place of a block's, wherever the block is by now."""
    text = block.page.read_text(encoding="utf-8")
    found = list(BLOCK.finditer(text))[block.position]
    block.page.write_text(text[: found.start("text")] + new.strip() + "\n" + text[found.end("text") :], encoding="utf-8")


def laid_out(value: Any, indent: int = 0) -> str:
    """JSON for readers: what fits on a line stands on one."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or (len(flat) + indent <= WIDTH and indent):
        return flat
    space = " " * (indent + 2)
    items = (
        [f"{json.dumps(name)}: {laid_out(inner, indent + 2)}" for name, inner in value.items()]
        if isinstance(value, dict)
        else [laid_out(inner, indent + 2) for inner in value]
    )
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{space}" + f",\n{space}".join(items) + f"\n{' ' * indent}{closing}"
