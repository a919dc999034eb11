"""Deleting by a mark is a change of a row, and whoever may list such rows may read of them."""

import pytest
from django.db.models import Q

from django_graphql_auto.audit.models import AuditEntry
from tests.access.intruding import SERVED
from tests.apps.archive.models import Keyword
from tests.apps.archive.rows import make_archive
from tests.mutations.writing import payload, user_who_may

ENTRIES = "{ auditEntries(orderBy: [{pk: ASC}]) { nodes { model action mutation changes } } }"


@pytest.fixture
def archive(declare, settings, db):
    settings.DJANGO_GRAPHQL_AUTO = {**SERVED, "EXPOSE": ["archive"]}
    declare(Keyword, soft_delete="is_deleted")
    return make_archive()


@pytest.fixture
def written(api, archive):
    payload(api("mutation($id: ID!) { deleteKeyword(id: $id) { deletedId } }", id=archive.old.pk))
    payload(api("mutation { restoreKeywords(where: {word: {isNull: false}}, atMost: 5) { count } }"))


def test_the_trail_tells_what_was_done_and_what_it_was_to_the_row(written):
    assert [(entry.action, entry.mutation, entry.changes) for entry in AuditEntry.objects.order_by("pk")] == [
        ("update", "deleteKeyword", {"is_deleted": [False, True]}),
        ("update", "restoreKeywords", {"is_deleted": [True, False]}),
        ("update", "restoreKeywords", {"is_deleted": [True, False]}),
    ]


def test_entries_of_marked_rows_are_read_by_whoever_may_list_these(api, written):
    reader, janitor = user_who_may("view_auditentry", name="reader"), user_who_may("view_auditentry", "delete_keyword", name="janitor")
    assert payload(api(ENTRIES, user=reader))["nodes"] == []
    assert len(payload(api(ENTRIES, user=janitor))["nodes"]) == 3


def test_entries_of_rows_that_a_rule_hides_are_not(api, written, declare):
    declare(Keyword, soft_delete="is_deleted", scope=lambda self, access: Q() if access.action == "view" else Q(word="old"))
    janitor = user_who_may("view_auditentry", "delete_keyword")
    assert payload(api(ENTRIES, user=janitor))["nodes"] == []
