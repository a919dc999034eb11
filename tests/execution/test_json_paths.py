"""Values inside JSON columns."""

from __future__ import annotations

import pytest
from django.db import connection

from django_graphql_auto.testing import GraphQLClient, assert_error_code


@pytest.mark.parametrize(("operator", "names"), [("gt: 50", ["Axe"]), ("gte: 80", ["Axe"]), ("lt: 5", []), ("lte: 80", ["Axe"])])
def test_null_is_neither_smaller_nor_larger_than_a_number(shop: None, operator: str, names: list[str]):
    query = f'{{ products(where: {{attributes: {{path: {{at: ["length"], {operator}}}}}}}) {{ nodes {{ name }} }} }}'
    assert [node["name"] for node in GraphQLClient().query(query)["products"]["nodes"]] == names


@pytest.mark.skipif(connection.features.supports_json_field_contains, reason="A database that doesn't know whether JSON contains JSON.")
@pytest.mark.parametrize("operator", ["contains", "containedBy"])
@pytest.mark.parametrize("field", ["nodes { name }", "totalCount"])
def test_what_the_database_cannot_be_asked_of_json_is_told(shop: None, operator: str, field: str):
    query = f"query ($json: JSON!) {{ products(where: {{attributes: {{{operator}: $json}}}}) {{ {field} }} }}"
    assert_error_code(GraphQLClient().query(query, {"json": {"length": 80}}), "NOT_SUPPORTED")
