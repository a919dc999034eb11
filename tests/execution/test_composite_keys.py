"""Models whose key is several columns."""

from __future__ import annotations

from django_graphql_auto.testing import GraphQLClient
from django_graphql_auto.testing.plain import execute_plain


def test_the_first_of_every_combination_is_found_where_the_key_is_several_columns(shop: None) -> None:
    text = "{ stockLevels(distinctOn: [warehouse], orderBy: [{quantity: DESC}]) { totalCount nodes { warehouse quantity } } }"
    answer = GraphQLClient().query(text)
    assert answer.errors == []
    assert [row["warehouse"] for row in answer["stockLevels"]["nodes"]] == ["east", "west"]
    assert answer.data == execute_plain(text).data
