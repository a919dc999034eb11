"""django-modeltranslation: a translated column is answered, searched and ordered in the language of the request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

from django_graphql_auto.testing import GraphQLClient
from tests.conftest import Declare
from tests.model_packages.conftest import See
from tests.model_packages.models import Author, Comment, News, Paper, Section, Topic


@pytest.fixture(autouse=True)
def news(db: None, settings: Any) -> Iterator[None]:
    """Their orders differ by language, and ``Fog`` has no German title."""
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public"}
    with translation.override("en"):
        section = Section.objects.create(name_en="Weather", name_de="Wetter")
        for english, german in (("Ice", "Eis"), ("Hail", "Hagel"), ("Fog", None)):
            found = News.objects.create(title_en=english, title_de=german, section=section)
            Comment.objects.create(text=english, news=found)
        yield


def ask(document: str, language: str) -> Any:
    """A test's client leaves the language of the request behind."""
    with translation.override("en"):
        return _ask(document, language)


def _ask(document: str, language: str) -> Any:
    answer = Client().post("/graphql/", {"query": document}, content_type="application/json", headers={"Accept-Language": language}).json()
    assert "errors" not in answer
    return answer["data"]


def titles(connection: Any) -> list[str]:
    return [row["title"] for row in connection["nodes"]]


def test_one_document_is_answered_in_the_language_of_each_request() -> None:
    """The plan is one, and is known from the second request on."""
    text = "{ newsList(orderBy: [{pk: ASC}]) { nodes { title section { name } } } }"
    for _ in range(2):
        english, german = ask(text, "en")["newsList"], ask(text, "de")["newsList"]
        assert titles(english) == ["Ice", "Hail", "Fog"]
        assert titles(german) == ["Eis", "Hagel", "Fog"]
        assert english["nodes"][0]["section"] == {"name": "Weather"}
        assert german["nodes"][0]["section"] == {"name": "Wetter"}


def test_each_language_has_a_column_of_its_own() -> None:
    found = ask("{ newsList(orderBy: [{pk: ASC}]) { nodes { titleEn titleDe } } }", "de")["newsList"]["nodes"]
    assert found == [{"titleEn": "Ice", "titleDe": "Eis"}, {"titleEn": "Hail", "titleDe": "Hagel"}, {"titleEn": "Fog", "titleDe": None}]


def test_what_is_searched_is_what_is_answered() -> None:
    text = '{ newsList(where: {title: {eq: "Eis"}}) { totalCount nodes { title } } }'
    for _ in range(2):
        assert ask(text, "de")["newsList"] == {"totalCount": 1, "nodes": [{"title": "Eis"}]}
        assert ask(text, "en")["newsList"] == {"totalCount": 0, "nodes": []}


def test_a_relation_is_searched_in_the_language_too() -> None:
    text = '{ comments(where: {news: {title: {eq: "Eis"}}}) { nodes { text } } }'
    assert ask(text, "de")["comments"]["nodes"] == [{"text": "Ice"}]
    assert ask(text, "en")["comments"]["nodes"] == []


def test_the_order_is_that_of_the_language() -> None:
    text = "{ newsList(orderBy: [{title: ASC}], where: {titleDe: {isNull: false}}) { nodes { title } } }"
    assert titles(ask(text, "en")["newsList"]) == ["Hail", "Ice"]
    assert titles(ask(text, "de")["newsList"]) == ["Eis", "Hagel"]


def test_nested_lists_are_in_the_language_too() -> None:
    Section.objects.create(name_en="Sport")
    news = "news(first: 1, orderBy: [{title: ASC}], where: {titleDe: {isNull: false}}) { nodes { title } }"
    text = f"{{ sections(orderBy: [{{pk: ASC}}]) {{ nodes {{ name {news} }} }} }}"
    english, german = (ask(text, language)["sections"]["nodes"] for language in ("en", "de"))
    assert [section["name"] for section in english] == ["Weather", "Sport"]
    assert (titles(english[0]["news"]), titles(german[0]["news"])) == (["Hail"], ["Eis"])


def test_pages_lead_on_in_the_language() -> None:
    text = "{ newsList(first: 1, orderBy: [{title: ASC}], where: {titleDe: {isNull: false}}%s) { nodes { title } pageInfo { endCursor } } }"
    first = ask(text.replace("%s", ""), "de")["newsList"]
    second = ask(text.replace("first: 1", f'first: 1, after: "{first["pageInfo"]["endCursor"]}"').replace("%s", ""), "de")["newsList"]
    assert titles(first) + titles(second) == ["Eis", "Hagel"]


def test_a_missing_translation_is_answered_in_the_fallback_language_and_ordered_as_null() -> None:
    text = "{ newsList(orderBy: [{title: DESC_NULLS_LAST}]) { nodes { title } } }"
    assert titles(ask(text, "de")["newsList"]) == ["Hagel", "Eis", "Fog"]


def test_figures_and_groups_are_of_the_language() -> None:
    text = "{ newsList { aggregate { max { title } } groups(by: [{title: true}]) { key { title } } } }"
    english, german = ask(text, "en")["newsList"], ask(text, "de")["newsList"]
    assert (english["aggregate"], german["aggregate"]) == ({"max": {"title": "Ice"}}, {"max": {"title": "Hagel"}})
    assert {group["key"]["title"] for group in german["groups"]} == {"Eis", "Hagel", None}


def test_a_cursor_of_one_language_leads_nowhere_in_another() -> None:
    found = ask("{ newsList(first: 1, orderBy: [{title: ASC}]) { pageInfo { endCursor } } }", "de")["newsList"]["pageInfo"]
    text = f'{{ newsList(first: 1, orderBy: [{{title: ASC}}], after: "{found["endCursor"]}") {{ nodes {{ title }} }} }}'
    answer = Client().post("/graphql/", {"query": text}, content_type="application/json", headers={"Accept-Language": "en"}).json()
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


def test_the_oracle_answers_in_the_language_too(see: See) -> None:
    with translation.override("de"):
        see("{ newsList(orderBy: [{pk: ASC}]) { nodes { title section { name } comments { nodes { text } } } } }")


def test_a_column_may_be_served_in_each_language_only_or_in_the_request_s_only(declare: Declare) -> None:
    declare(News, exclude=["title"])
    assert ask("{ newsList(first: 1, orderBy: [{pk: ASC}]) { nodes { titleDe } } }", "de")["newsList"]["nodes"] == [{"titleDe": "Eis"}]
    declare(News, exclude=["title_en", "title_de"])
    assert titles(ask("{ newsList(orderBy: [{title: ASC_NULLS_LAST}]) { nodes { title } } }", "de")["newsList"]) == ["Eis", "Hagel", "Fog"]


def test_along_a_many_to_many_relation_a_column_is_the_default_language_s() -> None:
    paper = Paper.objects.create(title="Tides", author=Author.objects.create(name="Ann"))
    paper.topics.add(Topic.objects.create(name_en="sea", name_de="Meer"))
    text = "{ papers { nodes { topics { nodes { name nameEn nameDe } } } } }"
    for language in ("en", "de"):
        found = ask(text, language)["papers"]["nodes"][0]["topics"]["nodes"]
        assert found == [{"name": "sea", "nameEn": "sea", "nameDe": "Meer"}]


def test_html_is_sanitized_in_every_language(declare: Declare) -> None:
    declare(News, sanitize=("title",))
    boss = User.objects.create_superuser("boss")
    document = """mutation ($id: ID!, $html: String!) {
      updateNews(id: $id, input: {title: $html, titleDe: $html}) { news { title titleEn titleDe } errors { path code } }
    }"""
    answer = GraphQLClient(boss).query(document, {"id": News.objects.get(title="Ice").pk, "html": "<b onclick='steal()'>Ice</b>"})
    assert answer.data == {"updateNews": {"news": dict.fromkeys(("title", "titleEn", "titleDe"), "<b>Ice</b>"), "errors": []}}
