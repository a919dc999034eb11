from __future__ import annotations

from dataclasses import replace

import pytest

from django_graphql_auto.conf import ROWS
from tests.access.intruding import declare, shop
from tests.mutations.writing import api, boss, registering

__all__ = ["api", "boss", "declare", "registering", "shop"]


@pytest.fixture(autouse=True)
def _mutations_are_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else a test sets."""
    monkeypatch.setitem(ROWS, "MUTATIONS", replace(ROWS["MUTATIONS"], default=True))
