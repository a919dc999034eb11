"""Seeding: the same rows everywhere, as many as asked, and no public password where it could do harm."""

from __future__ import annotations

import json

import pytest

from tests.example.conftest import DATABASE
from tests.example.hub import Hub

APPS = ("catalogue", "fitment", "pricing", "assets", "feeds", "reviews", "accounts.customer", "accounts.customergroup")
ROWS_PER_MODEL = """
import json
from django.apps import apps
labels = ("accounts", "catalogue", "fitment", "pricing", "assets", "feeds", "reviews")
models = [model for label in labels for model in apps.get_app_config(label).get_models()]
print(json.dumps({model.__name__: model._base_manager.count() for model in models}))
"""
BROKEN_ROWS = """
import json
from django.apps import apps
from django.core.exceptions import ValidationError
broken = []
for label in ("catalogue", "fitment", "pricing", "assets", "feeds", "reviews"):
    for model in apps.get_app_config(label).get_models():
        for row in model._base_manager.all()[:15]:
            try:
                row.full_clean()
            except ValidationError as error:
                broken.append(f"{model.__name__}: {error}")
print(json.dumps(broken))
"""
MISSING_FILES = """
import json
from django.core.files.storage import default_storage
from hub.assets.models import Asset, ImageAsset
from hub.catalogue.models import Brand
columns = ((Asset, "file"), (ImageAsset, "preview"), (Brand, "logo"))
names = {name for model, column in columns for name in model.objects.values_list(column, flat=True)}
print(json.dumps(sorted(name for name in names if name and not default_storage.exists(name))))
"""
SORTED_BY_HAND = """
import json
from django.apps import apps
labels = '''catalogue.Product catalogue.ProductVariant catalogue.ProductTag catalogue.AttributeValue pricing.Price fitment.Fitment
fitment.Vehicle assets.Asset assets.AssetLink reviews.Review feeds.FeedRun accounts.Customer'''
models = [apps.get_model(label) for label in labels.split()]
plans = {model.__name__: model.objects.order_by(*model._meta.ordering, "pk")[:20].explain() for model in models}
print(json.dumps([name for name, plan in plans.items() if "TEMP B-TREE" in plan]))
"""
LOG_IN = """
import json
from django.contrib.auth import authenticate
print(json.dumps(authenticate(username="admin", password="admin-demo-2026") is not None))
"""


@pytest.fixture(scope="module")
def seeded_hub(hub: Hub) -> Hub:
    seeded = hub.manage("seed", "--products", "50")
    assert seeded.returncode == 0, seeded.stderr
    return hub


def rows_of(hub: Hub) -> list[dict[str, object]]:
    dumped = hub.manage("dumpdata", *APPS, "--natural-foreign")
    assert dumped.returncode == 0, dumped.stderr
    return list(json.loads(dumped.stdout))


def test_every_model_gets_rows(seeded_hub: Hub) -> None:
    counts = seeded_hub.python(ROWS_PER_MODEL)
    assert counts["Product"] == 50
    assert [name for name, rows in counts.items() if not rows] == []
    assert len(counts) >= 20


def test_seeded_rows_pass_their_models_own_validation(seeded_hub: Hub) -> None:
    assert seeded_hub.python(BROKEN_ROWS) == []


def test_every_file_that_a_row_names_is_there(seeded_hub: Hub) -> None:
    assert seeded_hub.python(MISSING_FILES) == []


@pytest.mark.skipif(DATABASE != "sqlite", reason="PostgreSQL sorts tables of fifty rows, whatever indexes they have.")
def test_an_index_serves_the_default_order_of_every_large_table(seeded_hub: Hub) -> None:
    assert seeded_hub.python(SORTED_BY_HAND) == []


def test_a_second_seeding_changes_nothing_and_says_so(seeded_hub: Hub) -> None:
    again = seeded_hub.manage("seed", "--products", "70")
    assert "already seeded" in again.stdout
    assert seeded_hub.python(ROWS_PER_MODEL)["Product"] == 50


def test_flushing_and_seeding_gives_the_same_rows_to_the_last_column(seeded_hub: Hub) -> None:
    before = rows_of(seeded_hub)
    assert seeded_hub.manage("seed", "--flush", "--products", "50").returncode == 0
    assert rows_of(seeded_hub) == before


def test_another_seed_gives_other_rows(seeded_hub: Hub) -> None:
    names = "import json; from hub.catalogue.models import Product; print(json.dumps(list(Product.objects.values_list('name', flat=True))))"
    before = seeded_hub.python(names)
    seeded_hub.manage("seed", "--flush", "--products", "50", "--seed", "7")
    after = seeded_hub.python(names)
    seeded_hub.manage("seed", "--flush", "--products", "50")
    assert len(after) == len(before)
    assert after != before


def test_without_a_terminal_seeding_prints_a_line_per_step_and_no_control_characters(seeded_hub: Hub) -> None:
    printed = seeded_hub.manage("seed", "--flush", "--products", "50").stdout
    assert "fitments: " in printed
    assert not set("\r\033") & set(printed)


def test_too_few_products_are_refused(seeded_hub: Hub) -> None:
    refused = seeded_hub.manage("seed", "--flush", "--products", "3")
    assert refused.returncode != 0
    assert "must be 10 or more" in refused.stderr
    assert seeded_hub.python(ROWS_PER_MODEL)["Product"] == 50


def test_demo_users_cannot_log_in_where_debug_is_off(seeded_hub: Hub) -> None:
    assert seeded_hub.python(LOG_IN) is True
    assert seeded_hub.python(LOG_IN, DEBUG="0", SECRET_KEY="x" * 50) is False


def test_demo_users_are_not_made_where_debug_is_off(seeded_hub: Hub) -> None:
    seeded = seeded_hub.manage("seed", "--flush", "--products", "10", DEBUG="0", SECRET_KEY="x" * 50)
    counts = seeded_hub.python(ROWS_PER_MODEL)
    seeded_hub.manage("seed", "--flush", "--products", "50")
    assert seeded.returncode == 0, seeded.stderr
    assert (counts["Product"], counts["User"]) == (10, 0)


def test_the_demo_is_refused_where_debug_is_off(seeded_hub: Hub) -> None:
    refused = seeded_hub.manage("demo", DEBUG="0", SECRET_KEY="x" * 50)
    assert refused.returncode != 0
    assert "only with DEBUG on" in refused.stderr


def test_without_debug_and_a_secret_key_nothing_starts(seeded_hub: Hub) -> None:
    assert "must hold SECRET_KEY" in seeded_hub.manage("check", DEBUG="0").stderr


def test_the_committed_migrations_are_those_of_the_models(seeded_hub: Hub) -> None:
    assert "No changes detected" in seeded_hub.manage("makemigrations", "--check", "--dry-run").stdout


def test_the_checks_find_nothing(seeded_hub: Hub) -> None:
    checked = seeded_hub.manage("check", "--database", "default", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr
