"""One operation on its way: whose it is, what its variables are, how long it may take, and every statement it runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import router
from django.db.models import Model, QuerySet

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import PublicError, Timeout
from django_graphql_auto.execution.errors import database_errors, logger
from django_graphql_auto.execution.scopes import Scopes
from django_graphql_auto.introspection import instance_maker
from django_graphql_auto.planning.faults import Fault
from django_graphql_auto.planning.plan import ComputedValue, InstanceRead, LeafValue, Row
from django_graphql_auto.planning.selection import Leaf
from django_graphql_auto.schema.types.annotations import serializer

ResolveLeaf = Callable[[Leaf, Model], Any]


class Run:
    """The state of one operation. Plans are shared between requests; everything of a request is here."""

    def __init__(self, scopes: Scopes, variables: Mapping[str, Any], request: Any = None, resolve_leaf: ResolveLeaf | None = None) -> None:
        self.scopes, self.variables, self.request = scopes, variables, request
        self.resolve_leaf = resolve_leaf
        self.deadline = time.monotonic() + settings.DEADLINE_SECONDS
        self.statements = 0

    def execute(self, queryset: QuerySet[Any]) -> Sequence[Row]:
        """Runs a ``values_list`` queryset: one statement."""
        self._begin_statement()
        with database_errors():
            return list(queryset)

    def aggregate(self, queryset: QuerySet[Any], expressions: Mapping[str, Any]) -> tuple[Any, ...]:
        """The figures of a whole set, in the order of ``expressions``."""
        self._begin_statement()
        with database_errors():
            found = queryset.aggregate(**expressions)
        return tuple(found[name] for name in expressions)

    def _begin_statement(self) -> None:
        self.statements += 1
        if time.monotonic() > self.deadline:
            raise Timeout(f"The operation took longer than {settings.DEADLINE_SECONDS} seconds.")

    def bind_instance(self, slot: ComputedValue | LeafValue) -> Callable[[Row], Any]:
        """A function from a row to the value of a computed or hand-written field."""
        make = _instances(slot.instance, sealed=isinstance(slot, ComputedValue))
        alias = router.db_for_read(slot.instance.model)
        if isinstance(slot, LeafValue):
            resolve, leaf = self.resolve_leaf, slot.leaf
            assert resolve is not None
            return lambda row: resolve(leaf, make(alias, row))
        method, serialize = slot.computed.computed.method, serializer(slot.computed.field.type)
        return lambda row: _computed(method, serialize, make(alias, row))


def _instances(read: InstanceRead, sealed: bool) -> Callable[[str, Row], Any]:
    return instance_maker(read.model, read.attributes, sealed=sealed)


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
