"""The reference of queries has a row for every row of the tables that it describes."""

from __future__ import annotations

import re

import pytest
from graphql import GraphQLObjectType

from django_graphql_auto.conf import ROWS
from django_graphql_auto.exceptions import PublicError
from django_graphql_auto.options import ModelOptions
from django_graphql_auto.planning.limits import LIMITS
from django_graphql_auto.schema.bindings import (
    BINDING,
    ConnectionPart,
    RootList,
    RootModelSchema,
    RootNode,
    RootNodes,
    RootObject,
    RootSearch,
    RootViewer,
)
from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.schema.lookups import FULL_TEXT, JSON_PATH_VALUE, OPERATOR_SETS, Argument
from django_graphql_auto.schema.types.aggregates import DATE_TRUNCATION, FUNCTIONS
from django_graphql_auto.schema.types.orders import DIRECTION
from django_graphql_auto.schema.types.where import COMPARISON
from tests.apps.shop.models import Tag
from tests.conftest import Declare
from tests.docs.pages import ROOT

REFERENCE = ROOT / "docs" / "reference"
PAGE = (REFERENCE / "query-arguments.md").read_text(encoding="utf-8")
PLACEHOLDERS = {"Array": "<Element>Array", "Range": "<Element>Range", "Enum": "<Enum>"}
OF_HTTP = {
    "MAX_BODY_BYTES",
    "MAX_BATCH",
    "MAX_ERRORS",
    "MAX_STREAMS",
    "MAX_WAITING",
    "MAX_WAIT_SECONDS",
    "MAX_UPLOADS",
    "MAX_UPLOAD_TOTAL_BYTES",
}
"""Limits of what is sent and answered, and not of what is asked."""
ROOT_FIELDS = {
    RootViewer: "viewer",
    RootModelSchema: "modelSchema",
    RootNode: "node",
    RootNodes: "nodes",
    RootObject: "<model>",
    RootList: "<models>",
    RootSearch: "search",
}


def rows(heading: str, header: str) -> dict[str, list[str]]:
    """The table under a heading whose first column is called so: cells by the first one."""
    section = re.split(rf"^#+ {heading}$", PAGE, flags=re.MULTILINE)[1]
    section = re.split(r"^#+ ", section, flags=re.MULTILINE)[0]
    table = section.split(f"| {header} |", 1)[1].split("\n\n")[0]
    cells = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    return {re.sub(r"[`\[\]]|\(.*\)", "", first): rest for first, *rest in cells}


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.fixture
def query(open_shop: None) -> GraphQLObjectType:
    found = current_schema().graphql_schema.query_type
    assert found
    return found


def test_every_kind_of_root_field_has_its_row(open_shop: None, declare: Declare):
    declare(Tag, ModelOptions, search_fields=["name"])
    query = current_schema().graphql_schema.query_type
    assert query
    served = {ROOT_FIELDS[type(field.extensions[BINDING])] for field in query.fields.values() if BINDING in field.extensions}
    assert rows("Root fields", "Field").keys() == served


def test_every_argument_of_lists_has_its_row_and_type(query: GraphQLObjectType):
    described = rows("Arguments of lists", "Argument")
    served = {name: str(argument.type).replace("Product", "<Model>") for name, argument in query.fields["products"].args.items()}
    assert described.keys() - served.keys() == {"filter", "presets", "search"}
    assert {name: code(described[name][0]) for name in served} == {name: [kind] for name, kind in served.items()}


def test_every_field_of_connections_has_its_row():
    assert rows("Fields of connections", "Field").keys() == {part.value for part in ConnectionPart}


def test_every_key_of_conditions_has_its_row(query: GraphQLObjectType):
    types = current_schema().graphql_schema.type_map
    connectives = {name for name in types["ProductWhere"].fields if name.isupper()}
    quantifiers = types["ProductToManyWhere"].fields.keys() - {"count"} - {function.name for function in FUNCTIONS}
    assert rows("Conditions", "Key").keys() == connectives | quantifiers
    assert set(COMPARISON.values) <= set(code(rows("Conditions", "Key")["COMPARE"][0]))


def test_every_operator_has_its_row_and_says_what_it_takes():
    described = rows("Operators", "Operator")
    takes: dict[str, set[Argument]] = {}
    for lookup in (*FULL_TEXT, *(lookup for lookups in OPERATOR_SETS.values() for lookup in lookups)):
        takes.setdefault(lookup.name, set()).add(Argument.VALUE if lookup.argument is Argument.JSON else lookup.argument)
    assert described.keys() == takes.keys()
    wrong = {name for name, kinds in takes.items() if described[name][0] != (next(iter(kinds)).value if len(kinds) == 1 else "depends")}
    assert wrong == set()


def test_every_set_of_operators_has_its_row():
    described = {name: code(cells[0]) for name, cells in rows("Which type has which", "Input").items()}
    expected = {f"{PLACEHOLDERS.get(name, name)}Operators": [lookup.name for lookup in lookups] for name, lookups in OPERATOR_SETS.items()}
    assert described == expected | {"JSONPathOperators": ["at", *(lookup.name for lookup in JSON_PATH_VALUE)]}


def test_every_direction_has_its_row():
    assert list(rows("Orders", "Direction")) == list(DIRECTION.values)


def test_every_figure_has_its_row():
    assert list(rows("Figures", "Figure")) == ["count", *(function.name for function in FUNCTIONS)]


def test_every_figure_that_can_be_compared_is_named():
    compared = ["count", *(function.name for function in FUNCTIONS if function.comparable)]
    [sentence] = re.findall(r"^.*can be conditions and orders too\.$", PAGE, flags=re.MULTILINE)
    assert code(sentence) == compared


def test_every_argument_of_groups_has_its_row(query: GraphQLObjectType):
    connection = current_schema().graphql_schema.type_map["ProductConnection"]
    assert isinstance(connection, GraphQLObjectType)
    assert rows("Figures", "Argument").keys() == connection.fields["groups"].args.keys()


def test_every_truncation_is_named():
    [sentence] = re.findall(r"^`trunc` is one of .*$", PAGE, flags=re.MULTILINE)
    assert code(sentence)[1:] == list(DATE_TRUNCATION.values)


def test_every_limit_has_its_row():
    tables = PAGE.split("## Limits")[1]
    named = re.findall(r"^\| \[`(\w+)`\]\(settings\.md#(\w+)\)", tables, flags=re.MULTILINE)
    assert all(anchor == name.lower() and name in ROWS for name, anchor in named)
    limits = {limit.setting for limit in LIMITS} | {name for name in ROWS if name.startswith("MAX_")} - OF_HTTP
    assert {name for name, _ in named} == limits


def test_every_code_of_errors_has_its_heading_its_example_and_its_advice():
    sections = re.split(r"^## (.+)$", (REFERENCE / "errors.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    described = dict(zip(sections[1::2], sections[2::2], strict=True))
    assert described.keys() == {PublicError.code, *(error.code for error in PublicError.__subclasses__())}
    assert [name for name, text in described.items() if f'"code": "{name}"' not in text or "\nWhat to do: " not in text] == []
