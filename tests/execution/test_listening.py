"""Whoever listens hears stages, plans and statements; nobody else notices."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphql_auto.execution import OperationRequest, execute, listening
from django_graphql_auto.execution.listening import Executed, Listener
from django_graphql_auto.testing import captured_statements

pytestmark = pytest.mark.usefixtures("shop")

DOCUMENT = "query Heard { brands(first: 1) { nodes { name } } }"


class Ear(Listener):
    def __init__(self) -> None:
        self.heard: list[Any] = []

    def begins(self, stage: str) -> None:
        self.heard.append(f"<{stage}>")

    def ends(self, stage: str, seconds: float) -> None:
        assert seconds >= 0
        self.heard.append(f"</{stage}>")

    def executed(self, executed: Executed | None) -> None:
        self.heard.append(executed.rows if executed else None)


@pytest.fixture
def subscribed(monkeypatch: pytest.MonkeyPatch) -> list[Ear]:
    """Ears, one per operation of the name."""
    ears: list[Ear] = []

    def make(request: OperationRequest, http_request: Any, user: Any) -> Ear | None:
        if "Heard" not in (request.query or ""):
            return None
        ears.append(Ear())
        return ears[-1]

    monkeypatch.setattr(listening, "_subscribed", [])
    listening.subscribe(make)
    listening.subscribe(make)
    return ears


def test_the_stages_of_an_operation_are_heard_in_their_order(subscribed: list[Ear]):
    execute(OperationRequest(f"{DOCUMENT} # {id(subscribed)}"))
    [ear] = subscribed
    assert "".join(map(str, ear.heard)) == (
        "<parse></parse><validate></validate><limits></limits><coerce></coerce><plan><cost></cost></plan><run>1</run>"
    )


def test_only_operations_that_somebody_wants_are_heard(subscribed: list[Ear]):
    execute(OperationRequest("{ brands { nodes { name } } }"))
    assert subscribed == []
    execute(OperationRequest(DOCUMENT))
    execute(OperationRequest(DOCUMENT))
    assert len(subscribed) == 2


def test_a_stage_that_fails_has_an_end(subscribed: list[Ear]):
    execute(OperationRequest("query Heard { brands(first: -1) { nodes { name } } }"))
    assert subscribed[0].heard[-2:] == ["<run>", "</run>"]
    execute(OperationRequest("query Heard {"))
    assert subscribed[1].heard == ["<parse>", "</parse>"]


def test_an_operation_is_answered_alike_with_somebody_listening(subscribed: list[Ear]):
    document = "query Heard { products(first: 3) { totalCount nodes { name brand { name } tags { nodes { name } } } } }"
    with captured_statements() as heard:
        told = execute(OperationRequest(document))
    with captured_statements() as unheard:
        untold = execute(OperationRequest(document.replace("Heard", "Other")))
    assert (told.data, list(heard)) == (untold.data, list(unheard))


def test_nobody_hears_anything_after_the_operation(subscribed: list[Ear]):
    execute(OperationRequest(DOCUMENT)).to_bytes()
    assert listening.listeners() == ()
    assert subscribed[0].heard[-1] == "</run>"
