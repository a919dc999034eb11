"""Orders that a model or its options declare."""

from __future__ import annotations

import pytest

from django_graphql_auto import ModelOptions
from django_graphql_auto.testing import GraphQLClient
from tests.apps.shop.models import StockLevel
from tests.conftest import Declare

LEVELS = "{ stockLevels { nodes { warehouse product { name } } } }"


@pytest.mark.parametrize("ordering", [["product_id", "warehouse"], ["product", "warehouse"], ["product__pk", "warehouse"]])
def test_parts_of_a_composite_key_can_be_a_declared_order(shop: None, declare: Declare, ordering: list[str]):
    declare(StockLevel, ModelOptions, ordering=ordering)
    nodes = GraphQLClient().query(LEVELS)["stockLevels"]["nodes"]
    assert [(node["product"]["name"], node["warehouse"]) for node in nodes] == [("Axe", "east"), ("Axe", "west"), ("Bucket", "east")]
