"""Lazy loads as failures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django_graphql_auto.execution.listening import listening
from django_graphql_auto.extensions.analysis import LazyLoads


@contextmanager
def strict_loading() -> Iterator[LazyLoads]:
    """Fails where the code of a field made Django load a column or relation of a row by a statement of its own, and names both."""
    found = LazyLoads()
    with listening(found):
        yield found
    if found.loads:
        raise AssertionError("\n".join(["Loaded lazily:", *(load.text for load in found.loads)]))
