"""The same answers first, then rounds in which everybody has a turn."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from benchmarks.peers.cases import WITHOUT_TRACKS, Case
from benchmarks.peers.contenders import NOBODY
from benchmarks.peers.processes import Running

Times = dict[str, dict[str, list[float]]]
"""Seconds of each request, by contender and case."""
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*")
WARM_UP = 3


class Shows(Protocol):
    """Whoever answers a case."""

    name: str

    def show(self, case: str) -> Any: ...


def show_same(running: Sequence[Shows], cases: Iterable[Case]) -> None:
    """Raises where two give different values."""
    for case in cases:
        shown = {each.name: values(each.show(case.name)) for each in running if each.name != NOBODY}
        first = next(iter(shown))
        for name, found in shown.items():
            if found != shown[first]:
                raise AssertionError(f"{case.name}: {name} and {first} differ: {str(found)[:300]} and {str(shown[first])[:300]}")


def show_refusals(running: Sequence[Running], cases: Iterable[Case]) -> None:
    """Raises where a user is shown tracks who may not view them; some show an error and some an empty list."""
    for case in cases:
        for each in running:
            if '"Track ' in each.answer(case.name, WITHOUT_TRACKS)["answer"]:
                raise AssertionError(f"{case.name}: {each.name} shows tracks to one who may not view them.")


def values(answer: Any) -> Any:
    """An answer whatever the shape of its connections, and however it writes an instant."""
    if isinstance(answer, dict):
        if "errors" in answer:
            raise AssertionError(answer["errors"])
        if set(answer) == {"nodes"}:
            return values(answer["nodes"])
        if set(answer) == {"edges"}:
            return [values(edge["node"]) for edge in answer["edges"]]
        if set(answer) == {"genre"}:  # PostGraphile goes through the rows that join two tables
            return values(answer["genre"])
        return {name: values(inner) for name, inner in answer.items()}
    if isinstance(answer, list):
        return [values(inner) for inner in answer]
    if isinstance(answer, str) and INSTANT.fullmatch(answer):
        return datetime.datetime.fromisoformat(answer)
    return answer


def compare(running: list[Running], cases: Iterable[Case], rounds: int, turn: int) -> Times:
    """Who begins a round changes, so that nobody always follows the same one."""
    found: Times = defaultdict(lambda: defaultdict(list))
    for case in cases:
        for each in running:
            each.ask(case.name, WARM_UP)
        for number in range(rounds):
            start = number % len(running)
            for each in running[start:] + running[:start]:
                found[each.name][case.name] += each.ask(case.name, turn)
    return found
