"""What a query does, told on the command line."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Q

from django_graphql_auto import ModelOptions, computed
from tests.apps.shop.models import Brand, Product
from tests.conftest import Declare
from tests.goldens.declarations import ActiveBrandOptions

pytestmark = pytest.mark.usefixtures("shop")

DOCUMENT = """query Shelf($stock: Int!) {
  products(where: {stock: {gte: $stock}}, first: 2) { totalCount nodes { name brand { name } tags { nodes { name } } } }
}"""


def run(*arguments: str) -> str:
    """What is told; a failing query fails the command."""
    out = StringIO()
    call_command("graphql_explain", *arguments, stdout=out, no_color=True)
    return out.getvalue()


def masked(text: str) -> str:
    return re.sub(r" +\d+\.\d\d ms", " TIME", text)


def report(document: str, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("--query", document, "--format", "json", *arguments))
    return found


def origins(document: str, *arguments: str) -> list[tuple[str, list[str]]]:
    """The second run's statements: how each was come by, and why it isn't kept."""
    return [(statement["origin"], statement.get("reasons", [])) for statement in report(document, *arguments)["again"]["statements"]]


TOLD = """Plan
  brands: list of shop.brand
      displays: 0 name
      arguments: first: 2
      parts: totalCount = count, nodes = rows 0

Statements
  1. list of shop.brand, rows: 2, TIME
     statement   known
     run         natively, by a text that SQLite keeps prepared
     SELECT "shop_brand"."name" AS "name"
     FROM "shop_brand"
     WHERE "shop_brand"."is_active"
     ORDER BY …
     LIMIT 2

  2. figures, rows: 1, TIME
     statement   known
     run         Django's cursor
     SELECT COUNT(*) AS "figure_0", %s AS "all_rows"
     FROM "shop_brand"
     WHERE "shop_brand"."is_active"

Time               first      again
  limits TIME TIME
  coerce TIME TIME
  plan TIME TIME
  cost TIME          –
  run TIME TIME
  format TIME TIME
  of which SQL TIME TIME

Known the second time
  documents   1 of 1
  plans       1 of 1
  statements  2 of 2

Statements: 2, rows: 3, errors: 0.
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQL is shown as one database has it")
def test_a_query_is_told_as_plan_statements_time_and_memories(declare: Declare):
    declare(Brand, ActiveBrandOptions)
    document = "{ brands(first: 2) { totalCount nodes { name } } }"
    found = masked(run("--query", document))
    # A column's place or its name, a condition or a comparison with a parameter: by Django's version.
    told = re.sub(r"ORDER BY .*", "ORDER BY …", found)
    told = re.sub(r"     parameters  .*\n", "", told.replace('"is_active" = %s', '"is_active"'))
    assert re.sub(r"  (parse|validate) .*\n", "", told) == TOLD


def test_every_stage_has_its_time_and_a_known_document_is_not_parsed():
    found = report(DOCUMENT, "--variables", '{"stock": 1}')
    assert set(found["first"]["milliseconds"]) >= {"parse", "validate", "limits", "coerce", "plan", "cost", "run", "format", "database"}
    assert "parse" not in found["again"]["milliseconds"]
    assert found["caches"]["documents"] == {"hits": 1, "lookups": 1}


def test_a_statement_that_is_kept_is_compiled_once_and_known_then():
    found = report(DOCUMENT, "--variables", '{"stock": 2}')
    assert [statement["origin"] for statement in found["first"]["statements"]] == ["compiled"] * 3
    assert [statement["origin"] for statement in found["again"]["statements"]] == ["known"] * 3
    assert found["again"]["statements"][0]["parameters"] == [2]


def test_a_statement_that_is_made_anew_says_why(declare: Declare):
    class RuledOptions(ModelOptions):
        def scope(self, access: Any) -> Q:
            return Q(brand__in=Brand.objects.filter(is_active=True))

    declare(Product, RuledOptions)
    assert origins("{ products { nodes { name } } }") == [("made anew", ["the row rule of shop.product has a query or an expression"])]


def test_a_text_to_search_for_that_a_client_gives_is_part_of_the_statement(declare: Declare):
    declare(Product, search_fields=["name"])
    [(origin, reasons)] = origins("query ($text: String) { products(search: $text) { nodes { name } } }", "--variables", '{"text": "a"}')
    assert (origin, reasons) == (
        "made anew",
        ["a value that was asked for is part of its text: a search, a pattern, a condition on groups"],
    )


def test_the_user_decides_what_is_seen(declare: Declare):
    class OwnOptions(ModelOptions):
        def scope(self, access: Any) -> Q:
            return Q(name="Acme") if access.authenticated else Q(pk__in=[])

    declare(Brand, OwnOptions)
    document = "{ brands { nodes { name } } }"
    assert [statement["rows"] for statement in report(document, "--user", "ann")["again"]["statements"]] == [1]
    stranger = report(document)["again"]["statements"]
    assert [(statement["rows"], statement["way"]) for statement in stranger] == [(0, "not asked: nothing can match")]


def test_statements_of_a_computed_field_are_told_with_its_name(declare: Declare):
    class CountingOptions(ModelOptions):
        @computed(requires=["name"])
        def others(self, product: Product) -> int:
            return Product.objects.exclude(pk=product.pk).count()

    declare(Product, CountingOptions)
    beside = [each for each in report("{ products(first: 2) { nodes { others } } }")["again"]["statements"] if each.get("field")]
    assert [(each["about"], each["field"]) for each in beside] == [("beside the plan", "Product.others")] * 2


def test_the_database_explains_each_statement():
    found = report(DOCUMENT, "--variables", '{"stock": 2}', "--analyze")["again"]["statements"]
    assert all(statement["database"] for statement in found)
    told = run("--query", DOCUMENT, "--variables", '{"stock": 2}', "--analyze")
    assert {"sqlite": "SEARCH", "postgresql": "actual time", "mysql": "shop_product"}[connection.vendor] in told


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a driver of PostgreSQL's")
def test_postgresql_says_how_its_rows_come():
    assert report("{ brands { nodes { name } } }")["again"]["statements"][0]["way"].endswith("rows in binary form")


def test_a_plan_is_drawn():
    assert run("--query", DOCUMENT, "--variables", '{"stock": 2}', "--format", "mermaid").splitlines() == [
        "flowchart TD",
        '    f0(["products"])',
        '    s1["list of shop.product<br>id, name, brand__name<br>joins brand"]',
        "    f0 --> s1",
        '    s2["list of shop.tag by shop.product_tags.tag<br>tag__name<br>joins tag"]',
        '    s1 -->|"product_id = column 0"| s2',
        '    s3["totalCount = count"]',
        '    s1 -->|"the same rows"| s3',
    ]


def test_a_document_comes_from_a_file_or_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "query.graphql"
    file.write_text("query A { brands { nodes { name } } } query B { tags { nodes { name } } }")
    assert "list of shop.tag" in run(str(file), "--operation", "B")
    monkeypatch.setattr("sys.stdin", StringIO("{ brands { nodes { name } } }"))
    assert "list of shop.brand" in run()
    (tmp_path / "variables.json").write_text('{"stock": 7}')
    assert "parameters  7" in run("--query", DOCUMENT, "--variables", f"@{tmp_path / 'variables.json'}")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--query", "{ x }", "--variables", "{"], "--variables is no JSON"),
        (["--query", "{ x }", "--variables", "[]"], "must be a JSON object"),
        (["nowhere.graphql"], "nowhere.graphql can't be read"),
        (["--query", "{ x }", "--user", "nobody"], "There is no user called 'nobody'."),
    ],
)
def test_what_cannot_be_asked_is_said(arguments: list[str], complaint: str):
    with pytest.raises(CommandError, match=re.escape(complaint)):
        run(*arguments)


@pytest.mark.parametrize("document", ["{ nothing }", "{ products(first: -1) { totalCount } }", "mutation { a }"])
def test_a_query_that_fails_fails_the_command_with_its_code(document: str):
    errors = StringIO()
    with pytest.raises(SystemExit):
        call_command("graphql_explain", "--query", document, stdout=StringIO(), stderr=errors, no_color=True)
    assert re.match(r"(GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT)", errors.getvalue())


def test_mutations_are_not_run(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO |= {"EXTRA_MUTATIONS": ["tests.schema.hand_written.Mutation"]}
    errors, document = StringIO(), 'mutation { renameProduct(sku: "D-1", name: "Borer") { product { name } } }'
    with pytest.raises(SystemExit):
        call_command("graphql_explain", "--query", document, stdout=StringIO(), stderr=errors)
    assert "BAD_USER_INPUT" in errors.getvalue()
    assert Product.objects.get(sku="D-1").name == "Drill"


@pytest.mark.django_db(databases=["default", "other"])
def test_a_hand_written_mutation_is_tried_and_undone(settings: Any):
    settings.DJANGO_GRAPHQL_AUTO |= {"EXTRA_MUTATIONS": ["tests.schema.hand_written.Mutation"]}
    told = run("--query", 'mutation { renameProduct(sku: "D-1", name: "Borer") { product { name } } }', "--dry-run")
    assert "UPDATE" in told
    assert "Undone: nothing of it is stored." in told
    assert Product.objects.get(sku="D-1").name == "Drill"
