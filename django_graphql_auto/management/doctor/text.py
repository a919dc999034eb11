"""The report for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest

from django.core.management.color import Style

from django_graphql_auto.management.doctor.records import Problem, Report, Rights, ServedModel, Severity

WIDTH = 9


def report_lines(report: Report, style: Style) -> Iterator[str]:
    paint: Mapping[Severity, Callable[[str], str]] = {
        Severity.ERROR: style.ERROR,
        Severity.WARNING: style.WARNING,
        Severity.NOTE: style.NOTICE,
    }
    if report.served:
        yield style.MIGRATE_HEADING(f"Served models, as {report.asker} sees them" if report.asker else "Served models")
        for served in report.served:
            yield from _served(served, style)
    if report.hidden:
        yield style.MIGRATE_HEADING("Not served")
        yield from (f"  {hidden.model}: {hidden.rule}" for hidden in report.hidden)
        yield ""
    if report.problems:
        yield style.MIGRATE_HEADING("Findings")
        for problem, following in zip_longest(report.problems, report.problems[1:]):
            yield _problem(problem, paint[problem.severity])
            if following is None or following.advice != problem.advice:
                yield f"  {'':<{WIDTH}}{problem.advice}"
        yield ""
    yield _summary(report, style)


def _served(served: ServedModel, style: Style) -> Iterator[str]:
    roots = f": {', '.join(served.root_fields)}" if served.root_fields else ""
    yield f"  {style.MIGRATE_LABEL(served.model)}  {served.type_name}{roots}"
    yield _line("served", served.rule)
    yield _line("read", served.read)
    if served.rows:
        yield _line("rows", "; ".join(served.rows))
    yield from (_line("hidden", f"{', '.join(names)}: {reason}") for reason, names in _by_reason(served.hidden).items())
    if served.writes:
        yield _line("write", "; ".join(served.writes))
    yield from (_line(action, ", ".join(holders)) for action, holders in served.holders.items())
    if served.rights:
        yield from _rights(served.rights, style)
    yield ""


def _by_reason(hidden: Mapping[str, str]) -> dict[str, list[str]]:
    return {reason: [name for name in hidden if hidden[name] == reason] for reason in dict.fromkeys(hidden.values())}


def _rights(rights: Rights, style: Style) -> Iterator[str]:
    may = {"read": rights.read, "add": rights.add, "change": rights.change, "delete": rights.delete}
    yield _line("may", "  ".join(style.SUCCESS(f"✓ {name}") if allowed else style.ERROR(f"✗ {name}") for name, allowed in may.items()))
    if rights.read:
        yield _line("sees", rights.rows)


def _line(label: str, text: str) -> str:
    return f"    {label:<{WIDTH}}{text}"


def _problem(problem: Problem, paint: Callable[[str], str]) -> str:
    place = f"{problem.model}: " if problem.model else ""
    return f"  {paint(f'{problem.severity.label:<{WIDTH}}')}{place}{problem.text} [{problem.code}]"


def _summary(report: Report, style: Style) -> str:
    counts = ", ".join(f"{severity.label}s: {report.count(severity)}" for severity in sorted(Severity, reverse=True))
    paint = {0: style.SUCCESS, Severity.NOTE: style.SUCCESS, Severity.WARNING: style.WARNING, Severity.ERROR: style.ERROR}[report.worst()]
    return paint(f"Models served: {len(report.served)}, not served: {len(report.hidden)}; {counts}.")
