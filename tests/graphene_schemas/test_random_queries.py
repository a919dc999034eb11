"""Random queries over the hand-written schema: both views answer alike."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType, get_named_type, is_leaf_type, is_non_null_type
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.graphene_schemas.asking import assert_same
from tests.graphene_schemas.relay_schema import schema

EXAMPLES = int(os.environ.get("RANDOM_DOCUMENTS", "60"))
NOT_ASKED = {"_debug", "unsaved", "strangers", "values", "prefetched"}
"""What differs by time, fails in too many places to be worth a turn, or remembers instances on the way back to them (see the guide)."""
CURSORS = ['""', '"rubbish"', *(f'"YXJyYXljb25uZWN0aW9uOj{digit}=="' for digit in ("A", "E", "I", "M", "k"))]
ARGUMENTS: dict[str, list[str]] = {
    "first": ["0", "1", "2", "5", "100", "101"],
    "last": ["0", "1", "2", "5"],
    "offset": ["0", "1", "3", "50"],
    "after": CURSORS,
    "before": CURSORS,
    "atLeast": ["0", "3", "5"],
    "cheap": ["true", "false"],
    "name_Icontains": ['"a"', '"e"'],
    "stock_Gte": ["0", "4"],
    "orderBy": ['"price"', '"-name"'],
    "tag": ['["1"]', '["1", "2"]'],
    "pk": ["1", "4", "99"],
    "id": ['"UHJvZHVjdE5vZGU6MQ=="', '"QnJhbmROb2RlOjM="', '"rubbish"'],
}

Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def queries(draw: Draw) -> str:
    query = schema.graphql_schema.query_type
    assert query is not None
    return selection(draw, query, draw(st.integers(2, 7)))


def selection(draw: Draw, kind: GraphQLObjectType, depth: int) -> str:
    named = {name: field for name, field in kind.fields.items() if name not in NOT_ASKED}
    usable = [name for name, field in named.items() if depth > 0 or is_leaf_type(get_named_type(field.type))]
    chosen = draw(st.lists(st.sampled_from([*usable, "__typename"]), min_size=1, max_size=3, unique=True))
    return "{ " + " ".join(asked(draw, name, named.get(name), depth) for name in chosen) + " }"


def asked(draw: Draw, name: str, field: Any, depth: int) -> str:
    if field is None:
        return name
    kind = get_named_type(field.type)
    text = name + arguments(draw, field)
    if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
        types = draw(st.lists(st.sampled_from(schema.graphql_schema.get_possible_types(kind)), min_size=1, max_size=2, unique=True))
        return text + " { __typename " + " ".join(f"... on {each.name} {selection(draw, each, depth - 1)}" for each in types) + " }"
    return text if is_leaf_type(kind) else f"{text} {selection(draw, kind, depth - 1)}"


def arguments(draw: Draw, field: Any) -> str:
    needed = [name for name, argument in field.args.items() if is_non_null_type(argument.type)]
    free = [name for name in field.args if name in ARGUMENTS and name not in needed]
    given = [*needed, *(draw(st.lists(st.sampled_from(free), max_size=2, unique=True)) if free else [])]
    return "(" + ", ".join(f"{name}: {draw(st.sampled_from(ARGUMENTS[name]))}" for name in given) + ")" if given else ""


@settings(max_examples=EXAMPLES, deadline=None, derandomize="RANDOM_DOCUMENTS" not in os.environ, suppress_health_check=list(HealthCheck))
@given(text=queries())
def test_a_random_query_is_answered_alike(stocked: None, text: str):
    assert_same(text, sparing=False)
