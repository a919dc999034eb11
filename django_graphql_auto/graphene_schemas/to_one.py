"""To-one relations: from the row itself, from an instance that knows its target, or fetched for all rows at once."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Model, QuerySet
from graphene_django.utils import maybe_queryset

from django_graphql_auto.graphene_schemas.plan import Entry, One
from django_graphql_auto.graphene_schemas.relations import ToOne
from django_graphql_auto.graphene_schemas.running import Rows, Runner, distinct, info_of

NOT_CACHED = object()


def one_values(run: Runner, entry: Entry, source: One, rows: Rows) -> list[Any]:
    """The targets of a relation, as answers."""
    if source.hook is not None:
        return _hooked(run, entry, source, rows)
    keys = rows.column(source.key)
    cached = [_cached(instance, source.relation.name) for instance in rows.made()] or [NOT_CACHED] * len(keys)
    known = [target for target in cached if isinstance(target, Model)]
    ready = dict(zip(map(id, known), run.answer_instances(source.target, known)[0], strict=True)) if known else {}
    missing = distinct(key for key, target in zip(keys, cached, strict=True) if target is NOT_CACHED)
    found = _by_key(run, source, source.relation.rows(missing, rows.alias)) if missing else {}
    return [
        (found[key] if key in found else absent(run, entry, source.relation, key)) if target is NOT_CACHED else ready.get(id(target))
        for key, target in zip(keys, cached, strict=True)
    ]


def _cached(instance: Model, name: str) -> Any:
    return instance._state.fields_cache.get(name, NOT_CACHED)


def absent(run: Runner, entry: Entry, relation: ToOne, key: Any) -> Any:
    """A foreign key that leads nowhere is an error, as it is to Django."""
    if key is None or not relation.forward:
        return None
    error: Any = relation.model.DoesNotExist  # type: ignore[attr-defined]
    return run.fail(error(f"{relation.model._meta.object_name} matching query does not exist."), entry.nodes)


def _by_key(run: Runner, source: One, queryset: QuerySet[Any]) -> dict[Any, Any]:
    """Answers by the keys of their parents; what was found several times is not among them but None."""
    level, rows = run.look_up(source.target, queryset, source.relation.target_key)
    keys = rows.column(level.columns.index(source.relation.target_key))
    return dict(zip(keys, run.answers(level, rows)[0], strict=True))


# under the target type's get_queryset


def _hooked(run: Runner, entry: Entry, source: One, rows: Rows) -> list[Any]:
    keys = rows.column(source.key)
    wanted = distinct(keys)
    queryset = _visible(run, entry, source, wanted)
    if queryset.query.is_sliced or queryset.query.combinator:
        found = {key: _alone(run, entry, source, key) for key in wanted}
    else:
        found = _each_once(run, entry, source, queryset) if wanted else {}
    return [found.get(key) for key in keys]


def _visible(run: Runner, entry: Entry, source: One, keys: list[Any]) -> Any:
    """A queryset. It is asked for even where there is nothing to look up, as the type may refuse."""
    assert source.hook is not None
    model, info = source.hook._meta.model, info_of(run, entry)
    if source.relation.forward:
        visible = maybe_queryset(source.hook.get_queryset(model.objects, info))
        sliced = visible.query.is_sliced or visible.query.combinator
        return visible if sliced else visible.filter(pk__in=keys)
    return maybe_queryset(source.hook.get_queryset(model.objects.filter(**{f"{source.relation.target_key}__in": keys}), info))


def _each_once(run: Runner, entry: Entry, source: One, queryset: QuerySet[Any]) -> dict[Any, Any]:
    """Where joins give a row several times, Django's ``get`` is an error."""
    level, rows = run.look_up(source.target, queryset, source.relation.target_key)
    keys = rows.column(level.columns.index(source.relation.target_key))
    found = dict(zip(keys, run.answers(level, rows)[0], strict=True))
    several = {key: count for key, count in Counter(keys).items() if count > 1}
    return found | {key: run.fail(_several(source.relation.model, count), entry.nodes) for key, count in several.items()}


def _several(model: Any, count: int) -> Exception:
    error: Exception = model.MultipleObjectsReturned(f"get() returned more than one {model._meta.object_name} -- it returned {count}!")
    return error


def _alone(run: Runner, entry: Entry, source: One, key: Any) -> Any:
    """A queryset that can't be asked for several keys is asked for one."""
    assert source.hook is not None
    model, info = source.relation.model, info_of(run, entry)
    try:
        if source.relation.forward:
            instance = source.hook.get_node(info, key)
        else:
            rows = model._default_manager.filter(**{source.relation.target_key: key})
            instance = maybe_queryset(source.hook.get_queryset(rows, info)).get()
    except model.DoesNotExist:  # type: ignore[attr-defined]
        return None
    except Exception as error:
        return run.fail(error, entry.nodes)
    return run.answer_instances(source.target, [instance])[0][0] if instance is not None else None
