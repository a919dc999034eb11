"""One operation on its way: whose it is, what its variables are, how long it may take, and every statement it runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from django.conf import settings as django_settings
from django.db import router
from django.db.models import Model, QuerySet
from django.utils import timezone, translation

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import PublicError, ServiceUnavailable, Timeout
from django_graphql_auto.execution.answer import OperationRequest
from django_graphql_auto.execution.errors import database_errors, logger
from django_graphql_auto.execution.listening import Executed, Origin, listeners, resolving
from django_graphql_auto.execution.querysets.related import content_type_of
from django_graphql_auto.execution.querysets.scopes import Scopes, queryset_signature
from django_graphql_auto.execution.statements import drivers
from django_graphql_auto.execution.statements.compiling import Statement, compiled
from django_graphql_auto.execution.statements.dependencies import Fact, written_down
from django_graphql_auto.execution.statements.ground import Ground
from django_graphql_auto.execution.statements.memory import Memory
from django_graphql_auto.introspection import instance_maker
from django_graphql_auto.mutations import CreatedRows
from django_graphql_auto.planning.faults import Fault
from django_graphql_auto.planning.plan import ComputedValue, InstanceRead, LeafValue, Row
from django_graphql_auto.planning.selection import Leaf
from django_graphql_auto.schema.types.annotations import serializer

ResolveLeaf = Callable[[Leaf, Model], Any]
Values = Mapping[Hashable, Any]
Made = TypeVar("Made")
NO_VALUES: Values = {}
ABANDONED = "graphql_abandoned"
"""An attribute of a request whose client has gone: no further statement is run for it."""


class Run:
    """The state of one operation. Plans and statements are shared between requests; everything of a request is here."""

    asked = OperationRequest(None)
    """What the client sent."""

    def __init__(self, scopes: Scopes, variables: Mapping[str, Any], request: Any = None, memory: Memory | None = None) -> None:
        self.scopes, self.variables, self.request = scopes, variables, request
        self.memory = memory if memory is not None else Memory(lambda: settings.STATEMENT_CACHE_SIZE)
        self.ground: Ground | None = None
        self.resolve_leaf: ResolveLeaf | None = None
        self.deadline = time.monotonic() + settings.DEADLINE_SECONDS
        self.statements = 0

    def recall(self, key: Hashable, make: Callable[[], Made], values: Values = NO_VALUES) -> Made:
        """What was made before under the key, for whoever sees the same rows in the same way; a key of None makes it anew."""
        if key is None:
            return _unnamed(make)
        if self.ground is None:
            return self._remembered(key, make, values)
        known = self.ground.find(key)
        if known is not None:
            for listener in listeners():
                listener.recalled(known.value, Origin(known=True))
            found: Made = known.value
            return found
        with written_down() as dependencies:
            made = self._remembered(key, make, values)
        self.ground.keep(key, made, dependencies)
        return made

    def _remembered(self, key: Hashable, make: Callable[[], Made], values: Values) -> Made:
        return self.memory.recall((key, self.surroundings), lambda fact: self.ask(fact, values), lambda: _made(make))

    @cached_property
    def created(self) -> CreatedRows:
        """What the operation's writes have created under a name."""
        return CreatedRows()

    @cached_property
    def edition(self) -> int:
        """Of the settings: they decide which statements may be made, and can change at any time."""
        return settings.edition()

    @cached_property
    def surroundings(self) -> Hashable:
        """What else decides what a statement is: zone and language may change from request to request."""
        return (self.edition, django_settings.USE_TZ, timezone.get_current_timezone_name(), translation.get_language())

    def ask(self, fact: Fact, values: Values = NO_VALUES) -> Any:
        """What a fact is for this operation."""
        kind, about = fact
        return _FACTS[kind](self, about, values)

    def rows(self, statement: Statement, values: Values = NO_VALUES) -> Sequence[Row]:
        """Runs a statement; the rows are as the driver gives them."""
        return self.rows_of_each([(statement, values)])[0]

    def rows_of_each(self, asked: Sequence[tuple[Statement, Values]]) -> Sequence[list[Row]]:
        """Runs statements that don't depend on each other, together where the driver can and nobody wants to know what each took."""
        self._begin_statements(len(asked))
        bound = [(statement, self._value_of(values)) for statement, values in asked]
        with database_errors():
            return [_told(*each) for each in bound] if listeners() else drivers.run_together(bound)

    def _value_of(self, values: Values) -> drivers.ValueOf:
        return lambda place: values[place] if place in values else self.scopes.values[place]

    def execute(self, key: Hashable, build: Callable[[], QuerySet[Any]], values: Values = NO_VALUES) -> Sequence[Row]:
        """Runs the ``values_list`` queryset that ``build`` makes, or its statement as it is known; rows as Django gives them."""
        statement = self.recall(key, lambda: compiled(build()), values)
        return statement.pythonic(self.rows(statement, values))

    def _begin_statements(self, count: int) -> None:
        self.statements += count
        if getattr(self.request, ABANDONED, False):
            raise ServiceUnavailable("Nobody waits for this answer any more.")
        if time.monotonic() > self.deadline:
            raise Timeout(f"The operation took longer than {settings.DEADLINE_SECONDS} seconds.")

    def bind_instance(self, slot: ComputedValue | LeafValue, statement: Statement) -> Callable[[Row], Any]:
        """A function from a row to the value of a computed or hand-written field."""
        make = _instances(slot.instance, isinstance(slot, ComputedValue), statement)
        alias = router.db_for_read(slot.instance.model)
        if isinstance(slot, LeafValue):
            resolve, leaf = self.resolve_leaf, slot.leaf
            assert resolve is not None
            return _told_of(leaf.place, False, lambda row: resolve(leaf, make(alias, row)))
        computed, serialize = slot.computed.computed, serializer(slot.computed.field.type)
        place = f"{slot.instance.model.__name__}.{computed.name}"
        return _told_of(place, True, lambda row: _computed(computed.method, serialize, make(alias, row)))


def _made(make: Callable[[], Made]) -> Made:
    """What a database can't be asked is known when its SQL is written."""
    with database_errors():
        return make()


def _unnamed(make: Callable[[], Made]) -> Made:
    """What is made anew because nothing tells it from others."""
    if not listeners():
        return _made(make)
    with written_down() as dependencies:
        made = _made(make)
    for listener in listeners():
        listener.recalled(made, Origin(False, tuple(dependencies.refusals) or (UNNAMED,)))
    return made


UNNAMED = "a value that was asked for is part of its text: a search, a pattern, a condition on groups"


def _told(statement: Statement, value_of: drivers.ValueOf) -> list[Row]:
    """The rows of a statement, while somebody listens."""
    for listener in listeners():
        listener.executing()
    begun, executed = time.perf_counter(), None
    try:
        rows = drivers.run(statement, value_of)
        executed = Executed(statement, len(rows), time.perf_counter() - begun, lambda: statement.bound(value_of))
    finally:
        for listener in listeners():
            listener.executed(executed)
    return rows


def _told_of(place: str, computed: bool, resolve: Callable[[Row], Any]) -> Callable[[Row], Any]:
    """The field's function, with somebody listening or without."""
    if not listeners():
        return resolve

    def told(row: Row) -> Any:
        with resolving(place, computed) as failed:
            value = resolve(row)
            failed(value.error if isinstance(value, Fault) else None)
            return value

    return told


def _instances(read: InstanceRead, sealed: bool, statement: Statement) -> Callable[[str, Row], Any]:
    make = instance_maker(read.model, read.attributes, sealed=sealed)
    return lambda alias, row: make(alias, statement.pythonic([row])[0])


_FACTS: Mapping[str, Callable[[Run, Any, Values], Any]] = {
    "scope": lambda run, about, values: run.scopes.acting(about[0]).signature(about[1]),
    "deleted": lambda run, entity, values: run.scopes.may_list_deleted(entity),
    "given": lambda run, place, values: values.get(place),
    "database": lambda run, model, values: router.db_for_read(model),
    "content type": lambda run, about, values: content_type_of(about),
    "manager": lambda run, about, values: queryset_signature(getattr(*about).get_queryset()),
}


def _computed(method: Callable[[Any], Any], serialize: Callable[[Any], Any], instance: Any) -> Any:
    """One failure is one field's: the row and the list go on."""
    try:
        value = method(instance)
        return None if value is None else serialize(value)
    except PublicError as error:
        return Fault(error.message, error)
    except Exception as error:
        logger.debug("A computed field failed.", exc_info=error)
        return Fault(error=error)
