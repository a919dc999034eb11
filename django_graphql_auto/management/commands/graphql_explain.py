"""``manage.py graphql_explain``: what a query does: its plan, its SQL, where its time goes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connections

from django_graphql_auto.checks.run import TAG
from django_graphql_auto.execution import OperationRequest
from django_graphql_auto.execution.course import course
from django_graphql_auto.execution.telling import told
from django_graphql_auto.management.asker import user_called
from django_graphql_auto.management.explaining.asking import Explanation, explanation_of
from django_graphql_auto.management.explaining.text import explanation_lines
from django_graphql_auto.management.explaining.writes import branches
from django_graphql_auto.planning.diagram import diagram


class Command(BaseCommand):
    help = (
        "Runs a query twice and tells its plan, its SQL, what of them was known, and where the time went. "
        "With --dry-run a mutation as well, which is undone both times."
    )
    requires_system_checks = [TAG]

    def add_arguments(self, parser: CommandParser) -> None:
        source = parser.add_mutually_exclusive_group()
        source.add_argument("file", nargs="?", help="the document's file; - or nothing reads standard input")
        source.add_argument("--query", metavar="TEXT", help="the document itself")
        parser.add_argument("--variables", metavar="JSON", default="{}", help="a JSON object, or @FILE")
        parser.add_argument("--operation", metavar="NAME", help="which operation of the document")
        parser.add_argument("--user", metavar="NAME", help="who asks (default: somebody who isn't logged in)")
        parser.add_argument("--format", choices=FORMATS, default="text", help="(default: %(default)s)")
        parser.add_argument("--analyze", action="store_true", help="let the database explain each statement (EXPLAIN ANALYZE where it can)")

        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="let mutations run, and undo them: signals and the project's code run, what waits for a commit doesn't",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        request = OperationRequest(
            options["query"] if options["query"] is not None else _document(options["file"]),
            _variables(options["variables"]),
            options["operation"],
        )
        if options["dry_run"]:
            _require_transactions()
        explanation = explanation_of(request, user_called(options["user"]), options["analyze"], options["dry_run"])
        self.stdout.write(FORMATS[options["format"]](explanation, self.style).rstrip())
        for error in explanation.answer.errors:
            self.stderr.write(f"{error['extensions']['code']}{_place(error)}: {error['message']}")
        if explanation.answer.errors:
            sys.exit(1)


def _text(explanation: Explanation, style: Any) -> str:
    return "\n".join(explanation_lines(explanation, style))


def _mermaid(explanation: Explanation, style: Any) -> str:
    record = explanation.again
    writes = {name: branches(course(step)) for name, step in record.writes.items()}
    return diagram({name: recorded.plan for name, recorded in record.plans.items()}, writes)


def _json(explanation: Explanation, style: Any) -> str:
    found = {"first": told(explanation.first, values=True), "again": told(explanation.again, values=True)}
    caches = {name: {"hits": hits, "lookups": asked} for name, (hits, asked) in explanation.caches.items()}
    return json.dumps({**found, "caches": caches, "errors": explanation.answer.errors}, indent=2, ensure_ascii=False)


FORMATS = {"text": _text, "mermaid": _mermaid, "json": _json}


def _require_transactions() -> None:
    """Without one nothing can be undone."""
    for alias in connections:
        try:
            undoes = connections[alias].features.supports_transactions
        except OperationalError as failure:
            raise CommandError(f"The database {alias!r} can't be asked, and a dry run is undone on every one: {failure}") from failure
        if not undoes:
            raise CommandError(f"The database {alias!r} has no transactions: nothing would be undone there.")


def _document(file: str | None) -> str:
    if file in (None, "-"):
        return sys.stdin.read()
    return _read(str(file))


def _variables(text: str) -> dict[str, Any]:
    try:
        found = json.loads(_read(text[1:]) if text.startswith("@") else text)
    except ValueError as failure:
        raise CommandError(f"--variables is no JSON: {failure}") from failure
    if not isinstance(found, dict):
        raise CommandError("--variables must be a JSON object.")
    return found


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise CommandError(f"{path} can't be read: {failure}") from failure


def _place(error: dict[str, Any]) -> str:
    return f" at {'.'.join(map(str, error['path']))}" if error.get("path") else ""
