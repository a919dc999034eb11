"""What is gone is told by every type and id under which a client may know it."""

from __future__ import annotations

import pytest
from django.db.models import Q

from django_graphql_auto.schema.global_id import encode
from django_graphql_auto.testing import assert_statements, captured_statements
from tests.apps.shop.models import Book, Product, SoldProduct
from tests.mutations.writing import payload, user_who_may

DELETE = "mutation($id: ID!, $dryRun: Boolean = false, $key: String) { delete%s(id: $id, dryRun: $dryRun, idempotencyKey: $key) "
DELETE += "{ deletedId deletedRows { type id } errors { code } } }"


def row(type_name, key):
    return {"type": type_name, "id": encode(f"shop.{type_name.lower()}", (key,))}


@pytest.mark.parametrize("type_name", ["Product", "Book", "SoldProduct"])
def test_a_row_of_several_types_is_told_by_each_first_by_the_one_it_was_deleted_as(api, shop, type_name):
    found = payload(api(DELETE % type_name, id=shop.book.pk))
    key = shop.book.pk
    assert found["deletedRows"][0] == row(type_name, key)
    assert found["deletedId"] == found["deletedRows"][0]["id"]
    assert sorted(each["type"] for each in found["deletedRows"]) == ["Book", "Product", "SoldProduct"]
    assert all(each == row(each["type"], key) for each in found["deletedRows"])
    assert not Product.objects.filter(pk=key).exists()


def test_the_ids_are_those_that_queries_answer_with(api, shop):
    document = "query($id: ID!) { product(id: $id) { __typename id book { __typename id } } soldProduct(id: $id) { __typename id } }"
    known = api(document, id=shop.book.pk).data
    objects = [known["product"], known["product"].pop("book"), known["soldProduct"]]
    told = payload(api(DELETE % "Product", id=shop.book.pk))["deletedRows"]
    assert sorted((each["__typename"], each["id"]) for each in objects) == sorted((each["type"], each["id"]) for each in told)


def test_a_row_of_one_type_is_told_once_and_costs_no_statement(api, shop):
    first, second = shop.anvil.supplies.all()
    payload(api(DELETE % "Supply", id=first.pk))
    with assert_statements(2):
        found = payload(api(DELETE % "Supply", id=second.pk))
    assert found["deletedRows"] == [{"type": "Supply", "id": found["deletedId"]}]


def test_what_a_row_also_is_says_only_what_its_user_may_see(api, shop, declare):
    declare(Book, read="permission")
    declare(SoldProduct, scope=lambda self, access: Q(name="Anvil"))
    clerk = user_who_may("delete_product")
    assert payload(api(DELETE % "Product", user=clerk, id=shop.book.pk))["deletedRows"] == [row("Product", shop.book.pk)]


def test_several_rows_tell_each_what_it_was(api, shop):
    document = (
        'mutation { deleteProducts(where: {name: {in: ["Anvil", "Codex"]}}, atMost: 5) { results { deletedId deletedRows { type id } } } }'
    )
    anvil, book = payload(api(document))["results"]
    assert [each["type"] for each in anvil["deletedRows"]] == ["Product", "SoldProduct"]
    assert [each["type"] for each in book["deletedRows"]] == ["Product", "Book", "SoldProduct"]
    assert book["deletedId"] == book["deletedRows"][0]["id"]


def test_the_statements_are_those_of_the_family_however_many_rows_there_are(api, shop):
    document = "mutation($names: [String!]!) { deleteProducts(where: {name: {in: $names}}, atMost: 5) { results { deletedRows { id } } } }"
    counts = []
    for names in (["Anvil"], ["Beam", "Ghost"]):
        with captured_statements() as statements:
            assert payload(api(document, names=names))["results"]
        counts.append(len([sql for sql in statements if sql.startswith("SELECT")]))
    assert counts[1] - counts[0] <= 1


def test_a_dry_run_and_a_retry_tell_the_same(api, shop):
    tried, first, second = (
        payload(api(DELETE % "Product", id=shop.book.pk, **given)) for given in ({"dryRun": True}, {"key": "once"}, {"key": "once"})
    )
    assert tried == first == second
    assert [each["type"] for each in first["deletedRows"]] == ["Product", "Book", "SoldProduct"]


def test_where_nothing_is_deleted_nothing_is_told(api, shop):
    assert payload(api(DELETE % "Product", id=10**6))["deletedRows"] == []
    document = 'mutation { createBrand(input: {name: "New"}) { deletedRows { id } } }'
    assert payload(api(document)) == {"deletedRows": []}
