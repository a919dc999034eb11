"""A client's mistake, and a database's refusal: a coded error each, nothing of the inside in it, and nothing raised."""

from __future__ import annotations

import re
from typing import Any

import pytest

from django_graphql_auto.schema import global_id
from django_graphql_auto.testing import GraphQLClient
from django_graphql_auto.testing.client import Result
from tests.apps.shop.models import Category, Note, Product
from tests.conftest import Declare
from tests.goldens.declarations import RichProductOptions

pytestmark = pytest.mark.usefixtures("shop")

INSIDE = re.compile(r"Traceback|File \"|SELECT |FROM |WHERE |shop_|sqlite|psycopg|django\.|tests\.|line \d")


def product(key: Any) -> str:
    return global_id.encode("shop.product", (key,))


def refused(document: str, code: str, **variables: Any) -> Result:
    """The answer to a query that must fail with one error of this code."""
    answer = GraphQLClient().query(document, variables)
    assert answer.codes == [code], answer.errors
    [error] = answer.errors
    assert error["extensions"]["correlationId"]
    assert not INSIDE.search(error["message"]), error["message"]
    return answer


def where(condition: str) -> str:
    return f"{{ products(where: {condition}) {{ totalCount }} }}"


MISTAKES: dict[str, tuple[str, str]] = {
    "no query": ("", "BAD_USER_INPUT"),
    "only blanks": ("  \n ", "BAD_USER_INPUT"),
    "no GraphQL": ("{ products {", "GRAPHQL_PARSE_FAILED"),
    "unknown field": ("{ products { nodes { colour } } }", "GRAPHQL_VALIDATION_FAILED"),
    "unknown argument": ("{ products(colour: 1) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
    "unknown operator": (where('{name: {regex: "a"}}'), "GRAPHQL_VALIDATION_FAILED"),
    "no selection": ("{ products }", "GRAPHQL_VALIDATION_FAILED"),
    "wrong type of a literal": ('{ products(first: "three") { totalCount } }', "GRAPHQL_VALIDATION_FAILED"),
    "wrong type in a filter": (where('{stock: {eq: "many"}}'), "GRAPHQL_VALIDATION_FAILED"),
    "no decimal": (where('{price: {eq: "cheap"}}'), "BAD_USER_INPUT"),
    "not a number": (where('{price: {eq: "NaN"}}'), "BAD_USER_INPUT"),
    "no moment": (where('{createdAt: {eq: "yesterday"}}'), "BAD_USER_INPUT"),
    "impossible date": (where('{createdAt: {date: {eq: "2025-02-30"}}}'), "BAD_USER_INPUT"),
    "unknown enum value": (where("{status: {eq: NEW}}"), "GRAPHQL_VALIDATION_FAILED"),
    "integer beyond 32 bits": (where("{stock: {eq: 2147483648}}"), "GRAPHQL_VALIDATION_FAILED"),
    "integer beyond 64 bits": (where('{pk: {eq: "9223372036854775808"}}'), "BAD_USER_INPUT"),
    "two keys in one element of an order": ("{ products(orderBy: [{name: ASC, pk: ASC}]) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
    "null as a direction": ("{ products(orderBy: [{name: null}]) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
    "two ways to name a row": ('{ brand(by: {pk: "1", name: "Acme"}) { name } }', "GRAPHQL_VALIDATION_FAILED"),
    "no row named": ("{ brand { name } }", "BAD_USER_INPUT"),
    "a row named twice": ('{ brand(id: 1, by: {pk: "1"}) { name } }', "BAD_USER_INPUT"),
    "no cursor": ('{ products(after: "abc") { nodes { name } } }', "BAD_USER_INPUT"),
    "no cursor either": ('{ products(after: "WyJmMDAi") { nodes { name } } }', "BAD_USER_INPUT"),
    "a global id as a cursor": (f'{{ products(after: "{product(1)}") {{ nodes {{ name }} }} }}', "BAD_USER_INPUT"),
    "an empty cursor": ('{ products(before: "") { nodes { name } } }', "BAD_USER_INPUT"),
    "a cursor of letters": ('{ products(after: "äöü") { nodes { name } } }', "BAD_USER_INPUT"),
    "negative first": ("{ products(first: -1) { nodes { name } } }", "BAD_USER_INPUT"),
    "negative last": ("{ products(last: -1) { nodes { name } } }", "BAD_USER_INPUT"),
    "negative limit": ("{ products(limit: -1) { nodes { name } } }", "BAD_USER_INPUT"),
    "negative offset": ("{ products(offset: -1) { nodes { name } } }", "BAD_USER_INPUT"),
    "first with last": ("{ products(first: 1, last: 1) { nodes { name } } }", "BAD_USER_INPUT"),
    "first with limit": ("{ products(first: 1, limit: 1) { nodes { name } } }", "BAD_USER_INPUT"),
    "last with limit": ("{ products(last: 1, limit: 1) { nodes { name } } }", "BAD_USER_INPUT"),
    "offset with last": ("{ products(last: 1, offset: 1) { nodes { name } } }", "BAD_USER_INPUT"),
    "offset with a cursor": ('{ products(offset: 1, after: "x") { nodes { name } } }', "BAD_USER_INPUT"),
    "too large a page": ("{ products(first: 101) { nodes { name } } }", "LIMIT_EXCEEDED"),
    "too far an offset": ("{ products(offset: 10001) { nodes { name } } }", "LIMIT_EXCEEDED"),
    "a page before the first": ("{ products(page: 0) { nodes { name } } }", "BAD_USER_INPUT"),
    "pages of nothing": ("{ products(perPage: 0) { nodes { name } } }", "BAD_USER_INPUT"),
    "a page number with first": ("{ products(page: 1, first: 1) { nodes { name } } }", "BAD_USER_INPUT"),
    "a page number with last": ("{ products(page: 1, last: 1) { nodes { name } } }", "BAD_USER_INPUT"),
    "a page number with limit": ("{ products(page: 1, limit: 1) { nodes { name } } }", "BAD_USER_INPUT"),
    "a page number with an offset": ("{ products(page: 1, offset: 0) { nodes { name } } }", "BAD_USER_INPUT"),
    "a page number with a cursor": ('{ products(page: 1, before: "x") { nodes { name } } }', "BAD_USER_INPUT"),
    "perPage with first": ("{ products(perPage: 1, first: 1) { nodes { name } } }", "BAD_USER_INPUT"),
    "perPage with a cursor": ('{ products(perPage: 1, after: "x") { nodes { name } } }', "BAD_USER_INPUT"),
    "too large a numbered page": ("{ products(perPage: 101) { nodes { name } } }", "LIMIT_EXCEEDED"),
    "too far a page": ("{ products(page: 102, perPage: 100) { nodes { name } } }", "LIMIT_EXCEEDED"),
    "a page number beyond all numbers": ("{ products(page: 2147483647) { nodes { name } } }", "LIMIT_EXCEEDED"),
    "mistakes of a nested page number": ("{ brands { nodes { products(page: 0) { nodes { name } } } } }", "BAD_USER_INPUT"),
    "mistakes of a nested list": ("{ brands { nodes { products(first: -1) { nodes { name } } } } }", "BAD_USER_INPUT"),
    "mistakes of a nested list without rows": (
        "{ brands(where: {pk: {eq: 99}}) { nodes { products(first: 101) { nodes { name } } } } }",
        "LIMIT_EXCEEDED",
    ),
    "null as a condition": (where("null"), "BAD_USER_INPUT"),
    "null as an operator's value": (where("{price: {eq: null}}"), "BAD_USER_INPUT"),
    "null for an operator": (where("{price: null}"), "BAD_USER_INPUT"),
    "null for a relation": (where("{category: null}"), "BAD_USER_INPUT"),
    "null for a quantifier": (where("{reviews: {some: null}}"), "BAD_USER_INPUT"),
    "null for AND": (where("{AND: null}"), "BAD_USER_INPUT"),
    "null for NOT": (where("{NOT: null}"), "BAD_USER_INPUT"),
    "null for a figure": (where("{reviews: {avg: null}}"), "BAD_USER_INPUT"),
    "null for a figure's column": (where("{reviews: {avg: {rating: null}}}"), "BAD_USER_INPUT"),
    "null in a list": (where("{price: {in: [null]}}"), "GRAPHQL_VALIDATION_FAILED"),
    "null for the type of a generic key": ("{ notes(where: {subject: {type: null}}) { totalCount } }", "BAD_USER_INPUT"),
    "null deep in the type of a generic key": ("{ notes(where: {subject: {type: {eq: null}}}) { totalCount } }", "BAD_USER_INPUT"),
    "null for distinctOn": ("{ products(distinctOn: null) { totalCount } }", "BAD_USER_INPUT"),
    "nothing inside OR": (where("{OR: [{}]}"), "BAD_USER_INPUT"),
    "half a range": (where('{price: {range: ["1"]}}'), "BAD_USER_INPUT"),
    "too deep a filter": (where("{AND: " * 5 + "{stock: {eq: 1}}" + "}" * 5), "LIMIT_EXCEEDED"),
    "too many relations in a filter": (
        "{ reviews(where: {product: {category: {parent: {parent: {pk: {eq: 1}}}}}}) { totalCount } }",
        "LIMIT_EXCEEDED",
    ),
    "too many relations in an order": (
        "{ reviews(orderBy: [{product: {category: {parent: {parent: {slug: ASC}}}}}]) { nodes { pk } } }",
        "LIMIT_EXCEEDED",
    ),
    "too many clauses": (where("{OR: [" + ", ".join(["{stock: {eq: 1}}"] * 21) + "]}"), "LIMIT_EXCEEDED"),
    "too many values": (where(f"{{stock: {{in: {list(range(101))}}}}}"), "LIMIT_EXCEEDED"),
    "too long a text": (f'{{ products(where: {{name: {{eq: "{"a" * 257}"}}}}) {{ totalCount }} }}', "LIMIT_EXCEEDED"),
    "too many keys in an order": (f"{{ products(orderBy: [{', '.join(['{name: ASC}'] * 6)}]) {{ nodes {{ pk }} }} }}", "LIMIT_EXCEEDED"),
    "too costly": ("{ products(first: 100) { nodes { reviews(first: 100) { nodes { text } } } } }", "LIMIT_EXCEEDED"),
    "NUL in a text": (where('{name: {eq: "a\\u0000b"}}'), "BAD_USER_INPUT"),
    "NUL in a list": (where('{name: {in: ["a\\u0000b"]}}'), "BAD_USER_INPUT"),
    "NUL in a key": ('{ supplier(by: {pk: "a\\u0000b"}) { name } }', "BAD_USER_INPUT"),
    "NUL in an id": ('{ supplier(id: "a\\u0000b") { name } }', "BAD_USER_INPUT"),
    "NUL in a JSON value": (where('{attributes: {path: {at: ["a"], eq: "a\\u0000"}}}'), "BAD_USER_INPUT"),
    "NUL deep in a JSON value": (where('{attributes: {path: {at: ["a"], eq: {a: ["\\u0000"]}}}}'), "BAD_USER_INPUT"),
    "NUL in a JSON key": (where('{attributes: {hasKey: "a\\u0000"}}'), "BAD_USER_INPUT"),
    "NUL in a JSON path": (where('{attributes: {path: {at: ["a\\u0000"], eq: 1}}}'), "BAD_USER_INPUT"),
    "a lookup as a JSON path": (where('{attributes: {path: {at: ["a__b"], eq: 1}}}'), "BAD_USER_INPUT"),
    "no path": (where("{attributes: {path: {at: [], eq: 1}}}"), "BAD_USER_INPUT"),
    "no global id": ('{ node(id: "product 1") { id } }', "BAD_USER_INPUT"),
    "a global id of no model": (f'{{ node(id: "{global_id.encode("shop.nothing", (1,))}") {{ id }} }}', "BAD_USER_INPUT"),
    "a global id with too many keys": (f'{{ node(id: "{global_id.encode("shop.product", (1, 2))}") {{ id }} }}', "BAD_USER_INPUT"),
    "a global id with too few keys": (
        f'{{ stockLevel(id: "{global_id.encode("shop.stocklevel", ("east",))}") {{ quantity }} }}',
        "BAD_USER_INPUT",
    ),
    "a global id of another type": (f'{{ brand(id: "{product(1)}") {{ name }} }}', "BAD_USER_INPUT"),
    "a foreign global id in a filter": (f'{{ brands(where: {{id: {{in: ["{product(1)}"]}}}}) {{ totalCount }} }}', "BAD_USER_INPUT"),
    "a global id with a wrong key": (f'{{ product(id: "{global_id.encode("shop.product", ("one",))}") {{ name }} }}', "BAD_USER_INPUT"),
    "a raw key of the wrong type": ('{ product(id: "one") { name } }', "BAD_USER_INPUT"),
    "a composite key as it is": ('{ stockLevel(id: "1") { quantity } }', "BAD_USER_INPUT"),
    "too many ids": (f"{{ nodes(ids: [{', '.join(chr(34) + product(n) + chr(34) for n in range(101))}]) {{ id }} }}", "LIMIT_EXCEEDED"),
    "groups by nothing": ("{ products { groups(by: []) { count } } }", "BAD_USER_INPUT"),
    "groups by one key twice": (
        "{ products { groups(by: [{createdAt: {trunc: YEAR}}, {createdAt: {trunc: DAY}}]) { count } } }",
        "BAD_USER_INPUT",
    ),
    "groups by not": ("{ products { groups(by: [{status: false}]) { count } } }", "BAD_USER_INPUT"),
    "a negative page of groups": ("{ products { groups(by: [{status: true}], first: -1) { count } } }", "BAD_USER_INPUT"),
    "too many groups": ("{ products { groups(by: [{status: true}], first: 101) { count } } }", "LIMIT_EXCEEDED"),
    "null in having": ("{ products { groups(by: [{status: true}], having: {count: null}) { count } } }", "BAD_USER_INPUT"),
    "a generic key by no global id": ('{ notes(where: {subject: {id: {eq: "1"}}}) { totalCount } }', "BAD_USER_INPUT"),
}


@pytest.mark.parametrize(("document", "code"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_answered_with_its_code(document: str, code: str):
    refused(document, code)


IN_VARIABLES: dict[str, tuple[str, str, Any]] = {
    "wrong type": ("Int", "first: $value", "three"),
    "a fraction for an integer": ("Int", "first: $value", 1.5),
    "beyond 32 bits": ("Int", "first: $value", 2**31),
    "unknown key": ("ProductWhere", "where: $value", {"colour": {"eq": "red"}}),
    "two keys in one element of an order": ("[ProductOrderBy!]", "orderBy: $value", [{"name": "ASC", "pk": "ASC"}]),
    "null in an order": ("[ProductOrderBy!]", "orderBy: $value", [None]),
    "no condition": ("ProductWhere", "where: $value", None),
    "null as an operator's value": ("ProductWhere", "where: $value", {"price": {"eq": None}}),
    "NUL in a text": ("String", "where: {name: {eq: $value}}", "a\x00b"),
    "a lone surrogate": ("String", "where: {name: {eq: $value}}", "a\ud800b"),
    "NUL in a list": ("[String!]", "where: {name: {in: $value}}", ["a\x00b"]),
    "infinity": ("Float", "where: {weight: {eq: $value}}", float("inf")),
    "not a number": ("Float", "where: {weight: {eq: $value}}", float("nan")),
    "digits without end": ("Decimal", "where: {price: {eq: $value}}", "1" * 5000),
    "an exponent without end": ("Decimal", "where: {price: {eq: $value}}", "1e999999999"),
    "a year before all": ("DateTime", "where: {createdAt: {eq: $value}}", "0000-01-01T00:00:00Z"),
    "a moment that leaves the calendar": ("DateTime", "where: {createdAt: {eq: $value}}", "9999-12-31T23:59:59-14:00"),
    "a list for a text": ("String", "where: {name: {eq: $value}}", ["a"]),
    "an object for a text": ("String", "where: {name: {eq: $value}}", {"a": 1}),
    "an id that is a truth": ("ID", "where: {id: {eq: $value}}", True),
    "an id far beyond": ("ID", "where: {id: {eq: $value}}", 10**30),
    "an id that is a number without end": ("ID", "where: {id: {eq: $value}}", "9" * 6000),
}


@pytest.mark.parametrize(("kind", "argument", "value"), IN_VARIABLES.values(), ids=IN_VARIABLES.keys())
def test_a_mistake_in_a_variable_is_answered_with_a_code_or_names_nothing(kind: str, argument: str, value: Any):
    answer = GraphQLClient().query(f"query ($value: {kind}) {{ products({argument}) {{ nodes {{ name }} }} }}", {"value": value})
    assert set(answer.codes) <= {"BAD_USER_INPUT", "LIMIT_EXCEEDED"}, answer.errors
    assert answer.codes or (answer["products"] == {"nodes": []} and kind in ("ID", "DateTime"))
    assert not any(INSIDE.search(error["message"]) for error in answer.errors), answer.errors


def test_values_out_of_a_columns_range_match_nothing():
    for where in ("{stock: {gt: 2147483647}}", '{pk: {eq: "9223372036854775807"}}', '{price: {gt: "999999999999999999999"}}'):
        answer = GraphQLClient().query(f"{{ products(where: {where}) {{ totalCount }} }}")
        assert answer.errors == []
        assert answer["products"] == {"totalCount": 0}
    answer = GraphQLClient().query('{ products(where: {stock: {lt: 2147483647}, price: {lt: "999999999999999999999"}}) { totalCount } }')
    assert (answer.errors, answer.data) == ([], {"products": {"totalCount": 7}})


@pytest.mark.parametrize("position", ["2", "9" * 5000, "-1", "٣", "½", "head"])
def test_a_position_beyond_a_list_leads_nowhere(position: str):
    document = "query ($at: [String!]) { product(id: 1) { attributes(path: $at) } }"
    answer = GraphQLClient().query(document, {"at": ["parts", position]})
    assert (answer.errors, answer.data) == ([], {"product": {"attributes": None}})


def test_a_cursor_of_another_order_is_refused():
    found = GraphQLClient().query("{ products(first: 1, orderBy: [{price: ASC}]) { pageInfo { endCursor } } }")
    cursor = found["products"]["pageInfo"]["endCursor"]
    refused(f'{{ products(after: "{cursor}", orderBy: [{{price: DESC}}]) {{ nodes {{ name }} }} }}', "BAD_USER_INPUT")
    refused(f'{{ products(after: "{cursor}") {{ nodes {{ name }} }} }}', "BAD_USER_INPUT")
    refused(f'{{ reviews(after: "{cursor}") {{ nodes {{ text }} }} }}', "BAD_USER_INPUT")


def forged(*values: Any, order: str) -> str:
    """A cursor with the right hash of an order and values of a stranger's choice."""
    import base64
    import json

    found = GraphQLClient().query(f"{{ products(first: 1, orderBy: [{order}]) {{ pageInfo {{ endCursor }} }} }}")
    text = found["products"]["pageInfo"]["endCursor"]
    name = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))[0]
    return base64.urlsafe_b64encode(json.dumps([name, *values]).encode()).decode().rstrip("=")


FORGERIES = (
    ("{price: ASC}", ("cheap", 1)),
    ("{price: ASC}", ({"n": "cheap"}, 1)),
    ("{price: ASC}", ({"n": "NaN"}, 1)),
    ("{price: ASC}", ({"n": "Infinity"}, 1)),
    ("{price: ASC}", ({"n": "1e999999"}, 1)),
    ("{price: ASC}", ({"x": "1"}, 1)),
    ("{price: ASC}", ({}, 1)),
    ("{price: ASC}", ({"n": "1", "m": "2"}, 1)),
    ("{price: ASC}", ([1], 1)),
    ("{price: ASC}", ({"n": "1"}, None)),
    ("{price: ASC}", ({"n": "1"},)),
    ("{price: ASC}", ({"n": "1"}, 1, 2)),
    ("{price: ASC}", ({"n": "1"}, 10**30)),
    ("{name: ASC}", ("a\x00b", 1)),
    ("{name: ASC}", (None, 1)),
    ("{name: ASC}", ("a" * 100_000, 1)),
    ("{createdAt: ASC}", ("2025", 1)),
    ("{createdAt: ASC}", ({"m": "2025-13-01"}, 1)),
    ("{createdAt: ASC}", ({"m": "2025-01-01T00:00:00"}, 1)),
    ("{createdAt: ASC}", ({"m": "9999-12-31T23:59:59-14:00"}, 1)),
    ("{stock: ASC}", (10**30, 1)),
    ("{stock: ASC}", (1.5, 1)),
    ("{stock: ASC}", (True, 1)),
    ("{reviews: {count: ASC}}", ("many", 1)),
    ("{reviews: {count: ASC}}", (10**30, 1)),
    ("{reviews: {count: ASC}}", (None, 1)),
    ("{reviews: {avg: {rating: ASC}}}", ({"s": 1}, 1)),
    ("{reviews: {min: {text: ASC}}}", ("a\x00", 1)),
)


@pytest.mark.parametrize(("order", "values"), FORGERIES)
def test_a_forged_cursor_gets_an_answer_or_a_code(order: str, values: tuple[Any, ...]):
    cursor = forged(*values, order=order)
    for page in (f'after: "{cursor}"', f'last: 2, before: "{cursor}"'):
        answer = GraphQLClient().query(f"{{ products({page}, orderBy: [{order}]) {{ nodes {{ name }} }} }}")
        assert set(answer.codes) <= {"BAD_USER_INPUT", "LIMIT_EXCEEDED"}, answer.errors
        assert not any(INSIDE.search(error["message"]) for error in answer.errors)


@pytest.mark.parametrize("pattern", ["(", "[a", "a{2,1}", "(?P<n>a)(?P<n>b)", "*", "\\\\", "(a+)+$" + "x" * 300])
def test_a_pattern_that_is_none_is_refused(pattern: str, declare: Declare):
    declare(Product, RichProductOptions)
    answer = GraphQLClient().query("query ($p: String) { products(where: {sku: {regex: $p}}) { totalCount } }", {"p": pattern})
    assert set(answer.codes) <= {"BAD_USER_INPUT", "LIMIT_EXCEEDED"}, answer.errors
    assert answer.codes or pattern == "\\\\"


@pytest.mark.parametrize("pattern", ["(?<=a+)b", "\\p{L}", "(?i)a(?-i)", "[[:foo:]]", "a(?#x)", "\\Z{3}", "(?P<n>a)(?P=n)", "\\1", "(?>a)"])
def test_a_pattern_that_the_database_refuses_is_a_coded_error(pattern: str, declare: Declare):
    declare(Product, RichProductOptions)
    answer = GraphQLClient().query("query ($p: String) { products(where: {sku: {regex: $p}}) { totalCount } }", {"p": pattern})
    assert set(answer.codes) <= {"BAD_USER_INPUT"}, answer.errors
    assert not any(INSIDE.search(error["message"]) for error in answer.errors)


@pytest.mark.django_db(transaction=True)
def test_a_missing_table_spoils_its_own_fields_only(transactional_db: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Note._meta, "db_table", "shop_not_migrated")
    answer = GraphQLClient().query("{ notes { totalCount } products { totalCount } }")
    assert answer.codes == ["SERVICE_UNAVAILABLE"]
    assert answer.data == {"notes": None, "products": {"totalCount": 10}}
    assert not INSIDE.search(answer.errors[0]["message"])
    nested = GraphQLClient().query("{ products { nodes { notes { totalCount } } } brands { totalCount } }")
    assert (nested.codes, nested.data) == (["SERVICE_UNAVAILABLE"], {"products": None, "brands": {"totalCount": 3}})


def test_a_failing_computed_field_is_null_and_masked_and_the_rest_goes_on(declare: Declare):
    class Options(RichProductOptions):
        pass

    def fails(self: object, product: Product) -> str:
        raise ValueError(f"SELECT secret FROM shop_{product.pk}")

    fails.__annotations__ = {"return": str}
    from django_graphql_auto import computed

    Options.fails = computed(requires=["name"])(fails)  # type: ignore[attr-defined]
    declare(Product, Options)
    answer = GraphQLClient().query("{ products(first: 2) { nodes { name fails } } }")
    assert answer.codes == ["INTERNAL", "INTERNAL"]
    assert [error["message"] for error in answer.errors] == ["Internal error"] * 2
    assert [error["path"] for error in answer.errors] == [["products", "nodes", index, "fails"] for index in (0, 1)]
    assert answer["products"] == {"nodes": [{"name": "Axe", "fails": None}, {"name": "Axe", "fails": None}]}


def test_a_stored_value_that_is_no_choice_is_null_and_an_error_and_the_list_goes_on():
    Product.objects.filter(pk=1).update(status="lost")
    answer = GraphQLClient().query('{ products(where: {pk: {in: ["1", "2"]}}) { nodes { name status } } }')
    assert answer["products"] == {"nodes": [{"name": "Axe", "status": None}, {"name": "Bucket", "status": "LIVE"}]}
    assert [error["path"] for error in answer.errors] == [["products", "nodes", 0, "status"]]


def test_a_model_that_may_not_be_read_is_told_at_the_root_only(declare: Declare):
    declare(Category, read="permission")
    document = "{ categories { totalCount } products(first: 1) { nodes { category { name } } } }"
    answer = GraphQLClient().query(document)
    assert answer.codes == ["UNAUTHENTICATED"]
    assert answer.data == {"categories": None, "products": {"nodes": [{"category": None}]}}
