"""What a list's arguments say, looked at as seldom as can be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from django_graphql_auto.execution.querysets.paging import Page, page_for
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.statements.shapes import Shaped, shaped_arguments
from django_graphql_auto.planning.plan import Fetch
from django_graphql_auto.planning.selection import Arguments


@dataclass(frozen=True, slots=True)
class Said:
    """What a list's arguments say."""

    shaped: Shaped
    page: Page


def said_by(run: Run, fetch: Fetch, page: Page | None = None) -> Said:
    """Known, where it is the same for all operations that stand on the ground. ``page`` is in the place of that asked for."""
    known: Said | None = run.ground.said.get(fetch) if run.ground is not None else None
    if known is not None:
        return known
    assert fetch.list is not None
    arguments = fetch.list.arguments
    made = Said(_shaped(run, fetch, arguments), page or page_for(fetch, run.variables))
    if run.ground is not None and arguments.mentions <= run.ground.deciding:
        run.ground.said[fetch] = made
    return made


_constant: WeakKeyDictionary[Fetch, tuple[int, Shaped]] = WeakKeyDictionary()


def _shaped(run: Run, fetch: Fetch, arguments: Arguments) -> Shaped:
    """What the document says itself is shaped once, and again where a limit has changed."""
    if arguments.constant is None:
        return shaped_arguments(arguments.bind(run.variables))
    edition, found = _constant.get(fetch, (None, None))
    if found is None or edition != run.edition:
        found = replace(shaped_arguments(arguments.constant), repeats=True)
        _constant[fetch] = run.edition, found
    return found
