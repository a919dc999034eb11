"""The generated root fields, one function each: what is asked for is planned, measured, then run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from graphql import FieldNode, GraphQLField

from django_graphql_auto.access import Deleted, Visibility
from django_graphql_auto.exceptions import BadUserInput, Forbidden, Unauthenticated
from django_graphql_auto.execution.listening import stage
from django_graphql_auto.execution.model_schemas import model_schema
from django_graphql_auto.execution.planner import Planner
from django_graphql_auto.execution.querysets.paging import Page, check_pages
from django_graphql_auto.execution.querysets.scopes import manager_rows
from django_graphql_auto.execution.rights import viewer
from django_graphql_auto.execution.rows.fetching import fetch_list, fetch_row, rows_by_key
from django_graphql_auto.execution.rows.keys import NamedRow, by_key, named_by
from django_graphql_auto.execution.rows.search import Results
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.streams.streaming import Stream
from django_graphql_auto.execution.values import check_list, key_of_id, parse_keys
from django_graphql_auto.execution.writes.payloads import AskedRows, Writing
from django_graphql_auto.planning.compile import Plan
from django_graphql_auto.planning.plan import Fetch
from django_graphql_auto.planning.selection import Arguments
from django_graphql_auto.schema import global_id
from django_graphql_auto.schema.bindings import (
    PayloadResults,
    PayloadReturned,
    PayloadRow,
    RootList,
    RootModelSchema,
    RootNode,
    RootNodes,
    RootObject,
    RootSearch,
    RootViewer,
    RootWrite,
    binding_of,
)
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.types.roots import DELETED


@dataclass(frozen=True)
class Prepared:
    """A root field, planned: what it may cost, and how to run it.

    It has its ``plan`` where other runs may have it run: it holds nothing then of the request that it was planned for.
    """

    cost: int
    run: Callable[[Run], Any]
    plan: Plan | None = None


@dataclass(frozen=True)
class RootField:
    """One root field of one operation."""

    run: Run
    planner: Planner
    definition: GraphQLField
    nodes: list[FieldNode]
    select: Callable[[GraphQLField, list[FieldNode]], Mapping[str, tuple[GraphQLField, list[FieldNode]]]]
    """What is selected of an object that a field answers with, by response key."""
    stream: Stream | None = None
    """Where the operation is streamed: it is read in chunks then."""

    @property
    def arguments(self) -> Arguments:
        return Arguments(self.definition, self.nodes[0])

    @property
    def given(self) -> Mapping[str, Any]:
        """The arguments' values."""
        return self.arguments.bind(self.run.variables)


def prepare(field: RootField, binding: Any) -> Prepared:
    """Plans a generated root field. Raises public errors for what may not be asked."""
    return _ROOTS[type(binding)](field, binding)


def _list(field: RootField, binding: RootList) -> Prepared:
    entity, run = binding.entity, field.run
    _refuse_unreadable(run, entity)
    deleted = _asked_deleted(run, entity, field.given)
    plan = field.planner.plan_list(field.definition, entity, field.nodes)

    def read(run: Run, fetch: Fetch, page: Page | None = None) -> Any:
        if deleted is None:
            return fetch_list(run, fetch, lambda: _listed(run, entity, binding.manager), binding.manager, page)
        return fetch_list(run, fetch, lambda: run.scopes.rows_with(entity, deleted), deleted, page, deleted)

    if (stream := field.stream) is not None:
        return Prepared(stream.prepare(plan, field.definition, field.nodes, read), lambda run: stream.first_chunk())
    return Prepared(_cost(run, plan), lambda run: read(run, plan.fetch), _repeatable(plan))


def _listed(run: Run, entity: Entity, manager: str) -> QuerySet[Any]:
    """The visible rows, or those of them that one of the model's managers has."""
    rows = run.scopes.rows(entity)
    if not manager:
        return rows
    return rows.filter(pk__in=manager_rows(entity.model, manager).order_by().values("pk"))


def _object(field: RootField, binding: RootObject) -> Prepared:
    entity, arguments = binding.entity, field.arguments
    _refuse_unreadable(field.run, entity)
    plan = field.planner.plan_rows(entity, field.nodes)

    def named(run: Run) -> NamedRow:
        return _named(run, entity, arguments.bind(run.variables))

    named(field.run)  # what can't be a row's name is refused before anything is read
    return Prepared(_cost(field.run, plan), lambda run: fetch_row(run, plan.fetch, named(run).source(run)), _repeatable(plan))


def _repeatable(plan: Plan) -> Plan | None:
    """The plan, unless hand-written fields are resolved for its rows: they know the operation."""
    return None if plan.fetch.resolves else plan


def _asked_deleted(run: Run, entity: Entity, arguments: Mapping[str, Any]) -> Deleted | None:
    """Whether rows that are marked as deleted are asked for. Raises public errors where they may not be."""
    if DELETED not in arguments:
        return None
    deleted: Deleted | None = arguments[DELETED]
    if deleted is None:
        raise BadUserInput(f"{DELETED} must not be null; leave it out.")
    if not run.scopes.may_list_deleted(entity):
        error = Forbidden if run.scopes.access.authenticated else Unauthenticated
        raise error(f"Only who may delete {entity.info.verbose_name_plural} may list those that are deleted.")
    return deleted


@stage("cost")
def _cost(run: Run, plan: Plan) -> int:
    check_pages(plan.fetch, run.variables)
    return plan.cost(run.variables)


def _refuse_unreadable(run: Run, entity: Entity) -> None:
    if run.scopes.visibility(entity) is Visibility.DENIED:
        if run.scopes.access.authenticated:
            raise Forbidden(f"You may not read {entity.info.verbose_name_plural}.")
        raise Unauthenticated(f"Log in to read {entity.info.verbose_name_plural}.")


def _named(run: Run, entity: Entity, arguments: Mapping[str, Any]) -> NamedRow:
    """The one row that ``id`` or ``by`` names."""
    given = {name: value for name, value in arguments.items() if value is not None}
    if len(given) != 1:
        raise BadUserInput("Exactly one of `id` and `by` names the row.")
    if "id" in given:
        return by_key(entity, key_of_id(entity, given["id"]))
    return named_by(run, entity, given["by"])


def _node(field: RootField, binding: RootNode) -> Prepared:
    entity, key = _decoded(field, field.given["id"])
    plan = field.planner.plan_rows(entity, field.nodes)
    return Prepared(_cost(field.run, plan), lambda run: fetch_row(run, plan.fetch, by_key(entity, key).source(run)))


def _nodes(field: RootField, binding: RootNodes) -> Prepared:
    ids = field.given["ids"]
    check_list(ids)
    decoded = [_decoded(field, given) for given in ids]
    plans = {entity: field.planner.plan_rows(entity, field.nodes) for entity, _ in decoded}
    cost = sum(_cost(field.run, plans[entity]) for entity, _ in decoded)
    return Prepared(cost, lambda run: _nodes_in_order(run, plans, decoded))


def _nodes_in_order(run: Run, plans: Mapping[Entity, Plan], decoded: Sequence[tuple[Entity, Any]]) -> list[Any]:
    found: dict[tuple[Entity, Any], Any] = {}
    for entity, plan in plans.items():
        keys = [key for other, key in decoded if other is entity]
        found |= {(entity, key): value for key, value in rows_by_key(run, plan.fetch, keys).items()}
    return [found.get((entity, key if entity.composite else key[0])) for entity, key in decoded]


def _decoded(field: RootField, given: str) -> tuple[Entity, tuple[Any, ...]]:
    """The model and key behind a global id. A model that is not served looks like no global id at all."""
    decoded = global_id.decode(given)
    entity = field.planner.built.by_label.get(decoded[0]) if decoded else None
    if decoded is None or entity is None:
        raise BadUserInput("This is no global id.")
    return entity, parse_keys(entity, decoded[1])


def _search(field: RootField, binding: RootSearch) -> Prepared:
    run, arguments = field.run, field.given
    wanted = arguments.get("types")
    entities = [entity for entity in binding.entities if wanted is None or entity.info.label in wanted]
    if not entities:
        raise BadUserInput("types names at least one; leave it out for all.")
    readable = [entity for entity in entities if run.scopes.visibility(entity) is not Visibility.DENIED]
    if not readable:
        _refuse_unreadable(run, entities[0])
    plans = {entity: field.planner.plan_results(field.definition, entity, field.nodes) for entity in readable}
    results = Results(run, {entity: plan.fetch for entity, plan in plans.items()}, arguments)
    return Prepared(len(plans) + max(plan.cost(run.variables) for plan in plans.values()), lambda run: results.answer())


def _viewer(field: RootField, binding: RootViewer) -> Prepared:
    return Prepared(1, lambda run: viewer(run.scopes.access, field.planner.built.entities.values()))


def _model_schema(field: RootField, binding: RootModelSchema) -> Prepared:
    return Prepared(1, lambda run: model_schema(run.scopes.access, field.planner.built, field.given["model"]))


def _write(field: RootField, binding: RootWrite) -> Prepared:
    rows = _payload_rows(field, field.definition, field.nodes)
    writing = Writing(field.run, field.planner, binding, field.given, rows, field.nodes[0])
    return Prepared(writing.cost, lambda run: writing.answer())


def _payload_rows(field: RootField, parent: GraphQLField, nodes: list[FieldNode], place: tuple[str, ...] = ()) -> list[AskedRows]:
    """The nodes of the written row, wherever it is asked for in a payload, and of what a method has returned."""
    rows: list[AskedRows] = []
    for key, (definition, below) in field.select(parent, nodes).items():
        match binding := binding_of(definition):
            case PayloadRow() | PayloadReturned():
                rows.append(AskedRows((*place, key), binding, below))
            case PayloadResults():
                rows += _payload_rows(field, definition, below, (*place, key))
    return rows


_ROOTS: dict[type, Callable[[RootField, Any], Prepared]] = {
    RootList: _list,
    RootObject: _object,
    RootNode: _node,
    RootNodes: _nodes,
    RootViewer: _viewer,
    RootModelSchema: _model_schema,
    RootSearch: _search,
    RootWrite: _write,
}
