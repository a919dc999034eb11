"""All root fields of a mutation in one transaction, where that is asked for: they are stored together, or none of them is.

A field fails by errors in its payload, and by any error in its place or below it; it is the last one that runs. What is read of a payload
with errors is read when all is undone, so that it shows what is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import IntegrityError
from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    is_non_null_type,
    located_error,
)

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import RolledBack
from django_graphql_auto.execution.errors import database_errors
from django_graphql_auto.execution.listening import hearing_steps
from django_graphql_auto.execution.writes.payloads import BulkPayload
from django_graphql_auto.mutations import Transactions, database_of, step
from django_graphql_auto.schema.bindings import RootWrite, binding_of
from django_graphql_auto.schema.directives import ATOMIC


def is_atomic(operation: OperationDefinitionNode) -> bool:
    """Whether all that the operation writes is one transaction: the project wants it so, or the client."""
    if operation.operation is not OperationType.MUTATION:
        return False
    return settings.ATOMIC_MUTATIONS or any(directive.name.value == ATOMIC.name for directive in operation.directives)


@dataclass(frozen=True)
class AtomicField:
    """A root field that writes."""

    key: str
    nodes: list[FieldNode]
    definition: GraphQLField
    is_refused: bool
    """Whether it is known beforehand that it may not be done."""
    execute: Callable[[], Any]
    """Answers it as any other. Raises where it must not be null and is."""

    @cached_property
    def using(self) -> str:
        """The database that it writes to; of a hand-written one, the default one."""
        binding = binding_of(self.definition)
        return database_of(binding.entity.model if isinstance(binding, RootWrite) and binding.entity else None)


class AtomicOperation:
    """One operation, done once. ``errors`` are those of its answer."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        self._errors, self._transactions = errors, Transactions()
        self._running: AtomicField | None = None
        self._failed: AtomicField | None = None
        self._unanswerable: GraphQLError | None = None

    def answer(self, fields: Sequence[AtomicField]) -> dict[str, Any]:
        """The values of the fields, by their response keys. Raises the error of one that must not be null and is."""
        with hearing_steps(), step("write", None, (), name="all fields") as taken:
            try:
                values = self._values(fields)
            finally:
                self._transactions.undo()
            if taken is not None and self._failed is not None:
                taken.undone = f"undone: {self._failed.key} has failed"
        if self._unanswerable is not None:
            raise self._unanswerable
        return values

    def look_at(self, kind: GraphQLObjectType, result: Any) -> None:
        """The result of the field that runs, before anything of it is read."""
        if self._failed is None and self._running is not None and "errors" in kind.fields and _has_failed(result):
            self._fail(self._running)

    def _values(self, fields: Sequence[AtomicField]) -> dict[str, Any]:
        """What is known to be refused fails alone: nothing has to be done for that."""
        refused = [field for field in fields if field.is_refused][:1]
        values: dict[str, Any] = {}
        for field in refused or fields:
            values[field.key] = self._value(field)
            if self._failed is not None:
                return self._undone(self._failed, fields, values)
        return self._stored(fields, values)

    def _value(self, field: AtomicField) -> Any:
        self._running, known = field, len(self._errors)
        try:
            with database_errors(), self._transactions.writing(field.using):
                value = field.execute()
        except Exception as error:
            self._fail(field)
            self._report(field, error)
            return None
        errors = self._errors[known:]
        if self._failed is not None or not (errors or self._transactions.can_only_be_undone):
            return value
        self._fail(field)
        if not any(error.path == [field.key] for error in errors):
            why = "not all of its answer could be read" if errors else "its transaction was given up on the way"
            self._report(field, RolledBack(f"Undone: {why}.", failed=field.key))
        return None

    def _fail(self, field: AtomicField) -> None:
        self._failed = field
        self._transactions.undo()

    def _undone(self, failed: AtomicField, fields: Sequence[AtomicField], values: Mapping[str, Any]) -> dict[str, Any]:
        """Of what has not failed there is nothing to answer but that it is not stored."""
        others = [field for field in fields if field is not failed]
        for field in others:
            what = "Undone" if field.key in values else "Not done"
            self._report(field, RolledBack(f"{what}: {failed.key} has failed.", failed=failed.key))
        return {failed.key: values[failed.key], **{field.key: None for field in others}}

    def _stored(self, fields: Sequence[AtomicField], values: dict[str, Any]) -> dict[str, Any]:
        try:
            with database_errors():
                self._transactions.commit()
        except Exception as error:
            told = RolledBack("Undone: the database refuses it in the end.") if isinstance(error, IntegrityError) else error
            for field in fields:
                if field.using not in self._transactions.stored:
                    values[field.key] = None
                    self._report(field, told)
        return values

    def _report(self, field: AtomicField, error: Exception) -> None:
        located = located_error(error, field.nodes, [field.key])
        if is_non_null_type(field.definition.type) and self._unanswerable is None:
            self._unanswerable = located
        else:
            self._errors.append(located)


def _has_failed(result: Any) -> bool:
    """Whether it says so itself. Of several rows, some may be stored and others not: that is what their client has asked for."""
    if isinstance(result, BulkPayload):
        return bool(result.errors) and not result.count
    errors = result.get("errors") if isinstance(result, Mapping) else getattr(result, "errors", None)
    return isinstance(errors, list | tuple) and bool(errors)
