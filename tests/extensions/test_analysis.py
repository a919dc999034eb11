"""The analyser: what it warns of, and that it does so once."""

from __future__ import annotations

import logging
from typing import Any

import graphene
import pytest
from django.contrib.auth.models import User
from django.db import connection
from graphene_django import DjangoObjectType

from django_graphql_auto import ModelOptions, computed, optimize_query
from django_graphql_auto.extensions.analysis import LOGGER
from django_graphql_auto.testing import GraphQLClient, HttpGraphQLClient, assert_statements, strict_loading
from tests.apps.shop.models import Category, Product, Review
from tests.conftest import Declare

pytestmark = pytest.mark.usefixtures("shop")


class LazyOptions(ModelOptions):
    @computed(requires=["brand__name"])
    def origin(self, product: Product) -> str:
        return product.brand.country

    @computed(requires=["category_id"])
    def shelf(self, product: Product) -> str:
        return product.category.name if product.category else ""

    @computed(requires=["name"])
    def praise(self, product: Product) -> int:
        return product.reviews.filter(rating__gte=4).count()

    @computed(requires=["name", "brand__name"])
    def label(self, product: Product) -> str:
        return f"{product.brand.name} {product.name}"


class ReviewType(DjangoObjectType):
    about = graphene.String()
    brief = graphene.String()
    forgetful = graphene.String()

    class Meta:
        model = Review
        fields = ("rating",)
        skip_registry = True

    @staticmethod
    def resolve_about(review: Review, info: Any) -> str:
        return review.product.name

    @staticmethod
    @optimize_query(select_related=["product"])
    def resolve_brief(review: Review, info: Any) -> str:
        return f"{review.product.name}: {review.rating}"

    @staticmethod
    @optimize_query(only=["rating", "product__name"], select_related=["product"])
    def resolve_forgetful(review: Review, info: Any) -> str:
        return f"{review.rating} for {review.product.sku}"


@pytest.fixture
def warnings(settings: Any, caplog: pytest.LogCaptureFixture) -> Any:
    """A function from a document to what it is warned of."""
    settings.DJANGO_GRAPHQL_AUTO |= {"ANALYSE_QUERIES": True}

    def asked(document: str, **variables: Any) -> list[str]:
        caplog.clear()
        GraphQLClient().query(document, variables)
        return [record.getMessage() for record in caplog.records if record.name == LOGGER]

    caplog.set_level(logging.WARNING, LOGGER)
    return asked


# lazy loads


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("origin", 'Product.origin reads Brand.country, which came with no statement: name in its `requires` "country", with the path'),
        ("shelf", 'Product.shelf reads Product.category, which came with no statement: name in its `requires` "category__…", the columns'),
        ("praise", "Product.praise reads Product.reviews, which came with no statement: let clients ask for the list beside it, or"),
    ],
)
def test_a_computed_field_that_loads_lazily_is_told_with_what_mends_it(declare: Declare, warnings: Any, field: str, told: str):
    declare(Product, LazyOptions)
    [text] = [each for each in warnings(f"{{ products(first: 3) {{ nodes {{ {field} }} }} }}") if "no statement" in each]
    assert text.startswith(f"Operation without a name: {told}")


def test_a_hand_written_field_that_loads_lazily_is_told(declare: Declare, warnings: Any):
    declare(Review, type=ReviewType)
    [text] = [each for each in warnings("query Praise { reviews(first: 3) { nodes { about } } }") if "no statement" in each]
    mended = 'mark it with @optimize_query(select_related=["product"]).'
    assert text == f"Operation Praise: ReviewType.about reads Review.product, which came with no statement: {mended}"


def test_a_hand_written_field_that_says_what_it_reads_is_read_with_its_row(declare: Declare):
    declare(Review, type=ReviewType)
    with strict_loading(), assert_statements(1):
        answer = GraphQLClient().query("{ reviews(first: 2) { nodes { brief } } }")
    assert answer["reviews"]["nodes"] == [{"brief": "Axe: 5"}, {"brief": "Axe: 5"}]


def test_a_column_that_a_hand_written_field_forgot_to_say_is_loaded_and_told(declare: Declare, warnings: Any):
    declare(Review, type=ReviewType)
    [text] = [each for each in warnings("{ reviews(first: 2) { nodes { forgetful } } }") if "no statement" in each]
    assert text.endswith(
        'ReviewType.forgetful reads Product.sku, which came with no statement: name in its @optimize_query(only=[…]) "sku".'
    )
    answer = GraphQLClient().query("{ reviews(first: 1) { nodes { forgetful } } }")
    assert answer["reviews"]["nodes"] == [{"forgetful": "5 for A-1"}]


class Query(graphene.ObjectType):
    asker = graphene.String()

    @staticmethod
    def resolve_asker(root: None, info: Any) -> str:
        return str(info.context.user)


def test_a_user_whom_a_resolver_is_the_first_to_ask_for_is_loaded_as_ever(settings: Any, warnings: Any):
    settings.DJANGO_GRAPHQL_AUTO |= {"EXTRA_QUERIES": [f"{__name__}.Query"]}
    answer = HttpGraphQLClient(User.objects.get(username="ann")).query("{ asker }")
    assert answer.data == {"asker": "ann"}


def test_a_field_that_has_what_it_requires_is_not_told_of(declare: Declare, warnings: Any):
    declare(Product, LazyOptions)
    assert warnings("{ products(first: 3, orderBy: [{sku: ASC}]) { nodes { label } } }") == []


def test_a_plan_is_warned_of_once(declare: Declare, warnings: Any):
    declare(Product, LazyOptions)
    document = "{ products(first: 3, orderBy: [{sku: ASC}]) { nodes { shelf } } }"
    assert len(warnings(document)) == 1
    assert warnings(document) == []


def test_without_the_setting_nothing_is_told(declare: Declare, warnings: Any, settings: Any):
    declare(Product, LazyOptions)
    settings.DJANGO_GRAPHQL_AUTO |= {"ANALYSE_QUERIES": False}
    assert warnings("{ products(first: 3) { nodes { shelf } } }") == []


# repeated statements


def test_the_same_statement_over_and_over_is_told_with_the_field_that_runs_it(declare: Declare, warnings: Any):
    declare(Product, LazyOptions)
    found = [each for each in warnings("{ products(first: 8) { nodes { praise } } }") if "times the same" in each]
    [text] = found
    assert text.startswith("Operation without a name: 8 times the same statement, by the code of Product.praise: SELECT COUNT(*)")


def test_a_few_times_are_no_pattern(declare: Declare, warnings: Any):
    declare(Product, LazyOptions)
    assert [each for each in warnings("{ products(first: 5) { nodes { praise } } }") if "times the same" in each] == []


# indexes


def indexes(found: list[str]) -> list[str]:
    return [text.removeprefix("Operation without a name: ") for text in found if "no index" in text]


def test_a_filter_without_an_index_is_told_with_the_line_that_adds_it(warnings: Any):
    found = indexes(warnings('{ products(where: {stock: {gte: 1}, sku: {eq: "A-1"}}, orderBy: [{sku: ASC}]) { nodes { name } } }'))
    line = 'models.Index(fields=["stock"])'
    assert found == [f"no index serves the filter on shop.product.stock: add to its Meta.indexes {line}."]


def test_filters_inside_connectives_and_across_relations_are_told(warnings: Any):
    where = '{OR: [{weight: {lt: 1}}, {NOT: {brand: {country: {eq: "DE"}}}}], reviews: {some: {rating: {gte: 4}}}}'
    found = indexes(warnings(f"{{ products(where: {where}, orderBy: [{{sku: ASC}}]) {{ totalCount }} }}"))
    columns = {text.split(":")[0].removeprefix("no index serves the filter on ") for text in found}
    assert columns == {"shop.product.weight", "shop.brand.country", "shop.review.rating"}


def test_a_filter_that_a_variable_brings_is_told_too(warnings: Any):
    document = "query ($where: ProductWhere) { products(where: $where, orderBy: [{sku: ASC}]) { nodes { name } } }"
    assert indexes(warnings(document, where={"sku": {"eq": "A-1"}})) == []
    assert len(indexes(warnings(document, where={"stock": {"gte": 1}}))) == 1


def test_an_order_without_an_index_is_told(warnings: Any):
    found = indexes(warnings("{ products(orderBy: [{stock: DESC}, {name: ASC}]) { nodes { name } } }"))
    line = 'models.Index(fields=["-stock", "name", "id"])'
    assert found == [f"no index serves the order of shop.product by -stock, name: {line}"]


def test_an_order_that_says_where_nulls_go_is_left_to_who_knows_the_database(warnings: Any):
    assert indexes(warnings("{ products(orderBy: [{weight: DESC_NULLS_LAST}]) { nodes { name } } }")) == []


def test_the_default_order_is_one_too(warnings: Any):
    line = 'models.Index(fields=["name", "id"])'
    assert indexes(warnings("{ products { nodes { name } } }")) == [f"no index serves the order of shop.product by name, pk: {line}"]


def test_rows_that_nobody_sorts_need_no_index(warnings: Any):
    assert indexes(warnings("{ products { totalCount } }")) == []
    assert indexes(warnings("{ brands { nodes { products(first: 2) { nodes { name } } } } }")) == []


def test_a_text_inside_a_column_is_found_by_trigrams_where_there_are_some(warnings: Any):
    found = indexes(warnings('{ brands(where: {name: {icontains: "a"}}) { nodes { name } } }'))
    assert ("gin_trgm_ops" in "".join(found)) is (connection.vendor == "postgresql")


# tests of a project's own


def test_strict_loading_fails_with_the_field_and_the_relation(declare: Declare):
    declare(Product, LazyOptions)
    with pytest.raises(AssertionError, match=r"Loaded lazily:\nProduct.shelf reads Product.category"), strict_loading():
        GraphQLClient().query("{ products(first: 3) { nodes { shelf } } }")


def test_strict_loading_names_every_field(declare: Declare):
    declare(Product, LazyOptions)
    with pytest.raises(AssertionError, match=r"(?s)Product.praise.*Product.origin|Product.origin.*Product.praise"), strict_loading():
        GraphQLClient().query("{ products(first: 3) { nodes { origin praise label } } }")


def test_strict_loading_lets_planned_statements_and_the_tests_own_pass(declare: Declare):
    declare(Product, LazyOptions)
    with strict_loading():
        assert Product.objects.only("name").get(sku="A-1").brand.name == "Acme"
        assert GraphQLClient().query("{ products(first: 3) { nodes { label tags { nodes { name } } category { name } } } }").errors == []


def test_the_fixture_listens_to_the_whole_test(strict_loading: Any, declare: Declare):
    declare(Product, LazyOptions)
    GraphQLClient().query("{ products(first: 3) { nodes { shelf } } }")
    assert [(load.place, load.name) for load in strict_loading.loads] == [("Product.shelf", "category")]
    strict_loading.loads.clear()


def test_what_a_tree_loads_is_named_by_its_relation(declare: Declare):
    class ParentOptions(ModelOptions):
        @computed(requires=["parent_id"])
        def path(self, category: Category) -> str:
            return f"{category.parent.name if category.parent else ''}/"

    declare(Category, ParentOptions)
    with pytest.raises(AssertionError, match=r"Category\.path reads Category\.parent"), strict_loading():
        GraphQLClient().query("{ categories { nodes { path } } }")
