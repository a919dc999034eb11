"""graphene-django-cud with the model's validation, which it leaves to the project."""

from __future__ import annotations

from typing import Any

from benchmarks.writes import graphene_cud
from benchmarks.writes.graphene_cud import PACKAGES, body

__all__ = ["PACKAGES", "body", "make_view"]


def make_view() -> Any:
    graphene_cud.Rows.check = staticmethod(lambda row: row.full_clean())
    return graphene_cud.make_view()
