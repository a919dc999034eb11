"""What a write does, step by step, for whoever watches it. Nobody else pays for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import models

from django_graphql_auto.mutations.records import Path

Model = type[models.Model]


@dataclass(eq=False)
class Step:
    """One thing that is done to rows of one model; what is done meanwhile stands inside of it."""

    action: str
    """What is done to rows (``find``, ``lock``, ``check``, ``create``, ``update``, ``delete``, ``restore``, ``connect``, ``disconnect``,
    ``link``, ``unlink``, ``upsert``), or ``call``, ``tell`` and ``read``; ``write`` is a whole root field."""
    model: Model | None
    path: Path = ()
    """Where in the input it is said; of several rows, where the first one is."""
    rows: int = 1
    name: str = ""
    """What is called, checked or written."""
    together: bool | None = None
    """Whether several rows are written at once or one by one; None where there is but one, or nothing is written."""
    why: str = ""
    """Why one by one."""
    undone: str = ""
    """Why nothing of it is left, if that is so."""
    beside: Mapping[str, int] = field(default_factory=dict)
    """Rows that Django has deleted with these, by the names of their models."""


class Watcher(Protocol):
    def begins(self, step: Step) -> None: ...

    def ends(self, step: Step) -> None: ...


_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)
_UNWATCHED: AbstractContextManager[None] = nullcontext()


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Lets ``watcher`` hear of the steps of all writes that are done meanwhile."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def step(
    action: str, model: Model | None, paths: Sequence[Path], why: Callable[[], str | None] | None = None, **known: Any
) -> AbstractContextManager[Step | None]:
    """What is done meanwhile is a step of this kind, for a row at each path. ``why`` is asked only where somebody watches."""
    watcher = _watcher.get()
    if watcher is None:
        return _UNWATCHED
    made = Step(action, model, paths[0] if paths else (), **{"rows": len(paths), **known})
    made.why = (why() if why else None) or ""
    return _watched(watcher, made)


@contextmanager
def _watched(watcher: Watcher, taken: Step) -> Iterator[Step]:
    watcher.begins(taken)
    try:
        yield taken
    except Exception as error:
        taken.undone = taken.undone or _reason(error)
        raise
    finally:
        watcher.ends(taken)


def _reason(error: Exception) -> str:
    """The codes of what is wrong; a fault of the database or of the project by its class."""
    codes = dict.fromkeys(each.code for each in getattr(error, "errors", ()))
    return f"refused: {', '.join(codes) or getattr(error, 'told', type(error).__name__)}"
