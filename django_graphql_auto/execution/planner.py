"""Finds or makes the plans of one operation. A plan is reused where the same models are visible in the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField

from django_graphql_auto.access import Visibility
from django_graphql_auto.execution.documents import Document
from django_graphql_auto.execution.listening import listeners
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.planning.compile import Plan, plan_list, plan_results, plan_rows
from django_graphql_auto.planning.passes import PASSES, Pass
from django_graphql_auto.planning.walk import Walk
from django_graphql_auto.schema.build import BuiltSchema
from django_graphql_auto.schema.entities import Entity

Make = Callable[[Walk], Plan]


@dataclass(frozen=True)
class KnownPlan:
    """A plan and the decisions it stands on."""

    plan: Plan
    decisions: Mapping[Entity, Visibility]

    def holds(self, scopes: Scopes) -> bool:
        return all(scopes.visibility(entity) is visibility for entity, visibility in self.decisions.items())


class Planner:
    """One operation's planner."""

    def __init__(
        self, built: BuiltSchema, document: Document, scopes: Scopes, variables: Mapping[str, Any], passes: Sequence[Pass] = PASSES
    ) -> None:
        self.built, self.document, self.scopes, self.passes = built, document, scopes, passes
        self._variables, self._conditions = variables, document.condition_values(variables)

    def plan_list(self, definition: GraphQLField, entity: Entity, nodes: list[FieldNode]) -> Plan:
        return self._plan(entity, nodes, lambda walk: plan_list(walk, definition, entity, nodes, self.passes))

    def plan_results(self, definition: GraphQLField, entity: Entity, nodes: list[FieldNode]) -> Plan:
        return self._plan(entity, nodes, lambda walk: plan_results(walk, definition, entity, nodes, self.passes))

    def plan_rows(self, entity: Entity, nodes: list[FieldNode]) -> Plan:
        return self._plan(entity, nodes, lambda walk: plan_rows(walk, entity, nodes, self.passes))

    def _plan(self, entity: Entity, nodes: list[FieldNode], make: Make) -> Plan:
        """The nodes' identities name the field: they live as long as the document that keeps the plans."""
        key = (entity, tuple(map(id, nodes)), self._conditions, self.passes)
        candidates: list[KnownPlan] = self.document.plans.get(key) or []
        known = next((candidate for candidate in candidates if candidate.holds(self.scopes)), None)
        found = known or self._make(make)
        if known is None:
            self.document.plans.put(key, [found, *candidates[:7]])
        for listener in listeners():
            listener.planned(nodes[0], found.plan, self._variables, known is not None)
        return found.plan

    def _make(self, make: Make) -> KnownPlan:
        decisions: dict[Entity, Visibility] = {}

        def decide(entity: Entity) -> Visibility:
            decisions[entity] = self.scopes.visibility(entity)
            return decisions[entity]

        built = self.built
        walk = Walk(built.graphql_schema, built.entities, self.document.fragments, dict(self._conditions), decide)
        return KnownPlan(make(walk), decisions)
