"""Runs fetches: one statement each, children together and after their parents, answers put together from the leaves up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, Model, QuerySet

from django_graphql_auto.access import Deleted, Visibility
from django_graphql_auto.execution.querysets.matching import Matching
from django_graphql_auto.execution.querysets.pages import Cut, cut_per_parent
from django_graphql_auto.execution.querysets.paging import Page, tree_depth
from django_graphql_auto.execution.querysets.related import model_of_content_type, related_rows
from django_graphql_auto.execution.querysets.trees import tree_order, tree_rows
from django_graphql_auto.execution.rows.connections import Cursor, ListRun, RowsPage, answer_lists
from django_graphql_auto.execution.rows.keys import several
from django_graphql_auto.execution.rows.reading import KEYS, Asked, Read, Source, ask, keys_condition, keys_of, read, read_each, with_keys
from django_graphql_auto.execution.rows.said import said_by
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.statements.shapes import Shaped
from django_graphql_auto.execution.statements.slots import rounded
from django_graphql_auto.planning.conversions import json_part
from django_graphql_auto.planning.plan import Child, ChildValue, CursorValue, Fetch, GenericValue, JSONPartValue, Link, Row
from django_graphql_auto.schema.entities import Entity, Hop

Found = Mapping[Any, Any]
"""What a child statement found, by its parents' keys."""
Pages = dict[Any, RowsPage]


def fetch_rows(run: Run, fetch: Fetch, source: Source, key_paths: Sequence[str], python: bool = False) -> Found:
    """Single rows by key, the visible ones among the source's. Keys are raw, or with ``python`` as Django's fields have them."""
    return _by_key(run, fetch, read(run, fetch, source, key_paths), python)


def _by_key(run: Run, fetch: Fetch, found: Read, python: bool) -> Found:
    takes = [found.take(position, python) for position in found.fetched.extra]
    keys = map(takes[0], found.rows) if len(takes) == 1 else (tuple(take(row) for take in takes) for row in found.rows)
    return dict(zip(keys, render(run, fetch, found, found.rows)[0], strict=True))


def fetch_row(run: Run, fetch: Fetch, source: Source) -> Any:
    """A single row, or None."""
    found = read(run, fetch, source)
    return next(iter(render(run, fetch, found, found.rows)[0]), None)


def rows_by_key(run: Run, fetch: Fetch, keys: Sequence[tuple[Any, ...]]) -> Found:
    """The visible rows with these primary keys; one column's keys are not tuples in what is found."""
    return fetch_rows(run, fetch, *several(run, fetch, keys), python=True) if keys else {}


def rows_with_keys(run: Run, fetch: Fetch, path: str, keys: Sequence[Any], python: bool = False) -> Found:
    """The visible rows whose column ``path`` has one of the keys."""
    return fetch_rows(run, fetch, with_keys(run, fetch, path, keys, python), (path,), python)


# lists


def fetch_list(
    run: Run,
    fetch: Fetch,
    visible: Callable[[], QuerySet[Any]],
    name: Hashable = "",
    page: Page | None = None,
    deleted: Deleted | None = None,
) -> Any:
    """A root list of the ``visible`` rows; ``name`` tells them from other rows of the model. ``page`` is in the place of that asked for.
    With ``deleted`` there are some among them that are hidden everywhere else.
    """
    said = said_by(run, fetch, page)
    matching = _matching(run, fetch, said.shaped, visible, name)
    matching.own = visible if deleted else None
    lists = _list_run(run, fetch, matching, said.page, deleted)
    return answer_lists(lists, _root_page(lists))[None]


def _matching(
    run: Run, fetch: Fetch, shaped: Shaped, visible: Callable[[], QuerySet[Any]], name: Hashable, link: Link | None = None
) -> Matching:
    """The rows that a list's arguments name, of all parents together."""
    return Matching(
        run.scopes,
        fetch.entity,
        shaped.value,
        visible,
        run.request,
        prefix=fetch.base.prefix,
        link=link.path if link else "",
        default_order=(tree_order(link.relation),) if link and link.relation and link.relation.tree else (),
        as_text=link is not None and link.as_text,
        indexed=bool(link and link.relation and link.relation.indexed and link.relation.tree is None),
        name=(fetch, name, shaped.shape) if shaped.shape is not None and shaped.repeats else None,
        values=dict(shaped.values),
        repeats=shaped.repeats,
        recall=run.recall,
    )


def _list_run(run: Run, fetch: Fetch, matching: Matching, page: Page, deleted: Deleted | None = None) -> ListRun:
    return ListRun(
        run,
        fetch,
        matching,
        page,
        render=lambda found, rows, cursor: render(run, fetch, found, rows, cursor, deleted),
        fetch_related=lambda below, path, keys: rows_with_keys(run, below, path, keys, python=True),
    )


def _root_page(lists: ListRun) -> Pages:
    if not lists.needs_rows:
        return {None: ([], False)}
    [lists.found] = read_each(lists.run, [_ask_page(lists, "", _cut_at_once)])
    return {None: _cut(lists.found.rows, lists.page)}


def _ask_page(lists: ListRun, parents: Hashable, cut: Callable[[ListRun], QuerySet[Any]]) -> Asked:
    """The statement of a page; ``parents`` is what it depends on beside the list and the page."""
    matching, page = lists.matching, lists.page
    name = matching.named("page", parents, page.size, page.offset, page.backwards, matching.bounds(page))
    source = Source(name, lambda: cut(lists), matching.values, matching.repeats)
    order = matching.order_paths() if lists.fetch.wants_cursors else []
    return ask(lists.run, lists.fetch, source, (*order, matching.link) if matching.link else order)


def _last(lists: ListRun) -> int:
    """How many rows are read of a parent: one more than asked for, where it must be known whether there are more."""
    assert lists.fetch.list is not None
    return lists.page.offset + lists.page.size + (1 if lists.fetch.list.wants_page_info else 0)


def _cut_at_once(lists: ListRun) -> QuerySet[Any]:
    """The rows of one parent, or of none."""
    order = [key.order_by() for key in lists.matching.ordered(lists.page)]
    return lists.matching.page(lists.page).order_by(*order)[lists.page.offset : _last(lists)]


def _cut_per_parent(lists: ListRun) -> QuerySet[Any]:
    """The page of each of several parents."""
    matching = lists.matching
    order = [key.order_by() for key in matching.ordered(lists.page)]
    keys = keys_of(matching.base.model, matching.link, matching.values[KEYS], matching.as_text) if matching.indexed else None
    cut = Cut(order, matching.annotations(), lists.page.offset, _last(lists), matching.link, keys)
    return cut_per_parent(matching.page(lists.page), cut)


def _cut(rows: list[Row], page: Page) -> RowsPage:
    """The page without the row that only tells that there are more."""
    more = len(rows) > page.size
    kept = rows[: page.size] if more else rows
    return (kept[::-1] if page.backwards else kept), more


# children

LookUp = Callable[[Any], Any]
"""From a parent's key to the child's answer."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """A child's first statement, None where it needs none, and what is made of its rows."""

    asked: Asked | None
    answer: Callable[[Read | None], LookUp]


def render(
    run: Run, fetch: Fetch, found: Read | None, rows: Sequence[Row], cursor: Cursor | None = None, deleted: Deleted | None = None
) -> list[list[Any]]:
    """Every output of the fetch over the rows, the children fetched first."""
    if not rows or found is None:
        return [[] for _ in fetch.outputs]
    children = _fetch_children(run, fetch.children, found, rows, deleted)
    slots = [_bind(run, fetch, slot, children, found, cursor) for slot in fetch.slots]
    return [output(rows, slots) for output in found.fetched.renders]


def _bind(run: Run, fetch: Fetch, slot: Any, children: list[Callable[[Any], Any]], found: Read, cursor: Any) -> Callable[..., Any]:
    """What a slot calls during this request."""
    match slot:
        case ChildValue(child):
            return children[child]
        case GenericValue(several):
            return _generic_lookup(fetch, several, children)
        case JSONPartValue(arguments):
            path = arguments.bind(run.variables).get("path")
            return lambda value: json_part(value, path)
        case CursorValue():
            made: Callable[..., Any] = cursor
            return made
    return run.bind_instance(slot, found.fetched.statement)


def _generic_lookup(fetch: Fetch, several: tuple[int, ...], children: list[Callable[[Any], Any]]) -> Callable[[Any, Any], Any]:
    by_model = {fetch.children[index].fetch.entity.model: children[index] for index in several}

    def look_up(kind: Any, key: Any) -> Any:
        model = model_of_content_type(kind) if kind is not None else None
        return by_model[model](key) if model in by_model else None

    return look_up


def _fetch_children(
    run: Run, children: Sequence[Child], parents: Read, rows: Sequence[Row], deleted: Deleted | None = None
) -> list[LookUp]:
    """Runs each child for all its parents at once. Their first statements don't depend on each other, and go together."""
    begun = [_begin_child(run, child, parents, rows, deleted if child.link.derived else None) for child in children]
    found = iter(read_each(run, [one.asked for one in begun if one.asked is not None]))
    # All are read before the first is answered: what is below a child has statements of its own.
    reads = [next(found) if one.asked is not None else None for one in begun]
    return [one.answer(found) for one, found in zip(begun, reads, strict=True)]


def _begin_child(run: Run, child: Child, parents: Read, rows: Sequence[Row], deleted: Deleted | None) -> Beginning:
    fetch, link = child.fetch, child.link
    keys = _parent_keys(child, parents, rows)
    if fetch.list is not None:
        return _begin_lists(run, child, keys, parents)
    if not keys or run.scopes.visibility(fetch.entity) is Visibility.DENIED:
        return Beginning(None, lambda found: lambda key: None)
    asked = ask(run, fetch, with_keys(run, fetch, link.path, keys, link.as_text, deleted), (link.path,))
    return Beginning(asked, lambda found: _lookup(_by_key(run, fetch, found, link.as_text) if found else {}, link.as_text))


def _lookup(found: Found, as_text: bool) -> LookUp:
    if not as_text:
        return found.get
    texts = {str(key): value for key, value in found.items()}
    return lambda key: texts.get(str(key))


def _parent_keys(child: Child, parents: Read, rows: Sequence[Row]) -> list[Any]:
    """The distinct keys of the parents that count, in the order of the rows."""
    link = child.link
    present = rows
    if link.guard is not None:
        holds = parents.take(link.guard, python=True)
        present = [row for row in rows if holds(row) is not None and holds(row) is not False]
    if link.generic is not None and link.relation is not None:
        present = _of_type(present, link, child.fetch.entity.model)
    keys = dict.fromkeys(map(parents.take(link.parent, link.as_text), present))
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


def _begin_lists(run: Run, child: Child, keys: list[Any], parents: Read) -> Beginning:
    """A to-many's rows of all parents, cut per parent in one statement."""
    fetch, link = child.fetch, child.link
    assert link.relation is not None
    wanted = [str(key) for key in keys] if link.as_text else keys
    said, name = said_by(run, fetch), rounded(len(wanted)) if wanted else 0
    matching = _matching(run, fetch, said.shaped, lambda: _children(run, child, matching, wanted), name, link)
    matching.values[KEYS] = wanted
    if not link.as_text and (python := parents.fetched.statement.converter(link.parent)):
        matching.raw_keys = {python(key): key for key in wanted}
    lists = _list_run(run, fetch, matching, said.page)
    asked = _ask_pages(lists, len(wanted)) if wanted and lists.needs_rows and lists.readable else None
    return Beginning(asked, lambda found: _answer_lists(lists, found, wanted))


def _ask_pages(lists: ListRun, parents: int) -> Asked:
    """One parent: a plain LIMIT."""
    return _ask_page(lists, parents == 1, _cut_at_once if parents == 1 else _cut_per_parent)


def _answer_lists(lists: ListRun, found: Read | None, wanted: Sequence[Any]) -> LookUp:
    lists.found = found
    pages = _pages(lists, found) if found is not None else {}
    answered = answer_lists(lists, {key: pages.get(key, ([], False)) for key in [*wanted, None]})
    as_text = lists.matching.as_text
    return lambda key: answered[str(key) if as_text and key is not None else key]


def _children(run: Run, child: Child, matching: Matching, keys: Sequence[Any]) -> QuerySet[Any]:
    """The rows of the parents with these keys."""
    entity, link = child.fetch.entity, child.link
    assert link.relation is not None
    if link.relation.tree is not None:
        return tree_rows(run.scopes, entity, link.relation, keys, tree_depth(matching.arguments), KEYS)
    rows = related_rows(run.scopes, Hop("", link.relation, entity.model)).queryset
    return rows.filter(keys_condition(rows.model, link.path, keys, link.as_text)) if keys else rows.none()


def _pages(lists: ListRun, found: Read) -> Pages:
    """Each parent's rows, and whether it has more."""
    position = found.fetched.extra[-1]
    grouped: dict[Any, list[Row]] = defaultdict(list)
    for row in found.rows:
        grouped[row[position]].append(row)
    if not lists.matching.as_text:
        return {key: _cut(kept, lists.page) for key, kept in grouped.items()}
    python = found.take(position, python=True)
    return {lists.matching.parent_key(python(kept[0])): _cut(kept, lists.page) for kept in grouped.values()}
