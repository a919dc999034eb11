"""A mutation of which a layout is known, on its way from plans to answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError, located_error

from django_graphql_auto.execution.planner import Planner
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.writes.layouts import Telling, WriteField
from django_graphql_auto.execution.writes.payloads import Writing
from django_graphql_auto.planning.limits import check_cost
from django_graphql_auto.planning.nullability import Nullability


class PlannedWrites:
    """The fields' writes, in their order: planned and measured before the first is done, and done one after the other."""

    def __init__(self, run: Run, planner: Planner, layout: Sequence[WriteField]) -> None:
        self.run, self._planner, self._layout = run, planner, layout
        self._prepared = [_prepare(run, planner, field) for field in layout]
        self.cost = sum(writing.cost for writing in self._prepared if isinstance(writing, Writing))
        check_cost(self.cost)

    @property
    def resolves(self) -> bool:
        """Whether hand-written fields are resolved for the rows: that is the executor's work."""
        return any(writing.resolves for writing in self._prepared if isinstance(writing, Writing))

    def answer(self) -> tuple[dict[str, Any], list[GraphQLError]]:
        """The values under the fields' response keys, and the errors in their places."""
        built, document = self._planner.built, self._planner.document
        nullability = Nullability(built.graphql_schema, document.fragments, self.run.variables)
        data, errors = dict[str, Any](), list[GraphQLError]()
        for field, prepared in zip(self._layout, self._prepared, strict=True):
            telling = Telling(nullability, errors)
            try:
                data[field.key] = field.shape.tell(_done(prepared), telling, (field.key,))
            except Exception as error:
                data[field.key] = None
                errors.append(located_error(error, field.nodes, [field.key]))
        return data, errors


def _prepare(run: Run, planner: Planner, field: WriteField) -> Writing | Exception:
    """What may not be done is refused in the field's own place."""
    try:
        return Writing(run, planner, field.binding, field.arguments.bind(run.variables), field.rows, field.nodes[0])
    except Exception as error:
        return error


def _done(prepared: Writing | Exception) -> Any:
    if isinstance(prepared, Exception):
        raise prepared
    return prepared.answer()
