"""What the pages show works, as it stands."""

from __future__ import annotations

import json
import re
import textwrap
from typing import Any

import django
import pytest
from django.db import connection
from graphql import KnownDirectivesRule, NoUnusedFragmentsRule, parse, print_ast, specified_rules, validate

from django_graphql_auto.planning.diagram import diagram
from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.testing import GraphQLClient, Result, captured_statements, explain_plans, plans_of
from tests.docs import stage
from tests.docs.answers import assert_same_text, assert_shown, shown
from tests.docs.pages import FILE, QUERY_KINDS, Block, Example, all_blocks, blocks, declarations_above, examples, pages
from tests.goldens.golden import readable_sql

SQL_IS_SHOWN = connection.vendor == "sqlite" and django.VERSION[:2] == (5, 2)
TEMPLATE = re.compile(r"\b(?:gql|graphql)`(.*?)`", re.DOTALL)
PUT_TOGETHER = re.compile(r"\$\{\w+\}")
"""A document's place for a fragment that stands in the same block."""
BY_CLIENTS = (KnownDirectivesRule, NoUnusedFragmentsRule)
"""What only a client judges: its own directives, and fragments that it puts together."""


def of_kind(language: str, kind: str) -> list[Any]:
    return [pytest.param(block, id=block.name) for block in all_blocks(language) if block.kind == kind]


def test_every_query_of_the_pages_says_where_it_runs():
    assert [block.name for block in all_blocks("graphql") if block.kind not in QUERY_KINDS] == []


def test_every_fence_is_seen():
    unseen = [page.name for page in pages() if len(re.findall(r"^\s*```\w", page.read_text("utf-8"), re.MULTILINE)) != len(blocks(page))]
    assert unseen == []


@pytest.mark.parametrize("example", [pytest.param(each, id=each.query.name) for each in examples()])
def test_a_query_of_the_pages_is_answered_as_shown(shop: None, example: Example):
    below, query = example.below, example.query
    variables = json.loads(below["variables"].text) if "variables" in below else None
    with stage.declared(example.declarations):
        answer = shown(_answer(stage.client(query.user).query(query.text, variables)))
        in_process = GraphQLClient(stage.user(query.user))
        with captured_statements() as statements:
            in_process.query(query.text, variables)
        drawn = diagram(plans_of(query.text, variables, in_process.user)) if "diagram" in below else ""
        plan = explain_plans(query.text, variables, in_process.user) if "plan" in below else ""
    if "answer" in below:
        assert_shown(below["answer"], answer)
    else:
        assert "errors" not in answer
    assert query.statements in (None, len(statements)), statements
    if drawn:
        assert_same_text(below["diagram"], drawn)
    if plan:
        assert_same_text(below["plan"], plan)
    if "sql" in below and SQL_IS_SHOWN:
        assert_same_text(below["sql"], readable_sql(statements))


def _answer(result: Result) -> dict[str, Any]:
    if result.data is None:
        return {"errors": result.errors}
    return {"data": result.data} | ({"errors": result.errors} if result.errors else {})


@pytest.mark.parametrize("block", [*of_kind("graphql", "validates"), *of_kind("js", "validates"), *of_kind("tsx", "validates")])
def test_a_clients_document_is_valid_against_the_schema(open_shop: None, block: Block):
    documents = [block.text] if block.language == "graphql" else TEMPLATE.findall(PUT_TOGETHER.sub("", block.text))
    assert documents
    rules = [rule for rule in specified_rules if rule not in BY_CLIENTS]
    with stage.declared(declarations_above(block)):
        assert validate(current_schema().graphql_schema, parse("\n".join(documents)), rules) == []


@pytest.mark.parametrize("block", of_kind("graphql", "schema"))
def test_an_excerpt_of_the_schema_is_in_the_schema(open_shop: None, block: Block):
    with stage.declared(declarations_above(block)):
        served = members(parse(current_schema().sdl))
    assert members(parse(block.text)) - served == set()


def members(document: Any) -> set[tuple[str, str]]:
    """Every field, value and member, with the type that has it."""
    found = set()
    for definition in document.definitions:
        name = definition.name.value
        found |= {(name, _text(member)) for member in [*getattr(definition, "fields", ()), *getattr(definition, "values", ())]}
        found |= {(name, member.name.value) for member in [*getattr(definition, "types", ()), *getattr(definition, "interfaces", ())]}
    return found


def _text(member: Any) -> str:
    """A member as SDL, without what only describes it."""
    member.description = None
    for argument in getattr(member, "arguments", ()):
        argument.description = None
    return print_ast(member)


def test_every_declaration_of_the_pages_says_where_it_runs():
    unmarked = [block for block in all_blocks("python") if "@register" in block.text and block.kind != "runs"]
    assert [block.name for block in unmarked if not FILE.match(block.text)] == []


@pytest.mark.parametrize("block", of_kind("python", "runs"))
def test_a_declaration_of_the_pages_makes_a_schema(open_shop: None, block: Block):
    with stage.declared((*declarations_above(block), block)):
        assert current_schema().sdl


@pytest.mark.parametrize("block", [pytest.param(block, id=block.name) for block in all_blocks("python")])
def test_a_python_block_is_python(block: Block):
    compile(textwrap.dedent(block.text), block.name, "exec")
