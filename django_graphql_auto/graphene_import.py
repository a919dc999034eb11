"""graphene-django's import, without a table that it needs for names of choices alone."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

TABLE = "text_unidecode"
"""A module that holds 65,000 texts, 4.5 MB, from its import on: a tenth of what a schema of a hundred models takes in all."""


def import_graphene_django() -> None:
    """Imports it with a stand-in that loads the table when it is called. Whoever else imports the table gets the table."""
    if TABLE in sys.modules or "graphene_django" in sys.modules:
        return
    stand_in: Any = ModuleType(TABLE)
    stand_in.unidecode = _unidecode
    sys.modules[TABLE] = stand_in
    try:
        import_module("graphene_django")
    finally:
        del sys.modules[TABLE]


def _unidecode(text: str) -> str:
    plain: str = import_module(TABLE).unidecode(text)
    return plain
