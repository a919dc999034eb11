"""Who listens to an operation while it is answered. Metrics, tracing, debug answers and warnings are listeners; nobody else pays for them.

Stages, in their order: ``parse``, ``validate`` (both only where the document isn't known), ``limits``, ``coerce``, ``plan``, inside it
``cost``, ``run``, and ``format``, which comes after the answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from graphql import FieldNode, OperationDefinitionNode

from django_graphql_auto.mutations import Step, watching
from django_graphql_auto.planning.compile import Plan

Given = ParamSpec("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, eq=False)
class Executed:
    """One execution of a statement of a plan."""

    statement: Any
    """A :class:`~django_graphql_auto.execution.statements.compiling.Statement`."""
    rows: int
    seconds: float
    parameters: Callable[[], list[Any]]


@dataclass(frozen=True, slots=True)
class Origin:
    """How something that may be kept was come by: ``known``, or made, and kept unless there are ``reasons`` against it."""

    known: bool
    reasons: tuple[str, ...] = ()


class Listener:
    """Hears what happens to one operation. Every method does nothing here."""

    def watching(self) -> AbstractContextManager[Any]:
        """What holds for as long as it listens."""
        return nullcontext()

    def begins(self, stage: str) -> None: ...
    def ends(self, stage: str, seconds: float) -> None: ...

    def operates(self, operation: OperationDefinitionNode) -> None:
        """Which operation of the document is asked for."""

    def planned(self, node: FieldNode, plan: Plan, variables: Any, known: bool) -> None:
        """A root field, or the rows that a resolver returned, have their plan."""

    def recalled(self, made: Any, origin: Origin) -> None:
        """A statement was found or made."""

    def executing(self) -> None:
        """A statement of a plan is about to be run."""

    def executed(self, executed: Executed | None) -> None:
        """It has been run, or has failed."""

    def resolving(self, place: str, computed: bool) -> None:
        """The code of a computed or hand-written field begins; ``place`` is ``Type.field``."""

    def resolved(self, error: Exception | None) -> None:
        """It has ended, perhaps by an exception."""

    def stepping(self, step: Step) -> None:
        """A step of a write begins; those that begin before it has ended stand inside of it."""

    def stepped(self, step: Step) -> None:
        """It has ended."""

    def answered(self, answer: Any) -> None:
        """The operation's :class:`~django_graphql_auto.execution.answer.Answer` is ready, and may be added to."""


MakeListener = Callable[[Any, Any, Any], Listener | None]
"""From an ``OperationRequest``, Django's request (or None) and the user given (or None) to who listens, if anybody."""
_listeners: ContextVar[tuple[Listener, ...]] = ContextVar("listeners", default=())
_subscribed: list[MakeListener] = []


def subscribe(make: MakeListener) -> None:
    """Asks ``make`` before every operation whether somebody listens to it."""
    if make not in _subscribed:
        _subscribed.append(make)


def listeners() -> tuple[Listener, ...]:
    """Who listens; mostly nobody."""
    return _listeners.get()


@contextmanager
def listening(*more: Listener) -> Iterator[None]:
    """Lets ``more`` hear whatever is done inside."""
    token = _listeners.set((*_listeners.get(), *more))
    try:
        with ExitStack() as stack:
            for listener in more:
                stack.enter_context(listener.watching())
            yield
    finally:
        _listeners.reset(token)


def stage(name: str) -> Callable[[Callable[Given, Made]], Callable[Given, Made]]:
    """Decorates a function that is a stage of the pipeline."""

    def decorate(work: Callable[Given, Made]) -> Callable[Given, Made]:
        @wraps(work)
        def timed(*arguments: Given.args, **named: Given.kwargs) -> Made:
            heard = _listeners.get()
            if not heard:
                return work(*arguments, **named)
            with _timed(name, heard):
                return work(*arguments, **named)

        return timed

    return decorate


@contextmanager
def _timed(name: str, heard: Sequence[Listener]) -> Iterator[None]:
    for listener in heard:
        listener.begins(name)
    begun = time.perf_counter()
    try:
        yield
    finally:
        seconds = time.perf_counter() - begun
        for listener in heard:
            listener.ends(name, seconds)


@contextmanager
def resolving(place: str, computed: bool = False) -> Iterator[Callable[[Exception | None], None]]:
    """Tells who listens of a field's own code. What is given is called with the exception, where one is not raised."""
    errors: list[Exception | None] = [None]
    for listener in listeners():
        listener.resolving(place, computed)
    try:
        yield errors.append
    finally:
        for listener in listeners():
            listener.resolved(errors[-1])


class _Steps:
    """Hands the steps of writes on."""

    def __init__(self, heard: Sequence[Listener]) -> None:
        self._heard = heard

    def begins(self, step: Step) -> None:
        for listener in self._heard:
            listener.stepping(step)

    def ends(self, step: Step) -> None:
        for listener in self._heard:
            listener.stepped(step)


def hearing_steps() -> AbstractContextManager[None]:
    """Tells who listens of the steps of writes that are done meanwhile."""
    heard = listeners()
    return watching(_Steps(heard)) if heard else nullcontext()


Execute = TypeVar("Execute", bound=Callable[..., Any])


def heard(execute: Execute) -> Execute:
    """Decorates what answers an operation: whoever is subscribed and wants to listens to it."""

    @wraps(execute)
    def answering(request: Any, http_request: Any = None, **how: Any) -> Any:
        asked = (make(request, http_request, how.get("user")) for make in _subscribed)
        wanted = [listener for listener in asked if listener is not None]
        if not wanted:
            return execute(request, http_request, **how)
        with listening(*wanted):
            answer = execute(request, http_request, **how)
        for listener in wanted:
            listener.answered(answer)
        return answer

    return answering  # type: ignore[return-value]
