"""What of a row is never written down."""

import json

import pytest

from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.execution import rules_for
from django_graphql_auto.mutations import Delete, Update, perform
from tests.apps.shop.models import Brand, Product, Review
from tests.audit.entries import only, told
from tests.mutations.writing import payload

UPDATE = "mutation($id: ID!, $input: ProductUpdateInput!) { updateProduct(id: $id, input: $input) { errors { path code } } }"


def test_a_hidden_column_is_masked_in_whatever_is_told(api, shop, declare):
    declare(Product, exclude=["cost_price"], set_on_update={"cost_price": 7})
    payload(api(UPDATE, id=shop.anvil.pk, input={"stock": 2}))
    assert told() == [("update", "product", {"cost_price": ["***", "***"], "stock": [1, 2]})]


def test_a_personal_column_and_relation_are_masked_though_they_are_served(api, shop, declare):
    declare(Review, personal_fields=["text", "author"])
    document = "mutation($id: ID!, $input: ReviewUpdateInput!) { updateReview(id: $id, input: $input) { errors { code } } }"
    payload(api(document, id=shop.reviews[0].pk, input={"text": "other", "rating": 1, "author": {"connect": {"username": "bob"}}}))
    assert told() == [("update", "review", {"author": ["***", "***"], "rating": [5, 1], "text": ["***", "***"]})]


def test_a_secret_is_masked_by_its_name(api, shop, declare, boss, settings):
    settings.DJANGO_GRAPHQL_AUTO = settings.DJANGO_GRAPHQL_AUTO | {"EXPOSE": ["auth.User"]}
    declare(type(boss), operations={"get", "list", "delete"})
    payload(api("mutation($id: ID!) { deleteUser(id: $id) { errors { code } } }", id=shop.bob.pk))
    changes = AuditEntry.objects.get(model="auth.user").changes
    assert (changes["password"], changes["email"], changes["username"]) == (["***", None], ["***", None], ["bob", None])


def test_of_a_row_that_is_not_served_only_the_key_is_told(shop, declare, boss, settings):
    settings.DJANGO_GRAPHQL_AUTO = settings.DJANGO_GRAPHQL_AUTO | {"EXPOSE": ["shop.brand"]}
    perform(Delete(Brand, {"pk": shop.umbra.pk}), rules_for(boss))
    [(_, _, brand)], [(_, _, product)] = told("brand"), told("product")
    assert brand["name"] == ["Umbra", None]
    assert product["id"] == [shop.ghost.pk, None]
    assert {tuple(pair) for name, pair in product.items() if name != "id"} == {("***", None)}


def test_what_becomes_personal_is_masked_in_older_entries_too(api, shop, declare, boss):
    perform(Update(Product, {"pk": shop.anvil.pk}, {"name": "Secretly named", "stock": 5}), rules_for(boss))
    assert "Secretly" in json.dumps(only().changes)
    declare(Product, personal_fields=["name"])
    [entry] = api("{ auditEntries { nodes { changes } } }").data["auditEntries"]["nodes"]
    assert entry["changes"] == {"name": ["***", "***"], "stock": [1, 5]}


@pytest.mark.parametrize("value", [{"a": [1, 2.5, None]}, [], "text", 0])
def test_json_is_told_as_it_is(api, shop, value):
    payload(api(UPDATE, id=shop.anvil.pk, input={"attributes": value}))
    assert told() == [("update", "product", {"attributes": [{}, value]})]


def test_true_is_another_value_than_1(api, shop):
    payload(api(UPDATE, id=shop.anvil.pk, input={"attributes": {"on": True}}))
    payload(api(UPDATE, id=shop.anvil.pk, input={"attributes": {"on": 1}}))
    assert told()[1:] == [("update", "product", {"attributes": [{"on": True}, {"on": 1}]})]


def test_texts_and_moments_are_told_whole(api, shop):
    moment = "2024-05-06T07:08:09.123456+00:00"
    payload(api(UPDATE, id=shop.anvil.pk, input={"createdAt": moment, "name": "ünï" * 40}))
    [(_, _, changes)] = told()
    assert (changes["created_at"][1], changes["name"][1]) == (moment, "ünï" * 40)
