"""django-simple-history: what was stored before can be read, by whoever may, of rows that may be seen."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.db.models import Q

from django_graphql_auto.execution import rules_for
from django_graphql_auto.mutations import Arguments, CallFree, perform, subscribe, unsubscribe
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.schema.global_id import encode
from django_graphql_auto.testing import GraphQLClient, assert_statements
from tests.conftest import Declare
from tests.model_packages.conftest import See
from tests.model_packages.models import Author, Paper, Topic

DAYS = [datetime.datetime(2024, 1, day, tzinfo=datetime.UTC) for day in range(1, 6)]


def store(paper: Paper, day: datetime.datetime, **changes: Any) -> Paper:
    for name, value in changes.items():
        setattr(paper, name, value)
    paper._history_date = day
    paper.save()
    return paper


@pytest.fixture
def reader(db: None) -> User:
    """May read what is public, and histories."""
    user = User.objects.create_user("reader")
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_historical"))
    return user


@pytest.fixture(autouse=True)
def papers(db: None, settings: Any) -> None:
    """``Tides`` had two states, ``Winds`` is secret, ``Rocks`` is deleted."""
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public"}
    ann, ben = Author.objects.create(name="Ann"), Author.objects.create(name="Ben")
    tides = store(Paper(title="Draft", author=ann), DAYS[0])
    tides._history_date = DAYS[0] + datetime.timedelta(hours=1)
    tides.topics.add(Topic.objects.create(name="sea"))
    store(tides, DAYS[2], title="Tides", author=ben, fee=7)
    store(Paper(title="Winds", author=ann, is_secret=True), DAYS[1])
    rocks = store(Paper(title="Rocks", author=ann), DAYS[1])
    rocks._history_date = DAYS[3]
    rocks.delete()


STATES = "{ papers(orderBy: [{pk: ASC}]) { nodes { title history { nodes { title historyType historyDate author { name } } } } } }"


def test_each_row_has_its_past_the_latest_first(see: See, reader: User) -> None:
    reader.get_all_permissions()
    with assert_statements(3):
        GraphQLClient(reader).query(STATES)
    tides = see(STATES, reader)["papers"]["nodes"][0]
    assert [state["title"] for state in tides["history"]["nodes"]][:2] == ["Tides", "Draft"]
    assert tides["history"]["nodes"][0]["author"] == {"name": "Ben"}
    assert tides["history"]["nodes"][1]["author"] == {"name": "Ann"}


def test_a_history_needs_its_own_permission_where_all_else_is_public(see: See) -> None:
    assert see("{ papers { nodes { title history { nodes { title } } } } }")["papers"]["nodes"][0]["history"] == {"nodes": []}
    assert GraphQLClient().query("{ historicalPapers { nodes { title } } }").codes == ["UNAUTHENTICATED"]


def test_a_history_that_is_declared_public_is(see: See, declare: Declare) -> None:
    declare(Paper.history.model, read="public")
    assert see("{ historicalPapers { totalCount } }")["historicalPapers"]["totalCount"] == Paper.history.count()


def test_rows_can_be_found_by_their_past(see: See, reader: User) -> None:
    found = see('{ papers(where: {history: {some: {title: {eq: "Draft"}}}}) { nodes { title history { totalCount } } } }', reader)
    assert [paper["title"] for paper in found["papers"]["nodes"]] == ["Tides"]


@pytest.mark.parametrize(
    ("moment", "titles"), [(0, ["Draft"]), (1, ["Draft", "Rocks", "Winds"]), (2, ["Rocks", "Tides", "Winds"]), (3, ["Tides", "Winds"])]
)
def test_what_was_in_force_at_a_moment(see: See, reader: User, moment: int, titles: list[str]) -> None:
    text = "query ($at: DateTime!) { historicalPapers(where: {asOf: $at}, orderBy: [{title: ASC}]) { totalCount nodes { title } } }"
    found = see(text, reader, at=DAYS[moment].isoformat())["historicalPapers"]
    assert found == {"totalCount": len(titles), "nodes": [{"title": title} for title in titles]}
    assert titles == sorted(paper.title for paper in Paper.history.as_of(DAYS[moment]))


def test_one_row_as_it_was_at_a_moment(see: See, reader: User) -> None:
    text = """query ($at: DateTime!) {
        papers(where: {title: {eq: "Tides"}}) { nodes { title history(where: {asOf: $at}) { nodes { title fee } } } }
    }"""
    found = see(text, reader, at=DAYS[1].isoformat())["papers"]["nodes"]
    assert found == [{"title": "Tides", "history": {"nodes": [{"title": "Draft", "fee": 0}]}}]


# what is hidden


@pytest.fixture
def secretive(declare: Declare) -> None:
    declare(Paper, scope=lambda self, access: Q(is_secret=False), exclude=["fee"])


def test_the_past_of_a_hidden_row_is_hidden(see: See, reader: User, secretive: None) -> None:
    parts = "totalCount nodes { title } aggregate { count } groups(by: [{title: true}]) { count }"
    found = see(f"{{ historicalPapers(orderBy: [{{title: ASC}}]) {{ {parts} }} }}", reader)
    titles = [state["title"] for state in found["historicalPapers"]["nodes"]]
    assert set(titles) == {"Draft", "Tides"}
    assert found["historicalPapers"]["totalCount"] == found["historicalPapers"]["aggregate"]["count"] == len(titles)
    assert see('{ historicalPapers(where: {title: {eq: "Winds"}}) { totalCount } }', reader)["historicalPapers"]["totalCount"] == 0


def test_the_past_of_a_deleted_row_is_hidden_where_a_rule_would_have_to_judge_it(see: See, reader: User, secretive: None) -> None:
    assert see('{ historicalPapers(where: {title: {eq: "Rocks"}}) { totalCount } }', reader)["historicalPapers"]["totalCount"] == 0


def test_a_hidden_row_s_past_is_not_found_by_its_id(see: See, reader: User, secretive: None) -> None:
    for state in Paper.history.filter(title="Winds"):
        given = encode("model_packages.historicalpaper", (state.pk,))
        assert see("query ($id: ID!) { node(id: $id) { id } historicalPaper(id: $id) { title } }", reader, id=given) == {
            "node": None,
            "historicalPaper": None,
        }


def test_the_past_of_a_hidden_row_s_relations_is_hidden(see: See, reader: User, declare: Declare) -> None:
    model = next(kept for kept in apps.get_models() if hasattr(kept, "m2m_history_id"))
    text = f"{{ found: {build_schema().entities[model].plural} {{ totalCount }} }}"
    assert see(text, reader)["found"]["totalCount"] > 0
    declare(Paper, scope=lambda self, access: ~Q(title="Tides"))
    assert see(text, reader)["found"]["totalCount"] == 0


def test_a_column_that_is_hidden_was_never_there(secretive: None) -> None:
    kinds = build_schema().graphql_schema.type_map
    assert "fee" not in kinds["HistoricalPaper"].fields
    assert "fee" not in kinds["HistoricalPaperWhere"].fields


def test_a_state_that_is_hidden_is_not_told_by_the_absence_of_another(see: See, reader: User, declare: Declare) -> None:
    declare(Paper.history.model, scope=lambda self, access: ~Q(title="Tides"))
    text = "query ($at: DateTime!) { historicalPapers(where: {asOf: $at}, orderBy: [{title: ASC}]) { nodes { title } } }"
    assert see(text, reader, at=DAYS[3].isoformat())["historicalPapers"]["nodes"] == [{"title": "Draft"}, {"title": "Winds"}]


def test_the_past_of_a_model_that_is_not_served_is_not_served(settings: Any) -> None:
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["model_packages.author"]}
    assert "HistoricalPaper" not in build_schema().graphql_schema.type_map


def test_of_what_a_method_saves_the_states_that_are_kept_are_not_told(admin_user: User) -> None:
    heard: list[str] = []

    class Ears:
        def wants(self, model: Any) -> bool:
            return True

        def hears(self, written: Any) -> None:
            heard.extend(change.model._meta.object_name for change in written.changes)

    def code(using: str, access: Any) -> None:
        paper = Paper.objects.get(title="Tides")
        paper.fee = 9
        paper.save()
        paper.topics.add(Topic.objects.create(name="land"))

    ears = Ears()
    subscribe(ears)
    try:
        assert not perform(CallFree(None, code, Arguments({}), {}), rules_for(admin_user)).errors
    finally:
        unsubscribe(ears)
    assert sorted(heard) == ["Paper", "Topic"]
    assert Paper.history.filter(fee=9).exists()
