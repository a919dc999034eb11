"""What the package offers to a project's own tests."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from django_graphql_auto import testing
from django_graphql_auto.testing import (
    GraphQLClient,
    HttpGraphQLClient,
    assert_error_code,
    assert_no_errors,
    assert_plan,
    assert_schema,
    captured_statements,
    execute_plain,
    plans_of,
)
from tests.apps.shop.models import Brand
from tests.conftest import Declare

pytestmark = pytest.mark.usefixtures("shop")

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "testing.md"
NAMES = "{ brands { nodes { name } } }"
ACTIVE = ["Acme", "Bolt", "Crow"]


def names(result: testing.Result) -> list[str]:
    return [row["name"] for row in result["brands"]["nodes"]]


def test_the_client_asks_as_its_user(declare: Declare):
    declare(Brand, read="authenticated")
    assert names(GraphQLClient(User.objects.get(username="ann")).query(NAMES)) == ACTIVE
    stranger = GraphQLClient().query(NAMES)
    assert_error_code(stranger, "UNAUTHENTICATED")
    assert stranger["brands"] is None


def test_the_http_client_asks_through_the_view(declare: Declare):
    declare(Brand, read="authenticated")
    answer = HttpGraphQLClient(User.objects.get(username="ann")).query("query ($n: Int) { brands(first: $n) { nodes { name } } }", {"n": 1})
    assert (answer.status, names(answer)) == (200, ["Acme"])
    assert HttpGraphQLClient().query("{ nothing }").status == 400
    assert HttpGraphQLClient().query("query A { brands { totalCount } } query B { tags { totalCount } }", operation_name="B").data == {
        "tags": {"totalCount": 4}
    }


def test_an_answer_without_data_fails_where_it_is_read():
    answer = GraphQLClient().query("{ nothing }")
    assert answer.data is None
    with pytest.raises(AssertionError, match="GRAPHQL_VALIDATION_FAILED"):
        answer["brands"]


def test_another_number_of_statements_fails_with_their_text(assert_statements: Any):
    with assert_statements(1):
        GraphQLClient().query(NAMES)
    with pytest.raises(AssertionError, match=r"(?s)Expected 3 statements, ran 1:\n\s*1\. SELECT .*shop_brand"), assert_statements(3):
        GraphQLClient().query(NAMES)  # fmt: skip


def test_transactions_are_no_statements(assert_statements: Any):
    from django.db import transaction

    with assert_statements(0), transaction.atomic():
        pass


def test_captured_statements_have_placeholders():
    with captured_statements() as statements:
        GraphQLClient().query('{ brand(by: {name: "Acme"}) { country } }')
    assert len(statements) == 1
    assert "Acme" not in statements[0]


def test_errors_fail_an_assertion_with_their_codes_and_paths():
    with pytest.raises(AssertionError, match=r"BAD_USER_INPUT at \['brands'\]: first must not be negative"):
        assert_no_errors(GraphQLClient().query("{ brands(first: -1) { totalCount } }"))
    with pytest.raises(AssertionError, match="Expected FORBIDDEN"):
        assert_error_code(GraphQLClient().query(NAMES), "FORBIDDEN")


PLAN = """
reviews: list of shop.review
    displays: 0 text, 1 product__name
    joins: product
    arguments: first: 2
    parts: nodes = rows 0
"""


def test_a_plan_is_compared_as_text_without_a_statement(assert_statements: Any):
    document = "{ reviews(first: 2) { nodes { text product { name } } } }"
    with assert_statements(0):
        assert_plan(document, PLAN)
    with pytest.raises(AssertionError, match="-    displays: 0 text, 1 name"):
        assert_plan(document, PLAN.replace("product__name", "name"))


def test_a_document_without_a_plan_says_why():
    with pytest.raises(AssertionError, match="Cannot query field 'nothing'"):
        plans_of("{ nothing }")
    with pytest.raises(AssertionError, match="The variables do not fit"):
        plans_of("query ($n: Int!) { brands(first: $n) { totalCount } }")


def test_a_schema_is_held_to_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, declare: Declare):
    file = tmp_path / "schema.graphql"
    with pytest.raises(AssertionError, match="UPDATE_SCHEMA=1"):
        assert_schema(file)
    monkeypatch.setenv("UPDATE_SCHEMA", "1")
    assert_schema(file)
    monkeypatch.delenv("UPDATE_SCHEMA")
    assert_schema(file)
    declare(Brand, exclude=["country"])
    with pytest.raises(AssertionError, match="-  country: String!"):
        assert_schema(file)


def test_the_oracle_tells_mistakes_too():
    assert execute_plain("{ nothing }").codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert execute_plain('{ node(id: "1") { id } }').codes == ["BAD_USER_INPUT"]


def test_the_fixtures_make_clients(graphql_client: Any, graphql_http_client: Any):
    assert names(graphql_client().query(NAMES)) == names(graphql_http_client().query(NAMES)) == ACTIVE


def test_the_plugin_and_its_package_need_no_settings():
    program = "import django_graphql_auto.testing, django_graphql_auto.testing.plugin, sys; print('graphql' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PATH": "", "PYTHONPATH": ":".join(sys.path)}
    )
    assert done.stdout == "False\n"


def test_every_name_is_there_and_described():
    headings = set(re.findall(r"^### (\w+)$", REFERENCE.read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert headings >= set(testing.__all__)
    fixtures = importlib.import_module("django_graphql_auto.testing.plugin")
    assert headings >= {name for name, value in vars(fixtures).items() if "FixtureFunctionDefinition" in type(value).__name__}
    assert all(getattr(testing, name) for name in testing.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = testing.nothing
