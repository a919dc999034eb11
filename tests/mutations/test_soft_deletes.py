"""Rows that are deleted by a mark: what deleting writes, and how they come back."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.idempotency.models import IdempotencyKey
from django_graphql_auto.registry import default_registry
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.testing import assert_error_code, assert_statements, captured_statements
from tests.access.intruding import SERVED
from tests.apps.archive.models import Entry, Keyword, Letter, Loan, Novel, Shelf, Work
from tests.apps.archive.rows import MARKED, make_archive
from tests.mutations.test_at_the_same_time import at_once, several_connections
from tests.mutations.writing import ERRORS, errors, payload, user_who_may

DELETE = "mutation($id: ID!, $dryRun: Boolean = false, $key: String) { deleteWork(id: $id, dryRun: $dryRun, idempotencyKey: $key) "
DELETE += "{ work { title } deletedId " + ERRORS + " } }"
RESTORE = "mutation($id: ID!, $dryRun: Boolean = false, $key: String) { restoreWork(id: $id, dryRun: $dryRun, idempotencyKey: $key) "
RESTORE += "{ work { title deletedAt } deletedId " + ERRORS + " } }"
DELETE_MANY = "mutation($where: WorkWhere!, $atMost: Int! = 10) { deleteWorks(where: $where, atMost: $atMost) "
DELETE_MANY += "{ count results { deletedId } " + ERRORS + " } }"
RESTORE_MANY = "mutation($where: WorkWhere!, $atMost: Int! = 10) { restoreWorks(where: $where, atMost: $atMost) "
RESTORE_MANY += "{ count results { work { title } errors { code } } " + ERRORS + " } }"
EVERY = {"title": {"isNull": False}}


@pytest.fixture
def archive(declare, settings, db):
    settings.DJANGO_GRAPHQL_AUTO = {**SERVED, "EXPOSE": ["archive", "auth.User"], "MUTATIONS": True}
    for model, options in MARKED.items():
        declare(model, **options)
    return make_archive()


def titles(**where):
    return sorted(Work.objects.filter(**where).values_list("title", flat=True))


# one row


def test_deleting_marks_the_row_and_answers_as_ever(api, archive):
    found = payload(api(DELETE, id=archive.shown.pk))
    assert found["work"] is None
    assert found["errors"] == []
    assert found["deletedId"]
    archive.shown.refresh_from_db()
    assert timezone.now() - archive.shown.deleted_at < timezone.timedelta(minutes=1)
    assert payload(api('{ works(where: {title: {eq: "Shown"}}) { totalCount } }')) == {"totalCount": 0}


def test_a_mark_may_be_a_truth(api, archive):
    payload(api("mutation($id: ID!) { deleteKeyword(id: $id) { deletedId } }", id=archive.old.pk))
    assert Keyword.objects.get(pk=archive.old.pk).is_deleted is True
    payload(api("mutation($id: ID!) { restoreKeyword(id: $id) { keyword { word } } }", id=archive.old.pk))
    assert Keyword.objects.get(pk=archive.old.pk).is_deleted is False


def test_restoring_answers_with_the_row(api, archive):
    found = payload(api(RESTORE, id=archive.gone.pk))
    assert found == {"work": {"title": "Gone", "deletedAt": None}, "deletedId": None, "errors": []}
    assert Work.objects.get(pk=archive.gone.pk).deleted_at is None


@pytest.mark.parametrize(("document", "row"), [(DELETE, "gone"), (RESTORE, "shown")])
def test_what_is_done_already_names_no_row(api, archive, document, row):
    assert errors(api(document, id=getattr(archive, row).pk)) == [("id", "NOT_FOUND")]
    assert errors(api(document, id=10**6)) == [("id", "NOT_FOUND")]


def test_the_column_is_no_input_and_need_not_be_served(api, archive, declare):
    for field in ('createWork(input: {title: "x", number: 9, deletedAt: null})', 'updateWork(id: "1", input: {deletedAt: null})'):
        assert_error_code(api("mutation { " + field + " { errors { code } } }"), "GRAPHQL_VALIDATION_FAILED")
    declare(Work, exclude=["deleted_at"], soft_delete="deleted_at")
    assert_error_code(api("{ works { nodes { deletedAt } } }"), "GRAPHQL_VALIDATION_FAILED")
    assert errors(api(DELETE, id=archive.shown.pk)) == []
    assert titles(deleted_at=None) == ["Chart", "Novel", "Sequel"]


def test_signals_and_hooks_are_those_of_a_row_that_is_stored(api, archive, declare):
    heard = []

    def listen(sender, signal, **kwargs):
        heard.append("saved" if signal is post_save else "deleted")

    def note(self, row, access):
        heard.append((access.action, row.deleted_at is None))

    declare(Work, soft_delete="deleted_at", before_write=note, after_write=note)
    for signal in (post_save, post_delete):
        signal.connect(listen, Work)
    try:
        payload(api(DELETE, id=archive.shown.pk))
        payload(api(RESTORE, id=archive.shown.pk))
    finally:
        for signal in (post_save, post_delete):
            signal.disconnect(listen, Work)
    assert heard == [("delete", False), "saved", ("delete", False), ("change", True), "saved", ("change", True)]


def test_a_hook_may_refuse_or_add_to_the_mark(api, archive, declare):
    def before_write(self, row, access):
        if access.action == "delete" and row.title == "Novel":
            raise ValidationError("Not the novel.", "novel")
        row.title = f"{row.title} by {access.user.username}"

    declare(Work, soft_delete="deleted_at", before_write=before_write)
    assert errors(api(DELETE, id=archive.novel.pk)) == [("id", "NOVEL")]
    assert errors(api(DELETE, id=archive.shown.pk)) == []
    assert "Shown by boss" in titles(deleted_at__isnull=False)


def test_what_the_server_sets_on_update_is_set(api, archive, declare):
    declare(Work, soft_delete="deleted_at", set_on_update={"title": lambda access: f"by {access.user.username}"})
    payload(api(DELETE_MANY, where={"number": {"in": [1, 3]}}))
    payload(api(DELETE, id=archive.chart.pk))
    assert titles(title="by boss") == ["by boss"] * 3


def test_moments_of_the_last_change_move(api, archive):
    before = Work.objects.get(pk=archive.shown.pk).changed_at
    payload(api(DELETE, id=archive.shown.pk))
    deleted = Work.objects.get(pk=archive.shown.pk).changed_at
    payload(api(RESTORE_MANY, where={"number": {"in": [1, 2]}}))
    assert before < deleted < Work.objects.get(pk=archive.shown.pk).changed_at


def test_a_row_that_has_changed_since_it_was_read_stays(api, archive):
    document = "mutation($id: ID!, $version: String) { %sWork(id: $id, expectedVersion: $version) { work { title } errors { code } } }"
    version = payload(api("query($id: ID!) { work(id: $id) { version } }", id=archive.shown.pk))["version"]
    stale = payload(api(document % "delete", id=archive.shown.pk, version="old"))
    assert stale == {"work": {"title": "Shown"}, "errors": [{"code": "CONFLICT"}]}
    assert payload(api(document % "delete", id=archive.shown.pk, version=version))["errors"] == []
    stale = payload(api(document % "restore", id=archive.shown.pk, version=version))
    assert stale["errors"] == [{"code": "CONFLICT"}]
    listed = payload(api('{ works(deleted: ONLY, where: {title: {eq: "Shown"}}) { nodes { version } } }'))
    assert payload(api(document % "restore", id=archive.shown.pk, version=listed["nodes"][0]["version"]))["errors"] == []


def test_a_dry_run_stores_nothing(api, archive):
    assert payload(api(DELETE, id=archive.shown.pk, dryRun=True))["deletedId"]
    assert payload(api(RESTORE, id=archive.gone.pk, dryRun=True))["work"] == {"title": "Gone", "deletedAt": None}
    assert titles(deleted_at__isnull=False) == ["Burnt", "Gone"]


def test_a_retry_tells_what_was_done(api, archive):
    for document, row in ((DELETE, archive.shown), (RESTORE, archive.gone)):
        first, second = (payload(api(document, id=row.pk, key=f"k{row.pk}")) for _ in range(2))
        assert first == second
        assert first["errors"] == []
    assert IdempotencyKey.objects.count() == 2


def test_restoring_is_refused_where_the_row_is_in_another_s_way(api, archive):
    Work.objects.create(title="Heir", number=2)
    [error] = payload(api(RESTORE, id=archive.gone.pk))["errors"]
    assert (error["path"], error["code"]) == (["id"], "INVALID")  # Django's code for a constraint with a condition
    assert titles(number=2, deleted_at=None) == ["Heir"]


def test_restoring_is_refused_where_the_row_is_no_longer_valid(api, archive):
    Work.objects.filter(pk=archive.gone.pk).update(title="x" * 70)
    [error] = payload(api(RESTORE, id=archive.gone.pk))["errors"]
    assert (error["path"], error["field"], error["code"]) == (["id"], "title", "MAX_LENGTH")
    assert Work.objects.get(pk=archive.gone.pk).deleted_at is not None


def test_a_row_s_own_key_stays_taken_where_the_constraint_does_not_look_at_the_mark(api, archive):
    document = "mutation($word: String!) { createKeyword(input: {word: $word}) { " + ERRORS + " } }"
    assert errors(api(document, word="lost")) == [("input.word", "UNIQUE")]


def test_what_hangs_on_a_marked_row_is_as_it_was(api, archive):
    payload(api(DELETE, id=archive.novel.pk))
    assert Loan.objects.filter(work=archive.novel).count() == 1
    assert Entry.objects.filter(work=archive.novel, deleted_at=None).count() == 2
    assert payload(api("{ loans { nodes { work { title } } } }"))["nodes"] == [
        {"work": None},
        {"work": None},
        {"work": {"title": "Shown"}},
    ]


def test_protected_rows_protect_what_is_removed_only(api, archive, declare):
    document = "mutation($id: ID!) { deleteShelf(id: $id) { deletedId errors { code } } }"
    Work.objects.filter(shelf=archive.lower).update(deleted_at=timezone.now())
    assert payload(api(document, id=archive.lower.pk))["errors"] == [{"code": "PROTECTED"}]
    assert Shelf.objects.filter(pk=archive.lower.pk).exists()


# rights


def test_restoring_needs_the_permission_to_delete(api, archive):
    for permissions, code in ((("change_work", "view_work"), "FORBIDDEN"), (("delete_work",), None)):
        user = user_who_may(*permissions, name=permissions[0])
        result = api(RESTORE, user=user, id=archive.gone.pk)
        if code:
            assert_error_code(result, code)
        else:
            assert payload(result)["errors"] == []


def test_whoever_may_not_delete_a_row_may_not_restore_it(api, archive, declare):
    declare(Work, soft_delete="deleted_at", scope=lambda self, access: Q(number__gt=2) if access.action == "delete" else Q())
    assert errors(api(DELETE, id=archive.shown.pk)) == [("id", "FORBIDDEN")]
    assert errors(api(RESTORE, id=archive.gone.pk)) == [("id", "NOT_FOUND")]
    assert payload(api(RESTORE_MANY, where=EVERY))["results"] == [{"work": {"title": "Burnt"}, "errors": []}]


def test_whoever_may_not_see_a_row_may_not_restore_it(api, archive, declare):
    declare(Work, soft_delete="deleted_at", scope=lambda self, access: Q(number__gt=2))
    assert errors(api(RESTORE, id=archive.gone.pk)) == [("id", "NOT_FOUND")]
    assert payload(api(RESTORE_MANY, where=EVERY))["count"] == 1


def test_a_write_rule_of_the_column_holds_for_its_mark(api, archive, declare):
    declare(Work, soft_delete="deleted_at", write_rules={"deleted_at": lambda access: access.user.username == "janitor"})
    for document, row in ((DELETE, archive.shown), (RESTORE, archive.gone)):
        assert errors(api(document, id=row.pk)) == [("id", "FORBIDDEN")]
    for document in (DELETE_MANY, RESTORE_MANY):
        assert errors(api(document, where=EVERY)) == [("where", "FORBIDDEN")]
    assert titles(deleted_at__isnull=False) == ["Burnt", "Gone"]


def test_a_model_whose_rows_are_not_deleted_has_nothing_to_restore(api, archive, declare):
    declare(Keyword, soft_delete="is_deleted", operations={"get", "list", "create", "update"})
    for verb in ("delete", "restore"):
        assert_error_code(api("mutation { " + verb + 'Keyword(id: "1") { errors { code } } }'), "GRAPHQL_VALIDATION_FAILED")
    assert_error_code(api('mutation { restoreShelf(id: "1") { errors { code } } }'), "GRAPHQL_VALIDATION_FAILED")


# several rows


def test_several_rows_are_marked_in_one_statement(api, archive):
    with captured_statements() as statements:
        found = payload(api("mutation { deleteKeywords(where: {word: {isNull: false}}, atMost: 5) { count results { deletedId } } }"))
    assert found["count"] == 2
    assert len([sql for sql in statements if sql.startswith("UPDATE")]) == 1
    assert Keyword.objects.filter(is_deleted=False).count() == 0
    with captured_statements() as statements:
        found = payload(api('mutation { restoreKeywords(where: {word: {in: ["old", "new"]}}, atMost: 5) { count } }'))
    assert found["count"] == 2
    assert len([sql for sql in statements if sql.startswith("UPDATE")]) == 1
    assert sorted(Keyword.objects.filter(is_deleted=False).values_list("word", flat=True)) == ["new", "old"]


def test_a_condition_names_rows_among_those_that_can_be_meant(api, archive):
    assert payload(api(DELETE_MANY, where=EVERY))["count"] == 4
    assert payload(api(DELETE_MANY, where=EVERY))["count"] == 0
    found = payload(api(RESTORE_MANY, where={"number": {"lt": 4}}))
    assert [result["work"]["title"] for result in found["results"]] == ["Shown", "Gone", "Sequel"]
    assert titles(deleted_at=None) == ["Gone", "Sequel", "Shown"]


def test_more_rows_than_meant_are_not_restored(api, archive):
    assert errors(api(RESTORE_MANY, where=EVERY, atMost=1)) == [("atMost", "TOO_MANY_ROWS")]
    assert_error_code(api(RESTORE_MANY, where={}), "BAD_USER_INPUT")
    assert titles(deleted_at=None) == ["Chart", "Novel", "Sequel", "Shown"]


def test_of_several_rows_none_comes_back_where_one_can_not(api, archive):
    Work.objects.create(title="Heir", number=5)
    found = payload(api(RESTORE_MANY, where=EVERY))
    assert (found["count"], len(found["errors"])) == (0, 1)
    assert titles(deleted_at__isnull=False) == ["Burnt", "Gone"]


def test_two_rows_that_are_in_each_other_s_way_do_not_come_back_together(api, archive):
    twin = Work.objects.create(title="Twin", number=2, deleted_at=timezone.now())
    assert len(payload(api(RESTORE_MANY, where={"number": {"eq": 2}}))["errors"]) == 1
    assert titles(number=2, deleted_at=None) == []
    assert payload(api(RESTORE, id=twin.pk))["errors"] == []


# nested


def test_nested_deletes_mark_rows_wherever_they_hang(api, archive):
    update = "mutation($id: ID!, $input: %sUpdateInput!) { update%s(id: $id, input: $input) { " + ERRORS + " } }"
    entry = Entry.objects.get(work=archive.shown, keyword=archive.old)
    assert errors(api(update % ("Work", "Work"), id=archive.shown.pk, input={"entries": {"delete": [{"id": entry.pk}]}})) == []
    entry.refresh_from_db()
    assert entry.deleted_at is not None
    several = [{"id": archive.shown.pk}, {"id": archive.novel.pk}]
    assert errors(api(update % ("Shelf", "Shelf"), id=archive.upper.pk, input={"works": {"delete": several}})) == []
    assert titles(shelf=archive.upper, deleted_at__isnull=False) == ["Gone", "Novel", "Shown"]


def test_a_row_that_is_referred_to_is_marked_and_still_referred_to(api, archive):
    update = (
        "mutation($id: ID!, $input: WorkUpdateInput!) { updateWork(id: $id, input: $input) { work { follows { title } } " + ERRORS + " } }"
    )
    Work.objects.filter(pk=archive.chart.pk).update(follows=archive.shown)
    found = payload(api(update, id=archive.chart.pk, input={"follows": {"delete": True}}))
    assert found == {"work": {"follows": None}, "errors": []}
    assert Work.objects.get(pk=archive.chart.pk).follows_id == archive.shown.pk
    payload(api(RESTORE, id=archive.shown.pk))
    assert payload(api("query($id: ID!) { work(id: $id) { follows { title } } }", id=archive.chart.pk)) == {"follows": {"title": "Shown"}}
    assert errors(api(update, id=archive.sequel.pk, input={"follows": {"delete": True}})) == [("input.follows.delete", "NOT_FOUND")]


def test_letting_go_marks_the_row_between(api, archive):
    update = "mutation($id: ID!, $input: WorkUpdateInput!) { updateWork(id: $id, input: $input) { work { keywords { nodes { word } } } "
    update += ERRORS + " } }"
    found = payload(api(update, id=archive.shown.pk, input={"keywords": {"disconnect": [{"id": archive.old.pk}]}}))
    assert found == {"work": {"keywords": {"nodes": []}}, "errors": []}
    assert Entry.objects.filter(work=archive.shown, keyword=archive.old, deleted_at__isnull=False).count() == 1
    found = payload(api(update, id=archive.shown.pk, input={"keywords": {"connect": [{"by": {"id": archive.old.pk}}]}}))
    assert found == {"work": {"keywords": {"nodes": [{"word": "old"}]}}, "errors": []}


@pytest.mark.parametrize("operation", ["connect", "update", "connectOrCreate"])
def test_a_marked_row_is_not_found_by_a_write(api, archive, operation):
    by = {"id": archive.gone.pk}
    given = {
        "connect": by,
        "update": {"title": "Back"},
        "connectOrCreate": {"by": by, "create": {"title": "Anew", "number": 9}},
    }[operation]
    document = (
        "mutation($id: ID!, $input: WorkUpdateInput!) { updateWork(id: $id, input: $input) { work { follows { title } } errors { code } } }"
    )
    row = archive.sequel
    found = payload(api(document, id=row.pk, input={"follows": {operation: given}}))
    if operation == "connectOrCreate":
        assert found == {"work": {"follows": {"title": "Anew"}}, "errors": []}
    else:
        assert found["errors"] == [{"code": "NOT_FOUND"}]
    assert Work.objects.get(pk=archive.gone.pk).title == "Gone"


# families


def test_children_and_proxies_are_marked_with_their_parent(api, archive):
    for document in ("deleteNovel", "deleteShownWork"):
        row = archive.novel if document == "deleteNovel" else archive.chart
        payload(api("mutation($id: ID!) { " + document + "(id: $id) { deletedId } }", id=row.pk))
        assert Work.objects.get(pk=row.pk).deleted_at is not None
    assert Novel.objects.filter(pk=archive.novel.pk).exists()
    assert payload(api("{ novels { totalCount } }")) == payload(api("{ charts { totalCount } }")) == {"totalCount": 0}
    assert payload(api("{ shownWorks { totalCount } }")) == {"totalCount": 2}
    restored = payload(api("mutation($id: ID!) { restoreNovel(id: $id) { novel { title pages } } }", id=archive.novel.pk))
    assert restored == {"novel": {"title": "Novel", "pages": 300}}
    restored = payload(api("mutation { restoreShownWorks(where: {number: {eq: 6}}) { results { shownWork { title } } } }"))
    assert restored == {"results": [{"shownWork": {"title": "Chart"}}]}


# hand-written managers and methods


def test_a_model_s_own_delete_marks_and_its_manager_still_hides(api, archive):
    payload(api("mutation($id: ID!) { deleteLetter(id: $id) { deletedId } }", id=archive.kept.pk))
    assert Letter.all_objects.get(pk=archive.kept.pk).is_removed is True
    listed = payload(api("{ letters(deleted: ONLY) { nodes { subject } } }"))
    assert listed == {"nodes": [{"subject": "Kept"}, {"subject": "Removed"}]}
    restored = payload(api("mutation { restoreLetters(where: {subject: {isNull: false}}, atMost: 9) { count } }"))
    assert restored == {"count": 2}
    assert Letter.objects.count() == 2


def test_nothing_is_restored_that_no_manager_shows(api, archive, declare):
    declare(Letter, soft_delete="is_removed")
    assert errors(api("mutation($id: ID!) { restoreLetter(id: $id) { " + ERRORS + " } }", id=archive.removed.pk)) == [("id", "NOT_FOUND")]


def test_a_delete_of_the_model_s_own_that_does_not_mark_is_a_fault_and_is_undone(api, archive, monkeypatch):
    monkeypatch.setattr(Letter, "delete", lambda self, using=None: models.Model.delete(self, using=using))
    assert_error_code(api("mutation($id: ID!) { deleteLetter(id: $id) { deletedId } }", id=archive.kept.pk), "INTERNAL")
    assert Letter.objects.filter(pk=archive.kept.pk).exists()


def test_statements_of_marking_are_counted(api, archive):
    document = "mutation($id: ID!) { deleteKeyword(id: $id) { deletedId } }"
    payload(api(document, id=archive.new.pk))
    count = 2 if connection.vendor == "sqlite" else 3  # the row, locked, and looked at once more; the row is stored
    with assert_statements(count):
        payload(api(document, id=archive.old.pk))


def test_no_schema_is_built_where_the_column_can_not_mark(archive, declare):
    declare(Keyword, soft_delete="is_delted")
    with pytest.raises(SchemaError, match="is_delted"):
        build_schema(default_registry)


# at the same time


@several_connections
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("verb", "row"), [("delete", "shown"), ("restore", "gone")])
def test_of_several_who_do_the_same_at_once_one_finds_the_row(declare, settings, verb, row):
    settings.DJANGO_GRAPHQL_AUTO = {**SERVED, "EXPOSE": ["archive"], "MUTATIONS": True}
    declare(Work, **MARKED[Work])
    boss, key = User.objects.create_superuser("boss"), getattr(make_archive(), row).pk
    results = at_once(boss, [f'mutation {{ {verb}Work(id: "{key}") {{ errors {{ code }} }} }}'] * 4)
    found = [payload(result)["errors"] for result in results]
    assert found.count([]) == 1
    assert found.count([{"code": "NOT_FOUND"}]) == 3


def test_a_watched_write_tells_its_steps(archive):
    from django_graphql_auto.execution import rules_for
    from django_graphql_auto.mutations import DeleteMany, Restore, perform, watching

    class Watcher:
        def __init__(self):
            self.seen = []

        def begins(self, step):
            self.seen.append((step.action, step.rows, step.together))

        def ends(self, step):
            pass

    watcher, rules = Watcher(), rules_for(User.objects.create_superuser("boss"))
    with watching(watcher):
        perform(DeleteMany(Keyword, {"word": {"isNull": False}}, 5), rules)
        perform(Restore(Work, {"id": str(archive.gone.pk)}), rules)
    assert [seen for seen in watcher.seen if seen[0] in ("delete", "restore")] == [("delete", 2, True), ("restore", 1, None)]
