"""The same models and settings make the same schema, to the byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema as read_sdl
from graphql import validate_schema

from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.build import build_schema, print_sdl
from tests.apps.shop.models import Brand, Product

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = {
    "tests": {"DJANGO_SETTINGS_MODULE": "tests.settings"},
    "example": {"DJANGO_SETTINGS_MODULE": "hub.settings", "PYTHONPATH": str(ROOT / "example_project"), "DATABASE": "sqlite"},
}


def printed(project: str, order: str, seed: str, folder: Path) -> str:
    """What another process makes of a project's models, whatever the order of its apps and of its hashes."""
    environment = os.environ | {"HUB_DATA": str(folder), "SECRET_KEY": "for-tests-only"} | PROJECTS[project] | {"PYTHONHASHSEED": seed}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), environment.get("PYTHONPATH", "")]))
    command = [sys.executable, "-m", "tests.schema.looking", order]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("project", PROJECTS)
def test_neither_the_order_of_apps_nor_the_process_changes_a_byte(project: str, tmp_path: Path):
    runs = [("as it is", "0"), ("reversed", "1"), ("7", "2")]
    assert len({printed(project, order, seed, tmp_path) for order, seed in runs}) == 1


def test_the_order_of_registrations_changes_nothing(open_shop: None):
    first, second = Registry(), Registry()
    for registry, models in ((first, (Brand, Product)), (second, (Product, Brand))):
        for model in models:
            registry.register(model)
    assert build_schema(first).sdl == build_schema(second).sdl


def test_the_sdl_says_the_whole_schema(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": "all"}
    built = build_schema()
    again = read_sdl(built.sdl)
    assert print_sdl(again) == built.sdl
    assert built.mistakes == validate_schema(again) == []
    assert again.type_map.keys() == built.graphql_schema.type_map.keys()


def test_the_fingerprint_is_the_sdls(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop"]}
    first = build_schema()
    assert first.fingerprint == build_schema().fingerprint
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop.brand"]}
    assert first.fingerprint != build_schema().fingerprint
