"""A column that is not served takes part in nothing, and nothing tells that it is there."""

import base64

import pytest
from django.contrib.auth.models import User
from django.db.models import Q
from graphql import GraphQLInputObjectType, GraphQLObjectType

from django_graphql_auto.schema.live import current_schema
from tests.access.intruding import codes, messages
from tests.apps.shop.models import Book, Brand, Product

USES = """
products { nodes { costPrice } }
products(where: {costPrice: {gt: 1}}) { totalCount }
products(where: {NOT: {costPrice: {isNull: true}}}) { totalCount }
products(orderBy: [{costPrice: ASC}]) { nodes { name } }
products(distinctOn: [costPrice]) { nodes { name } }
products { aggregate { sum { costPrice } } }
products { aggregate { distinctCount { costPrice } } }
products { groups(by: [{costPrice: true}]) { count } }
products { groups(by: [{status: true}], having: {max: {costPrice: {gt: 1}}}) { count } }
product(by: {costPrice: 5}) { name }
products(where: {COMPARE: [{left: costPrice, is: LT, right: price}]}) { totalCount }
brands(where: {products: {some: {costPrice: {gt: 1}}}}) { totalCount }
brands(where: {products: {max: {costPrice: {gt: 1}}}}) { totalCount }
brands(orderBy: [{products: {max: {costPrice: ASC}}}]) { totalCount }
reviews(where: {product: {costPrice: {gt: 1}}}) { totalCount }
reviews(orderBy: [{product: {costPrice: ASC}}]) { totalCount }
books { nodes { costPrice } }
books(where: {costPrice: {gt: 1}}) { totalCount }
soldProducts { nodes { costPrice } }
soldProducts(orderBy: [{costPrice: ASC}]) { totalCount }
notes { nodes { subject { ... on Product { costPrice } ... on Book { costPrice } } } }
""".strip().splitlines()


@pytest.fixture
def priceless(declare, shop):
    """The cost price is nobody's business."""
    declare(Product, exclude=["cost_price"], ordering=["cost_price"], search_fields=["cost_price", "name"])
    return shop


@pytest.mark.parametrize("use", USES)
def test_an_excluded_column_is_unknown_wherever_it_is_used(priceless, ask, use):
    answer = ask("{ " + use + " }")
    assert not answer.executed
    assert set(codes(answer)) <= {"GRAPHQL_VALIDATION_FAILED", "LIMIT_EXCEEDED"}
    invented = ask("{ " + use.replace("costPrice", "noSuchField") + " }")
    assert [text.replace("costPrice", "noSuchField") for text in messages(answer)] == messages(invented)


def test_variables_do_not_bring_an_excluded_column_in(priceless, ask):
    for declared, use, value in (
        ("$v: ProductWhere", "where: $v", {"costPrice": {"gt": 1}}),
        ("$v: [ProductOrderBy!]", "orderBy: $v", [{"costPrice": "ASC"}]),
        ("$v: [ProductColumn!]", "distinctOn: $v", ["costPrice"]),
    ):
        answer = ask(f"query({declared}) {{ products({use}) {{ totalCount }} }}", v=value)
        assert set(codes(answer)) == {"BAD_USER_INPUT"}
        assert "cost_price" not in str(messages(answer))


def test_a_default_order_by_an_excluded_column_is_dropped_and_is_in_no_cursor(priceless, see):
    found = see("{ products { nodes { pk } edges { cursor } } }")["products"]
    assert [row["pk"] for row in found["nodes"]] == sorted((row["pk"] for row in found["nodes"]), key=int)
    inside = [base64.urlsafe_b64decode(edge["cursor"] + "==").decode() for edge in found["edges"]]
    assert all(text.count(",") == 1 for text in inside)


def test_a_search_field_that_is_not_served_is_not_searched(priceless, see):
    assert see('{ a: products(search: "49.5") { totalCount } b: products(search: "Ghost") { totalCount } }') == {
        "a": {"totalCount": 0},
        "b": {"totalCount": 1},
    }


def test_a_unique_key_with_an_excluded_column_is_no_way_to_a_row(declare, shop, ask):
    declare(Product, exclude=["sku"])
    assert not ask('{ product(by: {sku: "A1"}) { name } }').executed


def test_only_named_columns_are_served_of_a_model_with_fields(declare, shop, ask):
    declare(Product, fields=["name", "brand"])
    assert current_fields("Product") == {"id", "pk", "version", "name", "brand"}
    assert current_fields("SoldProduct") == {"id", "pk", "version", "name", "brand"}
    assert current_fields("Book") == {"id", "pk", "version", "name", "brand", "pages", "isbn"}


def test_a_child_or_proxy_may_name_what_is_hidden_above(declare, shop, see):
    declare(Product, exclude=["cost_price"])
    declare(Book, fields=["name", "cost_price"])
    assert see("{ books { nodes { costPrice } } }") == {"books": {"nodes": [{"costPrice": "4.00"}]}}
    assert "costPrice" not in current_fields("SoldProduct")


def test_a_relation_that_is_hidden_above_stays_hidden_below(declare, shop):
    declare(Product, exclude=["suppliers", "supplies"])
    assert not {"suppliers", "supplies"} & (current_fields("Book") | current_fields("SoldProduct") | current_where("BookWhere"))


def test_an_excluded_relation_is_no_filter_no_order_and_no_group(declare, shop, ask):
    declare(Product, exclude=["brand"])
    for use in ('where: {brand: {name: {eq: "Acme"}}}', "orderBy: [{brand: {name: ASC}}]"):
        assert codes(ask(f"{{ products({use}) {{ totalCount }} }}")) == ["GRAPHQL_VALIDATION_FAILED"]
    assert not ask("{ products { groups(by: [{brand: true}]) { count } } }").executed


# users


def current_fields(type_name):
    found = current_schema().graphql_schema.type_map[type_name]
    assert isinstance(found, GraphQLObjectType)
    return set(found.fields)


def current_where(type_name):
    found = current_schema().graphql_schema.type_map[type_name]
    assert isinstance(found, GraphQLInputObjectType)
    return set(found.fields)


def test_the_user_model_shows_its_key_and_user_name_only(declare):
    assert current_fields("User") == {"id", "pk", "username"}
    assert current_where("UserWhere") - {"AND", "OR", "NOT", "COMPARE"} == {"id", "pk", "username"}
    assert current_where("UserOrderBy") == {"pk", "username"}


def test_a_registration_alone_opens_nothing_more_of_the_user_model(declare):
    declare(User, read="public")
    assert current_fields("User") == {"id", "pk", "username"}


def test_proxies_and_children_of_the_user_model_are_as_curated(declare):
    assert current_fields("Clerk") == {"id", "pk", "username"}
    assert current_fields("Customer") - {"idValue"} == {"id", "pk", "username", "phone"}


def test_a_child_of_the_user_model_is_curated_though_users_are_not_served(declare, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["shop.Customer", "shop.Clerk"]}
    assert current_fields("Clerk") == {"id", "pk", "username"}
    assert not {"email", "isSuperuser", "password", "lastLogin"} & current_fields("Customer")


@pytest.mark.parametrize("column", ["password", "isSuperuser", "isStaff", "email", "lastLogin", "groups", "userPermissions"])
def test_a_users_columns_are_guessed_by_nothing(declare, shop, ask, column):
    conditions = (
        f'users(where: {{{column}: {{startswith: "p"}}}}) {{ totalCount }}',
        f"users(orderBy: [{{{column}: ASC}}]) {{ totalCount }}",
        f"users {{ aggregate {{ max {{ {column} }} }} }}",
        f"users {{ groups(by: [{{{column}: true}}]) {{ count }} }}",
        f'reviews(where: {{author: {{{column}: {{startswith: "p"}}}}}}) {{ totalCount }}',
        f"reviews(orderBy: [{{author: {{{column}: ASC}}}}]) {{ totalCount }}",
        f"reviews {{ nodes {{ author {{ {column} }} }} }}",
        f"clerks {{ nodes {{ {column} }} }}",
        f"customers(where: {{{column}: {{isNull: false}}}}) {{ totalCount }}",
    )
    for condition in conditions:
        answer = ask("{ " + condition + " }")
        assert answer.data is None
        assert set(codes(answer)) == {"GRAPHQL_VALIDATION_FAILED"}


def test_secret_names_are_served_only_where_they_are_named(declare):
    declare(User, fields=["username", "password", "email"])
    assert current_fields("User") == {"id", "pk", "username", "email"}
    declare(User, fields=["username", "password"], include_secret=["password"])
    assert "password" in current_fields("User")
    assert "password" not in current_fields("Customer") | current_fields("Clerk")


# what errors and introspection tell


INTROSPECTING = (
    "{ __schema { types { name } } }",
    '{ __type(name: "Product") { fields { name } } }',
    "{ a: viewer { __typename } __schema { queryType { name } } }",
)


@pytest.mark.parametrize("query", INTROSPECTING)
def test_the_schema_cannot_be_introspected(declare, ask, query):
    answer = ask(query)
    assert not answer.executed
    assert set(codes(answer)) == {"GRAPHQL_VALIDATION_FAILED"}


def test_no_error_suggests_a_name(declare, ask):
    wrong = (
        "{ product { nam } }",
        "{ product(idd: 1) { name } }",
        "{ produkts { totalCount } }",
        "{ product { brand } }",
        "{ products(where: {nam: {eq: 1}}) { totalCount } }",
        "{ products(orderBy: [{name: ASCC}]) { totalCount } }",
        "{ products(where: {status: {eq: LIV}}) { totalCount } }",
        "query($w: ProductWher) { products(where: $w) { totalCount } }",
        "{ node(id: 1) { ... on Produc { name } } }",
        "{ products { totalCoun @skp(if: true) } }",
    )
    for query in wrong:
        assert "Did you mean" not in str(messages(ask(query)))
    answer = ask("query($w: ProductWhere) { products(where: $w) { totalCount } }", w={"nam": 1, "status": {"eq": "LIV"}})
    assert answer.errors
    assert "Did you mean" not in str(messages(answer))


def test_a_stranger_is_told_of_no_model_that_it_has_no_right_to(declare, shop, see, settings):
    declare(Brand, read="permission")
    declare(Product, read="permission")
    named = {right["type"] for right in see("{ viewer { models { type model read } } }")["viewer"]["models"]}
    assert "Review" in named
    assert not named & {"Brand", "Product", "Book", "SoldProduct"}


def test_where_the_schema_may_be_introspected_every_model_is_named_with_its_rights(declare, shop, see, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "INTROSPECTION": True}
    declare(Brand, read="permission")
    rights = {right["type"]: right["read"] for right in see("{ viewer { models { type read } } }")["viewer"]["models"]}
    assert rights["Brand"] is False
    assert rights["Tag"] is True


def test_a_hidden_columns_name_is_not_in_an_error_of_the_database(declare, shop, ask):
    declare(Product, scope=lambda self, access: Q(cost_price__gt="not a number"))
    answer = ask("{ products { totalCount } }")
    assert answer.data == {"products": None}
    assert "cost" not in str(answer.errors)
