"""Ancestors and descendants: of all parents in one statement, through visible rows only, and never in circles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q

from django_graphql_auto import ModelOptions
from django_graphql_auto.schema import global_id
from django_graphql_auto.testing import GraphQLClient, assert_statements, execute_plain
from tests.apps.shop.models import Article, Category, Folder
from tests.conftest import Declare

# Garden 1 > Tools 2 > Saws 3 > Chainsaws 10 > Small 11 and Large 12; Garden > Pots 13; Empty 4
MORE = ((10, "Chainsaws", 3), (11, "Small", 10), (12, "Large", 10), (13, "Pots", 1))

TREES = """{ categories(orderBy: [{pk: ASC}]) { nodes {
    name ancestors { totalCount nodes { name } } descendants { totalCount nodes { name } }
} } }"""


class CategoryOptions(ModelOptions):
    tree = "parent"


@pytest.fixture
def asked(shop: None, declare: Declare) -> Callable[..., Any]:
    """Asks the engine and the oracle, who must agree."""
    declare(Category, CategoryOptions)
    for key, name, parent in MORE:
        Category.objects.create(pk=key, name=name, slug=name.lower(), parent_id=parent)

    def ask(document: str, **variables: Any) -> Any:
        answer = GraphQLClient().query(document, variables)
        assert not answer.errors, answer.errors
        plain = execute_plain(document, variables)
        assert not plain.errors, plain.errors
        assert plain.data == answer.data
        return answer.data

    return ask


def names(connection: Any) -> list[str]:
    return [node["name"] for node in connection["nodes"]]


def test_ancestors_stand_from_the_root_down_and_descendants_the_nearest_first(asked):
    answer = asked(TREES)
    found = {node["name"]: (names(node["ancestors"]), names(node["descendants"])) for node in answer["categories"]["nodes"]}
    assert found["Garden"] == ([], ["Pots", "Tools", "Saws", "Chainsaws", "Large", "Small"])
    assert found["Chainsaws"] == (["Garden", "Tools", "Saws"], ["Large", "Small"])
    assert found["Large"] == (["Garden", "Tools", "Saws", "Chainsaws"], [])
    assert found["Empty"] == ([], [])


def test_the_trees_of_any_number_of_rows_are_one_statement_each(asked):
    for first in (1, 8):
        with assert_statements(3):
            GraphQLClient().query(
                f"{{ categories(first: {first}) {{ nodes {{ ancestors {{ nodes {{ name }} }} descendants {{ nodes {{ name }} }} }} }} }}"
            )


def test_a_list_of_descendants_has_the_arguments_of_any_list(asked):
    answer = asked("""{ categories(orderBy: [{pk: ASC}]) { nodes {
        descendants(first: 2, where: {name: {icontains: "s"}}, orderBy: [{name: DESC}]) {
            totalCount nodes { name } edges { cursor } pageInfo { hasNextPage endCursor } aggregate { count max { name } }
            groups(by: [{parent: true}]) { key { parent { name } } count }
        }
        near: descendants(maxDepth: 1) { nodes { name } }
        last: ancestors(last: 2) { nodes { name } pageInfo { hasPreviousPage } }
    } } }""")
    garden = answer["categories"]["nodes"][0]
    assert garden["descendants"]["totalCount"] == 5
    assert names(garden["descendants"]) == ["Tools", "Small"]
    assert names(garden["near"]) == ["Pots", "Tools"]


def test_pages_of_descendants_follow_each_other_by_cursor(asked):
    seen, after = [], None
    while True:
        document = """query($after: String) { category(id: 1) {
            descendants(first: 2, after: $after) { nodes { name } pageInfo { endCursor hasNextPage } }
        } }"""
        page = asked(document, after=after)["category"]["descendants"]
        seen += names(page)
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen == ["Pots", "Tools", "Saws", "Chainsaws", "Large", "Small"]


def test_what_only_a_hidden_row_leads_to_is_not_found(asked, declare):
    class Hiding(CategoryOptions):
        def scope(self, access: Any) -> Q:
            return ~Q(slug="saws")

    declare(Category, Hiding)
    answer = asked(TREES)
    found = {node["name"]: (names(node["ancestors"]), names(node["descendants"])) for node in answer["categories"]["nodes"]}
    assert found["Garden"] == ([], ["Pots", "Tools"])
    assert found["Large"] == (["Chainsaws"], [])
    assert "Saws" not in found


def test_rows_below_or_above_a_row_are_a_condition_that_relations_can_carry(asked):
    key = global_id.encode("shop.category", (2,))
    assert names(asked("query($id: ID) { categories(where: {descendantOf: $id}) { nodes { name } } }", id=key)["categories"]) == [
        "Chainsaws",
        "Large",
        "Saws",
        "Small",
    ]
    assert names(asked("{ categories(where: {ancestorOf: 11}) { nodes { name } } }")["categories"]) == [
        "Chainsaws",
        "Garden",
        "Saws",
        "Tools",
    ]
    answer = asked("{ products(where: {category: {OR: [{id: {eq: 2}}, {descendantOf: 2}]}}) { nodes { name } } }")
    assert names(answer["products"]) == ["Axe", "Axe", "Drill", "Igniter"]
    assert names(asked("{ products(where: {category: {NOT: {descendantOf: 1}}}) { nodes { name } } }")["products"]) == [
        "Bucket",
        "Edger",
        "Gardening",
    ]


def test_a_hidden_row_has_nothing_below_it_to_filter_by(asked, declare):
    class Hiding(CategoryOptions):
        def scope(self, access: Any) -> Q:
            return ~Q(slug="saws")

    declare(Category, Hiding)
    assert asked("{ categories(where: {descendantOf: 3}) { totalCount } }") == {"categories": {"totalCount": 0}}
    assert asked("{ categories(where: {descendantOf: 999}) { totalCount } }") == {"categories": {"totalCount": 0}}


def test_rows_that_go_in_a_circle_end(asked):
    Category.objects.filter(pk=1).update(parent_id=3)
    Category.objects.filter(pk=4).update(parent_id=4)
    answer = asked(TREES)
    found = {node["name"]: (names(node["ancestors"]), names(node["descendants"])) for node in answer["categories"]["nodes"]}
    assert found["Garden"] == (["Tools", "Saws"], ["Pots", "Tools", "Saws", "Chainsaws", "Large", "Small"])
    assert sorted(found["Large"][0]) == ["Chainsaws", "Garden", "Saws", "Tools"]
    assert found["Empty"] == ([], [])


def test_no_walk_is_longer_than_the_setting(asked, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MAX_TREE_DEPTH": 2}
    answer = asked("{ category(id: 12) { ancestors { nodes { name } } } }")
    assert names(answer["category"]["ancestors"]) == ["Saws", "Chainsaws"]
    assert names(asked("{ categories(where: {descendantOf: 1}) { nodes { name } } }")["categories"]) == ["Pots", "Saws", "Tools"]
    assert GraphQLClient().query("{ category(id: 12) { ancestors(maxDepth: 3) { totalCount } } }").codes == ["LIMIT_EXCEEDED"]


@pytest.mark.parametrize("argument", ["maxDepth: 0", "maxDepth: -1"])
def test_a_depth_without_steps_is_refused(asked, argument):
    assert GraphQLClient().query(f"{{ categories {{ nodes {{ ancestors({argument}) {{ totalCount }} }} }} }}").codes == ["BAD_USER_INPUT"]


def test_the_id_of_another_type_is_refused(asked):
    key = global_id.encode("shop.product", (1,))
    assert GraphQLClient().query("query($id: ID) { categories(where: {descendantOf: $id}) { totalCount } }", {"id": key}).codes == [
        "BAD_USER_INPUT"
    ]


def test_plain_lists_and_another_manager_have_trees_too(asked, declare):
    declare(Category, CategoryOptions, list_style="list")
    answer = asked("{ categories(first: 8, orderBy: [{pk: ASC}]) { nodes { ancestors { name } descendants(limit: 1) { name } } } }")
    assert answer["categories"]["nodes"][2] == {
        "ancestors": [{"name": "Garden"}, {"name": "Tools"}],
        "descendants": [{"name": "Chainsaws"}],
    }
    declare(Article, tree="follows")
    found = asked("{ articles { nodes { title ancestors { nodes { title } } } } }")
    assert {node["title"]: [one["title"] for one in node["ancestors"]["nodes"]] for node in found["articles"]["nodes"]} == {
        "Axes compared": [],
        "Care": [],
        "Drilling": ["Care"],
    }


def test_rows_may_have_keys_of_any_kind_and_name_each_other_by_another_column(asked, declare):
    declare(Folder, tree="inside")
    folders = [Folder.objects.create(name=name, inside_id=above) for name, above in (("a", None), ("b", "a"), ("c", "b"))]
    answer = asked(
        """query($id: ID) {
            folders { nodes { ancestors { nodes { id name } } } }
            below: folders(where: {descendantOf: $id}) { nodes { name } }
        }""",
        id=str(folders[0].pk),
    )
    assert [names(node["ancestors"]) for node in answer["folders"]["nodes"]] == [[], ["a"], ["a", "b"]]
    assert names(answer["below"]) == ["b", "c"]


def test_a_tree_is_not_served_where_its_foreign_key_is_not(asked, declare):
    declare(Category, CategoryOptions, exclude=["parent"])
    assert GraphQLClient().query("{ categories { nodes { ancestors { totalCount } } } }").codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert GraphQLClient().query("{ categories(where: {descendantOf: 1}) { totalCount } }").codes == ["GRAPHQL_VALIDATION_FAILED"]
