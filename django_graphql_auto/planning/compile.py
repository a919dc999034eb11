"""Collect, improve, lay out: a root field's selection becomes a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField

from django_graphql_auto.planning.cost import cost_of_list, cost_of_rows
from django_graphql_auto.planning.layout import lay_out_list, lay_out_rows
from django_graphql_auto.planning.passes import PASSES, Pass, improve_list, improve_rows
from django_graphql_auto.planning.plan import Fetch
from django_graphql_auto.planning.selection import ListSelection, Rows
from django_graphql_auto.planning.walk import Walk
from django_graphql_auto.schema.entities import Entity


@dataclass(frozen=True)
class Plan:
    """A root field's fetch, and the selection that it was laid out from."""

    fetch: Fetch
    selection: Rows | ListSelection

    def cost(self, variables: Mapping[str, Any]) -> int:
        """One per object, page sizes multiplied in."""
        if isinstance(self.selection, ListSelection):
            return cost_of_list(self.selection, variables)
        return cost_of_rows(self.selection, variables)


def plan_list(walk: Walk, definition: GraphQLField, entity: Entity, nodes: list[FieldNode], passes: Sequence[Pass] = PASSES) -> Plan:
    """The plan of a root list."""
    selection = improve_list(walk.list_of(definition, entity, nodes), passes)
    return Plan(lay_out_list(selection), selection)


def plan_results(walk: Walk, definition: GraphQLField, entity: Entity, nodes: list[FieldNode], passes: Sequence[Pass] = PASSES) -> Plan:
    """The plan of what a search finds among the rows of one model."""
    selection = improve_list(walk.results_of(definition, entity, nodes), passes)
    return Plan(lay_out_list(selection), selection)


def plan_rows(walk: Walk, entity: Entity, nodes: list[FieldNode], passes: Sequence[Pass] = PASSES) -> Plan:
    """The plan of single rows of a model, whatever type the field returns."""
    named = walk.schema.type_map[entity.interface_name if entity.polymorphic else entity.type_name]
    selection = improve_rows(walk.rows(named, nodes), passes)
    return Plan(lay_out_rows(selection), selection)
