"""A database of its own for each benchmark, filled and dropped again."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ENGINES = ("sqlite", "postgresql")


def run_on_each(program: str, arguments: Sequence[str], app: str = "catalogue", engines: Sequence[str] = ENGINES) -> int:
    """Runs ``program`` once per database with the tables of ``app``, each in a fresh process, as settings are read once."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {program}")
    parser.add_argument("--database", choices=engines, action="append", help="leave the others out")
    chosen, rest = parser.parse_known_args(arguments)
    return max(_run(program, engine, rest, app) for engine in chosen.database or engines)


def _run(program: str, engine: str, arguments: Sequence[str], app: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "BENCHMARK_APP": app,
            "BENCHMARK_DATABASE": engine,
            "BENCHMARK_FILE": str(Path(folder) / "benchmark.sqlite3"),
        }
        root = Path(__file__).resolve().parent.parent
        return subprocess.run(
            [sys.executable, "-m", f"benchmarks.{program}", *arguments], cwd=root, env=environment, check=False
        ).returncode


@contextmanager
def tables() -> Iterator[None]:
    """Django, set up, with empty tables. On PostgreSQL they are in a database that is dropped in the end."""
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    before = setup_databases(0, interactive=False)
    try:
        print(f"\n## {connection.display_name} {'.'.join(map(str, connection.get_database_version()))}\n", flush=True)
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET synchronous_commit = off")
        yield
    finally:
        teardown_databases(before, 0)


def address() -> dict[str, Any]:
    """How other processes connect to the tables."""
    from django.db import connection

    return {name: connection.settings_dict[name] for name in ("ENGINE", "NAME", "HOST", "PORT", "USER", "PASSWORD")}


def fill(products: int, authors: int) -> None:
    """``authors`` authors with ``products`` products spread over them, prices in no order."""
    import datetime
    from decimal import Decimal

    from django.db import connection

    from benchmarks.catalogue.models import Author, Product

    Author.objects.bulk_create(Author(pk=number + 1, name=f"Author {number}") for number in range(authors))
    begin = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    Product.objects.bulk_create(
        (
            Product(
                name=f"Product {number}",
                sku=f"SKU-{number:06}",
                price=Decimal(number * 7919 % 100_000) / 100,
                stock=number % 50,
                is_active=number % 3 > 0,
                created_at=begin + datetime.timedelta(minutes=number),
                author_id=number % authors + 1,
            )
            for number in range(products)
        ),
        batch_size=2_000,
    )
    connection.cursor().execute("ANALYZE")
