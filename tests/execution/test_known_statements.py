"""A statement that was made for one request answers another one rightly, or is made anew."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections, transaction
from django.db.models import Q
from django.utils import timezone

from django_graphql_auto import computed
from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.testing import GraphQLClient, assert_error_code, assert_no_errors
from tests.apps.shop.models import Article, Book, Brand, Product, Review, Tag

pytestmark = pytest.mark.usefixtures("shop")


def asked(document: str, variables: dict[str, Any] | None = None, user: Any = None) -> Any:
    """The answer's data, after the same was answered by a statement that was made for it."""
    answer = GraphQLClient(user).query(document, variables)
    assert_no_errors(answer)
    return answer.data


def known_statements() -> int:
    return len(current_schema().caches["statements"].cache)


NAMES = "query ($where: ProductWhere) { products(where: $where, orderBy: [{name: ASC}]) { nodes { name } } }"


def names(where: dict[str, Any]) -> list[str]:
    return [node["name"] for node in asked(NAMES, {"where": where})["products"]["nodes"]]


def expected(condition: Q) -> list[str]:
    return list(Product.objects.filter(condition).order_by("name").values_list("name", flat=True))


def test_one_statement_serves_every_value_of_a_comparison():
    names({"stock": {"gt": 0}})
    before = known_statements()
    for stock in (1, 3, 5, 1_000_000):
        assert names({"stock": {"gt": stock}}) == expected(Q(stock__gt=stock))
    assert known_statements() == before


def test_lists_of_several_lengths_find_what_they_name():
    skus = list(Product.objects.order_by("sku").values_list("sku", flat=True))
    for length in range(1, len(skus) + 1):
        assert names({"sku": {"in": skus[:length]}}) == expected(Q(sku__in=skus[:length]))
        assert names({"sku": {"notIn": skus[:length]}}) == expected(~Q(sku__in=skus[:length]))


def test_an_empty_list_finds_nothing_before_and_after_a_full_one():
    assert names({"sku": {"in": []}}) == []
    assert names({"sku": {"in": ["A-1"]}}) == expected(Q(sku="A-1"))
    assert names({"sku": {"in": []}}) == []
    assert names({"sku": {"notIn": []}}) == expected(Q())


@pytest.mark.parametrize(
    ("operator", "lookup"), [("contains", "contains"), ("icontains", "icontains"), ("startswith", "startswith"), ("iexact", "iexact")]
)
def test_patterns_that_differ_are_told_apart(operator: str, lookup: str):
    for text in ("a", "o", "%", "_", "zzz"):
        assert names({"name": {operator: text}}) == expected(Q(**{f"name__{lookup}": text}))


def test_a_variable_that_turns_null_is_an_error_and_an_absent_one_no_condition():
    document = "query ($price: Decimal) { products(where: {price: {gte: $price}}, orderBy: [{name: ASC}]) { nodes { name } } }"
    assert asked(document, {"price": "10"})
    assert_error_code(GraphQLClient().query(document, {"price": None}), "BAD_USER_INPUT")
    everything = asked(document, {})["products"]["nodes"]
    assert [node["name"] for node in everything] == expected(Q())


def test_numbers_of_every_kind_compare_as_what_they_are():
    for value in (0, -1, 2**31 - 1):
        assert names({"stock": {"lt": value}}) == expected(Q(stock__lt=value))
    for value in ("0.5", "1e3", "19.99"):
        assert names({"price": {"gt": value}}) == expected(Q(price__gt=value))


def test_a_key_that_no_database_could_hold_finds_nothing():
    document = "query ($id: ID) { product(id: $id) { name } }"
    assert asked(document, {"id": str(Product.objects.first().pk)})["product"]
    assert asked(document, {"id": str(10**30)}) == {"product": None}
    where = "query ($id: ID!) { products(where: {id: {eq: $id}}) { nodes { name } } }"
    assert asked(where, {"id": str(Product.objects.first().pk)})["products"]["nodes"]
    assert asked(where, {"id": str(10**30)})["products"]["nodes"] == []


def test_users_see_their_own_rows_by_one_statement(declare: Any):
    ann, ben = (User.objects.get_or_create(username=name)[0] for name in ("ann", "ben"))
    product = Product.objects.first()
    for key, author in enumerate((ann, ben), 1_000):
        Review.objects.create(pk=key, product=product, author=author, rating=1, text=f"by {author.username}", is_public=False)
    declare(Review, scope=lambda self, access: Q(author=access.user))
    document = f"{{ reviews {{ nodes {{ text }} }} product(by: {{pk: {product.pk}}}) {{ reviews {{ totalCount nodes {{ text }} }} }} }}"
    seen = {}
    for user in (ann, ben, None, ann):
        answer = asked(document, user=user)
        texts = {node["text"] for node in answer["reviews"]["nodes"]}
        assert texts == set(Review.objects.filter(author=user).values_list("text", flat=True)) if user else texts == set()
        assert {node["text"] for node in answer["product"]["reviews"]["nodes"]} <= texts
        seen[user] = known_statements()
    assert seen[ben] == seen[ann], "One statement serves every user whose rule has the same shape."


def test_a_rule_whose_shape_changes_is_followed_at_once(declare: Any):
    rule = [Q(stock__gt=0)]
    declare(Product, scope=lambda self, access: rule[0])
    for condition in (Q(stock__gt=0), Q(stock__gt=3), Q(name__startswith="A") | Q(stock=0), ~Q(stock__gt=3), Q(pk__in=[]), Q()):
        rule[0] = condition
        assert names({}) == expected(condition)


def test_a_rule_with_a_query_of_its_own_is_asked_every_time(declare: Any):
    brands = [Brand.objects.filter(name__startswith="A")]
    declare(Product, scope=lambda self, access: Q(brand__in=brands[0]))
    assert names({}) == expected(Q(brand__name__startswith="A"))
    brands[0] = Brand.objects.exclude(name__startswith="A")
    assert names({}) == expected(~Q(brand__name__startswith="A"))


def test_a_manager_that_depends_on_the_moment_is_asked_every_time(monkeypatch: pytest.MonkeyPatch):
    document = "{ articles(orderBy: [{title: ASC}]) { nodes { title } } }"
    titles = [node["title"] for node in asked(document)["articles"]["nodes"]]
    Article.everything.create(pk=1_000, title="Zebra")
    hidden = titles[0]
    whole = type(Article.objects).get_queryset
    monkeypatch.setattr(type(Article.objects), "get_queryset", lambda self: whole(self).exclude(title=hidden))
    assert [node["title"] for node in asked(document)["articles"]["nodes"]] == [*titles[1:], "Zebra"]


def test_one_field_twice_with_other_arguments_is_two_answers():
    document = "query ($a: Int, $b: Int) { a: products(first: $a) { nodes { pk } } b: products(first: $b) { nodes { pk } } }"
    for a, b in ((1, 2), (2, 1), (0, 3)):
        answer = asked(document, {"a": a, "b": b})
        assert (len(answer["a"]["nodes"]), len(answer["b"]["nodes"])) == (a, b)


def test_nested_lists_follow_their_own_variables_and_parents():
    document = """query ($brands: BrandWhere, $stock: Int) {
        brands(where: $brands) { nodes {
            name
            products(where: {stock: {gte: $stock}}, orderBy: [{name: ASC}]) { totalCount nodes { name } }
        } }
    }"""
    for prefix in ("", "A", "B", "nobody"):
        for stock in (0, 2, 10):
            answer = asked(document, {"brands": {"name": {"startswith": prefix}}, "stock": stock})
            for brand in answer["brands"]["nodes"]:
                wanted = list(
                    Product.objects.filter(brand__name=brand["name"], stock__gte=stock).order_by("name").values_list("name", flat=True)
                )
                assert [node["name"] for node in brand["products"]["nodes"]] == wanted
                assert brand["products"]["totalCount"] == len(wanted)


def test_cursors_go_on_from_their_own_values():
    document = """query ($after: String) {
        products(first: 1, after: $after, orderBy: [{price: ASC_NULLS_LAST}, {name: ASC}]) {
            nodes { name } pageInfo { hasNextPage endCursor }
        }
    }"""
    found, after = [], None
    while True:
        page = asked(document, {"after": after} if after else {})["products"]
        found += [node["name"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    every = sorted(Product.objects.all(), key=lambda product: (product.price is None, product.price or 0, product.name))
    assert found == [product.name for product in every]


def test_counts_follow_rows_that_come_and_go():
    document = "query ($stock: Int) { products(where: {stock: {gt: $stock}}) { totalCount aggregate { count sum { stock } } } }"
    for stock in (0, 3, 0):
        rows = Product.objects.filter(stock__gt=stock)
        answer = asked(document, {"stock": stock})["products"]
        assert answer["totalCount"] == answer["aggregate"]["count"] == rows.count()
        assert int(answer["aggregate"]["sum"]["stock"] or 0) == sum(rows.values_list("stock", flat=True))
        Product.objects.filter(stock__gt=3).update(stock=0)


def test_fragments_on_an_interface_answer_each_with_its_own(declare: Any):
    declare(Product, polymorphic=True)
    document = "query ($stock: Int) { products(where: {stock: {gte: $stock}}) { nodes { __typename pk ... on Book { pages } } } }"
    for stock in (0, 1, 0):
        for node in asked(document, {"stock": stock})["products"]["nodes"]:
            book = Book.objects.filter(pk=node["pk"]).first()
            assert (node["__typename"] == "Book") == (book is not None)
            assert node.get("pages") == (book.pages if book else None)


def test_a_computed_field_has_its_columns_from_a_known_statement(declare: Any):
    def shout(self: Any, product: Product) -> str:
        return f"{product.name.upper()} {product.brand.name} {product.created_at.tzinfo}"

    declare(Product, shout=computed(requires=["name", "brand__name", "created_at"])(shout))
    document = "query ($first: Int) { products(first: $first, orderBy: [{pk: ASC}]) { nodes { shout } } }"
    for first in (1, 2, 3):
        rows = Product.objects.select_related("brand").order_by("pk")[:first]
        assert [node["shout"] for node in asked(document, {"first": first})["products"]["nodes"]] == [shout(None, row) for row in rows]


def test_a_time_zone_that_is_activated_for_a_request_decides_what_a_day_is():
    if not connection.features.has_zoneinfo_database:
        pytest.skip("The server knows no time zones.")
    Product.objects.update(created_at=datetime.datetime(2024, 5, 1, 23, 30, tzinfo=datetime.UTC))
    document = '{ products(where: {createdAt: {date: {eq: "2024-05-02"}}}) { totalCount } }'
    for zone, count in (("UTC", 0), ("Asia/Tokyo", Product.objects.count()), ("UTC", 0)):
        with timezone.override(ZoneInfo(zone)):
            assert asked(document)["products"]["totalCount"] == count


def test_moments_are_in_utc_whatever_zone_is_active():
    moment = datetime.datetime(2024, 5, 1, 23, 30, 0, 250, tzinfo=datetime.UTC)
    Product.objects.update(created_at=moment)
    for zone in ("UTC", "America/New_York"):
        with timezone.override(ZoneInfo(zone)):
            assert (
                asked("{ products(first: 1) { nodes { createdAt } } }")["products"]["nodes"][0]["createdAt"]
                == "2024-05-01T23:30:00.000250Z"
            )


def test_a_stored_value_that_is_no_choice_any_more_is_null_and_an_error():
    document = "query ($pk: BigInt!) { product(by: {pk: $pk}) { name status } }"
    first, second = Product.objects.order_by("pk")[:2]
    assert asked(document, {"pk": str(first.pk)})["product"]["status"]
    Product.objects.filter(pk=second.pk).update(status="abolished")
    answer = GraphQLClient().query(document, {"pk": str(second.pk)})
    assert answer.data["product"] == {"name": second.name, "status": None}
    assert answer.errors[0]["path"] == ["product", "status"]


def test_a_setting_that_is_lowered_holds_for_documents_that_were_answered_before(settings: Any):
    document = "{ products(where: {OR: [{stock: {gt: 1}}, {stock: {lt: 1}}, {stock: {eq: 1}}]}) { totalCount } }"
    asked(document)
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MAX_FILTER_CLAUSES": 2}
    assert_error_code(GraphQLClient().query(document), "LIMIT_EXCEEDED")


def test_a_statement_inside_a_transaction_sees_what_the_transaction_did():
    document = "{ tags(orderBy: [{name: ASC}]) { nodes { name } } }"
    before = asked(document)
    with transaction.atomic():
        Tag.objects.create(pk=1_000, name="aaa")
        assert asked(document)["tags"]["nodes"][0]["name"] == "aaa"
        transaction.set_rollback(True)
    assert asked(document) == before


@pytest.fixture
def statements_of_any_kind() -> Iterator[list[str]]:
    seen: list[str] = []

    def watch(run: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return run(sql, parameters, many, context)

    with connection.execute_wrapper(watch):
        yield seen


def test_whoever_watches_the_connection_sees_every_statement(statements_of_any_kind: list[str], settings: Any):
    document = "{ brands { nodes { name products(first: 2) { nodes { name } } } } }"
    asked(document)
    made = len(statements_of_any_kind)
    asked(document)
    assert len(statements_of_any_kind) == 2 * made > 0
    settings.DEBUG = True
    connection.queries_log.clear()
    connection.force_debug_cursor = True
    try:
        asked(document)
        assert len(connection.queries) == made
        assert not [query for query in connection.queries if not query["sql"].startswith("SELECT") or "$1" in query["sql"]]
    finally:
        connection.force_debug_cursor = False


def test_texts_of_clients_are_not_written_into_the_sql(statements_of_any_kind: list[str]):
    document = "query ($text: String!) { products(search: $text, where: {name: {icontains: $text}, sku: {eq: $text}}) { totalCount } }"
    GraphQLClient().query(document, {"text": "secretary"})
    asked('{ products(where: {name: {icontains: "secretary"}}) { nodes { name } } }')
    assert statements_of_any_kind
    assert not [sql for sql in statements_of_any_kind if "secretary" in sql]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_closed_is_opened_again():
    document = "query ($stock: Int) { products(where: {stock: {gte: $stock}}) { totalCount nodes { name } } }"
    before = asked(document, {"stock": 0})
    if connection.vendor != "sqlite":  # an empty database in memory would be opened
        connections["default"].close()
    assert asked(document, {"stock": 0}) == before


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="Needs PostgreSQL.")
def test_a_search_path_that_changes_leads_to_the_other_tables():
    document = "{ tags(orderBy: [{name: ASC}]) { nodes { name } } }"
    before = asked(document)
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA elsewhere")
        cursor.execute("CREATE TABLE elsewhere.shop_tag (LIKE shop_tag INCLUDING ALL)")
        cursor.execute("INSERT INTO elsewhere.shop_tag (id, name) VALUES (1, 'elsewhere')")
        cursor.execute("SET LOCAL search_path TO elsewhere, public")
        assert asked(document)["tags"]["nodes"] == [{"name": "elsewhere"}]
        cursor.execute("SET LOCAL search_path TO public")
    assert asked(document) == before


class TagsElsewhere:
    """Reads tags where ``alias`` says."""

    alias = "default"

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return self.alias if model is Tag else None

    def allow_relation(self, *rows: Any, **hints: Any) -> bool:
        return True


@pytest.mark.django_db(databases=["default", "other"])
def test_a_router_that_decides_anew_is_followed(settings: Any):
    settings.DATABASE_ROUTERS = [TagsElsewhere()]
    Tag.objects.using("other").create(name="elsewhere")
    document = "query ($name: String!) { tags(where: {name: {ne: $name}}, orderBy: [{name: ASC}]) { totalCount nodes { name } } }"
    for alias in ("default", "other", "default"):
        settings.DATABASE_ROUTERS[0].alias = alias
        wanted = list(Tag.objects.using(alias).order_by("name").values_list("name", flat=True))
        answer = asked(document, {"name": "nobody"})["tags"]
        assert ([node["name"] for node in answer["nodes"]], answer["totalCount"]) == (wanted, len(wanted))


def test_an_answer_is_the_same_with_and_without_what_is_known():
    document = """query ($where: ProductWhere) {
        products(where: $where, first: 3) { totalCount nodes { name brand { name } tags { nodes { name } } } }
    }"""
    variables = {"where": {"stock": {"gte": 0}, "brand": {"name": {"ne": "x"}}}}
    known = asked(document, variables)
    current_schema().caches.clear()
    assert execute(OperationRequest(document, variables)).data == known == asked(document, variables)
