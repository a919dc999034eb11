"""``manage.py seed``: fills an empty hub with data that is the same on every machine."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.management.color import no_style
from django.db import connection, transaction

from hub.accounts.demo_users import make_demo_users, make_roles
from hub.catalogue.models import Product
from hub.seeding import Seeding
from hub.start.first_changes import make_first_changes
from hub.start.progress import Progress
from hub.start.steps import STEPS

SEEDED_APPS = ("assets", "feeds", "reviews", "pricing", "fitment", "catalogue", "accounts", "graphql_audit")
FEWEST_PRODUCTS = 10


class Command(BaseCommand):
    help = "Fills an empty hub with brands, products, vehicles, prices, assets, feeds, reviews, roles and (under DEBUG) demo users."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--products", type=int, default=5_000, help="how many products (default: %(default)s)")
        parser.add_argument("--seed", type=int, default=2026, help="another number gives other data (default: %(default)s)")
        parser.add_argument("--flush", action="store_true", help="delete what the hub holds first")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["products"] < FEWEST_PRODUCTS:
            raise CommandError(f"--products must be {FEWEST_PRODUCTS} or more.")
        if options["flush"]:
            delete_everything()
        if Product.objects.exists():
            self.stdout.write("The hub is already seeded; --flush starts anew.")
            return
        self._seed(Seeding(options["products"], options["seed"]))

    def _seed(self, seeding: Seeding) -> None:
        progress = Progress(self.stdout, len(STEPS))
        seeding.on_rows = progress.add
        with transaction.atomic():
            for step in STEPS:
                progress.begin(step.name)
                step.run(seeding)
                progress.end()
            make_roles()
            if settings.DEBUG:
                make_demo_users()
                make_first_changes()
        progress.finish()


def delete_everything() -> None:
    """Empties the hub's tables and restarts their numbers; groups, sessions and permissions stay."""
    tables = {model._meta.db_table for label in SEEDED_APPS for model in apps.get_app_config(label).get_models(include_auto_created=True)}
    statements = connection.ops.sql_flush(no_style(), sorted(tables), reset_sequences=True, allow_cascade=True)
    connection.ops.execute_sql_flush(statements)
