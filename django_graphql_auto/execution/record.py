"""What one operation did, written down while it was done: for ``graphql_explain`` and for debug answers."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from graphql import FieldNode

from django_graphql_auto.execution.listening import Executed, Listener, Origin
from django_graphql_auto.execution.statements import drivers
from django_graphql_auto.execution.statements.compiling import Statement
from django_graphql_auto.execution.statements.fetches import FetchStatement
from django_graphql_auto.mutations import Step
from django_graphql_auto.planning.compile import Plan
from django_graphql_auto.planning.explain import title

STAGES = ("parse", "validate", "limits", "coerce", "plan", "cost", "run", "format")
BESIDE = "beside the plan"
"""What the statements are called that Django or the project's code ran: permissions, content types, resolvers."""
Look = Callable[[Executed], list[str]]


@dataclass(frozen=True, slots=True)
class RecordedStatement:
    """One statement that was run."""

    about: str
    sql: str
    parameters: list[Any]
    origin: str
    """``known``, ``compiled`` (and kept), ``made anew`` (and not kept), or ``""`` beside the plan."""
    reasons: tuple[str, ...]
    """Why it isn't kept."""
    way: str
    rows: int | None
    seconds: float
    place: str = ""
    """The computed or hand-written field whose code ran it."""
    notes: tuple[str, ...] = ()
    """What the database says of it, where it was asked."""


@dataclass(frozen=True, slots=True)
class RecordedPlan:
    plan: Plan
    known: bool


@dataclass(frozen=True, slots=True)
class RecordedStep:
    step: Step
    statements: list[int] = field(default_factory=list)
    """Where in the record they stand, without those of the steps inside."""
    inside: list[RecordedStep] = field(default_factory=list)


@dataclass
class Record(Listener):
    """A listener that keeps what it hears. ``look`` is called after every statement of a plan, for what else is to be told of it."""

    look: Look = lambda executed: []
    stages: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Seconds by stage, without those of the stages inside it."""
    plans: dict[str, RecordedPlan] = field(default_factory=dict)
    statements: list[RecordedStatement] = field(default_factory=list)
    writes: dict[str, RecordedStep] = field(default_factory=dict)
    """By root field."""
    _steps: list[RecordedStep] = field(default_factory=list)
    """Those that have begun and not ended, the innermost last."""
    _inside: list[float] = field(default_factory=list)
    _origins: dict[Statement, tuple[str, Origin]] = field(default_factory=dict)
    _places: list[str] = field(default_factory=list)
    _own: bool = False
    """Whether what the database is asked now is a statement of a plan, or a question about one."""

    @property
    def database_seconds(self) -> float:
        return sum(statement.seconds for statement in self.statements)

    @contextmanager
    def watching(self) -> Iterator[None]:
        with ExitStack() as stack:
            for alias in connections:
                stack.enter_context(connections[alias].execute_wrapper(self._beside))
            yield

    def begins(self, stage: str) -> None:
        self._inside.append(0.0)

    def ends(self, stage: str, seconds: float) -> None:
        self.stages[stage] += seconds - self._inside.pop()
        if self._inside:
            self._inside[-1] += seconds

    def planned(self, node: FieldNode, plan: Plan, variables: Any, known: bool) -> None:
        name = node.alias.value if node.alias else node.name.value
        self.plans[name if name not in self.plans else f"{name} ({plan.fetch.entity.type_name})"] = RecordedPlan(plan, known)

    def recalled(self, made: Any, origin: Origin) -> None:
        if isinstance(made, FetchStatement):
            self._origins[made.statement] = title(made.fetch), origin
        elif isinstance(made, Statement):
            self._origins[made] = "figures", origin

    def executing(self) -> None:
        self._own = True

    def executed(self, executed: Executed | None) -> None:
        if executed is not None:
            self._keep(self._recorded(executed))
        self._own = False

    def _recorded(self, executed: Executed) -> RecordedStatement:
        statement = executed.statement
        about, origin = self._origins.get(statement, ("rows", Origin(False)))
        return RecordedStatement(
            about,
            statement.sql or "",
            executed.parameters() if statement.sql else [],
            "known" if origin.known else "made anew" if origin.reasons else "compiled",
            tuple(dict.fromkeys(origin.reasons)),
            drivers.way_of(statement),
            executed.rows,
            executed.seconds,
            notes=tuple(self.look(executed)) if statement.sql else (),
        )

    def stepping(self, step: Step) -> None:
        taken = RecordedStep(step)
        if self._steps:
            self._steps[-1].inside.append(taken)
        else:
            self.writes[step.name] = taken
        self._steps.append(taken)

    def stepped(self, step: Step) -> None:
        self._steps.pop()

    def resolving(self, place: str, computed: bool) -> None:
        self._places.append(place)

    def resolved(self, error: Exception | None) -> None:
        self._places.pop()

    def _beside(self, execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if self._own:
            return execute(sql, parameters, many, context)
        begun = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            seconds, place = time.perf_counter() - begun, self._places[-1] if self._places else ""
            given = list(parameters or ()) if not isinstance(parameters, dict) else list(parameters.values())
            about = _about(self._steps[-1].step) if self._steps else BESIDE
            self._keep(RecordedStatement(about, sql, given, "", (), "Django's cursor", None, seconds, place))

    def _keep(self, statement: RecordedStatement) -> None:
        if self._steps:
            self._steps[-1].statements.append(len(self.statements))
        self.statements.append(statement)


def _about(step: Step) -> str:
    """What the statements of a step are for."""
    return " ".join(filter(None, (step.action, step.model._meta.label_lower if step.model else step.name)))
