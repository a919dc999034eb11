"""The generated root fields, one function each: what is asked for is planned, measured, then run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from graphql import FieldNode, GraphQLField

from django_graphql_auto.access import Access, Visibility, may_read
from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput, Forbidden, Unauthenticated
from django_graphql_auto.execution.conditions import key_condition
from django_graphql_auto.execution.fetching import fetch_list, fetch_rows
from django_graphql_auto.execution.matching import Matching
from django_graphql_auto.execution.paging import check_pages
from django_graphql_auto.execution.planner import Planner
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.search import Results
from django_graphql_auto.execution.values import check_list, key_of_id, parse_key, parse_keys
from django_graphql_auto.planning.compile import Plan
from django_graphql_auto.planning.selection import Arguments
from django_graphql_auto.schema import global_id
from django_graphql_auto.schema.bindings import RootList, RootNode, RootNodes, RootObject, RootSearch, RootViewer
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.types.keys import unique_ways


@dataclass(frozen=True)
class Prepared:
    """A root field, planned: what it may cost, and how to run it."""

    cost: int
    run: Callable[[], Any]


@dataclass(frozen=True)
class RootField:
    """One root field of one operation."""

    run: Run
    planner: Planner
    definition: GraphQLField
    nodes: list[FieldNode]

    @property
    def arguments(self) -> Mapping[str, Any]:
        return Arguments(self.definition, self.nodes[0]).bind(self.run.variables)


def prepare(field: RootField, binding: Any) -> Prepared:
    """Plans a generated root field. Raises public errors for what may not be asked."""
    return _ROOTS[type(binding)](field, binding)


def _list(field: RootField, binding: RootList) -> Prepared:
    entity, run = binding.entity, field.run
    _refuse_unreadable(run, entity)
    plan = field.planner.plan_list(field.definition, entity, field.nodes)
    assert plan.fetch.list is not None
    rows = _listed(run, entity, binding.manager)
    matching = Matching(run.scopes, entity, plan.fetch.list.arguments.bind(run.variables), rows, run.request)
    return Prepared(_cost(run, plan), lambda: fetch_list(run, plan.fetch, matching))


def _listed(run: Run, entity: Entity, manager: str) -> QuerySet[Any]:
    """The visible rows, or those of them that one of the model's managers has."""
    rows = run.scopes.rows(entity)
    if not manager:
        return rows
    return rows.filter(pk__in=getattr(entity.model, manager).get_queryset().order_by().values("pk"))


def _object(field: RootField, binding: RootObject) -> Prepared:
    entity, run = binding.entity, field.run
    _refuse_unreadable(run, entity)
    plan = field.planner.plan_rows(entity, field.nodes)
    condition = _named(run, entity, field.arguments)
    return Prepared(_cost(run, plan), lambda: next(iter(_rows(run, plan, condition).values()), None))


def _cost(run: Run, plan: Plan) -> int:
    check_pages(plan.fetch, run.variables)
    return plan.cost(run.variables)


def _rows(run: Run, plan: Plan, condition: Q) -> Mapping[Any, Any]:
    entity = plan.fetch.entity
    return fetch_rows(run, plan.fetch, run.scopes.rows(entity).filter(condition), "pk")


def _refuse_unreadable(run: Run, entity: Entity) -> None:
    if run.scopes.visibility(entity) is Visibility.DENIED:
        if run.scopes.access.authenticated:
            raise Forbidden(f"You may not read {entity.info.verbose_name_plural}.")
        raise Unauthenticated(f"Log in to read {entity.info.verbose_name_plural}.")


def _named(run: Run, entity: Entity, arguments: Mapping[str, Any]) -> Q:
    """The condition for the one row that ``id`` or ``by`` names."""
    given = {name: value for name, value in arguments.items() if value is not None}
    if len(given) != 1:
        raise BadUserInput("Exactly one of `id` and `by` names the row.")
    if "id" in given:
        return key_condition(entity, key_of_id(entity, given["id"]))
    [(way, value)] = given["by"].items()
    if value is None:
        raise BadUserInput(f"{way} must not be null.")
    if way == "id":
        return key_condition(entity, key_of_id(entity, value))
    if way == "pk":
        return key_condition(entity, _given_key(entity, value))
    return _unique(run, entity, unique_ways(entity)[way], value)


def _given_key(entity: Entity, value: Any) -> tuple[Any, ...]:
    parts = tuple(value[column.name] for column in entity.key) if entity.composite else (value,)
    return parse_keys(entity, parts)


def _unique(run: Run, entity: Entity, fields: Sequence[str], value: Any) -> Q:
    values = [value] if len(fields) == 1 else list(value.values())
    condition = Q()
    for name, part in zip(fields, values, strict=True):
        condition &= _equals(run, entity, name, part)
    return condition


def _equals(run: Run, entity: Entity, name: str, value: Any) -> Q:
    """A column's value, or a related row's id; a related row that is hidden names nothing."""
    column = next((column for column in entity.columns.values() if column.path == name), None)
    if column:
        return Q(**{column.path: parse_key(column, value)})
    hop = next(hop for hop in entity.hops.values() if hop.relation.name == name)
    target = run.scopes.entities[hop.target]
    visible = run.scopes.rows(target).filter(key_condition(target, key_of_id(target, value)))
    return Q(**{f"{hop.relation.parent_key}__in": visible.values(hop.relation.target_key)})


def _node(field: RootField, binding: RootNode) -> Prepared:
    entity, key = _decoded(field, field.arguments["id"])
    plan = field.planner.plan_rows(entity, field.nodes)
    return Prepared(_cost(field.run, plan), lambda: next(iter(_rows(field.run, plan, key_condition(entity, key)).values()), None))


def _nodes(field: RootField, binding: RootNodes) -> Prepared:
    ids = field.arguments["ids"]
    check_list(ids)
    decoded = [_decoded(field, given) for given in ids]
    plans = {entity: field.planner.plan_rows(entity, field.nodes) for entity, _ in decoded}
    cost = sum(_cost(field.run, plans[entity]) for entity, _ in decoded)
    return Prepared(cost, lambda: _nodes_in_order(field.run, plans, decoded))


def _nodes_in_order(run: Run, plans: Mapping[Entity, Plan], decoded: Sequence[tuple[Entity, Any]]) -> list[Any]:
    found: dict[tuple[Entity, Any], Any] = {}
    for entity, plan in plans.items():
        condition = Q()
        for _, key in (pair for pair in decoded if pair[0] is entity):
            condition |= key_condition(entity, key)
        found |= {(entity, key): value for key, value in _rows(run, plan, condition).items()}
    return [found.get((entity, key if entity.composite else key[0])) for entity, key in decoded]


def _decoded(field: RootField, given: str) -> tuple[Entity, tuple[Any, ...]]:
    """The model and key behind a global id. A model that is not served looks like no global id at all."""
    decoded = global_id.decode(given)
    entity = field.planner.built.by_label.get(decoded[0]) if decoded else None
    if decoded is None or entity is None:
        raise BadUserInput("This is no global id.")
    return entity, parse_keys(entity, decoded[1])


def _search(field: RootField, binding: RootSearch) -> Prepared:
    run, arguments = field.run, field.arguments
    wanted = arguments.get("types")
    entities = [entity for entity in binding.entities if wanted is None or entity.info.label in wanted]
    if not entities:
        raise BadUserInput("types names at least one; leave it out for all.")
    readable = [entity for entity in entities if run.scopes.visibility(entity) is not Visibility.DENIED]
    if not readable:
        _refuse_unreadable(run, entities[0])
    plans = {entity: field.planner.plan_results(field.definition, entity, field.nodes) for entity in readable}
    results = Results(run, {entity: plan.fetch for entity, plan in plans.items()}, arguments)
    return Prepared(len(plans) + max(plan.cost(run.variables) for plan in plans.values()), results.answer)


def _viewer(field: RootField, binding: RootViewer) -> Prepared:
    return Prepared(1, lambda: viewer(field.run.scopes.access, field.planner.built.entities.values()))


def viewer(access: Access, entities: Any) -> dict[str, Any]:
    """Who asks, and what the models let them do. Where the schema can't be introspected, a model without any right is not named."""
    known = access.authenticated
    rights = [_rights(access, entity) for entity in entities]
    return {
        "isAuthenticated": known,
        "username": access.user.get_username() if known else None,
        "models": [right for right in rights if settings.INTROSPECTION or True in right.values()],
    }


def _rights(access: Access, entity: Entity) -> dict[str, Any]:
    writes = {
        action: may_read(entity.info, "permission", Access(access.user, action, access.tenant)) for action in ("add", "change", "delete")
    }
    read = may_read(entity.info, entity.read_policy, access)
    return {"type": entity.type_name, "model": entity.info.label, "read": read} | writes


_ROOTS: dict[type, Callable[[RootField, Any], Prepared]] = {
    RootList: _list,
    RootObject: _object,
    RootNode: _node,
    RootNodes: _nodes,
    RootViewer: _viewer,
    RootSearch: _search,
}
