"""``manage.py demo``: from an empty checkout to a served hub, with a note on where to look."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV

from hub.accounts.demo_users import DEMO_USERS
from hub.catalogue.models import Product
from hub.start.example_queries import EXAMPLE_QUERIES


class Command(BaseCommand):
    help = "Migrates, seeds an empty hub, says where to look, and serves until stopped."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to serve on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="port to serve on (default: %(default)s)")
        parser.add_argument(
            "--products", type=int, default=5_000, help="how many products an empty hub is seeded with (default: %(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo has users with public passwords: it runs only with DEBUG on.")
        if not os.environ.get(DJANGO_AUTORELOAD_ENV):  # the reloader starts this command again for every change
            self._prepare(options["products"])
            self._tell(f"http://{shown_host(options['host'])}:{options['port']}")
        call_command("runserver", f"{options['host']}:{options['port']}", use_reloader=self.stdout.isatty())

    def _prepare(self, products: int) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if not Product.objects.exists():
            self.stdout.write(f"Seeding an empty hub with {products:,} products:")
            call_command("seed", products=products, stdout=self.stdout)

    def _tell(self, address: str) -> None:
        bold = self.style.MIGRATE_HEADING
        width = max(len(user.password) for user in DEMO_USERS)
        first = EXAMPLE_QUERIES[0]
        lines = [
            "",
            bold("The product-content hub"),
            f"  Start page   {address}/",
            f"  GraphiQL     {address}/graphql/",
            f"  Admin        {address}/admin/",
            "",
            bold("Demo users"),
            *(f"  {user.username:<8} {user.password:<{width}}  {user.sees}" for user in DEMO_USERS),
            "",
            bold("A first query, for everybody"),
            *(f"  {line}" for line in first.document.splitlines()),
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def shown_host(host: str) -> str:
    """An address that a browser can open, where the server listens on all."""
    return "127.0.0.1" if host == "0.0.0.0" else host
