"""Values inside JSON columns."""

from __future__ import annotations

import pytest

from django_graphql_auto.testing import GraphQLClient


@pytest.mark.parametrize(("operator", "names"), [("gt: 50", ["Axe"]), ("gte: 80", ["Axe"]), ("lt: 5", []), ("lte: 80", ["Axe"])])
def test_null_is_neither_smaller_nor_larger_than_a_number(shop: None, operator: str, names: list[str]):
    query = f'{{ products(where: {{attributes: {{path: {{at: ["length"], {operator}}}}}}}) {{ nodes {{ name }} }} }}'
    assert [node["name"] for node in GraphQLClient().query(query)["products"]["nodes"]] == names
