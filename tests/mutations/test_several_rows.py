"""Several rows in one write."""

import pytest
from django.db import connection
from django.db.models import Q
from django.db.models.signals import post_save

from django_graphql_auto import ModelOptions, computed
from django_graphql_auto.testing import assert_error_code, assert_statements, captured_statements
from tests.apps.shop.models import Book, Brand, Product, Review, Supplier, Tag
from tests.mutations.writing import ERRORS, payload, user_who_may

CREATE = (
    "mutation($inputs: [BrandCreateInput!]!, $policy: ErrorPolicy! = REJECT_EVERYTHING) {"
    " createBrands(inputs: $inputs, errorPolicy: $policy) { count"
    " results { index brand { name country } errors { path code } } errors { path code } } }"
)
REVIEWS = (
    "mutation($inputs: [ReviewCreateInput!]!) { createReviews(inputs: $inputs)"
    " { count results { index review { rating product { name } } errors { path code } } errors { path code } } }"
)
UPDATE = (
    "mutation($where: BrandWhere!, $set: BrandUpdateInput!, $most: Int! = 1) { updateBrands(where: $where, set: $set, atMost: $most)"
    " { count results { brand { name country } } " + ERRORS + " } }"
)
DELETE = (
    "mutation($where: TagWhere!, $most: Int! = 1) { deleteTags(where: $where, atMost: $most) { count results { deletedId } "
    + ERRORS
    + " } }"
)


def names():
    return set(Brand.objects.values_list("name", flat=True))


def test_rows_are_stored_together_and_answered_in_order(api, shop):
    found = payload(api(CREATE, inputs=[{"name": "Two", "country": "FR"}, {"name": "One"}]))
    assert found["count"] == 2
    assert found["results"] == [
        {"index": 0, "brand": {"name": "Two", "country": "FR"}, "errors": []},
        {"index": 1, "brand": {"name": "One", "country": ""}, "errors": []},
    ]


@pytest.mark.parametrize("rows", [2, 30])
def test_statements_grow_with_tables_not_with_rows(api, shop, rows):
    inputs = [{"rating": 1 + number % 5, "product": {"connect": {"id": shop.beam.pk}}} for number in range(rows)]
    inputs[-1]["author"] = {"connect": {"username": "alice"}}
    document = REVIEWS.replace("product { name }", "")
    api(document, inputs=inputs)
    with assert_statements(4):  # the products, the authors, the reviews, the answer
        assert payload(api(document, inputs=inputs))["count"] == rows
    locks = connection.features.has_select_for_update
    with assert_statements(
        3 + locks
    ):  # the rows, locked, and the condition once more where others could have waited; all changed; the answer
        update = """mutation {
          updateReviews(where: {product: {sku: {eq: "B1"}}}, set: {text: "x"}, atMost: 90) { count results { review { text } } }
        }"""
        assert payload(api(update))["count"] == rows * 2 + 1


def test_one_wrong_row_rejects_everything_unless_it_is_said_otherwise(api, shop):
    inputs = [{"name": "Good"}, {"name": ""}, {"name": "Acme"}, {"name": "Better"}]
    wrong = [{"path": ["inputs", "1", "name"], "code": "BLANK"}, {"path": ["inputs", "2", "name"], "code": "UNIQUE"}]
    found = payload(api(CREATE, inputs=inputs[:1] + inputs[2:]))
    assert (found["count"], found["errors"]) == (0, [{"path": ["inputs", "1", "name"], "code": "UNIQUE"}])
    assert [result["errors"] for result in found["results"]] == [[], found["errors"], []]
    assert names() == {"Acme", "Umbra"}
    found = payload(api(CREATE, inputs=inputs, policy="REJECT_FAILED_ROWS"))
    assert (found["count"], found["errors"]) == (2, wrong)
    assert [result["brand"] and result["brand"]["name"] for result in found["results"]] == ["Good", None, None, "Better"]
    assert names() == {"Acme", "Umbra", "Good", "Better"}


def test_two_rows_of_one_write_may_not_be_the_same(api, shop):
    found = payload(api(CREATE, inputs=[{"name": "Twin"}, {"name": "Twin"}]))
    assert found["errors"] == [{"path": ["inputs", "1", "name"], "code": "UNIQUE"}]
    assert names() == {"Acme", "Umbra"}


def test_what_is_wrong_can_be_left_out_of_a_row(api, shop):
    found = payload(api(CREATE, inputs=[{"name": "Fine", "country": "too long"}, {"name": "", "country": "FR"}], policy="IGNORE_FAILED"))
    told = [{"path": ["inputs", "0", "country"], "code": "MAX_LENGTH"}]
    assert found["results"][0] == {"index": 0, "brand": {"name": "Fine", "country": ""}, "errors": told}, "nothing is dropped in silence"
    assert found["results"][1]["brand"] is None
    assert found["count"] == 1
    assert found["errors"] == [*told, {"path": ["inputs", "1", "name"], "code": "BLANK"}]


def test_each_row_is_under_the_rules(api, shop, declare):
    declare(Brand, scope=lambda self, access: ~Q(country="XX") if access.action == "add" else Q())
    inputs = [{"name": "Good"}, {"name": "Bad", "country": "XX"}]
    found = payload(api(CREATE, inputs=inputs))
    assert (found["count"], found["errors"]) == (0, [{"path": ["inputs", "1"], "code": "FORBIDDEN"}])
    assert payload(api(CREATE, inputs=inputs, policy="REJECT_FAILED_ROWS"))["count"] == 1
    assert names() == {"Acme", "Umbra", "Good"}


def test_connected_rows_must_be_visible(api, shop, declare):
    declare(Product, scope=lambda self, access: ~Q(name="Ghost"))
    inputs = [{"rating": 1, "product": {"connect": {"id": row.pk}}} for row in (shop.beam, shop.ghost)]
    found = payload(api(REVIEWS, inputs=inputs))
    assert found["errors"] == [{"path": ["inputs", "1", "product", "connect"], "code": "NOT_FOUND"}]


def test_rows_with_nested_ones_signals_or_parents_are_stored_one_by_one(api, shop):
    nested = (
        'mutation { createBrands(inputs: [{name: "A"}, {name: "B", products: {connect: [{sku: "A1"}]}}]) { count errors { path code } } }'
    )
    assert payload(api(nested)) == {"count": 2, "errors": []}
    assert Product.objects.get(sku="A1").brand.name == "B"
    heard = []
    receiver = lambda instance, **_: heard.append(instance.name)  # noqa: E731
    post_save.connect(receiver, sender=Brand)
    try:
        assert payload(api(CREATE, inputs=[{"name": "C"}, {"name": "D"}]))["count"] == 2
        assert payload(api(UPDATE, where={"name": {"in": ["C", "D"]}}, set={"country": "FR"}, most=2))["count"] == 2
    finally:
        post_save.disconnect(receiver, sender=Brand)
    assert heard == ["C", "D", "C", "D"]
    book = """mutation { createBooks(inputs: [{
      name: "Bible", sku: "BB", isbn: "9", pages: 1, createdAt: "2024-01-01T00:00:00Z", brand: {connect: {name: "Acme"}}
    }]) { count results { book { pages } } } }"""
    assert payload(api(book)) == {"count": 1, "results": [{"book": {"pages": 1}}]}
    assert Book.objects.count() == 2


def test_rows_that_match_are_changed_alike_up_to_a_number(api, shop):
    everyone = {"name": {"in": ["Acme", "Umbra"]}}
    found = payload(api(UPDATE, where=everyone, set={"country": "FR"}))
    assert [(error["path"], error["code"]) for error in found["errors"]] == [(["atMost"], "TOO_MANY_ROWS")]
    assert [error["message"] for error in found["errors"]] == ["More than one brand matches."]
    assert not Brand.objects.filter(country="FR").exists()
    found = payload(api(UPDATE, where=everyone, set={"country": "FR"}, most=2))
    assert (found["count"], [result["brand"]["country"] for result in found["results"]]) == (2, ["FR", "FR"])
    assert payload(api(UPDATE, where={"name": {"eq": "nobody"}}, set={"country": "FR"}))["count"] == 0
    assert [error["code"] for error in payload(api(UPDATE, where=everyone, set={"name": "Same"}, most=2))["errors"]] == ["UNIQUE"]


@pytest.mark.parametrize("where", [{}, {"name": {}}, {"AND": [{}]}, {"NOT": {}}, {"products": {"some": {}}}])
def test_a_condition_that_says_nothing_is_refused(api, shop, where):
    assert_error_code(api(UPDATE, where=where, set={"country": "FR"}, most=50), "BAD_USER_INPUT")
    assert not Brand.objects.filter(country="FR").exists()


def test_a_condition_is_not_widened_by_an_absent_variable(api, shop):
    document = 'mutation($name: String) { deleteTags(where: {name: {eq: $name, in: ["plain", "covert"]}}, atMost: 50) { count } }'
    assert_error_code(api(document), "BAD_USER_INPUT")
    assert Tag.objects.count() == 2


def test_rows_that_match_are_deleted_up_to_a_number(api, shop):
    everything = {"name": {"in": ["plain", "covert"]}}
    assert payload(api(DELETE, where=everything))["count"] == 0
    assert Tag.objects.count() == 2
    found = payload(api(DELETE, where=everything, most=2))
    assert (found["count"], len({result["deletedId"] for result in found["results"]})) == (2, 2)
    assert not Tag.objects.exists()


def test_bulk_writes_touch_only_what_may_be_seen_and_touched(api, shop, declare):
    declare(Tag, scope=lambda self, access: Q(name="plain"))
    assert payload(api(DELETE, where={"name": {"in": ["plain", "covert"]}}, most=9))["count"] == 1
    assert [tag.name for tag in Tag.objects.all()] == ["covert"]
    declare(Brand, scope=lambda self, access: Q(country="DE") if access.action == "change" else Q())
    found = payload(api(UPDATE, where={"name": {"in": ["Acme", "Umbra"]}}, set={"isActive": False}, most=9))
    assert [result["brand"]["name"] for result in found["results"]] == ["Acme"]
    found = payload(api(UPDATE, where={"name": {"eq": "Acme"}}, set={"country": "FR"}))
    assert [(error["path"], error["code"]) for error in found["errors"]] == [(["set"], "FORBIDDEN")]
    assert Brand.objects.get(name="Acme").country == "DE"


def test_bulk_writes_need_the_same_permissions(api, shop):
    clerk = user_who_may("view_tag", "change_brand")
    assert_error_code(api(DELETE, user=clerk, where={"name": {"eq": "plain"}}), "FORBIDDEN")
    assert_error_code(api(CREATE, user=clerk, inputs=[{"name": "x"}]), "FORBIDDEN")
    assert_error_code(api(CREATE, user=None, inputs=[{"name": "x"}]), "UNAUTHENTICATED")


def test_bulk_writes_are_tried_first(api, shop):
    document = """mutation {
      createSuppliers(inputs: [{code: "a", name: "A"}, {code: "b", name: "B"}], dryRun: true) { count results { supplier { name } } }
    }"""
    assert payload(api(document)) == {"count": 2, "results": [{"supplier": {"name": "A"}}, {"supplier": {"name": "B"}}]}
    assert Supplier.objects.count() == 2


def test_too_many_rows_are_refused(api, shop, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MAX_WRITTEN_ROWS": 3, "MAX_COST": 100_000}
    limited = [{"path": ["inputs"], "code": "LIMIT_EXCEEDED"}]
    assert payload(api(CREATE, inputs=[{"name": f"b{number}"} for number in range(4)]))["errors"] == limited
    for most in (4, 0):
        assert [error["code"] for error in payload(api(DELETE, where={"name": {"eq": "x"}}, most=most))["errors"]] == ["LIMIT_EXCEEDED"]


def test_every_row_of_a_bulk_write_is_charged(api, shop, boss):
    result = api('mutation { createTags(inputs: [{name: "a"}, {name: "b"}, {name: "c"}]) { count } }')
    assert result.extensions["cost"] == 30
    with captured_statements() as statements:
        assert_error_code(api(CREATE, inputs=[{"name": f"b{number}"} for number in range(1000)]), "LIMIT_EXCEEDED")
    assert not any("INSERT" in sql for sql in statements)
    assert Review.objects.count() == 4


def test_fields_computed_in_python_are_answered_of_several_rows(api, declare):
    @computed(requires=["name"])
    def loud(self: ModelOptions, tag: Tag) -> str:
        return tag.name.upper()

    declare(Tag, loud=loud)
    document = 'mutation { createTags(inputs: [{name: "a"}, {name: "b"}]) { results { tag { loud } errors { code } } } }'
    assert [result["tag"]["loud"] for result in payload(api(document))["results"]] == ["A", "B"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Ranges are PostgreSQL's.")
@pytest.mark.parametrize(("policy", "stored"), [("REJECT_EVERYTHING", []), ("REJECT_FAILED_ROWS", ["one", "three"])])
def test_of_rows_with_a_value_that_only_the_database_refuses_the_others_are_stored(api, settings, policy, stored):
    from tests.apps.everything.postgres_models import Shelf

    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "EXPOSE": ["everything"]}
    document = f"mutation($inputs: [ShelfCreateInput!]!) {{ createShelves(inputs: $inputs, errorPolicy: {policy}) {{ count {ERRORS} }} }}"
    inputs = [{"title": "one"}, {"title": "two", "sizes": {"lower": 2, "upper": 1}}, {"title": "three"}]
    found = payload(api(document, inputs=inputs))
    assert [(error["path"], error["code"]) for error in found["errors"]] == [(["inputs", "1"], "INVALID")]
    assert [shelf.title for shelf in Shelf.objects.order_by("pk")] == stored
    assert found["count"] == len(stored)


def test_a_hook_that_breaks_a_constraint_fails_its_own_row(api, shop, declare):
    declare(Tag, before_write=lambda self, row, access: Brand.objects.create(name=row.name))
    document = 'mutation { createTags(inputs: [{name: "New"}, {name: "Acme"}], errorPolicy: REJECT_FAILED_ROWS) { count ' + ERRORS + " } }"
    found = payload(api(document))
    assert [(error["path"], error["code"]) for error in found["errors"]] == [(["inputs", "1"], "CONSTRAINT")]
    assert (found["count"], Tag.objects.filter(name__in=["New", "Acme"]).count()) == (1, 1)
