"""What the seeding of every app shares: one source of chance, one clock, and rows written in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from django.db import models
from django.db.models import F

Row = TypeVar("Row", bound=models.Model)
Progress = Callable[[int], None]
BATCH = 2_000
SEEDED_ON = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
"""The seeds' today: fixed, so that two runs give the same rows."""


@dataclass
class Seeding:
    """One run: how many products, and the chance all apps draw from."""

    products: int = 5_000
    seed: int = 2026
    on_rows: Progress = lambda count: None
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)

    def store(self, rows: Iterable[Row]) -> list[Row]:
        """Writes rows of one model with few statements."""
        stored = list(rows)
        if stored:
            self._store(type(stored[0]), stored)
        return stored

    def _store(self, model: type[models.Model], rows: Sequence[Any]) -> None:
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            model._default_manager.bulk_create(batch)
            self.on_rows(len(batch))

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def moment(self, most_days_ago: int) -> datetime:
        return SEEDED_ON - timedelta(minutes=self.random.randrange(most_days_ago * 1_440))

    def day(self, most_days_ago: int) -> date:
        return self.moment(most_days_ago).date()


def settle_timestamps(model: type[models.Model]) -> None:
    """``auto_now`` wrote the clock's time; the seeds' rows were last changed when they were made."""
    model._base_manager.update(updated_at=F("created_at"))
