from __future__ import annotations

from collections.abc import Iterator

import pytest

from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.audit.serving import AuditEntryOptions
from django_graphql_auto.audit.trail import trail
from django_graphql_auto.mutations import subscribe, unsubscribe
from tests.access.intruding import declare, shop
from tests.conftest import declared
from tests.mutations.writing import api, boss, registering

__all__ = ["api", "boss", "declare", "registering", "shop"]


@pytest.fixture(autouse=True)
def _installed() -> Iterator[None]:
    """What the app does where it is installed."""
    subscribe(trail)
    with declared({AuditEntry: AuditEntryOptions}):
        yield
    unsubscribe(trail)
