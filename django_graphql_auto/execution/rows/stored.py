"""Rows that were stored just now: they are known to be there, and to be visible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django_graphql_auto.execution.rows.fetching import fetch_row
from django_graphql_auto.execution.rows.keys import NamedRow
from django_graphql_auto.execution.rows.reading import ask
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.statements.fetches import Render
from django_graphql_auto.planning.plan import Fetch


def stored_row(run: Run, fetch: Fetch, named: NamedRow, key: Sequence[Any]) -> Any:
    """A single row. Where nothing but its key is asked for, the database isn't."""
    if fetch not in _of_keys:
        _of_keys[fetch] = _renders_keys(run, fetch, named)
    render_keys = _of_keys[fetch] if type(key[0]) is int else None
    return fetch_row(run, fetch, named.source(run)) if render_keys is None else render_keys([tuple(key)], ())[0]


_of_keys: WeakKeyDictionary[Fetch, Render | None] = WeakKeyDictionary()
"""What makes answers of integer keys, which are the same on every database; None where more is asked for."""


def _renders_keys(run: Run, fetch: Fetch, named: NamedRow) -> Render | None:
    if not fetch.reads_only(column.path for column in fetch.entity.key):
        return None
    fetched = ask(run, fetch, named.source(run)).fetched
    return fetched.renders[0] if fetched.statement.converter(0) is None else None
