"""From an operation to its answer, by one of three ways: as an earlier one of its kind, as writes alone, or by the executor."""

from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync
from graphql import GraphQLError, OperationDefinitionNode, located_error

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.execution.answer import Answer
from django_graphql_auto.execution.errors import STATUS, database_errors, formatted
from django_graphql_auto.execution.executor import PlannedExecution
from django_graphql_auto.execution.listening import stage
from django_graphql_auto.execution.operation import Operation
from django_graphql_auto.execution.planner import Planner
from django_graphql_auto.execution.precedents import Precedent
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.statements.dependencies import written_down
from django_graphql_auto.execution.statements.ground import Ground
from django_graphql_auto.execution.streams.streaming import Stream, refuse_stream
from django_graphql_auto.execution.streams.writing import answered
from django_graphql_auto.execution.writes.planned import PlannedWrites
from django_graphql_auto.planning.faults import faults_so_far

Planned = Precedent | PlannedWrites | PlannedExecution


@stage("plan")
def planned(operation: Operation, anew: bool = False) -> Planned:
    """A precedent, or a plan: who asks decides the scopes; scopes and document decide the plans; plans and variables decide the cost."""
    run = operation.run
    with database_errors(), written_down() as dependencies:
        found = operation.like.find(run) if operation.like and not anew else None
        if found is not None:
            return found
        run.ground = Ground(run.surroundings, operation.like.deciding) if operation.like else None
        planner = Planner(operation.built, operation.document, run.scopes, run.variables, operation.passes)
        if writes := _planned_writes(operation, planner):
            return writes
        execution = operation.execution()
        execution.begin(run, planner, _stream(run) if run.asked.streamed else None)
    if dependencies.refusals:
        run.ground = None
    elif run.ground:
        run.ground.spread(dependencies)
    return execution


def _planned_writes(operation: Operation, planner: Planner) -> PlannedWrites | None:
    layout = operation.layout()
    writes = PlannedWrites(operation.run, planner, layout) if layout else None
    if writes is None or not writes.resolves:
        return writes
    operation.document.layouts.put(operation.place, ())
    return None


def _stream(run: Run) -> Stream:
    refuse_stream(run.scopes.access)
    return Stream(run)


def answer(operation: Operation, way: Planned) -> Answer:
    """What is found out on the way is kept for the next operation of the same kind."""
    match way:
        case Precedent():
            return _followed(operation, way) or answer(operation, planned(operation, anew=True))
        case PlannedWrites():
            return _write(way)
    return _executed(operation, way)


def _executed(operation: Operation, execution: PlannedExecution) -> Answer:
    made = answered(execution.stream, execution, lambda: _run(execution, operation.node))
    ground = operation.run.ground
    if operation.like and ground and not made.errors and (fields := execution.repeatable()):
        operation.like.add(Precedent(ground, fields, execution.cost))
    if execution.stream is None:
        execution.end()
    return made


def _followed(operation: Operation, precedent: Precedent) -> Answer | None:
    """The answer, unless something isn't as usual. What has failed among the rows may fail again: the next one doesn't try this way."""
    made = _follow(operation.run, precedent)
    if made is None and operation.like and operation.run.statements:
        operation.like.drop(precedent)
    return made


@stage("run")
def _follow(run: Run, precedent: Precedent) -> Answer | None:
    """Statements to values. A value that could not be made is left to the executor, which knows where null may stand."""
    faults, data, errors = faults_so_far(), dict[str, Any](), list[GraphQLError]()
    precedent.begin(run)
    for field in precedent.fields:
        try:
            data[field.key] = field.prepared.run(run)
        except Exception as error:
            if not run.statements:
                return None
            data[field.key] = None
            errors.append(located_error(error, field.nodes, [field.key]))
    return _finished(run, data, errors, precedent.cost) if faults_so_far() == faults else None


@stage("run")
def _write(writes: PlannedWrites) -> Answer:
    return _finished(writes.run, *writes.answer(), writes.cost)


@stage("run")
def _run(execution: PlannedExecution, operation: OperationDefinitionNode) -> Answer:
    """Statements to values, errors to places in the answer."""
    collected = execution.collected_errors.errors
    try:
        found: Any = execution.execute_operation(operation, None)
        data = async_to_sync(_awaited)(found) if execution.is_awaitable(found) else found
    except GraphQLError as error:
        collected.append(error)
        data = None
    return _finished(execution.run, data, collected, execution.cost)


def _finished(run: Run, data: dict[str, Any] | None, collected: list[GraphQLError], cost: int) -> Answer:
    if not collected:
        return Answer(data, [], _extensions(run, cost), executed=True)
    errors = sorted(collected[: settings.MAX_ERRORS], key=lambda error: [str(part) for part in error.path or ()])
    made = [formatted(error, BadUserInput.code) for error in errors]
    status = next((STATUS[error["extensions"]["code"]] for error in made if error["extensions"]["code"] in STATUS), None)
    return Answer(data, made, _extensions(run, cost), executed=True, status_hint=status if data is None else None)


def _extensions(run: Run, cost: int) -> dict[str, Any]:
    staff = getattr(run.scopes.access.user, "is_staff", False)
    return {"cost": cost} if settings.REPORT_COST or staff else {}


async def _awaited(value: Any) -> Any:
    return await value
