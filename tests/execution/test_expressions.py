"""Fields that the database computes: with arguments, in the row's own statement, filtered and ordered by."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Count, DecimalField, Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.functions import Concat

from django_graphql_auto import ModelOptions, expression
from django_graphql_auto.exceptions import BadUserInput, SchemaError
from django_graphql_auto.registry import default_registry
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.testing import GraphQLClient, assert_statements, execute_plain
from tests.apps.shop.models import Brand, Product, Review, Tag
from tests.conftest import Declare

MONEY = DecimalField(max_digits=10, decimal_places=2)


class ProductOptions(ModelOptions):
    @expression(description="The price after a discount.")
    def reduced_price(self, access: Any, percent: Decimal = Decimal(10), *, minus: int | None = None) -> Decimal:
        if percent > 100:
            raise BadUserInput("Nobody is paid for buying.")
        return ExpressionWrapper(F("price") * (1 - percent / 100) - Decimal(minus or 0), output_field=MONEY)

    @expression(name="stars")
    def review_count(self, access: Any) -> int:
        return Count("reviews")

    @expression()
    def heading(self, access: Any, before: str) -> str:
        return Concat(Value(before), F("brand__name"), Value(" "), F("name"))

    @expression()
    def is_praised(self, access: Any, least: int = 4) -> bool:
        """Whether somebody liked it."""
        return Exists(Review.objects.filter(product=OuterRef("pk"), rating__gte=least))

    @expression()
    def written_by_me(self, access: Any) -> bool:
        return Exists(Review.objects.filter(product=OuterRef("pk"), author_id=access.user.pk))

    @expression()
    def of_one_of_many(self, access: Any) -> bool:
        return Q(reviews__rating=5)

    @expression()
    def any_note(self, access: Any) -> str:
        return F("notes__text")

    @expression()
    def is_cheap(self, access: Any) -> bool:
        return Q(price__lt=20)

    @expression()
    def wrong(self, access: Any) -> int:
        return F("name")


class BrandOptions(ModelOptions):
    @expression()
    def shout(self, access: Any, times: int = 1) -> str:
        return Concat(F("name"), Value("!" * times))


class TagOptions(ModelOptions):
    @expression()
    def used(self, access: Any) -> int:
        return Count("products")


@pytest.fixture
def asked(shop: None, declare: Declare) -> Callable[..., Any]:
    """Asks the engine and the oracle, who must agree."""
    declare(Product, ProductOptions)
    declare(Brand, BrandOptions)
    declare(Tag, TagOptions)

    def ask(document: str, user: Any = None, **variables: Any) -> Any:
        answer = GraphQLClient(user).query(document, variables)
        assert not answer.errors, answer.errors
        assert execute_plain(document, variables, user).data == answer.data
        return answer.data

    return ask


def test_one_field_asked_twice_with_different_arguments_is_two_columns_of_one_statement(asked):
    document = """query($percent: Decimal) { products(first: 2) { nodes {
        price reducedPrice half: reducedPrice(percent: 50) less: reducedPrice(percent: $percent, minus: 1)
    } } }"""
    with assert_statements(1):
        answer = GraphQLClient().query(document, {"percent": "25"}).data
    assert answer == asked(document, percent="25")
    assert answer["products"]["nodes"][0] == {"price": "25.00", "reducedPrice": "22.50", "half": "12.50", "less": "17.75"}
    assert answer["products"]["nodes"][1] == {"price": None, "reducedPrice": None, "half": None, "less": None}


def test_a_count_of_related_rows_multiplies_neither_rows_nor_other_counts(asked):
    answer = asked("{ products(first: 50) { totalCount nodes { name stars again: stars tags { totalCount } } } }")
    assert answer["products"]["totalCount"] == len(answer["products"]["nodes"]) == Product.objects.count()
    counts = {product.name: product.reviews.count() for product in Product.objects.all()}
    assert {node["name"]: node["stars"] for node in answer["products"]["nodes"]}.keys() == counts.keys()
    assert sum(node["stars"] for node in answer["products"]["nodes"]) == Review.objects.count()


def test_a_field_is_computed_for_joined_nested_and_linked_rows(asked):
    asked('{ reviews { nodes { product { name heading(before: ">") stars brand { shout(times: 2) } } } } }')
    asked('{ brands { nodes { shout products(first: 2) { nodes { stars heading(before: "*") a: stars tags { nodes { used } } } } } } }')
    answer = asked('{ product(by: {sku: "A-1"}) { tags { edges { node { name used } } } } }')
    assert [edge["node"]["used"] > 0 for edge in answer["product"]["tags"]["edges"]]


def test_rows_are_filtered_and_ordered_by_what_needs_no_argument(asked):
    answer = asked("{ products(where: {isPraised: {eq: true}, stars: {gte: 1}}, orderBy: [{stars: DESC}]) { nodes { name stars } } }")
    stars = [node["stars"] for node in answer["products"]["nodes"]]
    assert stars
    assert stars == sorted(stars, reverse=True)
    through = asked("{ reviews(where: {product: {stars: {gt: 1}}}, orderBy: [{product: {stars: ASC}}]) { nodes { product { stars } } } }")
    assert {node["product"]["stars"] > 1 for node in through["reviews"]["nodes"]} == {True}


def test_lists_of_many_parents_are_filtered_and_ordered_by_an_expression_that_is_selected_too(asked):
    asked("""{
        brands { nodes {
            products(where: {stars: {gte: 0}}, orderBy: [{stars: DESC}], first: 2) { nodes { stars name } pageInfo { endCursor } }
        } }
        tags { nodes {
            products(where: {stars: {lt: 3}}, orderBy: [{stars: ASC}], first: 2) { nodes { stars } edges { cursor } totalCount }
        } }
    }""")


def test_rows_behind_a_rule_are_no_order_and_no_condition(asked, declare):
    class Hiding(ProductOptions):
        def scope(self, access: Any) -> Q:
            return Q(category__slug="tools")

    declare(Product, Hiding)
    asked("{ reviews(orderBy: [{product: {stars: DESC}}, {pk: ASC}]) { nodes { pk product { stars } } } }")
    found = asked("{ reviews(where: {product: {stars: {gte: 0}}}) { nodes { product { name } } } }")
    assert {node["product"]["name"] for node in found["reviews"]["nodes"]} == {"Axe"}


def test_pages_go_on_where_the_last_one_ended_in_an_order_by_an_expression(asked):
    document = (
        "query($after: String) { products(first: 2, after: $after, orderBy: [{reducedPrice: DESC}])"
        " { edges { node { name } } pageInfo { endCursor hasNextPage } } }"
    )
    seen, after = [], None
    while True:
        page = asked(document, after=after)["products"]
        seen += [edge["node"]["name"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(seen) == Product.objects.count()


def test_a_field_that_requires_an_argument_is_no_condition_and_no_order(asked):
    for argument in ('where: {heading: {eq: "x"}}', "orderBy: [{heading: ASC}]"):
        result = GraphQLClient().query(f"{{ products({argument}) {{ totalCount }} }}")
        assert result.codes == ["GRAPHQL_VALIDATION_FAILED"]


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("heading", "GRAPHQL_VALIDATION_FAILED"),
        ("reducedPrice(percent: null)", "GRAPHQL_VALIDATION_FAILED"),
        ("isPraised(least: true)", "GRAPHQL_VALIDATION_FAILED"),
        ("reducedPrice(percent: 101)", "BAD_USER_INPUT"),
        ('heading(before: "\\u0000")', "BAD_USER_INPUT"),
        (f'heading(before: "{"x" * 300}")', "LIMIT_EXCEEDED"),
    ],
)
def test_an_argument_that_does_not_fit_is_an_error_with_a_code(asked, field, code):
    assert GraphQLClient().query(f"{{ products {{ nodes {{ {field} }} }} }}").codes == [code]


def test_a_value_that_does_not_fit_its_annotation_is_one_fields_error(asked):
    result = GraphQLClient().query("{ products(first: 1) { nodes { name wrong } } }")
    assert result["products"]["nodes"] == [{"name": "Axe", "wrong": None}]
    assert result.codes == ["INTERNAL"]


@pytest.mark.parametrize("field", ["ofOneOfMany", "anyNote"])
def test_a_value_of_any_one_of_many_rows_is_refused_and_the_log_says_how_to_ask(asked, field, caplog):
    assert GraphQLClient().query(f"{{ products {{ nodes {{ {field} }} }} }}").codes == ["INTERNAL"]
    assert "aggregate them, or ask Exists" in caplog.text


def test_a_condition_is_a_value_too(asked):
    answer = asked("{ products(where: {isCheap: {eq: true}}) { nodes { name isCheap } } }")
    assert [node["name"] for node in answer["products"]["nodes"]] == ["Bucket", "Fork"]


@pytest.mark.parametrize("method", [lambda self: F("price"), lambda self, access, *more: F("price")])
def test_a_method_that_cannot_be_a_field_is_refused_with_the_way_to_write_it(open_shop, declare, method):
    method.__name__ = "odd"
    declare(Product, odd=expression()(method))
    with pytest.raises(SchemaError, match="An @expression takes `self`, `access`, and arguments by name"):
        build_schema(default_registry)


def test_a_field_may_depend_on_who_asks(asked):
    author = User.objects.filter(reviews__isnull=False).first()
    assert author is not None
    answer = asked("{ products(first: 50, where: {writtenByMe: {eq: true}}) { nodes { pk } } }", author)
    assert {int(node["pk"]) for node in answer["products"]["nodes"]} == set(author.reviews.values_list("product_id", flat=True))


def test_a_row_that_the_user_may_not_see_shows_no_computed_value(asked, declare):
    class Hidden(BrandOptions):
        def scope(self, access: Any) -> Q:
            return Q(name="Crow")

    declare(Brand, Hidden)
    answer = asked("{ products { nodes { brand { shout } } } }")
    assert {node["brand"]["shout"] for node in answer["products"]["nodes"] if node["brand"]} == {"Crow!"}
    assert GraphQLClient().query('{ products(where: {brand: {shout: {eq: "Acme!"}}}) { totalCount } }')["products"] == {"totalCount": 0}
