"""The documentation's pages, taken apart into fenced blocks.

A block that runs is preceded by a comment, which readers don't see: ``<!-- runs: shop -->``, or with more to say, ``<!-- runs: shop, as
ann, in 2 statements -->``. Python blocks with one declare options or settings for the queries below them on the same page. Behind a query
follow, as far as the page shows them, its variables (``<!-- variables -->``), its answer (not all of it where a ``<!-- part -->`` says
so), its plan (``<!-- plan -->``, or drawn: ``<!-- diagram -->``) and its SQL (``<!-- sql -->``). ``<!-- validates: shop -->`` is for
documents that a client completes, and ``<!-- schema: shop -->`` for excerpts of a schema. With ``UPDATE_DOCS=1`` in the environment the
tests write what they find into the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^(?:<!-- (?P<marker>[^>]+?) -->\n+)?^```(?P<language>[\w-]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = {
    ("json", "variables"): "variables",
    ("json", ""): "answer",
    ("json", "part"): "answer",
    ("text", "plan"): "plan",
    ("sql", "sql"): "sql",
    ("mermaid", "diagram"): "diagram",
}
"""What blocks behind a query are, by language and marker."""
FILE = re.compile(r"(?:#|//|<!--) (?P<path>[\w/]+\.\w+)(?P<end>, at the end)?(?: -->)?\n")
"""The first line of a file's text."""
QUERY_KINDS = ("runs", "validates", "schema")


@dataclass(frozen=True)
class Block:
    page: Path
    position: int
    """Its place among the page's blocks."""
    line: int
    """Where the text begins."""
    language: str
    text: str
    marker: str = ""

    @property
    def kind(self) -> str:
        return self.marker.split(":")[0].strip()

    @property
    def place(self) -> str:
        """Where it runs: ``shop``, or ``tutorial``."""
        named = re.match(r"\w+: (\w+)", self.marker)
        return named[1] if named else ""

    @property
    def user(self) -> str | None:
        asked = re.search(r", as (\w+)", self.marker)
        return asked[1] if asked else None

    @property
    def statements(self) -> int | None:
        """How many SQL statements the page says that a query takes."""
        said = re.search(r", in (\d+) statements?$", self.marker)
        return int(said[1]) if said else None

    @property
    def name(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@dataclass(frozen=True)
class Example:
    """A query of a page: what is declared above it, and what is shown below it."""

    query: Block
    declarations: tuple[Block, ...]
    below: Mapping[str, Block]
    """By kind: ``variables``, ``answer``, ``plan``, ``sql`` and ``diagram``."""


def pages() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, position, text.count("\n", 0, found.start("text")) + 1, found["language"], found["text"], found["marker"] or "")
        for position, found in enumerate(BLOCK.finditer(text))
    ]


def all_blocks(language: str) -> list[Block]:
    return [block for page in pages() for block in blocks(page) if block.language == language]


def examples() -> list[Example]:
    """The queries that run in the shop."""
    return [example for page in pages() for example in _examples(blocks(page))]


def declarations_above(block: Block) -> tuple[Block, ...]:
    """The Python blocks of the page that a block depends on."""
    above = blocks(block.page)[: block.position]
    return tuple(other for other in above if other.language == "python" and other.kind == "runs")


def _examples(found: list[Block]) -> Iterator[Example]:
    for block in found:
        if block.language == "graphql" and (block.kind, block.place) == ("runs", "shop"):
            yield Example(block, declarations_above(block), _below(found[block.position + 1 :]))


def _below(following: list[Block]) -> dict[str, Block]:
    """The blocks right behind a query that belong to it, one of a kind."""
    found: dict[str, Block] = {}
    for block in following:
        kind = SHOWN.get((block.language, block.kind))
        if kind is None or kind in found:
            break
        found[kind] = block
    return found
