"""The steps of a write as a tree for people and programs: what is done alike to several rows stands there once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django_graphql_auto.execution.record import RecordedStep
from django_graphql_auto.introspection import constraint_texts
from django_graphql_auto.mutations import Step

WAYS = {None: "", True: "together", False: "one by one"}
STORING = ("create", "update")
COUNTED = {
    "create": "created",
    "update": "updated",
    "delete": "deleted",
    "restore": "restored",
    "connect": "connected",
    "disconnect": "disconnected",
}


@dataclass(frozen=True)
class Part:
    """Steps of one kind at one place."""

    action: str
    model: str
    path: str
    """With a star for each place in a list."""
    rows: int
    name: str
    way: str
    why: str
    undone: str
    beside: Mapping[str, int]
    constraints: tuple[str, ...]
    """What a stored row must not break."""
    statements: Sequence[int]
    """Where in the record they stand, without those of the parts inside."""
    inside: Sequence[Part]

    @property
    def title(self) -> str:
        if self.action == "write":
            return f"write {self.name}"
        about = " of ".join(filter(None, (self.name, f"{self.rows} {self.model}" if self.model else "")))
        at = f" at {self.path}" if self.path else ""
        return f"{self.action} {about}{at}"

    @property
    def remarks(self) -> list[str]:
        """What there is to say of it beside."""
        way = "" if self.rows == 1 and self.way == "together" else self.way
        beside = ", ".join(f"{rows} {model}" for model, rows in self.beside.items())
        told = [f"{way}: {self.why}" if way and self.why else way or self.why, beside and f"with it go {beside}", self.undone]
        return [remark for remark in (*told, self._checked) if remark]

    @property
    def _checked(self) -> str:
        if not self.constraints or self.undone:
            return ""
        how = "the database checks for all at once" if self.way == "together" else "checked before each is stored"
        return f"{how}: {', '.join(self.constraints)}"

    @property
    def all_statements(self) -> list[int]:
        return sorted([*self.statements, *(place for part in self.inside for place in part.all_statements)])

    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows of which model were created, updated, deleted, connected and disconnected."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for part in self._standing():
            if part.action in COUNTED:
                found[COUNTED[part.action]][part.model] += part.rows
                found["deleted"].update(part.beside)
        return {name: dict(found[name]) for name in COUNTED.values() if found[name]}

    def _standing(self) -> Iterator[Part]:
        """All that an attempt has not left undone; of a dry run, what would have been left."""
        yield self
        for part in self.inside:
            if not part.undone:
                yield from part._standing()


def course(recorded: RecordedStep) -> Part:
    """All that a write has done."""
    return _part([recorded])


def _part(alike: Sequence[RecordedStep]) -> Part:
    first, single = alike[0].step, [below for each in alike for below in _singles(each)]
    beside: Counter[str] = Counter()
    for each in (*alike, *single):
        beside.update(each.step.beside)
    return Part(
        first.action,
        _label(first),
        _place(first),
        len(single) if first.together is False and single else sum(each.step.rows for each in alike),
        first.name,
        WAYS[first.together],
        first.why,
        first.undone,
        dict(beside),
        constraint_texts(first.model) if first.model and first.action in STORING else (),
        sorted(place for each in (*alike, *single) for place in each.statements),
        _alike([child for each in alike for child in _children(each)]),
    )


def _alike(recorded: Sequence[RecordedStep]) -> list[Part]:
    groups: dict[tuple[object, ...], list[RecordedStep]] = defaultdict(list)
    for each in recorded:
        step = each.step
        groups[step.action, step.model, _place(step), step.name, step.together, step.why, step.undone].append(each)
    return [_part(group) for group in groups.values()]


def _singles(recorded: RecordedStep) -> list[RecordedStep]:
    """The rows that a step writes one by one, but for those that were refused: it stands for them."""
    step = recorded.step
    wanted = step.action, step.model, ""
    return [each for each in recorded.inside if step.together is False and (each.step.action, each.step.model, each.step.undone) == wanted]


def _children(recorded: RecordedStep) -> list[RecordedStep]:
    single = list(map(id, _singles(recorded)))
    return [child for each in recorded.inside for child in (each.inside if id(each) in single else [each])]


def _label(step: Step) -> str:
    return step.model._meta.label_lower if step.model else ""


def _place(step: Step) -> str:
    return ".".join("*" if part.isdigit() else part for part in step.path)
