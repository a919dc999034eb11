"""``manage.py graphql_schema``: the schema as a file that can be committed, and the gate that keeps it true."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.management.color import Style

from django_graphql_auto.checks.run import TAG
from django_graphql_auto.management.schema_changes import Change, Severity, changes_between
from django_graphql_auto.management.schema_texts import FORMATS, TextFormat
from django_graphql_auto.schema.build import BuiltSchema
from django_graphql_auto.schema.live import live

FAILING = {
    "any": frozenset(Severity),
    "dangerous": frozenset({Severity.BREAKING, Severity.DANGEROUS}),
    "breaking": frozenset({Severity.BREAKING}),
}


class Command(BaseCommand):
    help = "Prints the GraphQL schema, writes it to a file, or compares it with a committed file and names what changed."
    requires_system_checks = [TAG]

    def add_arguments(self, parser: CommandParser) -> None:
        action = parser.add_mutually_exclusive_group()
        action.add_argument("--write", metavar="PATH", type=Path, help="write the schema to this file")
        action.add_argument("--check", metavar="PATH", type=Path, help="compare the schema with this file; fail when they differ")
        parser.add_argument("--format", choices=FORMATS, default="sdl", help="the text's format (default: %(default)s)")
        parser.add_argument("--fail-on", choices=FAILING, default="any", help="the least change that fails --check (default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        built, text_format = live.local(), FORMATS[options["format"]]
        if options["write"]:
            self._write(options["write"], text_format.write(built))
        elif options["check"]:
            self._check(options["check"], built, text_format, FAILING[options["fail_on"]])
        else:
            self.stdout.write(text_format.write(built), ending="")

    def _write(self, path: Path, text: str) -> None:
        try:
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as failure:
            raise CommandError(f"{path} can't be written: {failure.strerror}.") from failure
        self.stdout.write(self.style.SUCCESS(f"{path} is written."))

    def _check(self, path: Path, built: BuiltSchema, text_format: TextFormat, failing: frozenset[Severity]) -> None:
        committed = _read(path)
        if committed == text_format.write(built):
            self.stdout.write(self.style.SUCCESS(f"{path} is up to date."))
            return
        changes = changes_between(_parse(path, committed, text_format), built.graphql_schema)
        for change in changes:
            self.stdout.write(_line(change, self.style))
        advice = f"Write it anew, if that is meant: manage.py graphql_schema --write {path}"
        told = f"{path} is not up to date: {_summary(changes)}. {advice}"
        if failing == FAILING["any"] or any(change.severity in failing for change in changes):
            raise CommandError(told)
        self.stdout.write(self.style.WARNING(told))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise CommandError(f"{path} can't be read: {failure}") from failure


def _parse(path: Path, text: str, text_format: TextFormat) -> Any:
    try:
        return text_format.read(text)
    except Exception as failure:  # whatever the parser finds in a file that anybody may have edited
        raise CommandError(f"{path} holds no schema in this format: {failure}") from failure


def _line(change: Change, style: Style) -> str:
    paint = {Severity.BREAKING: style.ERROR, Severity.DANGEROUS: style.WARNING, Severity.SAFE: style.SUCCESS}[change.severity]
    return f"{paint(change.severity.value.ljust(len(Severity.DANGEROUS.value)))}  {change.text}"


def _summary(changes: list[Change]) -> str:
    count = Counter(change.severity for change in changes)
    told = ", ".join(f"{count[severity]} {severity.value}" for severity in Severity if count[severity])
    return told if changes else "only its layout differs"
