"""Notices where the code of a field makes Django load what its row came without: a statement per row."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any, TypeGuard, TypeVar

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor, ReverseOneToOneDescriptor
from django.db.models.query_utils import DeferredAttribute

from django_graphql_auto.execution.listening import Executed, Listener
from django_graphql_auto.introspection import NotRead, look_at

Kind = TypeVar("Kind")
Loaded = tuple[type[Model], str, str]
"""A model, its column or relation, and which of the two it is: ``column``, ``to-one`` or ``to-many``."""


@dataclass(frozen=True)
class LazyLoad:
    """A field whose code loads something by a statement per row."""

    place: str
    """``Type.field``"""
    computed: bool
    model: str
    name: str
    kind: str

    @property
    def text(self) -> str:
        return f"{self.place} reads {self.model}.{self.name}, which came with no statement: {self._hint}"

    @property
    def _hint(self) -> str:
        if self.computed:
            own = self.place.partition(".")[0] == self.model
            front = "" if own or self.kind == "to-many" else f", with the path that leads to {self.model} in front"
            return COMPUTED[self.kind].format(self.name) + front + "."
        return f"{HAND_WRITTEN[self.kind].format(self.name)}."


COMPUTED: Mapping[str, str] = {
    "column": 'name in its `requires` "{}"',
    "to-one": 'name in its `requires` "{}__…", the columns that it reads',
    "to-many": "let clients ask for the list beside it, or compute it in the database with @expression",
}
HAND_WRITTEN: Mapping[str, str] = {
    "column": 'name in its @optimize_query(only=[…]) "{}"',
    "to-one": 'mark it with @optimize_query(select_related=["{}"])',
    "to-many": COMPUTED["to-many"],
}
"""What mends it, by what is loaded."""


class LazyLoads(Listener):
    """Keeps the lazy loads of the operations that it listens to."""

    def __init__(self) -> None:
        self.loads: list[LazyLoad] = []
        self.places: list[tuple[str, bool]] = []
        self._planned = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        with ExitStack() as stack:
            for alias in connections:
                stack.enter_context(connections[alias].execute_wrapper(self._run))
            yield

    def executing(self) -> None:
        self._planned = True

    def executed(self, executed: Executed | None) -> None:
        self._planned = False

    def resolving(self, place: str, computed: bool) -> None:
        self.places.append((place, computed))

    def resolved(self, error: Exception | None) -> None:
        if isinstance(error, NotRead):
            self._keep([(error.model, name, "column") for name in error.names])
        self.places.pop()

    def ran(self, sql: str) -> None:
        """A statement of whatever kind was run."""

    def _run(self, execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        self.ran(sql)
        if self.places and not self._planned and (loaded := loading(sys._getframe(1))):
            self._keep([loaded])
        return execute(sql, parameters, many, context)

    def _keep(self, several: list[Loaded]) -> None:
        for model, name, kind in several:
            load = LazyLoad(*self.places[-1], model.__name__, name, kind)
            if load not in self.loads:
                self.loads.append(load)


def loading(frame: FrameType | None) -> Loaded | None:
    """What Django is loading for an instance, by the frames of a statement: Django tells nobody."""
    related: Loaded | None = None
    while frame is not None and frame.f_globals.get("__name__") not in _BOUNDARY:
        owner, instance = frame.f_locals.get("self"), frame.f_locals.get("instance")
        if _is_a(owner, QuerySet):
            related = related or _related(owner)
        elif _is_a(instance, Model):
            for descriptor, kind, name_of in _DESCRIPTORS:
                if _is_a(owner, descriptor):
                    return type(instance), name_of(owner), kind
        frame = frame.f_back
    return related


def _is_a(value: Any, kind: type[Kind]) -> TypeGuard[Kind]:
    """By its own class: to ask a lazy object with ``isinstance`` would load it."""
    return issubclass(type(value), kind)


_DESCRIPTORS: Sequence[tuple[type[Any], str, Callable[[Any], str]]] = (
    (DeferredAttribute, "column", lambda descriptor: descriptor.field.name),
    (ForwardManyToOneDescriptor, "to-one", lambda descriptor: descriptor.field.name),
    (ReverseOneToOneDescriptor, "to-one", lambda descriptor: descriptor.related.get_accessor_name()),
)
_BOUNDARY = ("django_graphql_auto.execution.run", "graphql.execution.execute")
"""Beyond these modules the code of a field isn't on the stack any more."""


def _related(queryset: QuerySet[Any]) -> Loaded | None:
    """The relation whose manager the queryset came from: it has the instance as a hint for database routers."""
    instance = queryset._hints.get("instance")  # type: ignore[attr-defined]
    if not _is_a(instance, Model):
        return None
    relations = look_at(type(instance)).relations
    names = [relation.name for relation in relations if relation.to_many and relation.target is queryset.model and relation.tree is None]
    return type(instance), " or ".join(names) or queryset.model.__name__, "to-many"
