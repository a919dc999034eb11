"""A list of many rows is written bit by bit: the body is that of any other answer, and half of it can't pass for the whole."""

import gc
import json
from typing import Any

import graphene
import pytest
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.db import OperationalError, connection
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from graphene_django import DjangoObjectType
from graphql import GraphQLError

from django_graphql_auto import ModelOptions, computed
from django_graphql_auto.exceptions import BadUserInput, ServiceUnavailable, Timeout
from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.http.streams import STREAMS
from tests.apps.shop.models import Brand, Product, Review
from tests.conftest import Declare
from tests.http.conftest import ENDPOINT, JSON

ROWS, CHUNK, CREATED = 25, 10, "2024-01-01T00:00:00Z"
SETTINGS = {"READ": "public", "EXPOSE": ["shop", "auth.User"], "STREAM_MAX_ROWS": 1_000, "STREAM_FOR": "public", "STREAM_CHUNK_ROWS": CHUNK}
LIST = "{ products(first: 1000, orderBy: [{pk: ASC}]) { nodes { name } } }"


@pytest.fixture
def many(db: None, settings: Any) -> None:
    """Twenty-five products of three brands, each with a review."""
    settings.DJANGO_GRAPHQL_AUTO = SETTINGS
    brands = Brand.objects.bulk_create(Brand(name=f"Brand {number}") for number in range(3))
    products = Product.objects.bulk_create(
        Product(
            name=f"Product {number:02}", sku=f"S-{number}", brand=brands[number % 3], stock=number % 4, created_at="2024-01-01T00:00:00Z"
        )
        for number in range(ROWS)
    )
    Review.objects.bulk_create(Review(product=product, rating=number % 5) for number, product in enumerate(products))


def stream(text: str, client: Client | None = None, **headers: str) -> HttpResponse:
    content = json.dumps({"query": text})
    return (client or Client()).post(ENDPOINT, content, content_type=JSON, headers={"GraphQL-Stream": "1", **headers})


def chunks(text: str) -> list[bytes]:
    response = stream(text)
    assert response.streaming
    return list(response.streaming_content)


def plain(text: str, settings: Any) -> Any:
    """The same, as one answer that nothing limits."""
    settings.DJANGO_GRAPHQL_AUTO = {**SETTINGS, "MAX_PAGE_SIZE": 1_000, "MAX_COST": 1_000_000}
    answer = execute(OperationRequest(text))
    settings.DJANGO_GRAPHQL_AUTO = SETTINGS
    return json.loads(answer.to_bytes())


def refused(response: HttpResponse) -> str:
    assert not response.streaming
    return json.loads(response.content)["errors"][0]["extensions"]["code"]


DOCUMENTS = {
    "nodes": LIST,
    "edges": "{ products(first: 1000, orderBy: [{stock: DESC}]) { edges { cursor node { name } } } }",
    "an alias": "{ all: products(first: 1000) { rows: nodes { name } } }",
    "an offset": "{ products(first: 1000, offset: 3) { nodes { name } pageInfo { hasPreviousPage } } }",
    "fewer than there are": "{ products(first: 21) { pageInfo { hasNextPage endCursor } nodes { name } } }",
    "children": """{ products(first: 1000, orderBy: [{name: DESC}]) { nodes { name brand { name } tags { nodes { name } }
        reviews(first: 2) { totalCount nodes { rating } } } } }""",
    "figures before and after": """{ products(first: 1000, where: {stock: {gt: 0}}) {
        __typename totalCount aggregate { sum { stock } } nodes { name stock } pageInfo { hasNextPage startCursor endCursor }
        groups(by: [{stock: true}]) { count } } }""",
    "an order with nulls": "{ products(first: 1000, orderBy: [{price: ASC_NULLS_LAST}, {pk: DESC}]) { nodes { pk price } } }",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in DOCUMENTS.items()])
def test_a_streamed_body_says_what_a_single_answer_says(text: str, many: None, settings: Any):
    written = chunks(text)
    assert len(written) > 2
    assert json.loads(b"".join(written)) == plain(text, settings)


def test_every_chunk_holds_so_many_rows_and_the_last_part_none(many: None):
    assert [part.count(b"name") for part in chunks(LIST)] == [10, 10, 5, 0]


def test_a_chunk_costs_no_more_than_an_operation_may(many: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {**SETTINGS, "MAX_COST": 13}
    text = "{ products(first: 1000, orderBy: [{pk: ASC}]) { nodes { name reviews(first: 1) { nodes { rating } } } } }"
    assert [part.count(b"name") for part in chunks(text)] == [4, 4, 4, 4, 4, 4, 1, 0]


def test_the_cost_that_is_reported_is_that_of_the_whole_list(many: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {**SETTINGS, "REPORT_COST": True}
    assert json.loads(b"".join(chunks(LIST)))["extensions"] == {"cost": 1 + ROWS}


def test_a_row_that_costs_more_than_an_operation_may_is_refused(many: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {**SETTINGS, "MAX_COST": 13}
    assert refused(stream("{ products(first: 5) { nodes { reviews(first: 50) { nodes { rating } } } } }")) == "LIMIT_EXCEEDED"


def test_an_answer_of_one_chunk_is_written_at_once(many: None):
    response = stream("{ products(first: 10) { nodes { name } } }")
    assert not response.streaming
    assert len(json.loads(response.content)["data"]["products"]["nodes"]) == 10


def test_the_header_changes_nothing_of_what_a_document_asks(many: None):
    response = stream("{ products { nodes { name } pageInfo { hasNextPage } } }")
    answer = json.loads(b"".join(response.streaming_content))
    assert len(answer["data"]["products"]["nodes"]) == 20
    assert answer["data"]["products"]["pageInfo"] == {"hasNextPage": True}


def test_a_streamed_response_has_the_headers_of_any_answer(many: None):
    response = stream(LIST)
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Content-Length" not in response.headers
    response.close()


def test_a_get_streams_as_well_and_a_head_does_not(many: None):
    asked = {"query": LIST}
    response = Client().get(ENDPOINT, asked, headers={"GraphQL-Stream": "1"})
    assert len(json.loads(b"".join(response.streaming_content))["data"]["products"]["nodes"]) == ROWS
    refusal = Client().head(ENDPOINT, asked, headers={"GraphQL-Stream": "1"})
    assert (refusal.status_code, refusal.headers["Allow"]) == (405, "GET, POST")


def test_without_the_header_the_limits_hold(many: None):
    response = Client().post(ENDPOINT, json.dumps({"query": LIST}), content_type=JSON)
    assert refused(response) == "LIMIT_EXCEEDED"


# what is refused

REFUSED = {
    "two lists": ("{ products(first: 100) { nodes { name } } brands { nodes { name } } }", "NOT_SUPPORTED"),
    "one row": ("{ viewer { username } }", "NOT_SUPPORTED"),
    "a type's name": ("{ __typename }", "NOT_SUPPORTED"),
    "rows twice": ("{ products(first: 100) { nodes { name } edges { node { name } } } }", "NOT_SUPPORTED"),
    "no rows": ("{ products(first: 100) { totalCount } }", "NOT_SUPPORTED"),
    "numbers of pages": ("{ products(page: 1, perPage: 100) { nodes { name } pageCount } }", "NOT_SUPPORTED"),
    "the last rows": ("{ products(last: 100) { nodes { name } } }", "NOT_SUPPORTED"),
    "more than is streamed": ("{ products(first: 1001) { nodes { name } } }", "LIMIT_EXCEEDED"),
    "a large page below": ("{ products(first: 100) { nodes { reviews(first: 101) { nodes { rating } } } } }", "LIMIT_EXCEEDED"),
    "no cursor": ('{ products(first: 100, after: "x") { nodes { name } } }', "BAD_USER_INPUT"),
}


@pytest.mark.parametrize(("text", "code"), [pytest.param(*row, id=name) for name, row in REFUSED.items()])
def test_what_cannot_be_streamed_is_refused_before_the_first_byte(text: str, code: str, many: None):
    assert refused(stream(text)) == code
    assert STREAMS.inside == 0


def test_nothing_is_streamed_unless_the_project_says_so(many: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "STREAM_FOR": "public"}
    assert refused(stream(LIST)) == "NOT_SUPPORTED"


@pytest.mark.parametrize(
    ("audience", "nobody", "someone", "permitted"),
    [
        ("public", None, None, None),
        ("authenticated", "UNAUTHENTICATED", None, None),
        ("shop.change_product", "UNAUTHENTICATED", "FORBIDDEN", None),
    ],
)
def test_who_may_stream_is_the_projects_to_say(audience: str, nobody: Any, someone: Any, permitted: Any, many: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {**SETTINGS, "STREAM_FOR": audience}
    ann, ben = User.objects.create(username="ann"), User.objects.create(username="ben")
    ben.user_permissions.add(Permission.objects.get(codename="change_product"))
    for user, code in ((AnonymousUser(), nobody), (ann, someone), (ben, permitted)):
        answer = execute(OperationRequest(LIST, streamed=True), user=user)
        assert [error["extensions"]["code"] for error in answer.errors] == [code][: code is not None]
        if answer.rest is not None:
            answer.rest.close()


def test_a_batch_is_not_streamed(many: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {**SETTINGS, "BATCHING": True}
    response = Client().post(ENDPOINT, json.dumps([{"query": LIST}]), content_type=JSON, headers={"GraphQL-Stream": "1"})
    assert (response.status_code, refused(response)) == (400, "NOT_SUPPORTED")


def test_another_value_of_the_header_is_refused(many: None):
    assert refused(stream(LIST, **{"GraphQL-Stream": "yes"})) == "BAD_USER_INPUT"
    assert refused(stream(LIST, **{"GraphQL-Stream": "0"})) == "LIMIT_EXCEEDED"


def test_one_stream_too_many_is_told_to_come_back_until_another_ends(many: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {**SETTINGS, "MAX_STREAMS": 2}
    first, second = stream(LIST), stream(LIST)
    refusal = stream(LIST)
    assert (refusal.status_code, refusal.headers["Retry-After"], refused(refusal)) == (503, "1", "SERVICE_UNAVAILABLE")
    assert len(list(first.streaming_content)) == 4
    third = stream(LIST)
    assert third.streaming
    assert refused(stream(LIST)) == "SERVICE_UNAVAILABLE"
    assert len(list(second.streaming_content)) == len(list(third.streaming_content)) == 4
    assert STREAMS.inside == 0


def test_a_stream_that_is_lost_leaves_its_place(many: None):
    assert stream(LIST).streaming
    gc.collect()
    assert STREAMS.inside == 0


# access


def test_rows_that_are_hidden_are_in_no_chunk_and_are_not_counted(many: None, declare: Declare):
    declare(Product, scope=lambda self, access: Q(stock__lt=3))
    declare(Review, scope=lambda self, access: Q(rating__lt=4))
    text = "{ products(first: 1000) { totalCount nodes { stock reviews { nodes { rating } } } } }"
    found = json.loads(b"".join(chunks(text)))["data"]["products"]
    assert found["totalCount"] == len(found["nodes"]) == sum(number % 4 < 3 for number in range(ROWS))
    assert all(product["stock"] < 3 for product in found["nodes"])
    assert {review["rating"] for product in found["nodes"] for review in product["reviews"]["nodes"]} == {0, 1, 2, 3}


def test_a_model_that_may_not_be_read_is_not_streamed(many: None, declare: Declare):
    declare(Product, read="permission")
    assert refused(stream(LIST)) == "UNAUTHENTICATED"


# errors on the way


class Named(ModelOptions):
    """Fails for one row, by its number."""

    failing: int = -1

    @computed(requires=["name"])
    def label(self, row: Any) -> str | None:
        if row.name == f"Product {Named.failing:02}":
            raise ValueError(row.name)
        return row.name


@pytest.mark.parametrize("failing", [3, 17, 24])
def test_a_field_that_fails_is_null_and_its_error_comes_last_with_the_rows_number(failing: int, many: None, declare: Declare):
    declare(Product, Named)
    Named.failing = failing
    written = b"".join(chunks("{ products(first: 1000, orderBy: [{name: ASC}]) { nodes { label } } }"))
    answer = json.loads(written)
    assert answer["data"]["products"]["nodes"][failing] == {"label": None}
    assert sum(node["label"] is None for node in answer["data"]["products"]["nodes"]) == 1
    [error] = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["products", "nodes", failing, "label"], "INTERNAL")
    assert written.index(b'"errors"') > written.index(b'"data"')


class BrandType(DjangoObjectType):
    class Meta:
        model = Brand
        fields = ("name",)
        skip_registry = True

    motto = graphene.String(required=True)
    failing = ""

    @staticmethod
    def resolve_motto(brand: Brand, info: Any) -> str:
        if brand.name == BrandType.failing:
            raise BadUserInput("No motto.")
        return brand.name.upper()


def test_a_non_null_field_that_fails_on_the_way_breaks_the_stream_off(many: None, declare: Declare, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {**SETTINGS, "STREAM_CHUNK_ROWS": 1}
    declare(Brand, type=BrandType)
    text = "{ brands(first: 1000, orderBy: [{name: ASC}]) { nodes { motto } } }"
    BrandType.failing = ""
    assert b"BRAND 2" in b"".join(chunks(text))
    BrandType.failing = "Brand 1"
    parts = iter(stream(text).streaming_content)
    assert b"BRAND 0" in next(parts)
    with pytest.raises(GraphQLError, match=r"No motto\."):
        next(parts)
    BrandType.failing = "Brand 0"
    assert json.loads(stream(text).content)["data"] == {"brands": None}


def test_a_stream_that_fails_on_the_way_ends_with_an_error_and_not_with_its_body(many: None):
    response = stream(LIST)
    parts = iter(response.streaming_content)
    begun = next(parts)
    with connection.execute_wrapper(_gone), pytest.raises(ServiceUnavailable):
        next(parts)
    with pytest.raises(json.JSONDecodeError):
        json.loads(begun)
    assert list(parts) == []
    response.close()
    assert STREAMS.inside == 0


def _gone(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
    raise OperationalError("the server closed the connection")


def test_an_error_before_the_first_byte_is_an_ordinary_answer(many: None):
    with connection.execute_wrapper(_gone):
        response = stream(LIST, Accept="application/graphql-response+json")
    assert refused(response) == "SERVICE_UNAVAILABLE"
    assert json.loads(response.content)["data"] == {"products": None}
    assert STREAMS.inside == 0


def test_a_stream_that_takes_too_long_is_broken_off(many: None, settings: Any):
    answer = execute(OperationRequest(LIST, streamed=True))
    assert answer.rest is not None
    next(answer.rest)
    answer.rest.stream.end = 0  # type: ignore[attr-defined]
    with pytest.raises(Timeout):
        next(answer.rest)


def test_no_statement_reads_more_than_a_chunk_and_each_chunk_takes_the_same_statements(many: None):
    response = stream("{ products(first: 1000, orderBy: [{pk: ASC}]) { nodes { name reviews(first: 1) { nodes { rating } } } } }")
    per_chunk = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            next(iter(response.streaming_content))
        per_chunk.append([query["sql"] for query in captured.captured_queries])
    assert per_chunk[0] == []  # the first chunk is read before the status is sent
    [products, reviews] = per_chunk[1]
    assert f"LIMIT {CHUNK + 1}" in products
    assert '"parents"."key"' in reviews or "ROW_NUMBER()" in reviews
    response.close()
