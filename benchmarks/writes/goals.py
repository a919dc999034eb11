"""What the figures should be."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from benchmarks.peers.contenders import OURS
from benchmarks.peers.rounds import Times
from benchmarks.writes.cases import BY_NAME
from benchmarks.writes.contenders import BY_HAND, PEERS

MOST_OF_BY_HAND, LEAST_OF_PEERS = 3.0, 2.0
FLAT = "tracks"
"""The list that a package which validates nothing stores nearly as a view written by hand does."""


def missed(times: Times) -> list[str]:
    """A line for each goal that isn't reached, by median."""
    return [*_missed(times)] if OURS in times else []


def _missed(times: Times) -> Iterator[str]:
    for case, seconds in times[OURS].items():
        ours = statistics.median(seconds)
        medians = {name: statistics.median(found[case]) for name, found in times.items()}
        if BY_NAME[case].is_big and BY_HAND in medians and ours > MOST_OF_BY_HAND * medians[BY_HAND]:
            yield f"{case}: {ours / medians[BY_HAND]:.1f} times the {BY_HAND}, not {MOST_OF_BY_HAND:.0f} at most"
        for peer in PEERS if BY_NAME[case].shape != FLAT else ():
            if peer in medians and medians[peer] < LEAST_OF_PEERS * ours:
                yield f"{case}: {medians[peer] / ours:.1f} times as fast as {peer}, not {LEAST_OF_PEERS:.0f} at least"
