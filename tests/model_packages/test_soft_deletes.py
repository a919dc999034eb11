"""django-model-utils and django-safedelete hide what they delete; django-simple-history keeps the past of what is marked."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from django_graphql_auto import ModelOptions
from django_graphql_auto.checks.soft_deletes import hidden_from_restoring
from django_graphql_auto.registry import Registry
from django_graphql_auto.testing import GraphQLClient
from tests.conftest import declared
from tests.model_packages.conftest import See
from tests.model_packages.models import Charter, Clause, Deed, Memo

DECLARED: dict[Any, dict[str, Any]] = {
    Charter: {"soft_delete": "deleted_at"},
    Memo: {"soft_delete": "is_removed", "soft_delete_manager": "all_objects"},
    Deed: {"soft_delete": "deleted", "soft_delete_manager": "all_objects"},
    Clause: {"soft_delete": "deleted", "soft_delete_manager": "all_objects"},
}


@pytest.fixture
def boss(db: None, settings: Any) -> Any:
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "MUTATIONS": True}
    with declared({model: type("Options", (ModelOptions,), options) for model, options in DECLARED.items()}):
        yield User.objects.create_superuser("boss")


def write(user: User, field: str) -> Any:
    answer = GraphQLClient(user).query("mutation { " + field + " }")
    assert answer.errors == []
    assert answer.data is not None
    return next(iter(answer.data.values()))


def test_what_model_utils_hides_is_listed_and_restored(boss: User, see: See) -> None:
    memo = Memo.available_objects.create(text="milk")
    assert write(boss, f'deleteMemo(id: "{memo.pk}") {{ errors {{ code }} }}') == {"errors": []}
    assert Memo.all_objects.get().is_removed is True
    assert see("{ memos { totalCount } }") == {"memos": {"totalCount": 0}}
    assert see("{ memos(deleted: ONLY) { nodes { text } } }", boss) == {"memos": {"nodes": [{"text": "milk"}]}}
    assert write(boss, f'restoreMemo(id: "{memo.pk}") {{ memo {{ text }} }}') == {"memo": {"text": "milk"}}
    assert Memo.available_objects.count() == 1


def test_what_safedelete_hides_is_listed_and_restored(boss: User, see: See) -> None:
    deed = Deed.objects.create(title="house")
    Clause.objects.create(deed=deed, text="one")
    assert write(boss, f'deleteDeed(id: "{deed.pk}") {{ errors {{ code }} }}') == {"errors": []}
    assert Deed.all_objects.get().deleted is not None
    assert see("{ deeds { totalCount } clauses { totalCount } }") == {"deeds": {"totalCount": 0}, "clauses": {"totalCount": 0}}
    trash = see("{ deeds(deleted: ONLY) { nodes { title clauses { totalCount } } } clauses(deleted: INCLUDED) { nodes { text } } }", boss)
    assert trash == {"deeds": {"nodes": [{"title": "house", "clauses": {"totalCount": 0}}]}, "clauses": {"nodes": [{"text": "one"}]}}
    assert write(boss, f'restoreDeed(id: "{deed.pk}") {{ deed {{ title }} errors {{ code }} }}')["deed"] == {"title": "house"}
    assert write(boss, 'restoreClauses(where: {text: {eq: "one"}}) { count }') == {"count": 1}
    assert see("{ deeds { nodes { clauses { nodes { text } } } } }") == {"deeds": {"nodes": [{"clauses": {"nodes": [{"text": "one"}]}}]}}


@pytest.mark.parametrize(("model", "column"), [(Memo, "is_removed"), (Deed, "deleted")])
def test_a_manager_that_hides_is_told_before_somebody_misses_a_row(model: Any, column: str) -> None:
    registry = Registry()
    registry.register(model, type("Options", (ModelOptions,), {"soft_delete": column}))
    assert [finding.subject for finding in hidden_from_restoring(registry)] == [model]
    registry.register(model, type("Options", (ModelOptions,), {"soft_delete": column, "soft_delete_manager": "all_objects"}))
    assert list(hidden_from_restoring(registry)) == []


def test_the_past_is_that_of_rows_that_are_there_and_leaves_out_when_they_were_not(boss: User, see: See) -> None:
    days = [datetime.datetime(2024, 1, day, tzinfo=datetime.UTC) for day in range(1, 5)]
    charter = Charter(title="First")
    for day, marked in zip(days, (None, days[1], None, None), strict=True):
        charter.deleted_at, charter._history_date = marked, day
        charter.save()
    past = "{ historicalCharters(where: {asOf: %s}) { totalCount } }"
    found = [see(past % f'"{day.isoformat()}"', boss)["historicalCharters"]["totalCount"] for day in days]
    assert found == [1, 0, 1, 1]
    assert see("{ historicalCharters { totalCount } }", boss)["historicalCharters"]["totalCount"] == 4
    Charter.objects.update(deleted_at=timezone.now())
    assert see("{ historicalCharters { totalCount } }", boss)["historicalCharters"]["totalCount"] == 0


def test_marking_and_restoring_are_states_of_their_own(boss: User, see: See) -> None:
    charter = Charter.objects.create(title="First")
    write(boss, f'deleteCharter(id: "{charter.pk}") {{ deletedId }}')
    write(boss, f'restoreCharter(id: "{charter.pk}") {{ charter {{ title }} }}')
    states = see("{ historicalCharters(orderBy: [{pk: ASC}]) { nodes { historyType deletedAt } } }", boss)["historicalCharters"]["nodes"]
    assert [(state["historyType"], state["deletedAt"] is None) for state in states] == [
        ("CREATED", True),
        ("CHANGED", False),
        ("CHANGED", True),
    ]
