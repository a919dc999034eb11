"""The tables and their lines: what is asked of us, and of the view written by hand where there is one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.growth import by_hand
from benchmarks.growth.rows import DEEPEST, FIRST_PK, LENGTHS, albums_with

COLUMNS = {
    "pk": "pk",
    "name": "name",
    "number": "number",
    "seconds": "seconds",
    "price": "price",
    "isExplicit": "is_explicit",
    "addedAt": "added_at",
}
"""Ours, and Django's."""
PAGE = 10


@dataclass(frozen=True)
class Line:
    name: str
    ours: bytes
    by_hand: bytes = b""


@dataclass(frozen=True)
class Dimension:
    title: str
    unit: str
    lines: tuple[Line, ...]


def dimensions() -> Iterator[Dimension]:
    levels, pages = range(0, DEEPEST + 1, 2), (1, 10, 100, 1_000)
    yield Dimension("Rows of seven columns", "rows", tuple(flat(f"{rows:,}", rows, 7) for rows in (1, 10, 100, 1_000, 10_000)))
    yield Dimension("Columns of 1,000 rows", "columns", tuple(flat(str(columns), 1_000, columns) for columns in (1, 2, 4, 7)))
    yield Dimension("To-one relations of 20 rows", "levels", tuple(Line(str(depth), to_one(depth)) for depth in levels))
    yield Dimension(
        "Lists within each other, 20 rows in all of each", "levels", tuple(Line(str(depth), to_many(depth)) for depth in levels)
    )
    yield Dimension("Lists beside each other, 20 rows each", "lists", tuple(Line(str(lists), beside(lists)) for lists in (1, 2, 5, 10)))
    yield Dimension("The first 10 rows of each of 10 lists", "rows in each", tuple(map(_lists_of, LENGTHS)))
    yield Dimension("Pages of 10 rows, by cursor", "page", tuple(_by_cursor(number) for number in pages))
    yield Dimension("Pages of 10 rows, by offset", "page", tuple(_by_offset(number) for number in pages))


def flat(name: str, rows: int, columns: int) -> Line:
    ours = " ".join(list(COLUMNS)[:columns])
    return Line(
        name,
        operation(f"query ($first: Int!) {{ tracks(first: $first) {{ nodes {{ {ours} }} }} }}", first=rows),
        by_hand.body(tuple(COLUMNS.values())[:columns], rows),
    )


def to_one(depth: int) -> bytes:
    """From the lowest labels up."""
    text = "pk name"
    for _ in range(depth):
        text = f"pk name parent {{ {text} }}"
    return operation(
        f"query ($above: BigInt!) {{ labels(first: 20, where: {{pk: {{gte: $above}}}}) {{ nodes {{ {text} }} }} }}",
        above=str(_level(DEEPEST)),
    )


def to_many(depth: int) -> bytes:
    """From the highest labels down; each has one below it."""
    text = "pk name"
    for _ in range(depth):
        text = f"pk name children(first: 1) {{ nodes {{ {text} }} }}"
    return operation(
        f"query ($above: BigInt!) {{ labels(first: 20, where: {{pk: {{gte: $above}}}}) {{ nodes {{ {text} }} }} }}", above=str(_level(0))
    )


def beside(lists: int) -> bytes:
    each = "tracks(first: 20) { nodes { pk name price } }"
    return operation("{ " + " ".join(f"list{number}: {each}" for number in range(lists)) + " }")


def operation(text: str, **variables: object) -> bytes:
    return json.dumps({"query": text, "variables": variables}).encode()


def _lists_of(length: int) -> Line:
    text = """query ($above: BigInt!) { albums(first: 10, where: {pk: {gte: $above}}) { nodes {
        pk tracks(first: 10) { nodes { pk name price } }
    } } }"""
    albums = albums_with(length)
    return Line(f"{length:,}", operation(text, above=str(albums[0])), by_hand.lists(albums, 10))


def _level(depth: int) -> int:
    return FIRST_PK + 20 * depth


def _by_offset(number: int) -> Line:
    text = f"query ($offset: Int!) {{ tracks(first: {PAGE}, offset: $offset) {{ nodes {{ pk name price }} }} }}"
    offset = (number - 1) * PAGE
    return Line(f"{number:,}", operation(text, offset=offset), by_hand.body(("pk", "name", "price"), PAGE, offset=offset))


def _by_cursor(number: int) -> Line:
    """Keys have no gaps, so the page's number tells the last row before it, and the cursor is asked for."""
    text = f"query ($after: String) {{ tracks(first: {PAGE}, after: $after) {{ nodes {{ pk name price }} }} }}"
    last = (number - 1) * PAGE
    after = cursor_of(last) if last else None
    return Line(f"{number:,}", operation(text, after=after), by_hand.body(("pk", "name", "price"), PAGE, after=last))


def cursor_of(pk: int) -> str:
    from django_graphql_auto.execution import OperationRequest, execute

    answer = execute(OperationRequest(f"{{ tracks(first: 1, offset: {pk - 1}) {{ edges {{ cursor node {{ pk }} }} }} }}"))
    assert answer.data, answer.errors
    [edge] = answer.data["tracks"]["edges"]
    assert edge["node"]["pk"] == str(pk)
    cursor: str = edge["cursor"]
    return cursor
