"""``manage.py graphql_resolvers``: which fields of hand-written types are resolved row by row, and why."""

from __future__ import annotations

from typing import Any

import graphene
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import import_string
from graphene_django.settings import graphene_settings

from django_graphql_auto.graphene_schemas.inventory import ROW_BY_ROW, FieldReport, inventory


class Command(BaseCommand):
    help = "Tells which fields of a hand-written graphene-django schema are resolved row by row, and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--schema", metavar="PATH", help='dotted path of the schema (default: GRAPHENE["SCHEMA"])')
        parser.add_argument("--all", action="store_true", help="tell of planned fields as well")

    def handle(self, *args: Any, **options: Any) -> None:
        reports = inventory(self._schema(options["schema"]).graphql_schema)
        slow = [report for report in reports if report.kind == ROW_BY_ROW]
        for report in reports if options["all"] else slow:
            self.stdout.write(_line(report))
        self.stdout.write(f"{len(reports) - len(slow)} of {len(reports)} fields are planned.")

    def _schema(self, path: str | None) -> graphene.Schema:
        try:
            found = import_string(path) if path else graphene_settings.SCHEMA
        except ImportError as failure:
            raise CommandError(str(failure)) from failure
        if not isinstance(found, graphene.Schema):
            raise CommandError('There is no graphene.Schema: name one with --schema, or in GRAPHENE["SCHEMA"].')
        return found


def _line(report: FieldReport) -> str:
    if report.kind != ROW_BY_ROW:
        return f"{report.label}: {report.kind}"
    hinted = "with hints" if report.hints is not None else "without hints"
    return f"{report.label}: {report.kind}, {hinted}: {report.reason}"
