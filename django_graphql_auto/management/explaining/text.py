"""An explanation for people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.core.management.color import Style

from django_graphql_auto.execution.course import course
from django_graphql_auto.execution.record import STAGES, RecordedStatement
from django_graphql_auto.management.explaining.asking import Explanation
from django_graphql_auto.management.explaining.writes import write_lines
from django_graphql_auto.planning.explain import explain

CLAUSES = re.compile(r" ((?:FROM|INNER JOIN|LEFT OUTER JOIN|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT) )")
WIDTH = 12
NEVER = "–"


def explanation_lines(explanation: Explanation, style: Style) -> Iterator[str]:
    yield from _writes(explanation, style)
    yield from _plans(explanation, style)
    yield from _statements(explanation, style)
    yield from _stages(explanation, style)
    yield from _caches(explanation, style)
    yield _summary(explanation, style)


def _writes(explanation: Explanation, style: Style) -> Iterator[str]:
    if explanation.again.writes:
        yield style.MIGRATE_HEADING("Write")
    for recorded in explanation.again.writes.values():
        yield from write_lines(course(recorded), style)
        yield ""


def _plans(explanation: Explanation, style: Style) -> Iterator[str]:
    if explanation.again.plans:
        yield style.MIGRATE_HEADING("Plan")
    for name, recorded in explanation.again.plans.items():
        first, *rest = explain(recorded.plan).splitlines()
        yield f"  {style.MIGRATE_LABEL(name)}: {first}"
        yield from _indented(rest, "  ")
        yield ""


def _statements(explanation: Explanation, style: Style) -> Iterator[str]:
    if explanation.again.statements:
        yield style.MIGRATE_HEADING("Statements")
    for number, statement in enumerate(explanation.again.statements, 1):
        yield from _statement(number, statement, style)
        yield ""


def _statement(number: int, statement: RecordedStatement, style: Style) -> Iterator[str]:
    rows = "" if statement.rows is None else f", rows: {statement.rows}"
    yield f"  {number}. {style.MIGRATE_LABEL(statement.about)}{rows}, {_milliseconds(statement.seconds)}"
    if statement.place:
        yield _line("run by", style.WARNING(f"the code of {statement.place}"))
    if statement.origin:
        yield _line("statement", _origin(statement, style))
    yield _line("run", statement.way)
    yield from _indented(CLAUSES.sub(r"\n\1", statement.sql).splitlines(), "     ")
    if statement.parameters:
        yield _line("parameters", ", ".join(map(_shown, statement.parameters)))
    if statement.notes:
        yield _line("database", "")
        yield from _indented(statement.notes, "       ")


def _origin(statement: RecordedStatement, style: Style) -> str:
    if statement.origin != "made anew":
        return style.SUCCESS(statement.origin)
    return style.WARNING(f"made anew every time: {'; '.join(statement.reasons)}")


def _shown(value: object) -> str:
    """Integers and texts of classes of their own (a driver's, a choice's) are integers and texts."""
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, str):
        return repr(str(value))
    return str(int(value)) if isinstance(value, int) and not isinstance(value, bool) else repr(value)


def _stages(explanation: Explanation, style: Style) -> Iterator[str]:
    first, again = explanation.first, explanation.again
    yield style.MIGRATE_HEADING(f"{'Time':<{WIDTH + 2}}{'first':>10} {'again':>10}")
    for name in STAGES:
        if name in first.stages or name in again.stages:
            yield f"  {name:<{WIDTH}}{_of_stage(first.stages, name)} {_of_stage(again.stages, name)}"
    yield f"  {'of which SQL':<{WIDTH}}{_milliseconds(first.database_seconds):>10} {_milliseconds(again.database_seconds):>10}"
    yield ""


def _of_stage(stages: dict[str, float], name: str) -> str:
    return f"{_milliseconds(stages[name]) if name in stages else NEVER:>10}"


def _caches(explanation: Explanation, style: Style) -> Iterator[str]:
    yield style.MIGRATE_HEADING("Known the second time")
    for name, (hits, asked) in explanation.caches.items():
        paint = style.SUCCESS if hits == asked else style.WARNING
        yield f"  {name:<{WIDTH}}{paint(f'{hits} of {asked}')}"
    yield ""


def _summary(explanation: Explanation, style: Style) -> str:
    statements, errors = explanation.again.statements, explanation.answer.errors
    rows = sum(statement.rows or 0 for statement in statements)
    undone = " Undone: nothing of it is stored." if explanation.undone else ""
    text = f"Statements: {len(statements)}, rows: {rows}, errors: {len(errors)}.{undone}"
    return style.ERROR(text) if errors else style.SUCCESS(text)


def _line(label: str, text: str) -> str:
    return f"     {label:<{WIDTH}}{text}".rstrip()


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def _indented(lines: Iterable[str], by: str) -> Iterator[str]:
    return (by + line for line in lines)
