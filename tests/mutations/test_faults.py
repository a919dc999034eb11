"""What goes wrong in the middle of a write leaves nothing of it behind, and the answer says that much and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, OperationalError, connection, connections, models, transaction
from django.db.models.signals import ModelSignal, m2m_changed, post_delete, post_save, pre_save

from django_graphql_auto.mutations import Listener, Written, subscribe, unsubscribe
from django_graphql_auto.testing import GraphQLClient
from tests.apps.shop.models import Brand, Category, Product, Review, Supplier, Supply, Tag
from tests.mutations.writing import errors, payload

SERVED = {"READ": "public", "EXPOSE": ["shop", "auth.user"]}
CREATE = "mutation($input: BrandCreateInput!) { createBrand(input: $input) { brand { name } errors { path code } } }"
UPDATE = (
    "mutation($id: ID!, $input: ProductUpdateInput!) { updateProduct(id: $id, input: $input) { product { name } errors { path code } } }"
)
REVIEWS = "mutation($inputs: [ReviewCreateInput!]!) { createReviews(inputs: $inputs) { count errors { path code } } }"
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="Connections are ended by a function of PostgreSQL.")


def contents() -> dict[str, list[Any]]:
    return {
        model.__name__: list(model.objects.order_by("pk").values()) for model in (Brand, Category, Product, Review, Supplier, Supply, Tag)
    }


@contextmanager
def heard(signal: ModelSignal, sender: Any, receiver: Callable[..., None]) -> Iterator[None]:
    signal.connect(receiver, sender=sender, weak=False)
    try:
        yield
    finally:
        signal.disconnect(receiver, sender=sender)


def at_the(number: int, act: Callable[[], None]) -> Callable[..., None]:
    """A receiver that acts when it has been called so often."""
    calls: list[Any] = []

    def receiver(**options: Any) -> None:
        if "action" not in options or options["action"] == "post_add":
            calls.append(options)
            if len(calls) == number:
                act()

    return receiver


def fail() -> None:
    raise RuntimeError("the password of the database is 1234")


def product(number: int, **given: Any) -> dict[str, Any]:
    return {"name": f"p{number}", "sku": f"P{number}", "createdAt": "2024-05-01T00:00:00Z", **given}


NESTED = {
    "name": "New",
    "products": {
        "create": [
            product(
                1, tags={"create": [{"name": "fresh"}], "connect": [{"name": "plain"}]}, reviews={"create": [{"rating": 1}, {"rating": 2}]}
            ),
            product(2, suppliers={"create": [{"create": {"code": "N", "name": "n"}, "through": {"days": 1}}]}),
        ]
    },
}


@pytest.mark.parametrize(
    ("signal", "sender", "number"),
    [(pre_save, Brand, 1), (post_save, Product, 2), (post_save, Review, 2), (m2m_changed, Product.tags.through, 1), (post_save, Supply, 1)],
    ids=["before the row", "a child", "a child of a child", "a link", "a row between"],
)
def test_code_of_the_project_that_fails_undoes_the_whole_write(api, shop, signal, sender, number):
    before = contents()
    with heard(signal, sender, at_the(number, fail)):
        result = api(CREATE, input=NESTED)
    assert (result.data, result.codes) == ({"createBrand": None}, ["INTERNAL"])
    assert "password" not in str(result)
    assert contents() == before
    assert payload(api(CREATE, input=NESTED))["errors"] == []


def test_other_writes_of_the_same_document_are_stored(api, shop):
    document = """mutation {
      first: createTag(input: {name: "first"}) { tag { name } }
      second: createBrand(input: {name: "second"}) { brand { name } }
      third: createTag(input: {name: "third"}) { tag { name } }
    }"""
    with heard(post_save, Brand, at_the(1, fail)):
        result = api(document)
    assert result.data == {"first": {"tag": {"name": "first"}}, "second": None, "third": {"tag": {"name": "third"}}}
    assert [(error["path"], error["extensions"]["code"]) for error in result.errors] == [(["second"], "INTERNAL")]
    assert Tag.objects.filter(name__in=("first", "third")).count() == 2
    assert not Brand.objects.filter(name="second").exists()


@pytest.mark.parametrize(
    "given",
    [
        {"reviews": {"delete": [{"id": 1}, {"id": 2}]}},
        {"reviews": {"update": [{"by": {"id": 1}, "update": {"text": "x"}}, {"by": {"id": 2}, "update": {"text": "y"}}]}},
        {"category": {"delete": True}, "tags": {"set": []}, "reviews": {"delete": [{"id": 1}], "create": [{"rating": 1}, {"rating": 2}]}},
    ],
    ids=["delete", "update", "all sorts"],
)
def test_what_was_changed_and_deleted_comes_back(api, shop, given):
    keys = dict(zip((1, 2), (review.pk for review in shop.reviews), strict=False))
    given = _with_keys(given, keys)
    before = contents()
    with heard(post_save, Review, at_the(2, fail)), heard(post_delete, Review, at_the(2, fail)):
        result = api(UPDATE, id=shop.anvil.pk, input={"name": "Named", **given})
    assert (result.data, result.codes) == ({"updateProduct": None}, ["INTERNAL"])
    assert contents() == before


def _with_keys(given: Any, keys: dict[int, int]) -> Any:
    match given:
        case {"id": int(place)}:
            return {"id": keys[place]}
        case dict():
            return {name: _with_keys(value, keys) for name, value in given.items()}
        case list():
            return [_with_keys(value, keys) for value in given]
    return given


@pytest.mark.parametrize("wrong", [{"rating": -1}, {"rating": 1, "product": {"connect": {"id": 999_999}}}], ids=["invalid", "missing"])
def test_the_tenth_row_of_a_list_fails_all_and_is_named(api, shop, wrong):
    inputs = [{"rating": 1, "product": {"connect": {"id": shop.beam.pk}}} for _ in range(12)]
    inputs[9] = {**inputs[9], **wrong}
    before = contents()
    found = payload(api(REVIEWS, inputs=inputs))
    assert found["count"] == 0
    assert [error["path"][:2] for error in found["errors"]] == [["inputs", "9"]]
    assert contents() == before


def test_the_tenth_row_that_the_database_refuses_fails_all_and_is_named(api, shop):
    inputs = [{"name": f"b{number}", "products": {"create": [product(number)]}} for number in range(12)]
    inputs[9]["products"]["create"][0]["sku"] = "A1"
    before = contents()
    document = "mutation($inputs: [BrandCreateInput!]!) { createBrands(inputs: $inputs) { count errors { path code } } }"
    assert errors(api(document, inputs=inputs)) == [("inputs.9.products.create.0.sku", "UNIQUE")]
    assert contents() == before


@pytest.mark.parametrize("document", [
    'mutation { createBrand(input: {name: "New"}) { brand { name } errors { path code message } } }',
    'mutation { updateBrand(id: "ID", input: {name: "New"}) { brand { name } errors { path code message } } }',
    'mutation { createBrands(inputs: [{name: "New"}, {name: "Newer"}]) { errors { path code message } } }',
])  # fmt: skip
def test_a_save_of_the_project_may_refuse_a_row(api, shop, monkeypatch, document):
    def save(self: Brand, **options: Any) -> None:
        if self.name == "New":
            raise ValidationError({"name": ValidationError("Not this one.", "not_this")})
        models.Model.save(self, **options)

    monkeypatch.setattr(Brand, "save", save)
    [error] = payload(api(document.replace("ID", str(shop.acme.pk))))["errors"]
    assert (error["path"][-1], error["code"], error["message"]) == ("name", "NOT_THIS", "Not this one.")
    assert set(Brand.objects.values_list("name", flat=True)) == {"Acme", "Umbra"}


def test_a_delete_of_the_project_may_refuse_a_row(api, shop, monkeypatch):
    def delete(self: Tag, **options: Any) -> None:
        raise ValidationError("Tags stay.", "stays")

    monkeypatch.setattr(Tag, "delete", delete)
    document = 'mutation {{ deleteTag(id: "{}") {{ deletedId errors {{ path code message }} }} }}'
    found = payload(api(document.format(shop.plain.pk)))
    assert found == {"deletedId": None, "errors": [{"path": ["id"], "code": "STAYS", "message": "Tags stay."}]}


# the transaction


def test_a_write_that_code_of_the_project_has_given_up_is_not_reported_as_stored(api, shop):
    """A block without a savepoint that fails, and is caught, leaves a transaction that can only be undone."""
    with heard(post_save, Brand, at_the(1, lambda: transaction.set_rollback(True))):
        result = api('mutation { createBrand(input: {name: "New"}) { errors { code } } }')
    assert (result.data, result.codes) == ({"createBrand": None}, ["INTERNAL"])
    assert not Brand.objects.filter(name="New").exists()


def swallow() -> None:
    """An error of the database that is caught and forgotten: PostgreSQL undoes such a transaction on COMMIT, and doesn't say so."""
    with connection.cursor() as cursor, suppress(DatabaseError):
        cursor.execute("SELECT no_such_column FROM shop_brand")


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_write_that_the_database_has_given_up_is_not_reported_as_stored(api, shop):
    with heard(post_save, Brand, at_the(1, swallow)):
        result = api('mutation { createBrand(input: {name: "New"}) { errors { code } } }')
    assert (result.data, result.codes) == ({"createBrand": None}, ["INTERNAL"])
    assert not Brand.objects.filter(name="New").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [IntegrityError("x"), OperationalError("x"), RuntimeError("x")], ids=lambda error: type(error).__name__)
def test_what_fails_after_a_write_was_stored_does_not_hide_that_it_was(settings, error):
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    boss = User.objects.create_superuser("boss")

    def fails() -> None:
        raise error

    with heard(post_save, Tag, lambda **_: transaction.on_commit(fails)):
        found = payload(GraphQLClient(boss).query('mutation { createTag(input: {name: "one"}) { tag { name } errors { code } } }'))
    assert found == {"tag": {"name": "one"}, "errors": []}


def end_connection() -> None:
    """As an administrator, a firewall or a restart does; from a connection of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [key] = cursor.fetchone()
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [key])
    finally:
        other.close()


class Ends(Listener):
    """Between the last statement and the end of the transaction."""

    def wants(self, model: type[models.Model]) -> bool:
        return model is Brand

    def hears(self, written: Written) -> None:
        end_connection()


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("sender", "number"), [(Brand, 1), (Review, 1), (Supply, 1), (None, 0)], ids=["early", "inside", "last", "before the end"]
)
def test_a_connection_that_ends_leaves_nothing_half_written(settings, sender, number):
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    boss = User.objects.create_superuser("boss")
    Tag.objects.create(name="plain")
    before, listener = contents(), Ends()
    if sender is None:
        subscribe(listener)
    try:
        with heard(post_save, sender or User, at_the(number, end_connection)):
            result = GraphQLClient(boss).query(CREATE, {"input": NESTED})
    finally:
        unsubscribe(listener)
    assert (result.data, result.codes) == ({"createBrand": None}, ["SERVICE_UNAVAILABLE"])
    connection.close()
    assert contents() == before
    assert payload(GraphQLClient(boss).query(CREATE, {"input": NESTED})) == {"brand": {"name": "New"}, "errors": []}
