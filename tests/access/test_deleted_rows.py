"""Rows that are marked as deleted look as if they were missing, on every way; who may delete can list them, and nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.db.models import Q
from django.utils import timezone

from django_graphql_auto.options import filter_field
from django_graphql_auto.schema import global_id
from django_graphql_auto.testing import GraphQLClient, captured_statements, execute_plain
from tests.access.intruding import SERVED, codes, without_ids
from tests.apps.archive.models import Chart, Entry, Keyword, Label, Letter, Loan, Novel, Shelf, ShownWork, Work
from tests.apps.archive.rows import MARKED, make_archive

FIGURES = "totalCount pageCount estimatedCount aggregate { count max { number title } min { number } distinctCount { title } }"
WORKS = f"nodes {{ title number }} pageInfo {{ hasNextPage endCursor }} {FIGURES}"
QUERIES = [
    f"works {{ {WORKS} }}",
    f"shownWorks {{ {WORKS} }}",
    f"novels {{ {WORKS} }}",
    "works(first: 2) { edges { cursor node { title } } pageInfo { hasNextPage } }",
    'works(search: "gone") { totalCount nodes { title } }',
    'search(query: "gone") { nodes { __typename ... on Work { title } } }',
    "works(distinctOn: [title]) { nodes { title } }",
    "works { groups(by: [{shelf: true}]) { key { shelf { name } } count max { number } } }",
    "works { groups(by: [{follows: true}]) { key { follows { title } } count } }",
    "works(where: {follows: {id: {isNull: true}}}) { nodes { title } }",
    "works(where: {follows: {number: {gt: 0}}}) { nodes { title } }",
    'works(where: {NOT: {follows: {title: {startswith: "S"}}}}) { nodes { title } }',
    "works(where: {followedBy: {count: {gt: 0}}}) { nodes { title } }",
    "works(where: {keywords: {some: {word: {isNull: false}}}}) { nodes { title } }",
    "works(where: {novel: {pages: {gt: 0}}}) { nodes { title } }",
    'works(where: {descendantOf: "ID"}) { nodes { title } }',
    "works(orderBy: [{follows: {title: ASC_NULLS_FIRST}}]) { nodes { title } edges { cursor } }",
    "works(orderBy: [{keywords: {count: DESC}}]) { nodes { title } edges { cursor } }",
    "works { nodes { title follows { title number } novel { pages } keywords { totalCount nodes { word } } entries { totalCount } } }",
    "works { nodes { title ancestors { nodes { title } } descendants { nodes { title } } } }",
    f"shelves {{ nodes {{ name works(first: 5) {{ {WORKS} }} }} }}",
    "shelves(where: {works: {every: {number: {lt: 2}}}}) { nodes { name } }",
    "shelves(where: {works: {max: {number: {gt: 1}}}}) { nodes { name } }",
    "shelves(orderBy: [{works: {max: {number: DESC}}}]) { edges { cursor node { name } } }",
    "loans { nodes { reader work { id title shelf { name } } } }",
    'loans(where: {work: {title: {icontains: "o"}}}) { totalCount }',
    "loans(where: {work: {}}) { totalCount }",
    "loans(orderBy: [{work: {number: DESC}}]) { nodes { reader } edges { cursor } }",
    "loans { groups(by: [{work: true}]) { key { work { title } } count } }",
    "keywords { nodes { word works { nodes { title } edges { through { weight } } } entries { totalCount nodes { work { title } } } } }",
    "keywords(where: {works: {none: {number: {gt: 1}}}}) { nodes { word } }",
    "labels { nodes { text subject { ... on Work { title } } } }",
    "labels(where: {subject: {isNull: true}}) { totalCount }",
    "letters { totalCount nodes { subject } }",
    'work(id: "ID") { title }',
    'novel(id: "NOVEL") { title pages }',
    'node(id: "ID") { ... on Work { title } }',
    'nodes(ids: ["ID", "NOVEL"]) { ... on Work { title } ... on Novel { title } }',
    "viewer { models { type read delete } }",
]


@pytest.fixture
def archive(declare, settings, db):
    settings.DJANGO_GRAPHQL_AUTO = {**SERVED, "EXPOSE": ["archive"]}
    for model, options in {**MARKED, Work: {**MARKED[Work], "tree": "follows", "search_fields": ["title", "follows__title"]}}.items():
        declare(model, **options)
    return make_archive()


def asked(archive, query):
    named = {"ID": global_id.encode("archive.work", (archive.gone.pk,)), "NOVEL": global_id.encode("archive.novel", (archive.burnt.pk,))}
    for name, value in named.items():
        query = query.replace(f'"{name}"', f'"{value}"')
    return "{ " + query + " }"


def answers(archive, ask, user=None):
    return {query: without_ids(ask(asked(archive, query), user)) for query in QUERIES}


def remove_marked_rows(archive):
    """What leads to them leads to others that are marked then."""
    Entry.objects.filter(keyword=archive.lost).update(keyword=archive.lost_again)
    Entry.objects.filter(work__in=[archive.gone, archive.burnt]).update(work=archive.marked_again)
    Loan.objects.filter(work__in=[archive.gone, archive.burnt]).update(work=archive.marked_again)
    Label.objects.filter(object_id=archive.gone.pk).update(object_id=archive.marked_again.pk)
    Work.objects.filter(follows=archive.gone).update(follows=archive.marked_again)
    for row in (archive.gone, archive.burnt, archive.lost, archive.removed):
        type(row)._base_manager.filter(pk=row.pk).delete()
    Entry.objects.filter(deleted_at__isnull=False).delete()


def change_marked_rows(archive):
    """All that a row is, but its mark."""
    Work.objects.filter(pk__in=[archive.gone.pk, archive.burnt.pk]).update(
        title="Aardvark", shelf=archive.lower, follows=archive.chart, deleted_at="1999-01-01T00:00:00Z"
    )
    Work.objects.filter(pk=archive.gone.pk).update(number=700)
    Novel.objects.filter(pk=archive.burnt.pk).update(pages=1)
    Keyword.objects.filter(pk=archive.lost.pk).update(word="aaa")
    Letter.all_objects.filter(pk=archive.removed.pk).update(subject="Aaa")
    Entry.objects.filter(deleted_at__isnull=False).update(weight=99, keyword=archive.old, work=archive.novel)


@pytest.fixture
def boss(db):
    return User.objects.create_superuser("boss")


@pytest.mark.parametrize("is_boss", [False, True])
def test_no_answer_depends_on_a_marked_row(archive, ask, boss, is_boss):
    user = boss if is_boss else None
    before = answers(archive, ask, user)
    assert [query for query, (data, errors) in before.items() if data is None or errors] == []
    change_marked_rows(archive)
    after = answers(archive, ask, user)
    assert [query for query in QUERIES if before[query] != after[query]] == []


def test_no_answer_tells_a_marked_row_from_a_missing_one(archive, ask):
    archive.marked_again = Work.objects.create(title="Again", number=8, deleted_at=timezone.now())
    archive.lost_again = Keyword.objects.create(word="lost again", is_deleted=True)
    before = answers(archive, ask)
    remove_marked_rows(archive)
    after = answers(archive, ask)
    assert [query for query in QUERIES if before[query] != after[query]] == []


def test_the_same_questions_tell_of_rows_that_are_not_marked(archive, ask):
    """Else the tests above would hold whatever the engine did."""
    for model in (Work, Entry):
        model.objects.update(deleted_at=None)
    Keyword.objects.update(is_deleted=False)
    Letter.all_objects.update(is_removed=False)
    before = answers(archive, ask)
    change_marked_rows(archive)
    for model in (Work, Entry):
        model.objects.update(deleted_at=None)
    after = answers(archive, ask)
    assert len([query for query in QUERIES if before[query] == after[query]]) < len(QUERIES) / 3


def test_the_plain_engine_answers_the_same(archive, boss):
    for query in QUERIES[:-1]:
        document = asked(archive, query)
        assert execute_plain(document, user=boss).data == GraphQLClient(boss).query(document).data, query


# who may list them

LISTS = [
    "works(deleted: ONLY, orderBy: [{number: ASC}]) { totalCount nodes { title deletedAt } aggregate { count max { number } } }",
    "works(deleted: INCLUDED, orderBy: [{number: DESC}]) { nodes { title } groups(by: [{title: true}]) { key { title } count } }",
    'works(deleted: ONLY, search: "gone") { nodes { title } }',
    "works(deleted: ONLY, distinctOn: [title]) { nodes { title shelf { name works { nodes { title } } } } }",
    "works(deleted: ONLY, where: {followedBy: {some: {}}}) { nodes { title follows { title } followedBy { nodes { title } } } }",
    "works(deleted: ONLY) { nodes { title keywords { nodes { word } } ancestors { nodes { title } } } }",
    "works(deleted: INCLUDED, first: 3) { edges { cursor node { title } } pageInfo { hasNextPage endCursor } }",
    "novels(deleted: ONLY) { nodes { title pages } totalCount }",
    "shownWorks(deleted: INCLUDED) { nodes { title } totalCount }",
    "letters(deleted: ONLY) { nodes { subject } totalCount }",
    "letters(deleted: INCLUDED) { nodes { subject } totalCount }",
    "keywords(deleted: ONLY) { nodes { word isDeleted works { nodes { title } } } }",
    'keywords(deleted: INCLUDED, where: {OR: [{word: {eq: "lost"}}, {works: {some: {}}}]}) { nodes { word } }',
]


def someone(*permissions):
    made = User.objects.create_user("someone")
    made.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return made


@pytest.mark.parametrize("query", LISTS)
def test_whoever_may_delete_lists_what_is_deleted_and_nobody_else(archive, ask, query):
    assert codes(ask("{ " + query + " }")) == ["UNAUTHENTICATED"]
    model = query.partition("(")[0].rstrip("s").lower()
    user = someone("change_work", "add_work")
    assert codes(ask("{ " + query + " }", user)) == ["FORBIDDEN"]
    user.user_permissions.set(Permission.objects.filter(codename=f"delete_{model}"))
    found = ask("{ " + query + " }", User.objects.get(pk=user.pk))
    assert found.errors == []


@pytest.mark.parametrize("query", LISTS)
def test_both_engines_list_the_same(archive, ask, boss, query):
    assert ask("{ " + query + " }", boss).errors == []
    assert execute_plain("{ " + query + " }", user=boss).data == GraphQLClient(boss).query("{ " + query + " }").data


def listed(see, user, query="works(deleted: ONLY) { nodes { title } }"):
    [rows] = see("{ " + query + " }", user).values()
    return [next(iter(row.values())) for row in rows["nodes"]]


def test_what_is_listed_are_the_marked_rows(archive, see, boss):
    assert listed(see, boss) == ["Burnt", "Gone"]
    assert listed(see, boss, "works(deleted: INCLUDED) { nodes { title } }") == ["Burnt", "Chart", "Gone", "Novel", "Sequel", "Shown"]
    assert listed(see, boss, "works { nodes { title } }") == ["Chart", "Novel", "Sequel", "Shown"]
    assert listed(see, boss, "novels(deleted: ONLY) { nodes { title } }") == ["Burnt"]
    assert listed(see, boss, "letters(deleted: INCLUDED) { nodes { subject } }") == ["Kept", "Removed"]


def test_below_a_list_of_marked_rows_all_is_as_everywhere(archive, see, boss):
    found = see(
        "{ works(deleted: ONLY) { nodes { title shelf { works { nodes { title } } } followedBy { nodes { title follows { title } } } } } }",
        boss,
    )
    assert found["works"]["nodes"] == [
        {"title": "Burnt", "shelf": None, "followedBy": {"nodes": []}},
        {
            "title": "Gone",
            "shelf": {"works": {"nodes": [{"title": "Novel"}, {"title": "Shown"}]}},
            "followedBy": {"nodes": [{"title": "Sequel", "follows": None}]},
        },
    ]


def test_a_document_keeps_apart_what_it_is_asked_for(archive, see, boss):
    document = (
        "query($deleted: DeletedRows = INCLUDED) { works(deleted: $deleted) { totalCount nodes { title } } all: works { totalCount } "
    )
    document += "gone: works(deleted: ONLY) { totalCount } }"
    for _ in range(2):
        counts = [see(document, boss, **given)["works"]["totalCount"] for given in ({}, {"deleted": "ONLY"}, {"deleted": "INCLUDED"})]
        assert counts == [6, 2, 6]
        found = see(document, boss)
        assert (found["all"], found["gone"]) == ({"totalCount": 4}, {"totalCount": 2})


def test_one_user_s_list_is_not_another_s(archive, ask, boss):
    """Whoever comes with the document of somebody who may is asked for the right, whatever is known of the document."""
    document = "{ works(deleted: ONLY) { totalCount nodes { title } } }"
    user, other = someone("delete_work"), User.objects.create_user("other")
    for _ in range(3):
        assert ask(document, boss).data["works"]["totalCount"] == 2
        assert ask(document, user).data["works"]["totalCount"] == 2
        assert codes(ask(document)) == ["UNAUTHENTICATED"]
        assert codes(ask(document, other)) == ["FORBIDDEN"]


def test_a_right_that_is_taken_is_missed_at_once(archive, ask):
    document = "query($deleted: DeletedRows) { works(deleted: $deleted) { totalCount } }"
    user = someone("delete_work")
    for _ in range(2):
        assert ask(document, user, deleted="ONLY").data == {"works": {"totalCount": 2}}
    user.user_permissions.clear()
    user = User.objects.get(pk=user.pk)
    assert codes(ask(document, user, deleted="ONLY")) == ["FORBIDDEN"]
    assert ask(document, user).data == {"works": {"totalCount": 4}}
    assert codes(ask(document, user, deleted=None)) == ["BAD_USER_INPUT"]


RULES = {
    "both": {"scope": lambda self, access: Q(number=2)},
    "viewing": {"scope": lambda self, access: Q(number=2) if access.action == "view" else Q()},
    "deleting": {"scope": lambda self, access: Q(number=2) if access.action == "delete" else Q()},
    "each its own values": {"scope": lambda self, access: Q(number__lt=3) if access.action == "delete" else Q(number__lt=7)},
    "by relations": {"scope": lambda self, access: Q(shelf__name="upper", loans__reader__startswith="reader")},
}


@pytest.mark.parametrize("rule", RULES)
def test_only_rows_that_may_be_seen_and_deleted_are_listed(archive, declare, see, boss, rule):
    declare(Work, soft_delete="deleted_at", **RULES[rule])
    for _ in range(2):
        assert listed(see, boss) == ["Gone"]
        everything = listed(see, boss, "works(deleted: INCLUDED) { nodes { title } }")
        assert everything == sorted({"Gone", *listed(see, boss, "works { nodes { title } }")})
        assert listed(see, boss, "novels(deleted: ONLY) { nodes { title } }") == []


def test_a_rule_for_deleting_is_the_asker_s(archive, declare, see, boss):
    """Statements are kept, and values are each request's."""
    declare(
        Work, soft_delete="deleted_at", scope=lambda self, access: Q(title=access.user.first_name) if access.action == "delete" else Q()
    )
    other = User.objects.create_superuser("other", first_name="Burnt")
    User.objects.filter(pk=boss.pk).update(first_name="Gone")
    boss = User.objects.get(pk=boss.pk)
    for _ in range(3):
        assert listed(see, boss) == ["Gone"]
        assert listed(see, other) == ["Burnt"]


def test_statements_of_such_lists_are_made_once(archive, declare, boss):
    declare(Work, soft_delete="deleted_at", scope=lambda self, access: Q(number__lt=100))
    document = "{ works(deleted: ONLY) { nodes { title shelf { name } } } }"
    made = []
    for _ in range(2):
        with captured_statements() as statements:
            assert GraphQLClient(boss).query(document).data["works"]["nodes"][1]["title"] == "Gone"
        made.append([sql for sql in statements if "archive_" in sql])
    assert made[0] == made[1]
    assert len(made[0]) == 1


def test_conditions_of_the_project_see_what_is_listed(archive, declare, see, boss):
    def lent(self, value: bool, access):
        return Q(loans__isnull=not value)

    declare(Work, soft_delete="deleted_at", lent=filter_field(lent))
    assert listed(see, boss, "works(deleted: ONLY, where: {lent: true}) { nodes { title } }") == ["Gone"]
    assert listed(see, boss, "works(deleted: INCLUDED, where: {lent: true}) { nodes { title } }") == ["Gone", "Novel", "Shown"]
    assert listed(see, boss, 'shelves(where: {works: {some: {lent: true, title: {eq: "Gone"}}}}) { nodes { name } }') == []


def test_a_filterset_filters_what_is_listed(archive, declare, see, boss):
    import django_filters

    class Works(django_filters.FilterSet):
        class Meta:
            model = Work
            fields = ("number", "follows")

    declare(Work, soft_delete="deleted_at", filterset_class=Works)
    assert listed(see, boss, 'works(deleted: ONLY, filter: {number: "2"}) { nodes { title } }') == ["Gone"]
    assert listed(see, boss, 'works(filter: {number: "2"}) { nodes { title } }') == []


def test_rows_of_a_polymorphic_parent_are_listed_as_what_they_are(archive, declare, see, boss):
    declare(Work, soft_delete="deleted_at", polymorphic=True)
    document = "{ works(deleted: ONLY) { nodes { __typename id ... on Novel { pages } } } }"
    assert see(document, boss)["works"]["nodes"] == [
        {"__typename": "Novel", "id": global_id.encode("archive.novel", (archive.burnt.pk,)), "pages": 400},
        {"__typename": "Work", "id": global_id.encode("archive.work", (archive.gone.pk,))},
    ]
    assert execute_plain(document, user=boss).data == see(document, boss)


def test_pages_go_on_among_what_is_listed(archive, see, boss):
    document = (
        "query($after: String) { works(deleted: INCLUDED, first: 2, after: $after) { nodes { title } pageInfo { endCursor hasNextPage } } }"
    )
    found, after = [], None
    while True:
        page = see(document, boss, **({"after": after} if after else {}))["works"]
        found += [row["title"] for row in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == ["Burnt", "Chart", "Gone", "Novel", "Sequel", "Shown"]


@pytest.mark.parametrize("query", ["shelves { nodes { works(deleted: ONLY) { totalCount } } }", "loans(deleted: ONLY) { totalCount }"])
def test_the_argument_is_a_root_list_s_of_models_that_are_marked(archive, ask, boss, query):
    assert codes(ask("{ " + query + " }", boss)) == ["GRAPHQL_VALIDATION_FAILED"]


def test_null_is_no_answer_to_what_is_wanted(archive, ask, boss):
    assert codes(ask("{ works(deleted: null) { totalCount } }", boss)) == ["BAD_USER_INPUT"]


def test_a_model_without_the_option_is_as_it_was(archive, declare, see):
    declare(Work)
    assert see("{ works { totalCount } shelves { nodes { works { totalCount } } } }")["works"] == {"totalCount": 6}
    assert Chart.objects.count() + Shelf.objects.count() + ShownWork.objects.count() == 9
