"""How writes went, as lines of text and as branches of a diagram."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.management.color import Style

from django_graphql_auto.execution.course import Part
from django_graphql_auto.planning.diagram import Branch

INDENT = "  "


def write_lines(part: Part, style: Style) -> Iterator[str]:
    """The write in figures, and its steps below."""
    yield f"  {style.MIGRATE_LABEL(part.name)}: {'; '.join([*_figures(part), *part.remarks])}"
    for each in part.inside:
        yield from _lines(each, style, INDENT * 2)


def _lines(part: Part, style: Style, indent: str) -> Iterator[str]:
    paint = style.WARNING if part.way == "one by one" and part.rows > 1 else str
    where = f" ({_statements(part.statements)})" if part.statements else ""
    yield f"{indent}{style.ERROR(part.title) if part.undone else part.title}{where}"
    yield from (f"{indent}{INDENT}- {paint(remark)}" for remark in part.remarks)
    for each in part.inside:
        yield from _lines(each, style, indent + INDENT)


def _figures(part: Part) -> Iterator[str]:
    for done, models in part.counts().items():
        yield f"{done} {', '.join(f'{rows} {model}' for model, rows in models.items())}"
    yield f"statements: {len(part.all_statements)}"


def _statements(places: Iterable[int]) -> str:
    """Numbers as people count, those that follow each other as a range."""
    ranges: list[list[int]] = []
    for number in (place + 1 for place in places):
        if ranges and ranges[-1][-1] == number - 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    several = len(ranges) > 1 or len(ranges[0]) > 1
    return f"statement{'s' if several else ''} {', '.join('–'.join(map(str, each)) for each in ranges)}"


def branches(part: Part) -> list[Branch]:
    """The steps of a write, each with what is done inside of it."""
    return [Branch((each.title, *each.remarks, *_asked(each)), branches(each)) for each in part.inside]


def _asked(part: Part) -> list[str]:
    return [f"statements: {len(part.statements)}"] if part.statements else []
