"""django-taggit's managers are many-to-many relations whose through rows may point at anything."""

from __future__ import annotations

from typing import Any

import pytest

from tests.third_party.asking import Api


def names(connection: dict[str, Any], name: str = "name") -> list[str]:
    return [row[name] for row in connection["nodes"]]


def test_each_row_has_its_own_tags_and_none_of_another_model_s_row_with_the_same_key(api: Api) -> None:
    text = """query ($image: ID!, $document: ID!) {
        wagtailimagesImage(id: $image) { pk tags(orderBy: [{name: ASC}]) { totalCount nodes { name } } }
        document(id: $document) { pk tags { totalCount nodes { name } } }
    }"""
    data = api.data(text, {"image": key_of(api, "wagtailimagesImages", "Harbour 0"), "document": key_of(api, "documents", "Tides 0")})
    image, document = data["wagtailimagesImage"], data["document"]
    assert image["pk"] == document["pk"]
    assert image["tags"] == {"totalCount": 2, "nodes": [{"name": "harbour"}, {"name": "sea"}]}
    assert document["tags"] == {"totalCount": 1, "nodes": [{"name": "harbour"}]}


def test_rows_can_be_filtered_by_their_tags(api: Api) -> None:
    data = api.data("""{
        tagged: wagtailimagesImages(where: {tags: {some: {name: {eq: "sea"}}}}, orderBy: [{title: ASC}]) { nodes { title } }
        salty: wagtailimagesImages(where: {tags: {some: {name: {eq: "salt"}}}}) { totalCount nodes { title } }
        documents(where: {tags: {some: {name: {eq: "sea"}}}}) { totalCount }
    }""")
    assert names(data["tagged"], "title") == ["Harbour 0", "Harbour 1", "Harbour 2"]
    assert data["salty"] == {"totalCount": 1, "nodes": [{"title": "Harbour 1"}]}
    assert data["documents"] == {"totalCount": 0}


def test_rows_can_be_ordered_by_how_many_tags_they_have(api: Api) -> None:
    text = """{ wagtailimagesImages(where: {title: {startswith: "Harbour"}}, orderBy: [{tags: {count: DESC}}, {title: ASC}]) {
        nodes { title tags { aggregate { count max { name } } } }
    } }"""
    first = api.data(text)["wagtailimagesImages"]["nodes"][0]
    assert first == {"title": "Harbour 0", "tags": {"aggregate": {"count": 2, "max": {"name": "sea"}}}}


def test_a_tag_leads_back_to_whatever_it_hangs_on(api: Api) -> None:
    text = """{ tags(where: {name: {eq: "salt"}}) { nodes { taggitTaggeditemItems(orderBy: [{pk: ASC}]) { nodes {
        contentObject { __typename ... on WagtailimagesImage { title } ... on Document { title } }
    } } } } }"""
    [tag] = api.data(text)["tags"]["nodes"]
    assert [row["contentObject"] for row in tag["taggitTaggeditemItems"]["nodes"]] == [
        {"__typename": "WagtailimagesImage", "title": "Harbour 1"},
        {"__typename": "Document", "title": "Tides 1"},
    ]


@pytest.mark.parametrize(("tag", "entries"), [("sea", ["Entry 0", "Entry 1", "Entry 2"]), ("wind", ["Entry 2"])])
def test_pages_whose_through_rows_are_their_own_answer_alike(api: Api, tag: str, entries: list[str]) -> None:
    text = """query ($where: BlogEntryPageWhere!) { blogEntryPages(where: $where, orderBy: [{title: ASC}]) {
        nodes { title tags { edges { through { tag { name } } node { name } } } }
    } }"""
    where = {"tags": {"some": {"name": {"eq": tag}}}, "slug": {"startswith": "entry-"}}
    rows = api.data(text, {"where": where})["blogEntryPages"]["nodes"]
    assert [row["title"] for row in rows] == entries
    edges = [edge for row in rows for edge in row["tags"]["edges"]]
    assert edges
    assert all(edge["through"]["tag"] == edge["node"] for edge in edges)


def key_of(api: Api, plural: str, title: str) -> str:
    [row] = api.data(f'{{ {plural}(where: {{title: {{eq: "{title}"}}}}) {{ nodes {{ id }} }} }}')[plural]["nodes"]
    return row["id"]
