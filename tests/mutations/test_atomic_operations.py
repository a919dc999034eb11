"""All root fields of a mutation in one transaction: stored together, or none of them, and the answer says which."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import graphene
import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, OperationalError, connection, connections, transaction
from django.db.models.signals import post_save

from django_graphql_auto import computed, mutation, type_for
from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.testing import GraphQLClient, Result
from tests.apps.shop.models import Brand, Product, Tag
from tests.mutations.test_faults import at_the, contents, end_connection, fail, heard, on_postgresql
from tests.mutations.writing import user_who_may

HERE = __name__
TWO = """mutation @atomic {
  first: createTag(input: {name: "first"}) { tag { name } errors { code } }
  second: createBrand(input: {name: "%s"}) { brand { name } errors { code } }
}"""

TWO_TAGS = """mutation @atomic {
  a: createTag(input: {name: "a"}) { tag { name } }
  b: createTag(input: {name: "%s"}) { errors { code } }
}"""


class Payload(graphene.ObjectType):
    ok = graphene.Boolean(required=True)
    errors = graphene.List(graphene.NonNull(graphene.String))


class RenameTag(graphene.Mutation):
    class Arguments:
        name = graphene.String(required=True)
        to = graphene.String(required=True)

    tag = graphene.Field(type_for(Tag))

    @staticmethod
    def mutate(root: None, info: Any, name: str, to: str) -> RenameTag:
        if to == "fail":
            raise RuntimeError("the password of the database is 1234")
        tag = Tag.objects.get(name=name)
        tag.name = to
        tag.save()
        return RenameTag(tag=tag)


class HandWritten(graphene.ObjectType):
    rename_tag = RenameTag.Field()
    must_add_tag = graphene.Boolean(required=True, name=graphene.String(required=True))
    add_tag = graphene.Field(Payload, name=graphene.String(required=True), wrong=graphene.String())
    add_tag_later = graphene.Boolean(name=graphene.String(required=True))
    give_up = graphene.Boolean()
    swallow = graphene.Boolean()

    @staticmethod
    def resolve_must_add_tag(root: None, info: Any, name: str) -> bool:
        if name == "fail":
            raise RuntimeError("a mistake")
        Tag.objects.create(name=name)
        return True

    @staticmethod
    def resolve_add_tag(root: None, info: Any, name: str, wrong: str | None = None) -> Payload:
        Tag.objects.create(name=name)
        return Payload(ok=wrong is None, errors=[wrong] if wrong else [])

    @staticmethod
    async def resolve_add_tag_later(root: None, info: Any, name: str) -> bool:
        await asyncio.sleep(0)
        await Tag.objects.acreate(name=name)
        return True

    @staticmethod
    def resolve_give_up(root: None, info: Any) -> bool:
        transaction.set_rollback(True)
        return True

    @staticmethod
    def resolve_swallow(root: None, info: Any) -> bool:
        """An error that is caught and forgotten: PostgreSQL stores nothing of such a transaction, and doesn't say so."""
        with connection.cursor() as cursor, suppress(DatabaseError):
            cursor.execute("SELECT no_such_column FROM shop_tag")
        return True


@pytest.fixture
def mixed(shop: Any, settings: Any) -> None:
    settings.DJANGO_GRAPHQL_AUTO = settings.DJANGO_GRAPHQL_AUTO | {"EXTRA_MUTATIONS": [f"{HERE}.HandWritten"]}


def told(result: Result) -> list[tuple[str, str]]:
    """Where errors are, and their codes."""
    return [(".".join(map(str, error["path"])), error["extensions"]["code"]) for error in result.errors]


def names() -> set[str]:
    return set(Tag.objects.values_list("name", flat=True)) - {"plain", "covert"}


# all or nothing


def test_what_goes_well_is_stored_and_answered_as_ever(api, shop):
    result = api(TWO % "New")
    assert result.errors == []
    assert result.data == {"first": {"tag": {"name": "first"}, "errors": []}, "second": {"brand": {"name": "New"}, "errors": []}}
    assert names() == {"first"}
    assert Brand.objects.filter(name="New").exists()


def test_a_payload_with_errors_undoes_what_went_before_and_stops_what_comes_behind(api, shop):
    before = contents()
    result = api("""mutation @atomic {
      first: createTag(input: {name: "first"}) { tag { name } errors { code } }
      second: createBrand(input: {name: "Acme"}) { brand { name } errors { path code } }
      third: createTag(input: {name: "third"}) { tag { name } }
    }""")
    assert result.data == {
        "first": None,
        "second": {"brand": None, "errors": [{"path": ["input", "name"], "code": "UNIQUE"}]},
        "third": None,
    }
    assert told(result) == [("first", "ROLLED_BACK"), ("third", "ROLLED_BACK")]
    assert [error["message"] for error in result.errors] == ["Undone: second has failed.", "Not done: second has failed."]
    assert [error["extensions"]["failed"] for error in result.errors] == ["second", "second"]
    assert contents() == before


def test_without_the_directive_each_field_is_stored_by_itself(api, shop):
    result = api((TWO % "Acme").replace("@atomic ", ""))
    assert (result.errors, names()) == ([], {"first"})


def test_the_setting_asks_for_all_clients(api, shop, settings):
    settings.DJANGO_GRAPHQL_AUTO = settings.DJANGO_GRAPHQL_AUTO | {"ATOMIC_MUTATIONS": True}
    assert told(api((TWO % "Acme").replace("@atomic ", ""))) == [("first", "ROLLED_BACK")]
    assert names() == set()


def test_code_of_the_project_that_fails_undoes_all(api, shop):
    before = contents()
    with heard(post_save, Brand, at_the(1, fail)):
        result = api(TWO % "New")
    assert result.data == {"first": None, "second": None}
    assert told(result) == [("first", "ROLLED_BACK"), ("second", "INTERNAL")]
    assert "password" not in str(result)
    assert contents() == before


def test_what_is_known_to_be_refused_is_refused_before_anything_is_done(api, shop):
    clerk, calls = user_who_may("add_tag"), []
    with heard(post_save, Tag, lambda **_: calls.append(1)):
        result = api(TWO % "New", user=clerk)
    assert told(result) == [("first", "ROLLED_BACK"), ("second", "FORBIDDEN")]
    assert result.errors[0]["message"] == "Not done: second has failed."
    assert (result.data, calls) == ({"first": None, "second": None}, [])


def test_two_fields_in_conflict_leave_the_row_as_it_was_and_it_is_shown_so(api, shop):
    """The second one names the version that the first one has made old: what it shows of the row must not be what is undone."""
    version = api('{ brand(by: {name: "Acme"}) { version } }').data["brand"]["version"]
    document = """mutation($id: ID!, $version: String!) @atomic {
      first: updateBrand(id: $id, expectedVersion: $version, input: {country: "CH"}) { brand { country } errors { code } }
      second: updateBrand(id: $id, expectedVersion: $version, input: {country: "AT"}) {
        brand { country version } errors { code } query { brand(id: $id) { country } } }
    }"""
    result = api(document, id=shop.acme.pk, version=version)
    assert result.data == {
        "first": None,
        "second": {
            "brand": {"country": "DE", "version": version},
            "errors": [{"code": "CONFLICT"}],
            "query": {"brand": {"country": "DE"}},
        },
    }
    assert told(result) == [("first", "ROLLED_BACK")]


def test_later_fields_see_what_earlier_ones_have_done_and_each_answer_its_own_moment(api, shop):
    short = Brand.objects.create(name="Short")
    document = """mutation($id: ID!, $short: ID!) @atomic {
      a: updateBrand(id: $id, input: {country: "CH"}) { query { brand(id: $id) { country } } }
      b: updateBrand(id: $id, input: {country: "AT"}) { brand { country } query { brand(id: $id) { country } } }
      c: deleteBrand(id: $short) { deletedId query { brands { totalCount } } }
    }"""
    result = api(document, id=shop.acme.pk, short=short.pk)
    assert result.errors == []
    assert (result.data["a"]["query"], result.data["b"]["query"]) == ({"brand": {"country": "CH"}}, {"brand": {"country": "AT"}})
    assert result.data["c"]["query"] == {"brands": {"totalCount": 2}}


def test_aliases_of_one_field_and_fragments_take_part(api, shop):
    document = """mutation @atomic { __typename ...Tags c: createTag(input: {name: "plain"}) { errors { code } } }
    fragment Tags on Mutation { a: createTag(input: {name: "a"}) { errors { code } } ...More }
    fragment More on Mutation { b: createTag(input: {name: "b"}) { errors { code } } }"""
    result = api(document)
    assert result.data == {"__typename": "Mutation", "a": None, "b": None, "c": {"errors": [{"code": "UNIQUE"}]}}
    assert told(result) == [("a", "ROLLED_BACK"), ("b", "ROLLED_BACK")]
    assert names() == set()


def test_what_cannot_be_read_of_a_stored_row_undoes_all_as_well(api, shop, declare):
    """An answer with an error at the top has stored nothing: that is all a client has to look at."""

    @computed(requires=["name"])
    def initial(self: Any, tag: Tag) -> str:
        return tag.name[100]

    declare(Tag, initial=initial)
    result = api("""mutation @atomic {
      first: createTag(input: {name: "first"}) { errors { code } }
      second: createTag(input: {name: "second"}) { tag { name initial } errors { code } }
    }""")
    assert result.data == {"first": None, "second": None}
    assert told(result) == [("first", "ROLLED_BACK"), ("second", "ROLLED_BACK"), ("second.tag.initial", "INTERNAL")]
    assert names() == set()


def test_one_field_alone_may_ask_for_it(api, shop):
    found = api('mutation @atomic { createTag(input: {name: "one"}) { tag { pk name } errors { code } } }')
    assert (found.errors, found.data["createTag"]["tag"]["name"], names()) == ([], "one", {"one"})


# several rows, dry runs


@pytest.mark.parametrize("policy", ["REJECT_FAILED_ROWS", "IGNORE_FAILED"])
def test_rows_that_a_policy_lets_through_are_stored_and_the_operation_goes_on(api, shop, policy):
    document = """mutation @atomic {
      many: createTags(inputs: [{name: "one"}, {name: "plain"}], errorPolicy: %s) { count errors { path } }
      last: createTag(input: {name: "last"}) { errors { code } }
    }"""
    result = api(document % policy)
    assert result.data == {"many": {"count": 1, "errors": [{"path": ["inputs", "1", "name"]}]}, "last": {"errors": []}}
    assert names() == {"one", "last"}


@pytest.mark.parametrize("policy", ["REJECT_EVERYTHING", "REJECT_FAILED_ROWS"])
def test_rows_of_which_none_is_stored_fail(api, shop, policy):
    document = """mutation @atomic {
      first: createTag(input: {name: "first"}) { errors { code } }
      many: createTags(inputs: [{name: "plain"}], errorPolicy: %s) { count results { errors { code } } }
    }"""
    result = api(document % policy)
    assert result.data == {"first": None, "many": {"count": 0, "results": [{"errors": [{"code": "UNIQUE"}]}]}}
    assert (told(result), names()) == ([("first", "ROLLED_BACK")], set())


def test_a_condition_that_nothing_meets_is_no_failure(api, shop):
    document = """mutation @atomic {
      first: createTag(input: {name: "first"}) { errors { code } }
      none: deleteTags(where: {name: {eq: "nowhere"}}) { count }
    }"""
    assert (api(document).data["none"], names()) == ({"count": 0}, {"first"})


def test_a_dry_run_sees_what_went_before_and_leaves_the_others_stored(api, shop):
    document = """mutation @atomic {
      a: createTag(input: {name: "a"}) { tag { name } }
      tried: createTag(input: {name: "tried"}, dryRun: true) { tag { name } query { tags { totalCount } } }
      b: createTag(input: {name: "b"}) { query { tags { totalCount } } }
    }"""
    result = api(document)
    assert result.errors == []
    assert result.data["tried"] == {"tag": {"name": "tried"}, "query": {"tags": {"totalCount": 3}}}
    assert (result.data["b"], names()) == ({"query": {"tags": {"totalCount": 4}}}, {"a", "b"})


def test_a_dry_run_that_finds_errors_fails(api, shop):
    document = """mutation @atomic {
      a: createTag(input: {name: "a"}) { tag { name } }
      tried: createTag(input: {name: "a"}, dryRun: true) { errors { code } }
    }"""
    result = api(document)
    assert result.data == {"a": None, "tried": {"errors": [{"code": "UNIQUE"}]}}
    assert names() == set()


def test_an_upsert_whose_first_try_meets_another_row_goes_on_inside(api, shop):
    document = """mutation @atomic {
      a: upsertTag(by: {name: "a"}, create: {name: "a"}, update: {}) { tag { name } errors { code } }
      b: upsertTag(by: {name: "a"}, create: {name: "a"}, update: {name: "b"}) { tag { name } errors { code } }
    }"""
    assert (api(document).errors, names()) == ([], {"b"})


# code of the project


def test_a_method_that_refuses_undoes_what_went_before(api, shop, declare):
    @mutation("shop.change_tag")
    def shorten(self: Any, tag: Tag, access: Any) -> None:
        tag.name = tag.name[:1]
        tag.save()
        raise ValidationError("Too short.")

    declare(Tag, shorten=shorten)
    document = """mutation($id: ID!) @atomic {
      a: createTag(input: {name: "a"}) { errors { code } }
      shortenTag(id: $id) { tag { name } errors { message } }
    }"""
    result = api(document, id=shop.plain.pk)
    assert result.data == {"a": None, "shortenTag": {"tag": None, "errors": [{"message": "Too short."}]}}
    assert Tag.objects.filter(name="plain").exists()
    assert told(result) == [("a", "ROLLED_BACK")]


def test_hand_written_fields_take_part(api, mixed):
    result = api("""mutation @atomic {
      createTag(input: {name: "made"}) { tag { name } }
      renameTag(name: "made", to: "renamed") { tag { name } }
    }""")
    assert (result.errors, result.data["renameTag"], names()) == ([], {"tag": {"name": "renamed"}}, {"renamed"})


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ('bad: renameTag(name: "made", to: "fail") { tag { name } }', "INTERNAL"),
        ("bad: giveUp", "ROLLED_BACK"),
        pytest.param("bad: swallow", "ROLLED_BACK", marks=on_postgresql),
    ],
    ids=["raises", "gives up", "breaks it"],
)
def test_a_hand_written_field_that_fails_undoes_all(api, mixed, field, code):
    result = api(f'mutation @atomic {{ addTag(name: "made") {{ ok }} {field} after: addTag(name: "after") {{ ok }} }}')
    assert result.data == {"addTag": None, "bad": None, "after": None}
    assert told(result) == [("addTag", "ROLLED_BACK"), ("after", "ROLLED_BACK"), ("bad", code)]
    assert names() == set()


def test_a_hand_written_payload_with_errors_undoes_all_and_is_answered(api, mixed):
    result = api('mutation @atomic { a: addTag(name: "a") { ok } b: addTag(name: "b", wrong: "no") { ok errors } }')
    assert result.data == {"a": None, "b": {"ok": False, "errors": ["no"]}}
    assert (told(result), names()) == ([("a", "ROLLED_BACK")], set())


def test_a_hand_written_field_that_must_not_be_null_takes_the_data_with_it(api, mixed):
    result = api('mutation @atomic { a: mustAddTag(name: "a") b: createTag(input: {name: "plain"}) { errors { code } } }')
    assert (result.data, told(result), names()) == (None, [("a", "ROLLED_BACK")], set())
    result = api('mutation @atomic { a: createTag(input: {name: "a"}) { errors { code } } b: mustAddTag(name: "fail") }')
    assert (result.data, told(result), names()) == (None, [("a", "ROLLED_BACK"), ("b", "INTERNAL")], set())


@pytest.mark.django_db(transaction=True)
def test_fields_that_are_awaited_take_part(api, mixed):
    document = 'mutation @atomic {{ a: addTagLater(name: "a") b: createTag(input: {{name: "{}"}}) {{ errors {{ code }} }} }}'
    assert told(api(document.format("plain"))) == [("a", "ROLLED_BACK")]
    assert names() == set()
    assert (api(document.format("b")).errors, names()) == ([], {"a", "b"})


# the transaction


@contextmanager
def on_commit(*acts: Any) -> Iterator[None]:
    with heard(post_save, Tag, lambda **_: [transaction.on_commit(act) for act in acts]):
        yield


@pytest.mark.django_db(transaction=True)
def test_what_waits_for_the_commit_happens_once_all_is_stored_and_never_when_it_is_undone(api, shop):
    seen: list[set[str]] = []
    with on_commit(lambda: seen.append(names())):
        api(TWO_TAGS % "plain")
        assert seen == []
        api(TWO_TAGS % "b")
    assert seen == [{"a", "b"}, {"a", "b"}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [IntegrityError("x"), OperationalError("x"), RuntimeError("x")], ids=lambda error: type(error).__name__)
def test_what_fails_after_the_commit_does_not_hide_that_all_is_stored(api, shop, error):
    def fails() -> None:
        raise error

    with on_commit(fails):
        result = api(TWO_TAGS % "b")
    assert result.errors == []
    assert result.data == {"a": {"tag": {"name": "a"}}, "b": {"errors": []}}
    assert names() == {"a", "b"}


@pytest.mark.skipif(not connection.features.can_defer_constraint_checks, reason="Keys are looked at as soon as a row is stored.")
@pytest.mark.django_db(transaction=True)
def test_a_commit_that_the_database_refuses_is_told_of_every_field(api, shop):
    """A row that was connected has gone without Django's knowing: keys are looked at when all is stored."""
    document = """mutation @atomic {
      a: createTag(input: {name: "a"}) { tag { name } }
      b: updateProduct(id: "%s", input: {name: "b"}) { product { name } errors { code } }
    }"""

    def lead_nowhere() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE shop_product SET brand_id = 999999 WHERE id = %s", [shop.anvil.pk])

    with heard(post_save, Product, at_the(1, lead_nowhere)):
        result = api(document % shop.anvil.pk)
    assert result.data == {"a": None, "b": None}
    assert told(result) == [("a", "ROLLED_BACK"), ("b", "ROLLED_BACK")]
    assert (names(), Product.objects.get(pk=shop.anvil.pk).name) == (set(), "Anvil")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_lost_on_the_commit_reports_nothing_as_stored(api, shop, monkeypatch):
    def lose() -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "_commit", lose)
    result = api(TWO % "New")
    monkeypatch.undo()
    assert result.data == {"first": None, "second": None}
    assert told(result) == [("first", "SERVICE_UNAVAILABLE"), ("second", "SERVICE_UNAVAILABLE")]
    assert names() == set()


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("sender", "failed"), [(Tag, "first"), (Brand, "second")], ids=["in the first field", "in the second"])
def test_a_connection_that_ends_on_the_way_leaves_nothing_half_written(settings, sender, failed):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["shop", "auth.user"]}
    boss = User.objects.create_superuser("boss")
    before = contents()
    with heard(post_save, sender, at_the(1, end_connection)):
        result = GraphQLClient(boss).query(TWO % "New")
    assert result.data == {"first": None, "second": None}
    assert dict(told(result))[failed] == "SERVICE_UNAVAILABLE"
    connection.close()
    assert contents() == before
    assert GraphQLClient(boss).query(TWO % "New").errors == []


@pytest.mark.django_db(transaction=True)
def test_inside_of_a_transaction_that_is_open_only_its_own_part_is_undone(api, shop):
    with transaction.atomic():
        Tag.objects.create(name="around")
        assert told(api(TWO % "Acme")) == [("first", "ROLLED_BACK")]
        assert names() == {"around"}
        assert api(TWO % "New").errors == []
    assert names() == {"around", "first"}


class TagsElsewhere:
    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        return "other" if model is Tag else None

    db_for_read = db_for_write


class TestSeveralDatabases:
    """Each has a transaction of its own."""

    pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "other"])

    @pytest.fixture(autouse=True)
    def _routed(self, api: Any, shop: Any, settings: Any) -> None:
        settings.DATABASE_ROUTERS = [f"{HERE}.TagsElsewhere"]

    def test_what_fails_on_one_is_undone_on_all(self, api):
        assert told(api(TWO % "Acme")) == [("first", "ROLLED_BACK")]
        assert not Tag.objects.using("other").exists()
        assert api(TWO % "New").errors == []
        assert Tag.objects.using("other").filter(name="first").exists()

    def test_where_the_second_cannot_commit_what_the_first_has_stored_is_told_as_stored(self, api, monkeypatch):
        def lose() -> None:
            raise OperationalError("gone")

        monkeypatch.setattr(connections["default"], "_commit", lose)
        result = api(TWO % "New")
        monkeypatch.undo()
        assert result.data == {"first": {"tag": {"name": "first"}, "errors": []}, "second": None}
        assert told(result) == [("second", "SERVICE_UNAVAILABLE")]
        assert Tag.objects.using("other").filter(name="first").exists()
        assert not Brand.objects.filter(name="New").exists()

    def test_where_the_first_cannot_commit_the_second_is_undone(self, api, monkeypatch):
        def lose() -> None:
            raise OperationalError("gone")

        monkeypatch.setattr(connections["other"], "_commit", lose)
        result = api(TWO % "New")
        monkeypatch.undo()
        assert result.data == {"first": None, "second": None}
        assert not Brand.objects.filter(name="New").exists()


# the directive


def test_the_directive_stands_in_the_schema_where_something_is_written(api, shop, settings):
    assert "\ndirective @atomic on MUTATION\n" in current_schema().sdl
    settings.DJANGO_GRAPHQL_AUTO = settings.DJANGO_GRAPHQL_AUTO | {"MUTATIONS": False}
    assert "@atomic" not in current_schema().sdl


@pytest.mark.parametrize(
    "document",
    ["query @atomic { tags { totalCount } }", 'mutation { createTag(input: {name: "a"}) @atomic { errors { code } } }'],
    ids=["a query", "a field"],
)
def test_the_directive_is_for_mutations_as_a_whole(api, shop, document):
    assert api(document).codes == ["GRAPHQL_VALIDATION_FAILED"]


def test_operations_of_a_document_are_asked_one_by_one(shop, boss):
    document = f"mutation A {{ {FIELDS} }} mutation B @atomic {{ {FIELDS} }}"
    assert execute(OperationRequest(document, operation_name="B"), user=boss).errors != []
    assert names() == set()
    assert execute(OperationRequest(document, operation_name="A"), user=boss).errors == []
    assert names() == {"a"}


def test_each_operation_of_a_batch_is_a_transaction_of_its_own(shop, boss, client, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["shop", "auth.user"], "BATCHING": True}
    client.force_login(boss)
    other = 'mutation @atomic { c: createTag(input: {name: "c"}) { errors { code } } d: createTag(input: {name: "d"}) { errors { code } } }'
    batch = [{"query": f"mutation @atomic {{ {FIELDS} }}"}, {"query": other}]
    first, second = client.post("/graphql/", batch, content_type="application/json").json()
    assert (first["data"]["a"], "errors" in second, names()) == (None, False, {"c", "d"})


FIELDS = 'a: createTag(input: {name: "a"}) { errors { code } } b: createTag(input: {name: "plain"}) { errors { code } }'
