"""``manage.py graphql_audit``: how much is kept of writes, and what is too old."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, Min, Q
from django.utils import timezone

from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.audit.retention import TOGETHER, prune
from django_graphql_auto.conf import settings


class Command(BaseCommand):
    help = "Tells how many audit entries there are and since when; with --prune, deletes those that are too old."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prune", action="store_true", help="delete the entries that are older than --days")
        parser.add_argument("--days", type=int, default=None, help="(default: the setting AUDIT_DAYS)")
        parser.add_argument("--together", type=int, default=TOGETHER, help="how many to delete at a time (default: %(default)s)")
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS, help="(default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        days = settings.AUDIT_DAYS if options["days"] is None else options["days"]
        if options["prune"] and days is None:
            raise CommandError("Nothing is too old: say --days, or set AUDIT_DAYS.")
        if options["together"] < 1 or (days is not None and days < 1):
            raise CommandError("--days and --together are positive numbers.")
        before = None if days is None else timezone.now() - datetime.timedelta(days=days)
        if options["prune"] and before is not None:
            gone = sum(prune(before, options["database"], options["together"]))
            self.stdout.write(f"{gone} entries deleted that were older than {days} days.")
        else:
            self._tell(before, options["database"])

    def _tell(self, before: datetime.datetime | None, using: str) -> None:
        old = Count("pk", filter=Q(at__lt=before)) if before else Count("pk", filter=Q(pk=None))
        found = AuditEntry._base_manager.using(using).aggregate(all=Count("pk"), first=Min("at"), old=old)
        since = f" since {found['first']:%Y-%m-%d %H:%M}" if found["first"] else ""
        self.stdout.write(f"{found['all']} entries{since}; {found['old']} are too old.")
