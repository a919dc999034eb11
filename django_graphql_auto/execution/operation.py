"""One operation of a document, on its way from plan to answer, and what is kept of it for the next of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any, cast

from graphql import OperationDefinitionNode, OperationType

from django_graphql_auto.execution.documents import Document
from django_graphql_auto.execution.executor import PlannedExecution
from django_graphql_auto.execution.precedents import Like, Precedents
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.writes.atomic import is_atomic
from django_graphql_auto.execution.writes.layouts import WriteField, layout_of
from django_graphql_auto.planning.passes import PASSES, Pass
from django_graphql_auto.planning.selection import Variables
from django_graphql_auto.schema.build import BuiltSchema


@dataclass(frozen=True)
class Operation:
    """Whose it is, what it stands on, and how it is planned."""

    run: Run
    built: BuiltSchema
    document: Document
    node: OperationDefinitionNode
    passes: Sequence[Pass]

    @cached_property
    def like(self) -> Like | None:
        """The precedents of a query; what is written or streamed, or planned in another way than usual, is looked at anew."""
        if not self._is_usual(OperationType.QUERY):
            return None
        known = self.document.precedents.get(id(self.node))
        if known is None:
            known = self.document.precedents[id(self.node)] = Precedents(self.node, self.document.fragments)
        return known.like(self.run.variables)

    def execution(self) -> PlannedExecution:
        run = self.run
        context = run.request if run.request is not None else SimpleNamespace(user=run.scopes.access.user, META={}, headers={})
        return PlannedExecution.of(self.built.graphql_schema, self.document.fragments, context, self.node, cast(Variables, run.variables))

    def layout(self) -> tuple[WriteField, ...] | None:
        """What a mutation selects of its payloads; None where it needs the executor."""
        if not self._is_usual(OperationType.MUTATION) or is_atomic(self.node):
            return None
        known, place = self.document.layouts, self.place
        found: tuple[WriteField, ...] | None = known.get(place)
        if found is None:
            found = layout_of(self.built.graphql_schema, self.document.fragments, self.node, self.run.variables) or ()
            known.put(place, found)
        return found or None

    @property
    def place(self) -> tuple[Any, ...]:
        """What decides which fields are included."""
        return id(self.node), self.document.condition_values(self.run.variables)

    def _is_usual(self, kind: OperationType) -> bool:
        return self.node.operation is kind and not self.run.asked.streamed and self.passes is PASSES
