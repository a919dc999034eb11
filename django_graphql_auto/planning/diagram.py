"""Plans as a Mermaid flowchart: a box per statement, an arrow where one needs the rows of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from django_graphql_auto.planning.compile import Plan
from django_graphql_auto.planning.explain import joins, link_text, part_text, read_text, title
from django_graphql_auto.planning.plan import Fetch, GroupKeyPart, GroupsPart, KeyRelationPart
from django_graphql_auto.planning.selection import Aggregate, EstimatedCount, PageCount, TotalCount

SHOWN = 6
"""Columns that a box names."""
FIGURES = (TotalCount, PageCount, EstimatedCount, Aggregate, GroupsPart)
"""Parts of a list that are statements of their own."""
COUNTS = (TotalCount, PageCount)
"""Parts that share one."""


@dataclass(frozen=True)
class Branch:
    """A box with others below it, beside plans: a step of a write."""

    texts: Sequence[str]
    below: Sequence[Branch] = ()


def diagram(plans: Mapping[str, Plan], writes: Mapping[str, Sequence[Branch]] | None = None) -> str:
    """The plans of a document by root field, and before them how their writes went."""
    chart, writes = _Chart(), writes or {}
    for name in {**writes, **plans}:
        root = chart.add("f", (name,), ("([", "])"))
        chart.branches(writes.get(name, ()), root)
        if name in plans:
            chart.fetch(plans[name].fetch, root, "")
    return "flowchart TD\n" + "".join(f"    {line}\n" for line in chart.lines)


@dataclass
class _Chart:
    lines: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def add(self, letter: str, texts: Iterable[str], brackets: tuple[str, str] = ("[", "]")) -> str:
        """A box; returns its name."""
        name = f"{letter}{next(self._numbers)}"
        self.lines.append(f'{name}{brackets[0]}"{"<br>".join(map(_escaped, texts))}"{brackets[1]}')
        return name

    def arrow(self, above: str, below: str, label: str) -> None:
        self.lines.append(f'{above} -->|"{_escaped(label)}"| {below}' if label else f"{above} --> {below}")

    def branches(self, branches: Sequence[Branch], above: str) -> None:
        for branch in branches:
            own = self.add("w", branch.texts)
            self.arrow(above, own, "")
            self.branches(branch.below, own)

    def fetch(self, fetch: Fetch, above: str, label: str) -> None:
        own = self.add("s", _texts(fetch))
        self.arrow(above, own, label)
        for child in fetch.children:
            self.fetch(child.fetch, own, link_text(child.link))
        for part in _figures(fetch):
            self.figures(part, own)

    def figures(self, part: object, above: str) -> None:
        own = self.add("s", (part_text(part),))
        self.arrow(above, own, "the same rows")
        for key in part.parts if isinstance(part, GroupsPart) else ():
            for inner in key.parts if isinstance(key, GroupKeyPart) else ():
                if isinstance(inner, KeyRelationPart):
                    self.fetch(inner.fetch, own, f"{inner.hop.relation.target_key} = group key")


def _figures(fetch: Fetch) -> list[object]:
    """One part per statement: counts are read once, whoever wants them."""
    parts = [part for part in fetch.list.parts if isinstance(part, FIGURES)] if fetch.list else []
    counts = [part for part in parts if isinstance(part, COUNTS)]
    return [part for part in parts if part not in counts[1:] and not (counts and isinstance(part, EstimatedCount))]


def _texts(fetch: Fetch) -> Iterator[str]:
    yield title(fetch)
    columns = [*map(read_text, fetch.columns), *(display.path for display in fetch.displays)]
    more = [f"and {len(columns) - SHOWN} more"] if len(columns) > SHOWN else []
    if columns:
        yield ", ".join([*dict.fromkeys(columns[:SHOWN]), *more])
    if crossed := joins(fetch):
        yield f"joins {', '.join(crossed)}"


def _escaped(text: str) -> str:
    """Mermaid's own marks, written as it has them written."""
    return text.translate(_ESCAPES)


_ESCAPES = {ord(mark): f"#{ord(mark)};" for mark in '"#<>|`'}
