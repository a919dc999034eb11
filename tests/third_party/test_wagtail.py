"""A site made with wagtail's own functions, read through the API."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import Page

from tests.third_party.asking import Api


def test_the_page_tree_is_read_along_its_paths(api: Api) -> None:
    text = """{ pages(where: {path: {startswith: "00010001"}, depth: {lte: 3}}, orderBy: [{path: ASC}]) {
        nodes { title depth numchild locale { languageCode } sitesRootedHere { nodes { hostname } } }
    } }"""
    home, *below = api.data(text)["pages"]["nodes"]
    assert home["sitesRootedHere"] == {"nodes": [{"hostname": "localhost"}]}
    assert [(page["title"], page["depth"], page["numchild"]) for page in (home, *below)] == [
        ("Home", 2, 3),
        ("Blog", 3, 5),
        ("A regatta", 3, 0),
        ("Imprint", 3, 0),
    ]


def test_a_page_reaches_what_its_own_type_adds(api: Api) -> None:
    text = '{ pages(where: {title: {eq: "Imprint"}}) { nodes { title simplepage { content slug } streampage { pk } } } }'
    assert api.data(text)["pages"]["nodes"] == [
        {"title": "Imprint", "simplepage": {"content": "<p>Who we are</p>", "slug": "imprint"}, "streampage": None}
    ]


def test_a_page_s_type_has_what_it_inherits(api: Api) -> None:
    text = '{ blogEntryPages(where: {slug: {eq: "draft"}}) { nodes { title live date body locale { languageCode } } } }'
    assert api.data(text)["blogEntryPages"]["nodes"] == [
        {"title": "A draft", "live": False, "date": "2024-01-01", "body": "<p>Text</p>", "locale": {"languageCode": "en"}}
    ]


def test_an_alias_knows_its_page_and_the_page_its_aliases_and_redirects(api: Api) -> None:
    text = """{ blogEntryPages(where: {slug: {eq: "entry-2"}}) { nodes {
        title draftTitle hasUnpublishedChanges aliases { nodes { slug aliasOf { slug } } } redirectSet { nodes { oldPath } }
    } } }"""
    [page] = api.data(text)["blogEntryPages"]["nodes"]
    assert (page["title"], page["draftTitle"], page["hasUnpublishedChanges"]) == ("Entry 2", "A better title", True)
    assert page["aliases"] == {"nodes": [{"slug": "alias", "aliasOf": {"slug": "entry-2"}}]}
    assert page["redirectSet"] == {"nodes": [{"oldPath": "/old"}]}


def test_revisions_are_reached_by_their_page_s_generic_relation_and_lead_back(api: Api) -> None:
    text = """{ revisions(where: {objectStr: {eq: "A better title"}}) { nodes {
        contentObject { __typename ... on BlogEntryPage { slug _specificWorkflowStates { totalCount } } }
    } } }"""
    [revision] = api.data(text)["revisions"]["nodes"]
    assert revision["contentObject"] == {"__typename": "BlogEntryPage", "slug": "entry-2", "_specificWorkflowStates": {"totalCount": 0}}


@pytest.mark.parametrize("stored", ["no number", "9" * 30, ""])
def test_a_generic_foreign_key_that_holds_no_key_leads_nowhere_and_loses_no_row(superuser: Api, stored: str) -> None:
    editing = ContentType.objects.get_for_model(Page)
    session = EditingSession.objects.create(user=superuser.user, content_type=editing, object_id=stored, last_seen_at=timezone.now())
    text = f"{{ editingSessions(where: {{pk: {{eq: {session.pk}}}}}) {{ nodes {{ contentObject {{ __typename }} }} }} }}"
    assert superuser.data(text)["editingSessions"]["nodes"] == [{"contentObject": None}]


def test_images_know_their_files_renditions_and_collections(api: Api) -> None:
    text = """{ wagtailimagesImages(where: {title: {eq: "Harbour 1"}}) { nodes {
        file { url name width height } width height collection { name } uploadedByUser { username }
        renditions { nodes { filterSpec width height } }
    } } }"""
    [image] = api.data(text)["wagtailimagesImages"]["nodes"]
    assert image["file"] == {"url": "/media/original_images/harbour-1.png", "name": "harbour-1.png", "width": 41, "height": 30}
    assert (image["width"], image["height"], image["collection"]) == (41, 30, {"name": "Root"})
    assert image["uploadedByUser"] == {"username": "editor"}
    assert image["renditions"] == {"nodes": [{"filterSpec": "width-20", "width": 20, "height": 14}]}


def test_documents_know_their_files_and_collections(api: Api) -> None:
    arguments = 'where: {collection: {name: {eq: "Harbours"}}}, orderBy: [{title: ASC}], first: 1'
    assert api.data(f"{{ documents({arguments}) {{ nodes {{ title file {{ name size }} }} }} }}")["documents"]["nodes"] == [
        {"title": "Tides 0", "file": {"name": "tides-0.txt", "size": 5}}
    ]
