"""Variables are read by functions that are made of their types, and mean what graphql-core's own reading says."""

from __future__ import annotations

import random
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    is_input_type,
    parse,
)
from graphql.execution.values import get_variable_values

from django_graphql_auto.execution.variables import Readers, read_variables
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.testing import GraphQLClient

WORDS = ["", "a", "1", "T1", "2024-05-01T00:00:00Z", "2024-05-01", "P1D", "aGVsbG8=", "12:30", "1.5", "nonsense"]
PLAIN: list[Any] = [None, True, False, 0, 1, -1, 2**31, 2**63, 1.5, *WORDS, [], [None], [1, "a"], {}, {"nobody": 1}, ("a", 1), {1, 2}]


@pytest.fixture
def graphql_schema(settings: Any) -> GraphQLSchema:
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["shop", "everything"]}
    return build_schema().graphql_schema


def made(kind: Any, chance: random.Random, depth: int = 0) -> Any:
    """A value of the type, now and then a wrong one."""
    if chance.random() < 0.04 or depth > 5:
        return chance.choice(PLAIN)
    if isinstance(kind, GraphQLNonNull):
        return made(kind.of_type, chance, depth)
    if isinstance(kind, GraphQLList):
        several = [made(kind.of_type, chance, depth + 1) for _ in range(chance.randrange(3))]
        return several if chance.random() < 0.8 else next(iter(several), None)
    if isinstance(kind, GraphQLEnumType):
        return chance.choice([*kind.values, None])
    if isinstance(kind, GraphQLInputObjectType):
        names = [name for name, found in kind.fields.items() if isinstance(found.type, GraphQLNonNull) or chance.random() < 0.3]
        return {name: made(kind.fields[name].type, chance, depth + 1) for name in chance.sample(names, len(names))}
    return chance.choice(PLAIN)


def told(values: Any) -> Any:
    return [str(error) for error in values] if isinstance(values, list) else values


@pytest.mark.parametrize("seed", range(2))
def test_every_input_type_is_read_as_graphql_core_reads_it(graphql_schema: GraphQLSchema, seed: int):
    chance, readers = random.Random(seed), Readers()
    kinds = [kind for name, kind in sorted(graphql_schema.type_map.items()) if is_input_type(kind) and not name.startswith("__")]
    read = 0
    for kind in kinds:
        for wrapped in (kind.name, f"{kind.name}!", f"[{kind.name}!]!"):
            document = parse(f"query ($value: {wrapped}, $other: Int = 3, $none: Int) {{ __typename }}")
            definitions = document.definitions[0].variable_definitions  # type: ignore[union-attr]
            wanted = GraphQLList(kind) if wrapped.startswith("[") else kind
            given = {"value": made(wanted, chance)} if chance.random() < 0.95 else {}
            theirs = get_variable_values(graphql_schema, definitions, given, 50, True)
            assert told(read_variables(graphql_schema, definitions, given, readers, False)) == told(theirs), (wrapped, given)
            read += isinstance(theirs, dict)
    assert read > len(kinds) // 2


def test_what_is_wrong_with_a_variable_is_told_with_its_path(open_shop: None):
    answer = GraphQLClient().query(
        "query ($where: ProductWhere) { products(where: $where) { totalCount } }", {"where": {"stock": {"gt": "x"}}}
    )
    assert [error["message"] for error in answer.errors] == [
        "Variable '$where' got invalid value 'x' at 'where.stock.gt'; Int cannot represent non-integer value: 'x'"
    ]
