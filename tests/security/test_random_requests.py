"""Whatever is sent is answered: with data or with coded errors, never with an exception, and nothing has to be masked."""

import base64
from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.schema.live import current_schema
from tests.access.intruding import codes
from tests.apps.shop.models import Product

quickly = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def mostly(usual: st.SearchStrategy[Any], other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 15).flatmap(lambda number: usual if number else other)


TEXTS = st.one_of(
    st.sampled_from(
        ["", "A", "Anvil", "%", "_", "\\", "'", '"', "\x00", "\ud800", "\u202e😀", "a" * 300, "(a+)+$", "1", "-1", "1e999", "NaN", "null"]
    ),
    st.text(max_size=20),
)
MOMENTS = st.sampled_from(
    ["2024-01-02T03:04:05Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00+14:00", "2024-02-30T00:00:00Z"]
)
NUMBERS = st.one_of(
    st.integers(-(2**70), 2**70),
    st.integers(-5, 5),
    st.floats(),
    st.sampled_from([2**31 - 1, -(2**31), 2**63 - 1, 10**400, 1e308, float("inf")]),
)
IDS = st.one_of(
    TEXTS,
    st.integers(-5, 2**70),
    st.builds(
        lambda parts: base64.urlsafe_b64encode(orjson.dumps(parts)).decode(),
        st.lists(
            st.one_of(st.sampled_from(["shop.product", "shop.stocklevel", "auth.group"]), st.integers(-5, 2**63), st.none(), st.just({})),
            max_size=4,
        ),
    ),
)
JUNK: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "Int": mostly(st.integers(0, 20), st.integers(-(2**31), 2**31 - 1)),
    "Float": mostly(st.floats(allow_nan=False, allow_infinity=False), NUMBERS),
    "Boolean": st.booleans(),
    "String": mostly(st.sampled_from(["", "A", "Anvil", "%", "_", "\\", "'"]), TEXTS),
    "ID": mostly(st.integers(0, 5).map(str), IDS),
    "BigInt": mostly(st.integers(-(2**63), 2**63 - 1), st.one_of(NUMBERS, TEXTS)),
    "Decimal": mostly(st.integers(-100, 100), st.one_of(st.decimals(allow_nan=True).map(str), NUMBERS, TEXTS)),
    "DateTime": mostly(MOMENTS, st.one_of(st.datetimes().map(lambda moment: moment.isoformat()), TEXTS)),
    "Date": mostly(st.dates().map(str), TEXTS),
    "Time": mostly(st.times().map(str), TEXTS),
    "JSON": JUNK,
}


def values(kind: GraphQLInputType, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of an input type; now and then something else."""
    if isinstance(kind, GraphQLNonNull):
        return values(kind.of_type, depth)
    if isinstance(kind, GraphQLList):
        return st.lists(values(kind.of_type, depth), max_size=3)
    if isinstance(kind, GraphQLEnumType):
        return st.sampled_from([*kind.values, "NO_SUCH_VALUE"])
    if isinstance(kind, GraphQLInputObjectType):
        return objects(kind, depth) if depth < 5 else st.just({})
    return SCALARS.get(kind.name, JUNK)


def objects(kind: GraphQLInputObjectType, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    most = 1 if kind.is_one_of else 3
    names = st.lists(st.sampled_from(sorted(kind.fields)), min_size=1 if kind.is_one_of else 0, max_size=most, unique=True)
    return names.flatmap(
        lambda chosen: st.fixed_dictionaries(
            {name: st.deferred(lambda name=name: values(kind.fields[name].type, depth + 1)) for name in chosen}
        )
    )


def selection(field: GraphQLField, depth: int = 0) -> str:
    """Every leaf of a field, and a little of what is below."""
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return ""
    if not isinstance(kind, GraphQLObjectType):
        return "{ __typename }"
    inner = [
        f"{name} {selection(below, depth + 1)}"
        for name, below in kind.fields.items()
        if not _needs_arguments(below) and (is_leaf_type(get_named_type(below.type)) or depth < 2)
    ]
    return "{ __typename " + " ".join(inner[:12]) + " }"


def _needs_arguments(field: GraphQLField) -> bool:
    return any(isinstance(argument.type, GraphQLNonNull) for argument in field.args.values())


@st.composite
def requests(draw: st.DrawFn) -> OperationRequest:
    """A root field with some of its arguments in variables."""
    fields = current_schema().graphql_schema.query_type.fields
    name = draw(st.sampled_from(sorted(fields)))
    field = fields[name]
    chosen = draw(st.lists(st.sampled_from(sorted(field.args)), unique=True, max_size=2)) if field.args else []
    chosen += [argument for argument in field.args if isinstance(field.args[argument].type, GraphQLNonNull) and argument not in chosen]
    declared = ", ".join(f"${argument}: {field.args[argument].type}" for argument in chosen)
    given_ = ", ".join(f"{argument}: ${argument}" for argument in chosen)
    text = f"query{f'({declared})' if chosen else ''} {{ {name}{f'({given_})' if chosen else ''} {selection(field)} }}"
    variables = {argument: draw(mostly(values(field.args[argument].type), JUNK)) for argument in chosen}
    return OperationRequest(text, variables)


def assert_answered(request: OperationRequest) -> None:
    answer = execute(request)
    assert orjson.loads(answer.to_bytes())
    assert "INTERNAL" not in codes(answer), answer.errors


@pytest.fixture
def served(declare, shop):
    declare(Product, search_fields=["name", "tags__name"], regex_fields=["sku"])


@quickly
@given(st.data())
def test_every_argument_takes_any_variable(served, data):
    assert_answered(data.draw(requests()))


TOKENS = st.sampled_from(
    "{ } ( ) [ ] : ! = | & $ @ ... query mutation fragment on true false null products product nodes node edges cursor where orderBy name "
    'price brand reviews totalCount aggregate groups by count sum first after 1 -1 1e5 "x" """y""" $v @skip if ASC Product id # \n'.split(
        " "
    )
)


@quickly
@given(st.lists(TOKENS, max_size=40))
def test_any_row_of_tokens_is_answered(served, tokens):
    assert_answered(OperationRequest(" ".join(tokens), {"v": 1}))


@quickly
@given(st.text(max_size=200), JUNK, st.one_of(st.none(), TEXTS))
def test_any_text_is_answered(served, text, variables, name):
    assert_answered(OperationRequest(text, variables if isinstance(variables, dict) else None, name))


VALID = (
    'query q($v: Int = 3) { products(first: $v, where: {brand: {name: {startswith: "A"}}, OR: [{price: {gt: 1}}, {stock: {lt: 5}}]}, '
    "orderBy: [{brand: {name: ASC}}, {reviews: {count: DESC}}]) { nodes { ...f tags { nodes { name } } } edges { cursor } "
    "aggregate { sum { price } } groups(by: [{brand: true}], having: {count: {gt: 0}}) { key { brand { name } } count } } } "
    "fragment f on Product { name reviews(first: 2) { nodes { text author { username } } } book { pages } }"
)
WORDS = VALID.split(" ")


@quickly
@given(
    st.lists(
        st.tuples(st.integers(0, len(WORDS) - 1), st.sampled_from(["drop", "double", "swap"]), st.integers(0, len(WORDS) - 1)), max_size=4
    )
)
def test_a_valid_document_with_some_mistakes_is_answered(served, mistakes):
    words = list(WORDS)
    for place, mistake, other in mistakes:
        words[place] = {"drop": "", "double": f"{words[place]} {words[place]}", "swap": words[other]}[mistake]
    assert_answered(OperationRequest(" ".join(words), {"v": 2}))


@quickly
@given(
    st.one_of(
        TEXTS,
        st.builds(
            lambda value: base64.urlsafe_b64encode(orjson.dumps(value, default=str)).decode().rstrip("="),
            JUNK.filter(lambda v: _writable(v)),
        ),
    )
)
def test_any_text_in_place_of_a_cursor_is_answered(served, text):
    for order in (
        "name: ASC",
        "price: DESC",
        "createdAt: ASC",
        "brand: {name: ASC}",
        "reviews: {count: ASC}",
        "reviews: {max: {rating: DESC}}",
    ):
        assert_answered(
            OperationRequest(
                f"query($after: String) {{ products(orderBy: [{{{order}}}], after: $after) {{ nodes {{ name }} }} }}", {"after": text}
            )
        )


FORGED = st.one_of(
    st.none(),
    st.booleans(),
    NUMBERS.filter(lambda n: not isinstance(n, int) or abs(n) < 2**63),
    st.text(max_size=5),
    st.dictionaries(
        st.sampled_from("nmdtus"),
        st.one_of(
            st.integers(-(2**63), 2**63),
            st.text(max_size=8),
            st.sampled_from(["NaN", "1e999999", "2024-01-01", "0001-01-01T00:00:00+14:00"]),
        ),
        max_size=2,
    ),
)


@quickly
@given(
    st.sampled_from(
        ["name: ASC", "price: DESC", "createdAt: ASC", "brand: {name: ASC}", "reviews: {count: ASC}", "reviews: {avg: {rating: DESC}}"]
    ),
    st.lists(FORGED, min_size=1, max_size=3),
)
def test_a_forged_cursor_is_answered(served, order, forged):
    text = f"query($after: String) {{ products(orderBy: [{{{order}}}], after: $after) {{ edges {{ cursor }} }} }}"
    cursor = execute(OperationRequest(text)).data["products"]["edges"][0]["cursor"]
    (known, *_) = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    if _writable([known, *forged]):
        assert_answered(OperationRequest(text, {"after": base64.urlsafe_b64encode(orjson.dumps([known, *forged])).decode()}))


def _writable(value: Any) -> bool:
    try:
        return bool(orjson.dumps(value))
    except orjson.JSONEncodeError:
        return False
