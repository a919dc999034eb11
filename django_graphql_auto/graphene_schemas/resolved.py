"""Fields with resolvers of the project's own: called row by row, what they return is answered for all rows at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import Any

from django.db.models import Model, QuerySet
from graphql import GraphQLError, GraphQLResolveInfo, get_named_type, is_list_type, is_non_null_type, is_object_type
from graphql.execution.execute import CollectedErrors

from django_graphql_auto.graphene_schemas.answers import list_of, nullable
from django_graphql_auto.graphene_schemas.faults import Fault, Mishap
from django_graphql_auto.graphene_schemas.plan import Entry, Nodes, Resolved, Target
from django_graphql_auto.graphene_schemas.querysets import gives_instances
from django_graphql_auto.graphene_schemas.running import Rows, Runner, arguments_of, info_of
from django_graphql_auto.graphene_schemas.types import model_type


def resolved_values(run: Runner, entry: Entry, source: Resolved, rows: Rows) -> list[Any]:
    """The values of a hand-written field, as answers."""
    assert entry.definition is not None
    info, arguments = info_of(run, entry), arguments_of(run, entry)
    resolve = resolver_of(run, entry.definition.resolve)
    results = [_resolved(run, entry, partial(resolve, row[-1], info, **arguments)) for row in rows.tuples]
    return complete_all(run, entry, info, results)


def resolver_of(run: Runner, resolve: Any) -> Callable[..., Any]:
    """A field's resolver with the middleware around it."""
    execution = run.execution
    found: Callable[..., Any] = resolve or execution.field_resolver
    return execution.middleware_manager.get_field_resolver(found) if execution.middleware_manager else found


def _resolved(run: Runner, entry: Entry, resolve: Callable[[], Any]) -> Any:
    try:
        return resolve()
    except Exception as error:
        return run.fail(error, entry.nodes)


def complete_all(run: Runner, entry: Entry, info: GraphQLResolveInfo, results: Sequence[Any]) -> list[Any]:
    """Instances and lists of them are answered together; whatever else is there, one by one."""
    assert entry.definition is not None
    kind: Any = nullable(entry.definition.type)
    named = get_named_type(kind)
    if is_object_type(named) and model_type(named) is not None:
        target = Target(named, (entry.nodes,))
        if kind is named and all(is_row(target, result) for result in results):
            return _instances(run, target, results)
        if is_list_type(kind) and nullable(kind.of_type) is named:
            return _lists(run, entry, info, target, is_non_null_type(kind.of_type), results)
    return [_completed(run, entry, info, result) for result in results]


def is_row(target: Target, result: Any) -> bool:
    """Whether it is a row that graphene-django would take for one of the type, or nothing at all."""
    if result is None or result.__class__ is Fault:
        return True
    return isinstance(result, Model) and bool(target.type.is_type_of(result, None))  # type: ignore[misc,arg-type]


def _instances(run: Runner, target: Target, results: Sequence[Any]) -> list[Any]:
    found = [result for result in results if isinstance(result, Model)]
    answers = iter(run.answer_instances(target, found)[0] if found else [])
    return [next(answers) if isinstance(result, Model) else result for result in results]


def _lists(run: Runner, entry: Entry, info: GraphQLResolveInfo, target: Target, non_null: bool, results: Sequence[Any]) -> list[Any]:
    """The rows of all lists together, each list its own again afterwards."""
    listed = [as_rows(target, result) for result in results]
    answers = iter(_instances(run, target, [row for rows in listed if rows is not None for row in rows]))
    return [
        _completed(run, entry, info, result)
        if rows is None
        else list_of(run, list(islice(answers, len(rows))), non_null, entry.parent_type, entry.nodes)
        for result, rows in zip(results, listed, strict=True)
    ]


def as_rows(target: Target, result: Any) -> list[Any] | None:
    """The rows of a list or queryset; None where it isn't made of rows of the type."""
    if not isinstance(result, list | tuple | QuerySet) or (isinstance(result, QuerySet) and not gives_instances(result)):
        return None
    rows = list(result)
    return rows if all(is_row(target, row) for row in rows) else None


def _completed(run: Runner, entry: Entry, info: GraphQLResolveInfo, result: Any) -> Any:
    assert entry.definition is not None
    kind = entry.definition.type
    if result is None or result.__class__ is Fault:
        return result
    complete = lambda: run.execution.complete_value(kind, list(entry.nodes), info, info.path, result)  # noqa: E731
    return apart(run, complete, entry.nodes)


def apart(run: Runner, complete: Callable[[], Any], nodes: Nodes) -> Any:
    """A value that graphql-core completes: its errors wait in a fault until its place is known."""
    execution = run.execution
    value: Any = None
    fatal: list[Mishap] = []
    kept, execution.collected_errors = execution.collected_errors, CollectedErrors()
    try:
        value = complete()
    except Exception as error:
        fatal.append(Mishap(error, nodes, _inside(error)))
    finally:
        errors, execution.collected_errors = execution.collected_errors.errors, kept
    mishaps = (*(Mishap(error, nodes, _inside(error)) for error in errors), *fatal)
    if not mishaps:
        return value
    run.faulty = True
    return Fault(mishaps, fatal=bool(fatal), value=value)


def _inside(error: Exception) -> tuple[Any, ...]:
    """The place of an error below the field that graphql-core was asked for."""
    return tuple(error.path[1:]) if isinstance(error, GraphQLError) and error.path else ()
