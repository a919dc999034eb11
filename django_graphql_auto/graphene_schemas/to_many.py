"""To-many relations: lists and connections of all rows in one statement, under the type's ``get_queryset`` and filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from django.db.models import Manager, Model, QuerySet

from django_graphql_auto.graphene_schemas import paging
from django_graphql_auto.graphene_schemas.answers import has_non_null_items, list_of
from django_graphql_auto.graphene_schemas.connections import Found, answer_found, answer_sliced
from django_graphql_auto.graphene_schemas.paging import Sliced
from django_graphql_auto.graphene_schemas.plan import Connected, ConnectionShape, Entry, Many, Target
from django_graphql_auto.graphene_schemas.prefetches import are_all_rows, prefetched
from django_graphql_auto.graphene_schemas.querysets import is_evaluated
from django_graphql_auto.graphene_schemas.relations import ToMany
from django_graphql_auto.graphene_schemas.running import Rows, Runner, arguments_of, distinct, info_of


def many_values(run: Runner, entry: Entry, source: Many, rows: Rows) -> list[Any]:
    """The lists of a ``DjangoListField``."""
    answers = _prefetched_lists(run, entry, source, rows)
    if answers is None:
        answers = _fetched_lists(run, entry, source, rows)
    refused = _keyless(run, entry, source.relation, rows)
    return [refused.get(index) or _as_list(run, entry, items) for index, items in enumerate(answers)]


def _fetched_lists(run: Runner, entry: Entry, source: Many, rows: Rows) -> list[list[Any]]:
    keys, relation = rows.column(source.key), source.relation
    wanted = distinct(keys)
    queryset = _listed(run, entry, source, relation.rows(wanted, rows.alias, rows.given.get(relation.name)))
    if paging.is_batchable(queryset, relation.model):
        found: Mapping[Any, list[Any]] = _by_parent(run, source.target, relation, queryset) if wanted else {}
    else:
        each = {key: _listed(run, entry, source, relation.rows([key], rows.alias, rows.given.get(relation.name))) for key in wanted}
        found = {key: run.answer_queryset(source.target, alone)[0] for key, alone in each.items()}
    return [found.get(key, []) for key in keys]


def _keyless(run: Runner, entry: Entry, relation: ToMany, rows: Rows) -> dict[int, Any]:
    """What Django says where rows that were not saved are asked for others, by index."""
    return {index: run.fail(error, entry.nodes) for index, instance in enumerate(rows.made()) if (error := _refusal(instance, relation))}


def _refusal(instance: Model, relation: ToMany) -> Exception | None:
    if instance.pk is not None:
        return None
    try:
        getattr(instance, relation.name).all()
    except Exception as error:
        return error
    return None


def _listed(run: Runner, entry: Entry, source: Many, manager: Manager[Any]) -> Any:
    """What the field's own resolver makes of the relation's rows."""
    kind, _, default_manager = source.field.arguments
    return source.field.resolve(kind, lambda *_, **__: manager, default_manager, None, info_of(run, entry), **arguments_of(run, entry))


def _by_parent(run: Runner, target: Target, relation: ToMany, queryset: QuerySet[Any]) -> dict[Any, list[Any]]:
    level, rows = run.look_up(target, queryset if queryset.ordered else queryset.order_by("pk"), relation.link)
    found: dict[Any, list[Any]] = {}
    for key, answer in zip(rows.column(level.columns.index(relation.link)), run.answers(level, rows)[0], strict=True):
        found.setdefault(key, []).append(answer)
    return found


def _as_list(run: Runner, entry: Entry, items: list[Any]) -> Any:
    assert entry.definition is not None
    return list_of(run, items, has_non_null_items(entry.definition), entry.parent_type, entry.nodes)


def _prefetched_lists(run: Runner, entry: Entry, source: Many, rows: Rows) -> list[list[Any]] | None:
    """The lists that instances bring along; None where they are to be fetched."""
    listed = [_listed(run, entry, source, manager) for manager in prefetched(rows, source.relation)]
    if not listed or not all(isinstance(queryset, QuerySet) for queryset in listed):
        return None
    if not all(is_evaluated(queryset) for queryset in listed):
        return None if are_all_rows(rows, source.relation) else [run.answer_queryset(source.target, queryset)[0] for queryset in listed]
    instances = [list(queryset) for queryset in listed]
    answers = iter(run.answer_instances(source.target, [instance for found in instances for instance in found])[0])
    return [list(islice(answers, len(found))) for found in instances]


# connections


def connected_values(run: Runner, entry: Entry, source: Connected, rows: Rows) -> list[Any]:
    """The connections of a ``DjangoConnectionField``."""
    known = [_sliced(run, entry, source, manager) for manager in prefetched(rows, source.relation)]
    evaluated = all(is_evaluated(sliced.queryset) for sliced in known)
    if known and (evaluated or not are_all_rows(rows, source.relation)):
        return [answer_sliced(run, source.shape, sliced, entry.nodes) for sliced in known]
    keys, relation = rows.column(source.key), source.relation
    wanted = distinct(keys)
    sliced = _sliced(run, entry, source, relation.rows(wanted, rows.alias, rows.given.get(relation.name)))
    if len(wanted) == 1 or not paging.is_batchable(sliced.queryset, source.relation.model):
        each = {key: _sliced(run, entry, source, relation.rows([key], rows.alias, rows.given.get(relation.name))) for key in wanted}
        found = {key: answer_sliced(run, source.shape, alone, entry.nodes) for key, alone in each.items()}
    else:
        found = _all_connections(run, entry, source, sliced, wanted)
    refused = _keyless(run, entry, source.relation, rows)
    if None in keys:
        found = {**found, None: answer_found(run, source.shape, sliced, _nothing(sliced, source), entry.nodes)}
    return [refused.get(index) or found[key] for index, key in enumerate(keys)]


def _sliced(run: Runner, entry: Entry, source: Connected, manager: Manager[Any]) -> Sliced:
    resolve = paging.sliced(source.field, lambda *_, **__: manager)
    found: Sliced = resolve(None, info_of(run, entry), **arguments_of(run, entry))
    return found


def _with_total(sliced: Sliced, shape: ConnectionShape) -> bool:
    return paging.needs_total(sliced.arguments) or shape.wants_length


def _all_connections(run: Runner, entry: Entry, source: Connected, sliced: Sliced, keys: list[Any]) -> dict[Any, Any]:
    found = _found(run, source, sliced) if keys else {}
    nothing = _nothing(sliced, source)
    answered = {}
    for key in keys:
        alone = replace(sliced, queryset=sliced.queryset.filter(**{source.relation.link: key})) if source.shape.wants_length else sliced
        answered[key] = answer_found(run, source.shape, alone, found.get(key, nothing), entry.nodes)
    return answered


def _nothing(sliced: Sliced, source: Connected) -> Found:
    return Found([[] for _ in source.shape.target.selections], [], 0 if _with_total(sliced, source.shape) else None)


def _found(run: Runner, source: Connected, sliced: Sliced) -> dict[Any, Found]:
    """Each parent's rows of the slice, as answers."""
    shape, link, arguments = source.shape, source.relation.link, sliced.arguments
    with_total = _with_total(sliced, shape)
    queryset = sliced.queryset if sliced.queryset.ordered else sliced.queryset.order_by("pk")
    names: tuple[str, ...] = (paging.NUMBER, paging.TOTAL) if with_total else (paging.NUMBER,)
    queryset = paging.numbered(queryset, link, arguments, with_total, extra=1 if shape.wants_next else 0)
    level, rows = run.look_up(shape.target, queryset, link, *names)
    answers = run.answers(level, rows)
    columns = [rows.column(level.columns.index(name)) for name in (link, *names)]
    places: dict[Any, list[int]] = {}
    for index, key in enumerate(columns[0]):
        places.setdefault(key, []).append(index)
    return {
        key: Found(
            [[found[index] for index in indexes] for found in answers],
            [columns[1][index] for index in indexes],
            columns[2][indexes[0]] if with_total else None,
        )
        for key, indexes in places.items()
    }
