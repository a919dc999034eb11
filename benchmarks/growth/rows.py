"""More rows than the peers are asked for: pages far from the first, and labels that lead to labels."""

from __future__ import annotations

ALBUMS, TRACKS_OF_EACH = 1_000, 12
DEEPEST, CHAINS, FIRST_PK = 8, 20, 1_001
"""Labels under labels: so many levels, of so many labels each, from this key on."""


def fill() -> None:
    from benchmarks.albums import rows
    from benchmarks.albums.models import Label

    rows.fill(ALBUMS, TRACKS_OF_EACH)
    Label.objects.bulk_create(
        Label(pk=FIRST_PK + number, name=f"Label {number}", parent_id=FIRST_PK + number - CHAINS if number >= CHAINS else None)
        for number in range(CHAINS * (DEEPEST + 1))
    )
