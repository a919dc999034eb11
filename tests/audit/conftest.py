from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.audit.serving import AuditEntryOptions
from django_graphql_auto.audit.trail import trail
from django_graphql_auto.conf import ROWS
from django_graphql_auto.mutations import subscribe, unsubscribe
from tests.access.intruding import declare, shop
from tests.conftest import declared
from tests.mutations.writing import api, boss, registering

__all__ = ["api", "boss", "declare", "registering", "shop"]


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What the app does where it is installed, with mutations switched on."""
    monkeypatch.setitem(ROWS, "MUTATIONS", replace(ROWS["MUTATIONS"], default=True))
    subscribe(trail)
    with declared({AuditEntry: AuditEntryOptions}):
        yield
    unsubscribe(trail)
