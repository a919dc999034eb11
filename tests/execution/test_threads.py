"""Many threads, several users, one schema: every answer is its user's own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from django.db.models import Q

from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.testing import GraphQLClient
from tests.apps.shop.models import Brand, Product, Review, Supplier

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="A database in memory belongs to one thread."),
    pytest.mark.django_db(transaction=True),
]
THREADS, ROUNDS = 8, 12
DOCUMENT = """query ($text: String!, $first: Int) {
    reviews(where: {text: {ne: $text}}, first: $first, orderBy: [{pk: ASC}]) { totalCount nodes { pk text } }
    products(orderBy: [{pk: ASC}]) { nodes { pk price createdAt status reviews(first: $first) { totalCount nodes { pk } } } }
}"""


@pytest.fixture
def users(open_shop: None, declare: Any) -> list[User]:
    """Each has reviews of its own; some rules look for a number, some for a row, some for several."""
    brand = Brand.objects.create(name="one")
    users = [User.objects.create(username=f"user{number}") for number in range(4)]
    for number in range(6):
        product = Product.objects.create(name=f"{number}", sku=f"{number}", brand=brand, price=number, created_at="2025-01-01T00:00:00Z")
        for author in users[: number + 1]:
            Review.objects.create(product=product, author=author, rating=number % 3, text=f"by {author.username}")
    rules = (
        lambda user: Q(author=user),
        lambda user: Q(author_id=user.pk, rating__gte=1),
        lambda user: Q(author__in=[user.pk]),
        lambda user: Q(author__username=user.username) & ~Q(rating=0),
    )
    declare(Review, scope=lambda self, access: rules[access.user.pk % 4](access.user) if access.user.pk else Q(pk__in=[]))
    return users


def test_every_thread_gets_its_own_users_rows(users: list[User]):
    """The caches are as good as none, so that statements are made, thrown away and found all the time."""
    asks = [(user, {"text": text, "first": first}) for user in (*users, None) for text in ("", "by user1") for first in (1, 3, 5)]
    expected = [GraphQLClient(user).query(DOCUMENT, variables) for user, variables in asks]
    assert len({str(answer.data) for answer in expected}) > len(users)
    assert not any(answer.errors for answer in expected)
    current_schema().caches.clear()
    together = Barrier(THREADS)

    def ask(thread: int) -> list[Any]:
        together.wait()
        wrong = []
        try:
            for turn in range(ROUNDS):
                for index in range(len(asks)):
                    index = (index * 7 + thread * 3 + turn) % len(asks)
                    user, variables = asks[index]
                    answer = GraphQLClient(user).query(DOCUMENT, variables)
                    if answer.errors or answer.data != expected[index].data:
                        wrong.append((user, variables, answer))
                if thread == 0 and turn % 4 == 0:
                    current_schema().caches.clear()
        finally:
            connections.close_all()
        return wrong

    with ThreadPoolExecutor(THREADS) as pool:
        assert [wrong for found in pool.map(ask, range(THREADS)) for wrong in found] == []


def test_a_schema_that_is_rebuilt_while_requests_run_never_answers_with_old_statements(users: list[User], declare: Any):
    Supplier.objects.create(code="a", name="a")
    Supplier.objects.create(code="b", name="b")
    together, document = Barrier(THREADS + 1), "query ($code: String!) { suppliers(where: {code: {ne: $code}}) { nodes { code } } }"
    hidden: list[str] = []

    def ask(thread: int) -> list[Any]:
        answers = []
        try:
            for _ in range(6):
                together.wait()
                together.wait()
                answers.append(
                    (list(hidden), [row["code"] for row in GraphQLClient().query(document, {"code": "z"})["suppliers"]["nodes"]])
                )
                together.wait()
        finally:
            connections.close_all()
        return answers

    with ThreadPoolExecutor(THREADS) as pool:
        running = [pool.submit(ask, thread) for thread in range(THREADS)]
        for turn in range(6):
            together.wait()
            hidden[:] = ["ab"[turn % 2]]
            code = hidden[0]
            declare(Supplier, scope=lambda self, access, code=code: ~Q(code=code))
            together.wait()
            together.wait()
        found = [answer for one in running for answer in one.result()]
    assert {tuple(codes) for hid, codes in found if hid == ["a"]} == {("b",)}
    assert {tuple(codes) for hid, codes in found if hid == ["b"]} == {("a",)}
