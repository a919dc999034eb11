"""django-polymorphic's managers answer with children; django-model-utils' only when they are asked to."""

from __future__ import annotations

import pytest
from django.db.models import Q

from django_graphql_auto.introspection import look_at
from django_graphql_auto.testing import GraphQLClient, assert_statements
from tests.conftest import Declare
from tests.model_packages.conftest import See
from tests.model_packages.models import Loan, Novel, Place, Restaurant, Shelf, Song, Work


@pytest.fixture(autouse=True)
def works(db: None, settings) -> None:
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public"}
    shelf = Shelf.objects.create(name="A")
    works = [Novel.objects.create(name="Emma", shelf=shelf, pages=400), Song.objects.create(name="Yesterday", shelf=shelf, seconds=125)]
    works.append(Work.objects.create(name="Anything", shelf=shelf))
    for days, work in enumerate(works):
        Loan.objects.create(work=work, days=days)
    Place.objects.create(name="Park")
    Restaurant.objects.create(name="Roma", stars=2)


KINDS = "__typename name ... on Novel { pages } ... on Song { seconds }"
ANSWERS = [
    {"__typename": "Work", "name": "Anything"},
    {"__typename": "Novel", "name": "Emma", "pages": 400},
    {"__typename": "Song", "name": "Yesterday", "seconds": 125},
]


def test_a_list_of_a_polymorphic_model_answers_with_its_children(see: See) -> None:
    found = see(f"{{ works(orderBy: [{{name: ASC}}]) {{ totalCount nodes {{ {KINDS} }} }} }}")["works"]
    assert found == {"totalCount": 3, "nodes": ANSWERS}


def test_relations_lead_to_the_children_and_back(see: See) -> None:
    found = see(f"""{{
        shelves {{ nodes {{ works(orderBy: [{{name: ASC}}]) {{ nodes {{ {KINDS} shelf {{ name }} }} }} }} }}
        loans(orderBy: [{{work: {{name: ASC}}}}], where: {{work: {{name: {{contains: "m"}}}}}}) {{ nodes {{ days work {{ {KINDS} }} }} }}
    }}""")
    assert found["shelves"]["nodes"][0]["works"]["nodes"] == [{**answer, "shelf": {"name": "A"}} for answer in ANSWERS]
    assert found["loans"]["nodes"] == [{"days": 0, "work": ANSWERS[1]}]


def test_a_child_is_served_by_itself(see: See) -> None:
    found = see("""{
        novels(where: {shelf: {name: {eq: "A"}}}) { nodes { name pages loans { nodes { days } } } }
        songs { aggregate { max { seconds } } }
    }""")
    assert found["novels"]["nodes"] == [{"name": "Emma", "pages": 400, "loans": {"nodes": [{"days": 0}]}}]
    assert found["songs"]["aggregate"]["max"]["seconds"] == 125


def test_a_page_of_a_polymorphic_list_takes_a_statement_per_kind_whatever_its_length(see: See) -> None:
    for first in (1, 3):
        with assert_statements(3):
            GraphQLClient().query(f"{{ works(first: {first}) {{ nodes {{ {KINDS} }} }} }}")


def test_a_rule_of_the_parent_holds_for_its_children(see: See, declare: Declare) -> None:
    declare(Work, scope=lambda self, access: ~Q(name="Emma"))
    found = see("{ works { nodes { name } } novels { totalCount } loans { nodes { work { name } } } }")
    assert "Emma" not in str(found)
    assert found["novels"]["totalCount"] == 0


def test_a_hidden_child_is_answered_as_its_parent(see: See, declare: Declare) -> None:
    declare(Novel, scope=lambda self, access: Q(pk__in=()))
    found = see(f'{{ works(where: {{name: {{eq: "Emma"}}}}) {{ nodes {{ {KINDS} }} }} }}')["works"]["nodes"]
    assert found == [{"__typename": "Work", "name": "Emma"}]


def test_a_polymorphic_model_may_be_served_as_plain_tables(see: See, declare: Declare) -> None:
    declare(Work, polymorphic=False)
    found = see('{ works(where: {name: {eq: "Emma"}}) { nodes { __typename novel { pages } song { seconds } } } }')["works"]["nodes"]
    assert found == [{"__typename": "Work", "novel": {"pages": 400}, "song": None}]


def test_a_polymorphic_manager_filters_nothing_and_may_be_joined() -> None:
    assert look_at(Work).plain_manager
    assert look_at(Place).plain_manager


def test_a_model_with_an_inheritance_manager_reaches_its_children(see: See, declare: Declare) -> None:
    plain = "{ places(orderBy: [{name: ASC}]) { nodes { name restaurant { stars } } } restaurants { nodes { name stars } } }"
    assert see(plain) == {
        "places": {"nodes": [{"name": "Park", "restaurant": None}, {"name": "Roma", "restaurant": {"stars": 2}}]},
        "restaurants": {"nodes": [{"name": "Roma", "stars": 2}]},
    }
    declare(Place, polymorphic=True)
    found = see("{ places(orderBy: [{name: ASC}]) { nodes { __typename name ... on Restaurant { stars } } } }")["places"]["nodes"]
    assert found == [{"__typename": "Place", "name": "Park"}, {"__typename": "Restaurant", "name": "Roma", "stars": 2}]
