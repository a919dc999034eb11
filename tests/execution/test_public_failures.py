"""Failures that generated GraphQL on Django is known for, each shown not to happen here."""

from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from graphql import GraphQLObjectType

from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.bindings import entity_of
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.testing import GraphQLClient
from tests.apps.shop.models import Brand, Product, Review, Tag

pytestmark = pytest.mark.django_db

LEVELS = """{ products(first: 100) { totalCount nodes {
    name brand { name products(first: 2) { nodes { sku } } } category { parent { name } }
    tags { nodes { name } } reviews(first: 3) { totalCount nodes { rating author { username } } }
} } }"""
NESTED_FILTER = """{ products(where: {brand: {products: {some: {reviews: {some: {rating: {gte: 4}}}}}}}, orderBy: [{name: ASC}]) {
    totalCount nodes { name }
} }"""


def statements(document: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        answer = GraphQLClient().query(document)
    assert answer.errors == []
    return [query["sql"] for query in captured.captured_queries]


def stock(products: int) -> None:
    """More rows of everything, keyed beyond those of the shop."""
    brand = Brand.objects.create(pk=100, name="Many")
    tags = [Tag.objects.create(pk=100 + number, name=f"tag {number}") for number in range(3)]
    moment = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    for number in range(products):
        product = Product.objects.create(pk=100 + number, name=f"P{number}", sku=f"many-{number}", brand=brand, created_at=moment)
        product.tags.set(tags)
        Review.objects.bulk_create([Review(pk=1000 + 10 * number + rating, product=product, rating=rating) for rating in (3, 4, 5)])


def test_the_number_of_statements_follows_the_document_and_not_the_rows(shop):
    """Seen elsewhere: 1,400 statements for 362 rows."""
    few = statements(LEVELS)
    stock(40)
    assert len(statements(LEVELS)) == len(few) == 6


def test_a_nested_filter_joins_no_to_many_relation_and_repeats_no_row(shop):
    """Seen elsewhere: a nested filter that turned 1.1 s into 18.6 s, by joins that multiply and a DISTINCT that gathers them again."""
    stock(10)
    made = statements(NESTED_FILTER)
    assert len(made) == 2
    assert all("DISTINCT" not in statement and "EXISTS" in statement for statement in made)
    found = GraphQLClient().query(NESTED_FILTER)["products"]
    expected = Product.objects.filter(brand__products__reviews__rating__gte=4).distinct().count()
    assert found["totalCount"] == expected


def test_a_schema_makes_one_graphene_class_per_model_and_no_more():
    """Seen elsewhere: a schema that took two minutes to build, of thousands of classes."""
    built = build_schema(Registry())
    classes = [
        kind for kind in built.graphql_schema.type_map.values() if hasattr(kind, "graphene_type") and isinstance(kind, GraphQLObjectType)
    ]
    assert len([kind for kind in classes if entity_of(kind) is not None]) == len(built.entities)
    assert len(classes) == len(built.entities) + 1  # PageInfo


def test_a_registration_is_seen_without_a_restart(shop, declare):
    """Seen elsewhere: a restart to see a new field."""
    document = "{ brands { nodes { label: name } } }"
    assert GraphQLClient().query(document).errors == []
    declare(Brand, exclude=["name"])
    assert GraphQLClient().query(document).codes == ["GRAPHQL_VALIDATION_FAILED"]


def test_a_row_rule_holds_through_a_foreign_key(shop, declare):
    """Seen elsewhere: rows leaked through a foreign key whose resolver skipped the related type's row rule."""
    document = '{ product(by: {sku: "A-1"}) { name brand { name } } }'
    assert GraphQLClient().query(document)["product"]["brand"] == {"name": "Acme"}
    declare(Brand, scope=lambda self, access: ~Q(name="Acme"))
    assert GraphQLClient().query(document)["product"] == {"name": "Axe", "brand": None}


def test_two_aggregates_of_related_rows_do_not_multiply_each_other(shop):
    """Seen elsewhere: two joined counts that count the product of both."""
    document = "{ products(where: {tags: {count: {eq: 2}}, reviews: {count: {gte: 1}}}, orderBy: [{tags: {count: ASC}}]) { nodes { pk } } }"
    found = {int(node["pk"]) for node in GraphQLClient().query(document)["products"]["nodes"]}
    assert found == {product.pk for product in Product.objects.all() if product.tags.count() == 2 and product.reviews.count() >= 1}


def test_a_cursor_that_is_none_is_refused_where_others_answer_the_first_page(shop):
    assert GraphQLClient().query('{ products(after: "xxx") { nodes { name } } }').codes == ["BAD_USER_INPUT"]


def test_no_page_counts_its_rows_unless_it_is_asked_to(shop):
    assert not any("COUNT(" in statement for statement in statements("{ products(first: 2) { nodes { name } pageInfo { hasNextPage } } }"))


def test_importing_the_package_builds_nothing():
    """A start-up that costs nothing: the first request builds the schema."""
    program = """
import gc, django
django.setup()
from django_graphql_auto.schema.build import BuiltSchema
assert not any(isinstance(found, BuiltSchema) for found in gc.get_objects())
"""
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_default_order_may_name_a_foreign_keys_own_column(shop, declare):
    declare(Review, ordering=["-product_id", "pk"])
    made = statements("{ reviews(first: 3) { nodes { pk product { pk } } } }")
    assert 'ORDER BY "shop_review"."product_id" DESC' in made[0].replace("`", '"')
