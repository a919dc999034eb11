"""Who is measured, and in which environment."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENTS = Path(__file__).resolve().parent.parent / ".venvs"
"""Where the Makefile puts the environments of those who can't live beside each other."""


@dataclass(frozen=True)
class Contender:
    name: str
    module: str
    """In the benchmark's package: it has ``make_view()`` and ``body(case)``, and may have ``PACKAGES``, whose releases are printed."""
    environment: str = ""
    """A folder of ``ENVIRONMENTS``; empty for the one that runs the benchmarks."""
    apps: tuple[str, ...] = ()

    @property
    def python(self) -> str:
        return str(ENVIRONMENTS / self.environment / "bin" / "python") if self.environment else sys.executable

    @property
    def is_installed(self) -> bool:
        return Path(self.python).exists()


OURS, NOBODY = "django-graphql-auto", "empty view"
CONTENDERS = (
    Contender(OURS, "ours", apps=("django_graphql_auto",)),
    Contender("graphene-django, query-optimizer", "graphene_query_optimizer", "graphene", ("graphene_django",)),
    Contender("graphene-django, optimizer", "graphene_optimizer", "graphene", ("graphene_django",)),
    Contender("strawberry-django", "strawberry_optimizer", "strawberry", ("strawberry_django",)),
    Contender("view by hand", "view_by_hand"),
    Contender("bare driver", "bare_driver"),
    Contender(NOBODY, "empty_view"),
)


def choose(contenders: Sequence[Contender], parts: Sequence[str] | None) -> list[Contender]:
    """Those who are installed and whose name has one of the parts; who isn't installed is said to be."""
    chosen = [each for each in contenders if not parts or any(part in each.name for part in parts)]
    for each in chosen:
        if not each.is_installed:
            print(f"{each.name} is left out: its environment is made by `make bench`.")
    return [each for each in chosen if each.is_installed]
