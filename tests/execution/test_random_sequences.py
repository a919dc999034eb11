"""Random requests of several users, one after the other on one schema: what is known answers as what is made anew, and as the oracle."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Exists, F, OuterRef, Q
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from django_graphql_auto import ModelOptions
from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.testing import execute_plain
from django_graphql_auto.testing.client import Result, result_of
from tests.apps.shop.models import Brand, Category, Product, Review, Tag
from tests.conftest import declared
from tests.execution.random_shop import WORDS, stock_randomly
from tests.execution.test_random_documents import GENEROUS, same

EXAMPLES = int(os.environ.get("RANDOM_SEQUENCES", "15"))
bounded = settings(
    max_examples=EXAMPLES,
    derandomize="RANDOM_SEQUENCES" not in os.environ,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
DOCUMENTS = (
    """query ($where: ProductWhere, $order: [ProductOrderBy!], $first: Int, $offset: Int) {
        products(where: $where, orderBy: $order, first: $first, offset: $offset) {
            totalCount aggregate { count sum { stock } max { price } }
            nodes { id name price weight createdAt attributes brand { id name } category { name parent { name } } barcode { digits } }
        }
    }""",
    """query ($where: ProductWhere, $reviews: ReviewWhere, $first: Int, $tags: TagWhere) {
        brands { nodes { name products(where: $where, first: $first) {
            totalCount nodes { name
                reviews(where: $reviews, first: $first) { totalCount pageInfo { hasNextPage } nodes { rating author { id } } }
                tags(where: $tags) { nodes { name } } notes { nodes { text subject { __typename ... on Brand { name } } } }
            }
        } } }
    }""",
    """query ($id: ID!, $pk: BigInt!, $sku: String!, $ids: [ID!]!) {
        product(id: $id) { name brand { name } tags { nodes { name } } }
        other: product(by: {pk: $pk}) { name category { name } }
        third: product(by: {sku: $sku}) { sku reviews { nodes { text } } }
        nodes(ids: $ids) { id ... on Product { name } ... on Brand { name } }
    }""",
    """query ($where: ReviewWhere, $order: [ReviewOrderBy!], $first: Int) {
        reviews(where: $where, orderBy: $order, first: $first) {
            edges { node { rating text product { name brand { name isActive } } author { id } } }
            groups(by: [{product: true}]) { key { product { name } } count }
        }
    }""",
)
NUMBERS = st.sampled_from((0, 1, 2, 3, -1, 2**31 - 1, -(2**31)))
TEXTS = st.sampled_from((*WORDS, "", "a", "%", "é", "\U0001f600", "' OR 1=1 --", "sku003"))
PRICES = st.sampled_from(("0", "1", "2.50", "2.5", "2.504", "-1", "99999999.99", "1e3"))
MOMENTS = st.sampled_from(("2025-02-14T00:00:00Z", "2025-02-14T01:00:00+01:00", "0001-01-02T00:00:00Z", "9999-12-30T23:59:59.999999Z"))
KEYS = st.sampled_from(("1", "2", "3", "7", "-5", str(10**30), "QnJhbmQ6MQ"))


def lists(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, max_size=9)


def comparisons(values: st.SearchStrategy[Any], *more: str) -> st.SearchStrategy[dict[str, Any]]:
    single, several = st.sampled_from(("eq", "ne", "lt", "lte", "gt", "gte", *more)), st.sampled_from(("in", "notIn"))
    one = st.builds(lambda name, value: {name: value}, single, values | st.none() if not more else values)
    return one | st.builds(lambda name, value: {name: value}, several, lists(values)) | st.just({}) | st.just({"isNull": True})


def clauses(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(*(st.builds(lambda value, name=name: {name: value}, values) for name, values in columns.items()))


def nested(clause: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.recursive(
        clause,
        lambda inner: st.one_of(
            st.builds(lambda several: {"AND": several}, st.lists(inner, max_size=2)),
            st.builds(lambda several: {"OR": several}, st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda one: {"NOT": one}, inner),
            st.builds(lambda one, other: {**one, **other}, inner, inner),
        ),
        max_leaves=4,
    )


IDS = st.sampled_from(("eq", "ne")).flatmap(lambda name: st.builds(lambda key: {name: key}, KEYS)) | st.builds(
    lambda name, keys: {name: keys}, st.sampled_from(("in", "notIn")), lists(KEYS)
)
JSON = st.sampled_from(({}, [], None, {"colour": "red"}, {"colour": None, "parts": [1, 2]}, 1, 1.0, True, "red", {"eq": 1}))
TAG = clauses(name=comparisons(TEXTS, "icontains"), id=IDS)
REVIEW = nested(
    clauses(
        rating=comparisons(NUMBERS),
        text=comparisons(TEXTS, "contains", "istartswith"),
        isPublic=st.sampled_from(({"eq": True}, {"eq": False}, {"ne": True}, {"eq": None})),
        author=st.sampled_from(({"id": {"isNull": True}}, {"id": {"eq": "1"}}, {"username": {"eq": "user2"}}, {})),
    )
)
PRODUCT = nested(
    clauses(
        id=IDS,
        stock=comparisons(NUMBERS),
        name=comparisons(TEXTS, "icontains", "startswith"),
        price=comparisons(PRICES),
        weight=comparisons(st.sampled_from((0.25, 0, 4, -1.5, 1e300))),
        createdAt=comparisons(MOMENTS) | st.sampled_from(({"year": {"eq": 2025}}, {"month": {"in": [1, 2]}})),
        status=st.sampled_from(({"eq": "LIVE"}, {"in": ["LIVE", "DRAFT"]}, {"notIn": []}, {"ne": "GONE"})),
        attributes=st.builds(lambda name, value: {name: value}, st.just("eq"), JSON),
        brand=clauses(name=comparisons(TEXTS), isActive=st.sampled_from(({"eq": True}, {"eq": False}))),
        tags=st.builds(lambda name, where: {name: where}, st.sampled_from(("some", "none", "every")), TAG),
        reviews=st.builds(lambda name, where: {name: where}, st.sampled_from(("some", "none", "every")), REVIEW)
        | st.builds(lambda number: {"count": {"gte": number}}, st.integers(0, 3)),
    )
)
DIRECTION = st.sampled_from(("ASC", "DESC", "ASC_NULLS_LAST", "DESC_NULLS_FIRST"))
ORDERS = {
    "ProductOrder": clauses(name=DIRECTION, price=DIRECTION, stock=DIRECTION, brand=clauses(name=DIRECTION, country=DIRECTION)),
    "ReviewOrder": clauses(rating=DIRECTION, product=clauses(name=DIRECTION), author=clauses(username=DIRECTION)),
}
VARIABLES: dict[str, st.SearchStrategy[Any]] = {
    "where": PRODUCT | st.none(),
    "reviews": REVIEW,
    "tags": TAG,
    "order": st.lists(ORDERS["ProductOrder"], max_size=2) | st.none(),
    "first": st.sampled_from((0, 1, 2, 5, 100, None, -1)),
    "offset": st.sampled_from((0, 1, 3)),
    "id": KEYS,
    "pk": st.sampled_from(("1", "2", "9", "-1", str(2**63 - 1), str(-(2**63)))),
    "sku": st.sampled_from(("sku001", "sku007", "", "nothing")),
}


@st.composite
def requests(draw: Any) -> tuple[str, dict[str, Any]]:
    number = draw(st.integers(0, len(DOCUMENTS) - 1))
    document, made = DOCUMENTS[number], {}
    strategies = dict(VARIABLES)
    if number == 3:
        strategies |= {"where": REVIEW | st.none(), "order": st.lists(ORDERS["ReviewOrder"], max_size=2)}
    strategies["ids"] = st.lists(
        st.sampled_from(("product", "brand")).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, 15))), max_size=5
    )
    for name, values in strategies.items():
        required = f"${name}: ID!" in document or f"${name}: BigInt!" in document or f"${name}: String!" in document or name == "ids"
        if f"${name}:" in document and (required or draw(st.booleans())):
            made[name] = draw(values)
    if "ids" in made:
        made["ids"] = [_global_id(label, key) for label, key in made["ids"]]
    return document, made


def _global_id(label: str, key: int) -> str:
    from django_graphql_auto.schema import global_id

    return global_id.encode(f"shop.{label}", (key,))


# rules

Rule = Any
"""From a user to a condition."""
FIXED = {
    Product: (
        Q(),
        Q(stock__gt=0),
        Q(stock__gte=1.5),
        Q(stock__lt=2.5),
        Q(stock__in=[0, 1]),
        Q(stock__in=[]),
        Q(price__lte=Decimal("2.50")),
        Q(price__isnull=True),
        Q(weight=0.25),
        Q(name__startswith="a"),
        Q(name="bay"),
        Q(created_at__gte=datetime.datetime(2025, 2, 1, tzinfo=datetime.UTC)),
        Q(created_at__date=datetime.date(2025, 2, 14)),
        Q(brand__name="brand002"),
        Q(brand=1),
        Q(brand_id="2"),
        Q(brand__in=(1, 2)),
        Q(category__parent__name="ash"),
        Q(category=None),
        Q(tags__name="tag001"),
        Q(tags__in=[1, 2]),
        Q(reviews__rating__gte=2),
        Q(attributes__colour="red"),
        Q(attributes={}),
        Q(stock=F("pk")),
        Q(pk__in=[]),
        Q(pk=5),
    ),
    Brand: (Q(), Q(is_active=True), Q(is_active=False), Q(name__gt="brand002"), Q(country=""), Q(pk=1), Q(products__stock=1)),
    Review: (Q(), Q(is_public=True), Q(rating=2), Q(product__brand__name="brand001"), Q(author=None), Q(product__tags__name="tag002")),
    Category: (Q(), Q(name="ash"), Q(parent=None), Q(pk__lt=3), Q(products__stock__gt=1)),
    Tag: (Q(), Q(name__lt="tag003"), Q(pk=2), Q(products__stock=2)),
}
OF_USERS = {
    Product: (
        lambda user: Q(reviews__author=user),
        lambda user: Q(stock__gte=user.pk or 0),
        lambda user: Q(brand_id__in=[user.pk or 0, 3]),
        lambda user: Q(brand__in=Brand.objects.filter(pk__lte=user.pk or 0)),
        lambda user: Q(Exists(Review.objects.filter(product=OuterRef("pk"), author_id=user.pk))),
    ),
    Review: (lambda user: Q(author=user), lambda user: Q(author=user) | Q(is_public=True), lambda user: ~Q(author_id=user.pk)),
    Brand: (lambda user: Q(pk=user.pk), lambda user: Q(products__reviews__author=user)),
    Category: (lambda user: Q(pk=user.pk),),
    Tag: (lambda user: Q(products__reviews__author__username=getattr(user, "username", "")),),
}


def rules(model: Any) -> st.SearchStrategy[Rule]:
    fixed = st.sampled_from(FIXED[model]).map(lambda condition: lambda user: condition)
    return st.recursive(
        fixed | st.sampled_from(OF_USERS[model]),
        lambda inner: st.one_of(
            st.builds(lambda one: lambda user: ~one(user), inner),
            st.builds(lambda one, other: lambda user: one(user) & other(user), inner, inner),
            st.builds(lambda one, other: lambda user: one(user) | other(user), inner, inner),
        ),
        max_leaves=3,
    )


@pytest.fixture
def ruled(db: None, settings: Any) -> Iterator[dict[Any, Rule]]:
    """What the models' rules are at the moment; the schema stays the same."""
    settings.DJANGO_GRAPHQL_AUTO = GENEROUS
    present: dict[Any, Rule] = {}

    def options(model: Any) -> type[ModelOptions]:
        def scope(self: Any, access: Any) -> Q:
            made: Q = present[model](access.user) if model in present else Q()
            return made

        return type(f"{model.__name__}Options", (ModelOptions,), {"scope": scope})

    stock_randomly(seed=5, size=14)
    with ExitStack() as stack:
        stack.enter_context(declared({model: options(model) for model in FIXED}))
        yield present


def answered(document: str, variables: dict[str, Any], user: Any) -> Result:
    return result_of(execute(OperationRequest(document, variables), user=user).to_bytes())


def anew(document: str, variables: dict[str, Any], user: Any) -> Result:
    caches = current_schema().caches
    known = dict(caches)
    caches.clear()
    try:
        return answered(document, variables, user)
    finally:
        caches.clear()
        caches.update(known)


@bounded
@given(data=st.data())
def test_what_is_known_answers_as_what_is_made_anew_and_as_the_oracle(ruled: dict[Any, Rule], data: st.DataObject):
    users = [None, *User.objects.order_by("pk")[:3]]
    choices = {model: [data.draw(rules(model)) for _ in range(2)] for model in FIXED}
    asked = [data.draw(requests()) for _ in range(3)]
    for _ in range(6):
        ruled.clear()
        ruled.update({model: data.draw(st.sampled_from(some)) for model, some in choices.items() if data.draw(st.booleans())})
        document, variables = data.draw(st.sampled_from(asked))
        user = data.draw(st.sampled_from(users))
        known, made, plain = answered(document, variables, user), anew(document, variables, user), execute_plain(document, variables, user)
        assert "INTERNAL" not in known.codes + made.codes, (known.errors, variables)
        assert known.codes == made.codes
        assert same(known.data, made.data), (known.data, made.data)
        if not known.codes:
            assert not plain.errors
            assert same(known.data, plain.data), (known.data, plain.data)
