"""The nearest known name, for hints."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN = 12


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``Did you mean 'READ'?``, or, where nothing is near, what there is."""
    names = sorted(set(known))
    if near := nearest(name, names):
        return f"Did you mean {near!r}?"
    more = " …" if len(names) > SHOWN else ""
    return f"There are: {', '.join(names[:SHOWN])}{more}." if names else ""


def nearest(name: str, known: Iterable[str]) -> str | None:
    by_lower_case = {candidate.lower(): candidate for candidate in known}
    near = get_close_matches(name.lower(), by_lower_case, n=1, cutoff=0.7)
    return by_lower_case[near[0]] if near else None
