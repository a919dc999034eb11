"""``manage.py graphql_doctor``: who can see and write what, and why; and what ought to be mended."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from django_graphql_auto.management.asker import user_called
from django_graphql_auto.management.doctor.examine import examine
from django_graphql_auto.management.doctor.records import Report, Severity
from django_graphql_auto.management.doctor.text import report_lines
from django_graphql_auto.registry import default_registry


class Command(BaseCommand):
    help = "Tells who can see and write what through GraphQL, and why, and what is slow, open or broken."
    requires_system_checks = []  # it reports them itself

    def add_arguments(self, parser: CommandParser) -> None:
        asker = parser.add_mutually_exclusive_group()
        asker.add_argument("--user", metavar="NAME", help="tell what this user may do")
        asker.add_argument("--anonymous", action="store_true", help="tell what somebody who isn't logged in may do")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="(default: %(default)s)")
        severities = [severity.label for severity in Severity]
        parser.add_argument(
            "--fail-on", choices=severities, default="error", help="the least finding that fails the command (default: %(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = user_called(options["user"]) if options["user"] or options["anonymous"] else None
        report = examine(default_registry, user)
        if options["format"] == "json":
            self.stdout.write(json.dumps(_json(report), indent=2, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(report_lines(report, self.style)))
        if report.worst() >= Severity[options["fail_on"].upper()]:
            sys.exit(1)


def _json(report: Report) -> dict[str, Any]:
    told = asdict(report)
    for problem, written in zip(report.problems, told["problems"], strict=True):
        written["severity"] = problem.severity.label
    return told
