"""PostgreSQL keeps statements where the project allows it, and only there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Q

from django_graphql_auto.testing import GraphQLClient, assert_no_errors
from tests.apps.shop.models import Product, Review

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="Needs PostgreSQL."),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("shop"),
]
REVIEWS = "query ($rating: Int!) { reviews(where: {rating: {gte: $rating}}) { nodes { text } } }"
SIBLINGS = "{ products { nodes { name tags { nodes { name } } reviews { nodes { rating } } } } }"


@pytest.fixture
def connect_with() -> Iterator[Any]:
    """Opens the connection anew, with options of ``DATABASES``."""
    before = connection.settings_dict["OPTIONS"]

    def connect(**options: Any) -> None:
        connection.close()
        connection.settings_dict["OPTIONS"] = {**before, **options}

    yield connect
    connect()
    connection.settings_dict["OPTIONS"] = before


def texts(user: Any, rating: int) -> list[str]:
    answer = GraphQLClient(user).query(REVIEWS, {"rating": rating})
    assert_no_errors(answer)
    return [node["text"] for node in answer.data["reviews"]["nodes"]]


def prepared(table: str) -> list[int]:
    """How often each prepared statement that reads the table was executed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE NOT from_sql AND statement LIKE %s",
            [f'%FROM "{table}"%'],
        )
        return [count for (count,) in cursor.fetchall()]


def test_a_statement_is_prepared_once_and_serves_other_users(connect_with: Any, declare: Any):
    ann, ben = (User.objects.create(pk=key, username=f"user {key}") for key in (1_000, 1_001))
    product = Product.objects.order_by("pk")[0]
    for key, author in enumerate((ann, ben), 1_000):
        Review.objects.create(pk=key, product=product, author=author, rating=4, text=f"by {author.pk}", is_public=False)
    declare(Review, scope=lambda self, access: Q(author_id=access.user.pk))
    connect_with(prepare_threshold=0)
    assert texts(ann, 1) == ["by 1000"]
    assert prepared("shop_review") == [1]
    assert (texts(ben, 1), texts(ben, 5)) == (["by 1001"], [])
    assert prepared("shop_review") == [3]


def test_nothing_is_prepared_unless_the_project_allows_it(connect_with: Any):
    connect_with()
    for rating in (1, 2, 3):
        texts(None, rating)
    assert prepared("shop_review") == []


def test_siblings_are_prepared_in_their_pipeline(connect_with: Any):
    connect_with(prepare_threshold=0)
    for _ in range(3):
        assert_no_errors(GraphQLClient().query(SIBLINGS))
    assert prepared("shop_review") == [3]


@pytest.mark.parametrize("document", [REVIEWS, SIBLINGS])
def test_a_table_that_changes_under_a_prepared_statement_is_read_all_the_same(document: str, connect_with: Any):
    connect_with(prepare_threshold=0)
    first = GraphQLClient().query(document, {"rating": 1})
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shop_review ALTER rating TYPE bigint, ALTER text TYPE varchar(2000)")
    try:
        second = GraphQLClient().query(document, {"rating": 1})
        assert_no_errors(second)
        assert second.data == first.data
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE shop_review ALTER rating TYPE smallint, ALTER text TYPE text")


def test_a_text_that_never_changes_is_left_to_djangos_cursor(connect_with: Any):
    connect_with(prepare_threshold=0)
    assert_no_errors(GraphQLClient().query('{ tags(where: {name: {icontains: "e"}}) { nodes { name } } }'))
    assert prepared("shop_tag") == []


def test_a_statement_that_is_made_for_one_request_is_not_prepared(connect_with: Any, declare: Any):
    declare(Review, scope=lambda self, access: Q(pk__in=Review.objects.filter(rating__gte=1)))
    connect_with(prepare_threshold=0)
    assert texts(None, 1)
    assert prepared("shop_review") == []
