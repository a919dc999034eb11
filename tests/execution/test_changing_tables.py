"""Statements that the server has prepared, and tables that change under them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections, transaction

from django_graphql_auto.testing import GraphQLClient, assert_no_errors
from tests.apps.shop.models import Supplier, Tag

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="Needs PostgreSQL."),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("open_shop"),
]
DOCUMENT = "query ($name: String!) { tags(where: {name: {ne: $name}}, orderBy: [{name: ASC}]) { nodes { pk name } } }"


@pytest.fixture
def preparing(transactional_db: None) -> Iterator[Any]:
    """A connection that prepares every statement at once; the table is as it was afterwards."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] = {**options, "prepare_threshold": 0}
    Tag.objects.create(pk=1, name="1")
    yield connection
    _alter("varchar(40)")
    connection.settings_dict["OPTIONS"] = options
    connection.close()


def _alter(kind: str) -> None:
    """As another process would."""
    other = connections.create_connection("default")
    other.settings_dict = {**connection.settings_dict, "OPTIONS": {}}
    try:
        with other.cursor() as cursor:
            cursor.execute(f"ALTER TABLE shop_tag ALTER name TYPE {kind} USING name::text::{kind}")
    finally:
        other.close()


def names() -> list[str]:
    answer = GraphQLClient().query(DOCUMENT, {"name": "0"})
    assert_no_errors(answer)
    return [node["name"] for node in answer["tags"]["nodes"]]


def test_a_column_whose_type_changes_is_read_by_a_statement_that_is_prepared_anew(preparing: Any):
    assert names() == names() == ["1"]
    for kind in ("text", "varchar(50)", "text"):
        _alter(kind)
        assert names() == names() == ["1"]


def test_an_error_inside_a_transaction_is_not_met_again_in_the_next_one(preparing: Any):
    with transaction.atomic():
        assert names() == ["1"]
    _alter("text")
    codes = []
    for _ in range(3):
        with transaction.atomic():
            codes += GraphQLClient().query(DOCUMENT, {"name": "0"}).codes
    assert codes == ["NOT_SUPPORTED"]
    with transaction.atomic():
        assert names() == ["1"]


def test_a_column_that_gets_a_type_without_a_known_binary_form_is_read_as_text(transactional_db: None):
    Supplier.objects.create(code="s", name="one")
    document = "{ suppliers { nodes { name } } }"
    client = GraphQLClient()
    seen = [client.query(document)["suppliers"]]
    seen.append(client.query(document)["suppliers"])
    with connection.cursor() as cursor:
        cursor.execute("CREATE TYPE word AS ENUM ('one', 'two')")
        cursor.execute("ALTER TABLE shop_supplier ALTER name TYPE word USING name::word")
    try:
        seen += [client.query(document)["suppliers"] for _ in range(3)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE shop_supplier ALTER name TYPE varchar(80) USING name::text")
            cursor.execute("DROP TYPE word")
    assert seen == [{"nodes": [{"name": "one"}]}] * 5
