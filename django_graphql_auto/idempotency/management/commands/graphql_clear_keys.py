"""``manage.py graphql_clear_keys``: deletes idempotency keys that have expired."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connections, router
from django.utils import timezone

from django_graphql_auto.idempotency.models import IdempotencyKey


class Command(BaseCommand):
    help = "Deletes idempotency keys that have expired. Run it once a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", choices=list(connections), help="only of this database (default: of each that has the table)")

    def handle(self, *args: Any, **options: Any) -> None:
        named = options["database"]
        for alias in [named] if named else [alias for alias in connections if router.allow_migrate_model(alias, IdempotencyKey)]:
            count, _ = IdempotencyKey.objects.using(alias).filter(expires__lte=timezone.now()).delete()
            self.stdout.write(f"{alias}: {count} deleted.")
