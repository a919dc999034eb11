"""What is too much is refused with a code, whatever part of a request carries it; nothing escapes and nothing is masked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from django_graphql_auto.execution import Answer, OperationRequest, execute
from django_graphql_auto.schema.live import current_schema
from tests.access.intruding import codes
from tests.apps.shop.models import Product

Attack = tuple[str, dict[str, Any], str]


def repeated(text: str, count: int, between: str = " ") -> str:
    return between.join(text.replace("#", str(number)) for number in range(count))


def nested(opening: str, inside: str, closing: str, depth: int) -> str:
    return opening * depth + inside + closing * depth


def wrapped(depth: int, wrap: Callable[[Any], Any], value: Any) -> Any:
    for _ in range(depth):
        value = wrap(value)
    return value


DOCUMENTS: dict[str, tuple[str, str]] = {
    "many tokens": ("{ products { " + repeated("name", 2_000) + " } }", "LIMIT_EXCEEDED"),
    "many bytes": ("{ viewer { username } }" + "," * 40_000, "LIMIT_EXCEEDED"),
    "a long text": ('{ product(id: "' + "x" * 40_000 + '") { name } }', "LIMIT_EXCEEDED"),
    "a long text that fits": ('{ product(by: {sku: "' + "x" * 30_000 + '"}) { name } }', "LIMIT_EXCEEDED"),
    "braces that never close": ("{" * 5_000, "GRAPHQL_PARSE_FAILED"),
    "brackets that never close": ("{ products(where: " + "[" * 5_000, "GRAPHQL_PARSE_FAILED"),
    "a type of many lists": ("query($a: " + nested("[", "Int", "]", 700) + ") { viewer { username } }", "GRAPHQL_PARSE_FAILED"),
    "deep selections": (nested("{ products { nodes { brand ", "{ name }", " } } }", 30), "LIMIT_EXCEEDED"),
    "depth hidden in fragments": (
        "{ products { nodes { ...f0 } } } "
        + repeated("fragment f# on Product { brand { products { nodes { ...g# } } } }", 10)
        + " "
        + "".join(f"fragment g{n} on Product {{ ...f{n + 1} }} " for n in range(9))
        + "fragment g9 on Product { name }",
        "LIMIT_EXCEEDED",
    ),
    "many aliases": ("{ " + repeated("a#: viewer { username }", 16) + " }", "LIMIT_EXCEEDED"),
    "aliases in a fragment that is spread twice": (
        "{ products { nodes { brand { ...f } category { products { nodes { brand { ...f } } } } } } } fragment f on Brand { "
        + repeated("a#: name", 8)
        + " }",
        "LIMIT_EXCEEDED",
    ),
    "many directives": ("{ viewer { " + repeated("username @include(if: true)", 51) + " } }", "LIMIT_EXCEEDED"),
    "fields by fan-out": (
        "{ ...f0 } "
        + "".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }} " for n in range(40))
        + "fragment f40 on Query { viewer { username } }",
        "LIMIT_EXCEEDED",
    ),
    "a fragment in a circle": ("{ ...f } fragment f on Query { ...g } fragment g on Query { ...f }", "GRAPHQL_VALIDATION_FAILED"),
    "a fragment in itself": (
        "{ product { ...f } } fragment f on Product { brand { products { nodes { ...f } } } }",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "many fragments": (
        "{ " + repeated("...f#", 51) + " } " + repeated("fragment f# on Query { viewer { username } }", 51),
        "LIMIT_EXCEEDED",
    ),
    "overlapping fields": ("{ " + repeated("products(first: #) { totalCount }", 100) + " }", "GRAPHQL_VALIDATION_FAILED"),
    "many variables": (
        "query(" + repeated("$v#: Boolean!", 51) + ") { viewer { " + repeated("username @skip(if: $v#)", 51) + " } }",
        "LIMIT_EXCEEDED",
    ),
    "a page that is too large": ("{ products(first: 101) { totalCount } }", "LIMIT_EXCEEDED"),
    "a page of all there is": ("{ products(first: 2147483647) { nodes { name } } }", "LIMIT_EXCEEDED"),
    "a nested page that is too large": ("{ products(first: 1) { nodes { reviews(last: 5000) { totalCount } } } }", "LIMIT_EXCEEDED"),
    "pages that multiply": ("{ products(first: 100) { nodes { reviews(first: 100) { nodes { text } } } } }", "LIMIT_EXCEEDED"),
    "default pages that multiply": (
        "{ products { nodes { reviews { nodes { product { reviews { nodes { text } } } } } } } }",
        "LIMIT_EXCEEDED",
    ),
    "pages by a variable's default": (
        "query($n: Int = 100) { products(first: $n) { nodes { reviews(first: $n) { nodes { text } } } } }",
        "LIMIT_EXCEEDED",
    ),
    "pages of several roots together": (
        "{ " + repeated("a#: products(first: 100) { nodes { name brand { name } category { name } barcode { digits } } }", 13) + " }",
        "LIMIT_EXCEEDED",
    ),
    "pages in edges and nodes together": (
        "{ products(first: 100) { nodes { reviews(first: 20) { nodes { text } } } "
        "edges { node { supplies(first: 30) { nodes { days } } } } } }",
        "LIMIT_EXCEEDED",
    ),
    "pages behind the keys of groups": (
        "{ reviews { groups(by: [{product: true}]) { key { product { reviews(first: 100) { nodes { text } } } } } } }",
        "LIMIT_EXCEEDED",
    ),
    "pages in a union": (
        "{ notes(first: 100) { nodes { subject { ... on Product { reviews(first: 100) { nodes { text } } } } } } }",
        "LIMIT_EXCEEDED",
    ),
    "a far offset": ("{ products(offset: 10001) { nodes { name } } }", "LIMIT_EXCEEDED"),
    "a far offset of groups": ("{ products { groups(by: [{status: true}], offset: 10001) { count } } }", "LIMIT_EXCEEDED"),
    "many groups": ("{ products { groups(by: [{status: true}], first: 101) { count } } }", "LIMIT_EXCEEDED"),
    "a negative page": ("{ products(first: -1) { nodes { name } } }", "BAD_USER_INPUT"),
    "a filter that is too deep": (
        "{ products(where: " + nested("{NOT: ", '{name: {eq: ""}}', "}", 6) + ") { totalCount } }",
        "LIMIT_EXCEEDED",
    ),
    "a filter over too many relations": (
        '{ products(where: {brand: {products: {some: {brand: {products: {some: {name: {eq: ""}}}}}}}}) { totalCount } }',
        "LIMIT_EXCEEDED",
    ),
    "an order over too many relations": (
        "{ reviews(orderBy: [{product: {category: {parent: {parent: {name: ASC}}}}}]) { nodes { text } } }",
        "LIMIT_EXCEEDED",
    ),
    "a number beyond 32 bits": ("{ products(first: 99999999999999999999) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
    "a decimal of a million digits": ("{ products(where: {price: {gt: 1e999999}}) { totalCount } }", "BAD_USER_INPUT"),
    "an integer of JSON of thousands of digits": (
        "{ products(where: {attributes: {eq: " + "9" * 5_000 + "}}) { totalCount } }",
        "BAD_USER_INPUT",
    ),
    "infinity as JSON": ("{ products(where: {attributes: {eq: 1e999}}) { totalCount } }", "BAD_USER_INPUT"),
    "a NUL in a text": ('{ products(where: {name: {eq: "a\\u0000b"}}) { totalCount } }', "BAD_USER_INPUT"),
    "a NUL in a document": ("{ viewer\x00 { username } }", "GRAPHQL_PARSE_FAILED"),
    "half a character escaped": ('{ products(where: {name: {eq: "\\ud800"}}) { totalCount } }', "GRAPHQL_PARSE_FAILED"),
    "half a character": ('{ products(where: {name: {eq: "\ud800"}}) { totalCount } }', "BAD_USER_INPUT"),
    "no operation": ("fragment f on Query { viewer { username } }", "GRAPHQL_VALIDATION_FAILED"),
    "nothing": ("   ", "BAD_USER_INPUT"),
    "a schema instead of a query": ("type Query { a: Int }", "GRAPHQL_VALIDATION_FAILED"),
    "a subscription": ("subscription { products { totalCount } }", "NOT_SUPPORTED"),
    "a year before all years": ("{ products(where: {createdAt: {year: {eq: 0}}}) { totalCount } }", "BAD_USER_INPUT"),
    "a year after all years": ("{ products(where: {createdAt: {year: {in: [2024, 10000]}}}) { totalCount } }", "BAD_USER_INPUT"),
    "an ISO year after all years": ("{ products(where: {createdAt: {isoYear: {gte: 9999}}}) { totalCount } }", "BAD_USER_INPUT"),
    "a year of a figure": (
        "{ products { groups(by: [{status: true}], having: {max: {createdAt: {year: {eq: -1}}}}) { count } } }",
        "BAD_USER_INPUT",
    ),
}

WHERE, JSON_EQUALS = (
    "query($v: ProductWhere) { products(where: $v) { totalCount } }",
    "query($v: JSON) { products(where: {attributes: {eq: $v}}) { totalCount } }",
)
NAMES_IN = "query($v: [String!]) { products(where: {name: {in: $v}}) { totalCount } }"
PATH = "query($v: [String!]!) { products(where: {attributes: {path: {at: $v, eq: 1}}}) { totalCount } }"
VARIABLES: dict[str, tuple[str, Any, str]] = {
    "a filter too deep": (WHERE, wrapped(6, lambda value: {"NOT": value}, {"name": {"eq": ""}}), "LIMIT_EXCEEDED"),
    "a filter deeper than Python": (WHERE, wrapped(5_000, lambda value: {"NOT": value}, {}), "BAD_USER_INPUT"),
    "lists deeper than Python": (WHERE, {"AND": wrapped(5_000, lambda value: [value], {})}, "BAD_USER_INPUT"),
    "deep JSON": (JSON_EQUALS, wrapped(101, lambda value: [value], 1), "BAD_USER_INPUT"),
    "JSON deeper than Python": (JSON_EQUALS, wrapped(5_000, lambda value: {"a": value}, 1), "BAD_USER_INPUT"),
    "infinite JSON": (JSON_EQUALS, {"a": [float("inf")]}, "BAD_USER_INPUT"),
    "a wide list": (NAMES_IN, ["x"] * 101, "LIMIT_EXCEEDED"),
    "a very wide list": (NAMES_IN, ["x"] * 20_000, "LIMIT_EXCEEDED"),
    "a wide list of keys": (
        "query($v: [String!]) { products(where: {attributes: {hasAnyKeys: $v}}) { totalCount } }",
        ["x"] * 101,
        "LIMIT_EXCEEDED",
    ),
    "a long JSON path": (PATH, ["x"] * 21, "LIMIT_EXCEEDED"),
    "a JSON path of lookups": (PATH, ["a__regex"], "BAD_USER_INPUT"),
    "many ids": ("query($v: [ID!]!) { nodes(ids: $v) { id } }", ["x"] * 101, "LIMIT_EXCEEDED"),
    "many conditions": (WHERE, {"OR": [{"name": {"eq": "x"}}] * 21}, "LIMIT_EXCEEDED"),
    "empty conditions where they would mean all": (WHERE, {"OR": [{}]}, "BAD_USER_INPUT"),
    "many orders": ("query($v: [ProductOrderBy!]) { products(orderBy: $v) { nodes { name } } }", [{"name": "ASC"}] * 6, "LIMIT_EXCEEDED"),
    "many distinct columns": ("query($v: [ProductColumn!]) { products(distinctOn: $v) { totalCount } }", ["name"] * 6, "LIMIT_EXCEEDED"),
    "many group keys": ("query($v: [ProductGroupBy!]!) { products { groups(by: $v) { count } } }", [{"name": True}] * 6, "LIMIT_EXCEEDED"),
    "a long text": (WHERE, {"name": {"icontains": "%" * 257}}, "LIMIT_EXCEEDED"),
    "a large page": ("query($v: Int) { products(first: $v) { nodes { name } } }", 100_000, "LIMIT_EXCEEDED"),
    "pages that multiply": (
        "query($v: Int) { products(first: $v) { nodes { reviews(first: $v) { nodes { text } } } } }",
        100,
        "LIMIT_EXCEEDED",
    ),
    "a number beyond 32 bits": ("query($v: Int) { products(first: $v) { totalCount } }", 2**31, "BAD_USER_INPUT"),
    "a number that Python does not print": ("query($v: Int) { products(first: $v) { totalCount } }", 10**5_000, "BAD_USER_INPUT"),
    "a key that Python does not print": (
        "query($v: BigInt) { products(where: {pk: {eq: $v}}) { totalCount } }",
        10**5_000,
        "BAD_USER_INPUT",
    ),
    "a key beyond 64 bits": ("query($v: BigInt) { products(where: {pk: {eq: $v}}) { totalCount } }", str(2**64), "BAD_USER_INPUT"),
    "an infinite float": ("query($v: Float) { products(where: {weight: {gt: $v}}) { totalCount } }", float("inf"), "BAD_USER_INPUT"),
    "half a character": (WHERE, {"name": {"eq": "\ud800"}}, "BAD_USER_INPUT"),
    "a NUL": (WHERE, {"name": {"contains": "\x00"}}, "BAD_USER_INPUT"),
    **{
        f"the decimal {number[:8]}": (WHERE, {"price": {"lt": number}}, "BAD_USER_INPUT")
        for number in ("1e999999", "NaN", "sNaN", "Infinity", "-Infinity", "9" * 5_000, "0x10", "", "1e-999999")
    },
}


def attacked(query: str, variables: dict[str, Any] | None = None) -> Answer:
    answer = execute(OperationRequest(query, variables))
    assert answer.to_bytes()
    return answer


@pytest.mark.parametrize("attack", DOCUMENTS)
def test_a_document_that_asks_too_much_is_refused(declare, shop, attack):
    query, code = DOCUMENTS[attack]
    assert set(codes(attacked(query))) == {code}


@pytest.mark.parametrize("attack", VARIABLES)
def test_variables_that_ask_too_much_are_refused(declare, shop, attack):
    query, value, code = VARIABLES[attack]
    assert set(codes(attacked(query, {"v": value}))) == {code}


def test_many_operations_are_refused_whichever_is_asked_for(declare, shop):
    text = repeated("query q# { viewer { username } }", 11)
    assert codes(execute(OperationRequest(text, operation_name="q1"))) == ["LIMIT_EXCEEDED"]


def test_moments_at_the_end_of_time_are_answered_or_refused(declare, shop):
    """Databases differ in what they take."""
    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        answer = attacked(f'{{ products(where: {{createdAt: {{lt: "{moment}"}}}}) {{ totalCount }} }}')
        assert codes(answer) in ([], ["BAD_USER_INPUT"])


def test_a_refused_document_is_not_run_in_part(declare, shop, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = attacked("{ a: products { totalCount } b: products(first: 100) { nodes { reviews(first: 100) { nodes { text } } } } }")
    assert not answer.executed


def test_many_mistakes_are_not_all_told(declare, shop):
    for query in ("{ " + repeated("a#", 700) + " }", "{ products(" + repeated("a#: 1", 400) + ") { totalCount } }"):
        assert len(attacked(query).errors) <= 101
    answer = attacked("query($v: [ProductColumn!]) { products(distinctOn: $v) { totalCount } }", {"v": ["x"] * 20_000})
    assert len(answer.errors) <= 101


def test_many_errors_of_rows_are_not_all_told(declare, shop):
    Product.objects.bulk_create(
        Product(name=str(n), sku=f"n{n}", brand=shop.acme, created_at=shop.anvil.created_at, status="melted") for n in range(120)
    )
    answer = attacked("{ a: products(first: 100) { nodes { status } } b: products(last: 100) { nodes { status } } }")
    assert len(answer.errors) == 100


def test_a_mistake_is_not_answered_with_more_than_was_sent(declare, shop):
    value = {f"unknown{n}": 1 for n in range(200)} | {"long": "x" * 100_000}
    assert len(attacked("query($v: ProductWhere) { products(where: $v) { totalCount } }", {"v": value}).to_bytes()) < 100_000


# introspection


@pytest.fixture
def open_schema(declare, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "INTROSPECTION": True}


CIRCLES = {
    "fields of types of fields": nested("fields { type { ", "name", " } }", 4),
    "interfaces of interfaces": nested("interfaces { ", "name", " }", 3),
    "possible types of possible types": nested("possibleTypes { ", "name", " }", 3),
    "wrapped types": nested("ofType { ", "name", " }", 20),
}


@pytest.mark.parametrize("circle", CIRCLES)
def test_introspection_does_not_go_in_circles(open_schema, circle):
    assert set(codes(attacked("{ __schema { types { " + CIRCLES[circle] + " } } }"))) <= {"LIMIT_EXCEEDED", "GRAPHQL_VALIDATION_FAILED"}
    assert codes(attacked("{ __schema { types { " + CIRCLES[circle] + " } } }"))


def test_a_type_name_at_every_level_is_no_introspection(declare, shop):
    query = nested("{ products(first: 1) { __typename edges { __typename node { __typename brand ", "{ __typename name }", " } } } }", 1)
    deep = nested("brand { __typename products(first: 1) { __typename edges { __typename node { __typename ", "name", " } } } }", 4)
    assert codes(attacked(query)) == []
    assert codes(attacked("{ products(first: 1) { __typename edges { __typename node { __typename " + deep + " } } } }")) == []


# patterns


@pytest.fixture
def patterned(declare, shop):
    declare(Product, regex_fields=["name", "sku"])


ENDLESS = {
    "(a+)+$": "BAD_USER_INPUT",
    "(a|aa)+$": "BAD_USER_INPUT",
    "(a?){40}a{40}": "BAD_USER_INPUT",
    "((a*)b?)*c": "BAD_USER_INPUT",
    "(?:a+){2,}$": "BAD_USER_INPUT",
    "([a-z]+)*$": "BAD_USER_INPUT",
    "(?P<x>a)(?P=x)": "BAD_USER_INPUT",
    r"(.)\1": "BAD_USER_INPUT",
    ".*.*.*.*.*.*=": "LIMIT_EXCEEDED",
    "a" * 257: "LIMIT_EXCEEDED",
    "a{99999999999}": "BAD_USER_INPUT",
    "(" * 200: "BAD_USER_INPUT",
    "[z-a]": "BAD_USER_INPUT",
    "*": "BAD_USER_INPUT",
}


@pytest.mark.parametrize("pattern", ENDLESS)
@pytest.mark.parametrize("operator", ["regex", "iregex"])
def test_a_pattern_that_could_take_for_ever_is_refused(patterned, pattern, operator):
    Product.objects.update(name="a" * 100)
    answer = attacked(f"query($v: String) {{ products(where: {{name: {{{operator}: $v}}}}) {{ totalCount }} }}", {"v": pattern})
    assert codes(answer) == [ENDLESS[pattern]]


@pytest.mark.parametrize(
    "pattern", ["^A", "^(An|Be).*[lm]$", "^[A-Z][a-z]{3,5}$", r"v\.?i|\w+m$", "^(?:Anv(il)?|B+eam)$", "[(+*|][a]|(Beam|Anvil)", "(?i)^a|^b"]
)
def test_an_ordinary_pattern_is_matched(patterned, pattern):
    answer = attacked("query($v: String) { products(where: {name: {regex: $v}}) { totalCount } }", {"v": pattern})
    assert codes(answer) == []
    assert answer.data["products"]["totalCount"] >= 1


def test_there_are_no_patterns_where_none_are_declared(declare, shop):
    for query in (
        '{ products(where: {name: {regex: "A"}}) { totalCount } }',
        '{ brands(where: {products: {some: {sku: {iregex: "A"}}}}) { totalCount } }',
    ):
        assert codes(attacked(query)) == ["GRAPHQL_VALIDATION_FAILED"]


# what is kept


def test_long_documents_do_not_fill_the_memory(declare, shop, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "DOCUMENT_CACHE_SIZE": 10}
    for number in range(20):
        attacked(f"query q{number} {{ viewer {{ {'username ' * 300} }} }}")
    kept = current_schema().caches["documents"]
    assert len(kept) == 3


# answers that are hard to write


def test_stored_json_of_any_kind_is_answered(declare, shop):
    values = [10**30, wrapped(300, lambda value: [value], 1), "\ud83d"][: {"sqlite": 3, "postgresql": 2}.get(connection.vendor, 1)]
    for value in values:
        Product.objects.filter(pk=shop.anvil.pk).update(attributes={"value": value, "number": 1.5})
        assert b'"number"' in attacked('{ product(by: {sku: "A1"}) { attributes } }').to_bytes()
