"""Runs fetches: one statement each, children after their parents, answers put together from the leaves up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import BooleanField, Case, F, IntegerField, Model, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from django_graphql_auto.access import Visibility, prefixed
from django_graphql_auto.execution import cursors
from django_graphql_auto.execution.connections import ListRun, answer_lists
from django_graphql_auto.execution.expressions import expression_column
from django_graphql_auto.execution.matching import Matching, parent_filter
from django_graphql_auto.execution.paging import Page, page_of, tree_depth
from django_graphql_auto.execution.related import RelatedRows, model_of_content_type, related_rows
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.trees import tree_order, tree_rows
from django_graphql_auto.introspection import column_path
from django_graphql_auto.planning.conversions import json_part
from django_graphql_auto.planning.plan import (
    Child,
    ChildValue,
    ColumnRead,
    CursorValue,
    ExpressionRead,
    Fetch,
    GenericValue,
    JSONPartValue,
    Link,
    Row,
    VisibilityRead,
)
from django_graphql_auto.schema.entities import Entity, Hop

Found = Mapping[Any, Any]
"""What a child statement found, by its parents' keys."""


def fetch_rows(run: Run, fetch: Fetch, queryset: QuerySet[Any], key_path: str) -> Found:
    """Single rows by key: the visible ones among those of ``queryset``."""
    rows = read(run, fetch, queryset, (key_path,))
    return dict(zip((row[-1] for row in rows), render(run, fetch, rows)[0], strict=True))


def fetch_list(run: Run, fetch: Fetch, matching: Matching) -> Any:
    """A root list."""
    assert fetch.list is not None
    page = page_of(fetch.entity, matching.arguments)
    found = _root_page(run, fetch, matching, page) if fetch.list.needs_rows(page.size) else ([], False)
    return answer_lists(_list_run(run, fetch, matching, page), {None: found})[None]


def _list_run(run: Run, fetch: Fetch, matching: Matching, page: Page) -> ListRun:
    cursor = _cursor(fetch, matching)
    return ListRun(
        run,
        fetch,
        matching,
        page,
        render=lambda rows: render(run, fetch, rows, cursor),
        fetch_related=lambda below, path, keys: _fetch_related(run, below, path, keys),
        cursor=cursor,
    )


def _fetch_related(run: Run, fetch: Fetch, path: str, keys: Sequence[Any]) -> Found:
    return fetch_rows(run, fetch, run.scopes.rows(fetch.entity).filter(parent_filter(path, keys)), path)


def _root_page(run: Run, fetch: Fetch, matching: Matching, page: Page) -> tuple[list[Row], bool]:
    assert fetch.list is not None
    extra = 1 if fetch.list.wants_page_info else 0
    queryset = matching.page(page).order_by(*(key.order_by() for key in matching.ordered(page)))
    rows = read(run, fetch, queryset[page.offset : page.offset + page.size + extra], _order_paths(fetch, matching))
    return _cut(rows, page)


def _cut(rows: Sequence[Row], page: Page) -> tuple[list[Row], bool]:
    """The page without the row that only tells that there are more."""
    more = len(rows) > page.size
    kept = list(rows[: page.size])
    return (kept[::-1] if page.backwards else kept), more


def read(run: Run, fetch: Fetch, queryset: QuerySet[Any], extra: Sequence[str] = ()) -> Sequence[Row]:
    """Runs one statement: the fetch's columns, then ``extra`` ones, as tuples."""
    paths = [
        column.path if isinstance(column, ColumnRead) else f"{_MADE[type(column)]}_{index}" for index, column in enumerate(fetch.columns)
    ]
    made = {path: column for path, column in zip(paths, fetch.columns, strict=True) if not isinstance(column, ColumnRead)}
    annotated = queryset.annotate(**{name: _made(run, column, name) for name, column in made.items()})
    wanted = [column_path(queryset.model, path) for path in extra]
    unread = [path for path in dict.fromkeys(wanted) if path not in paths]
    positions = {path: index for index, path in enumerate([*paths, *unread])}
    rows = run.execute(annotated.values_list(*positions))
    if len(unread) == len(wanted):
        return rows
    first, repeated = len(paths), [positions[path] for path in wanted]
    return [(*row[:first], *(row[position] for position in repeated)) for row in rows]


_MADE = {VisibilityRead: "visible", ExpressionRead: "expression"}


def _made(run: Run, read: VisibilityRead | ExpressionRead, name: str) -> Any:
    """A column that is computed."""
    if isinstance(read, VisibilityRead):
        return _visible(run, read)
    return expression_column(run.scopes, read.entity, read.expression, read.arguments.bind(run.variables), read.prefix, name)


def _visible(run: Run, read: VisibilityRead) -> Case:
    scope = run.scopes.scope(read.entity).condition
    present = Q(**{f"{read.prefix.removesuffix('__')}__isnull": False}) & prefixed(scope, read.prefix)
    return Case(When(present, then=Value(True)), default=Value(False), output_field=BooleanField())


def _order_paths(fetch: Fetch, matching: Matching) -> list[str]:
    return matching.order_paths() if _wants_cursors(fetch) else []


def _wants_cursors(fetch: Fetch) -> bool:
    assert fetch.list is not None
    return fetch.list.wants_cursors or any(isinstance(slot, CursorValue) for slot in fetch.slots)


def _cursor(fetch: Fetch, matching: Matching) -> Callable[[Row], str] | None:
    """Makes a row's cursor from the columns read after the fetch's own."""
    if not _wants_cursors(fetch):
        return None
    order, first = cursors.order_hash(matching.keys), len(fetch.columns)
    last = first + len(matching.keys)
    return lambda row: cursors.encode(order, row[first:last])


def render(run: Run, fetch: Fetch, rows: Sequence[Row], cursor: Callable[[Row], str] | None = None) -> list[list[Any]]:
    """Every output of the fetch over the rows, the children fetched first."""
    if not rows:
        return [[] for _ in fetch.outputs]
    found = [_fetch_child(run, child, rows) for child in fetch.children]
    slots = [_bind(run, fetch, slot, found, cursor) for slot in fetch.slots]
    return [output.render(rows, slots) for output in fetch.outputs]


def _bind(run: Run, fetch: Fetch, slot: Any, found: list[Callable[[Any], Any]], cursor: Any) -> Callable[..., Any]:
    """What a slot calls during this request."""
    match slot:
        case ChildValue(child):
            return found[child]
        case GenericValue(children):
            return _generic_lookup(fetch, children, found)
        case JSONPartValue(arguments):
            path = arguments.bind(run.variables).get("path")
            return lambda value: json_part(value, path)
        case CursorValue():
            made: Callable[..., Any] = cursor
            return made
    return run.bind_instance(slot)


def _generic_lookup(fetch: Fetch, children: tuple[int, ...], found: list[Callable[[Any], Any]]) -> Callable[[Any, Any], Any]:
    by_model = {fetch.children[index].fetch.entity.model: found[index] for index in children}

    def look_up(kind: Any, key: Any) -> Any:
        model = model_of_content_type(kind) if kind is not None else None
        return by_model[model](key) if model in by_model else None

    return look_up


def _fetch_child(run: Run, child: Child, rows: Sequence[Row]) -> Callable[[Any], Any]:
    """Runs a child for all its parents at once; returns the look-up by parent key."""
    fetch, link = child.fetch, child.link
    keys = _parent_keys(child, rows)
    if fetch.list is not None:
        return _fetch_lists(run, child, keys)
    if not keys or run.scopes.visibility(fetch.entity) is Visibility.DENIED:
        return lambda key: None
    return _lookup(_fetch_related(run, fetch, link.path, keys), link.as_text)


def _lookup(found: Found, as_text: bool) -> Callable[[Any], Any]:
    if not as_text:
        return found.get
    texts = {str(key): value for key, value in found.items()}
    return lambda key: texts.get(str(key))


def _parent_keys(child: Child, rows: Sequence[Row]) -> list[Any]:
    """The distinct keys of the parents that count, in the order of the rows."""
    link = child.link
    present = rows if link.guard is None else [row for row in rows if row[link.guard] is not None and row[link.guard] is not False]
    if link.generic is not None and link.relation is not None:
        present = _of_type(present, link, child.fetch.entity.model)
    keys = dict.fromkeys(row[link.parent] for row in present)
    keys.pop(None, None)
    return _as_keys(child.fetch.entity, list(keys)) if link.generic is not None else list(keys)


def _of_type(rows: Sequence[Row], link: Link, model: type[Model]) -> list[Row]:
    """The rows whose generic foreign key leads to the model; only the content types that occur are looked up."""
    position = link.content_type or 0
    kinds = {row[position] for row in rows} - {None}
    wanted = {kind for kind in kinds if model_of_content_type(kind) is model}
    return [row for row in rows if row[position] in wanted]


def _as_keys(entity: Entity, stored: list[Any]) -> list[Any]:
    """Stored object ids as keys of the target; what is none finds nothing."""
    field, keys = entity.key[0].info.field, []
    for value in stored:
        try:
            keys.append(_as_key(field, value))
        except Exception:
            continue
    return keys


def _as_key(field: Any, stored: Any) -> Any:
    key = field.to_python(stored)
    if isinstance(field, IntegerField):
        # Beyond the column's range the database would refuse the whole statement.
        field.run_validators(key)
    return key


def _fetch_lists(run: Run, child: Child, keys: list[Any]) -> Callable[[Any], Any]:
    """A to-many's rows of all parents, cut per parent in one statement."""
    fetch, link = child.fetch, child.link
    assert fetch.list is not None
    assert link.relation is not None
    arguments = fetch.list.arguments.bind(run.variables)
    page = page_of(fetch.entity, arguments)
    wanted = [str(key) for key in keys] if link.as_text else keys
    related = _rows_of_parents(run, child, arguments, wanted)
    base = related.queryset.filter(parent_filter(link.path, wanted)) if wanted else related.queryset.none()
    matching = Matching(run.scopes, fetch.entity, arguments, base, run.request, related.prefix, link.path, link.as_text, related.order)
    found = _pages(run, fetch, matching, page, len(wanted)) if wanted else {}
    pages = {key: found.get(key, ([], False)) for key in [*wanted, None]}
    answered = answer_lists(_list_run(run, fetch, matching, page), pages)
    return lambda key: answered[str(key) if link.as_text and key is not None else key]


def _rows_of_parents(run: Run, child: Child, arguments: Mapping[str, Any], keys: Sequence[Any]) -> RelatedRows:
    entity, relation = child.fetch.entity, child.link.relation
    assert relation is not None
    if relation.tree is None:
        return related_rows(run.scopes, Hop("", relation, entity.model))
    rows = tree_rows(run.scopes, entity, relation, keys, tree_depth(arguments))
    return RelatedRows(rows, "", child.link.path, (tree_order(relation),))


def _pages(run: Run, fetch: Fetch, matching: Matching, page: Page, parents: int) -> dict[Any, tuple[list[Row], bool]]:
    """Each parent's rows, and whether it has more."""
    assert fetch.list is not None
    if not fetch.list.needs_rows(page.size) or run.scopes.visibility(fetch.entity) is Visibility.DENIED:
        return {}
    grouped: dict[Any, list[Row]] = defaultdict(list)
    for row in read(run, fetch, _per_parent(fetch, matching, page, parents), (*_order_paths(fetch, matching), matching.link)):
        grouped[matching.parent_key(row[-1])].append(row)
    return {key: _cut(rows, page) for key, rows in grouped.items()}


def _per_parent(fetch: Fetch, matching: Matching, page: Page, parents: int) -> QuerySet[Any]:
    """One parent: a plain LIMIT. Several: rows numbered per parent."""
    assert fetch.list is not None
    last = page.offset + page.size + (1 if fetch.list.wants_page_info else 0)
    order = [key.order_by() for key in matching.ordered(page)]
    queryset = matching.page(page)
    if parents == 1:
        return queryset.order_by(*order)[page.offset : last]
    numbered: QuerySet[Any] = queryset.annotate(row_number=Window(RowNumber(), partition_by=[F(matching.link)], order_by=order))
    return numbered.filter(row_number__gt=page.offset, row_number__lte=last).order_by("row_number")
