"""The schema as a committed file: printed, written, and held against what changed."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from graphql import build_client_schema, build_schema

from django_graphql_auto import ModelOptions
from django_graphql_auto.management.schema_changes import changes_between
from django_graphql_auto.registry import default_registry
from tests.apps.shop.models import Brand


def run(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command("graphql_schema", *arguments, stdout=out, stderr=StringIO(), no_color=True, **options)
    return out.getvalue()


@pytest.fixture
def small(settings):
    """An API of two models."""
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop.brand", "shop.tag"]}


@pytest.fixture
def committed(small, tmp_path: Path) -> Path:
    path = tmp_path / "schema.graphql"
    run("--write", str(path))
    return path


@pytest.fixture
def without_country():
    """Somebody hides a column."""
    default_registry.register(Brand, type("Options", (ModelOptions,), {"exclude": ("country",)}))
    yield
    default_registry.unregister(Brand)


def test_the_schema_is_printed_and_can_be_parsed_again(small):
    printed = run()
    assert "type Brand implements Node {" in printed
    assert build_schema(printed).query_type.fields.keys() >= {"brand", "brands", "tag", "tags"}
    assert printed.endswith("}\n")


def test_the_same_models_give_the_same_text(small):
    assert run() == run()
    assert run("--format", "json") == run("--format", "json")


def test_json_is_the_answer_to_an_introspection(small):
    assert "Brand" in build_client_schema(json.loads(run("--format", "json"))).type_map


def test_a_file_that_was_just_written_is_up_to_date(committed):
    assert run("--check", str(committed)) == f"{committed} is up to date.\n"


def test_a_json_file_is_checked_like_the_other(small, tmp_path):
    path = tmp_path / "schema.json"
    run("--format", "json", "--write", str(path))
    assert "up to date" in run("--format", "json", "--check", str(path))


def test_a_hidden_column_fails_the_check_and_is_named_as_breaking(committed, without_country):
    out = StringIO()
    with pytest.raises(CommandError, match=r"not up to date: \d+ breaking\. .*--write") as failure:
        call_command("graphql_schema", "--check", str(committed), stdout=out, no_color=True)
    assert "breaking   Brand.country was removed." in out.getvalue()
    assert failure.value.returncode == 1


def test_a_new_model_fails_the_check_and_is_named_as_safe(committed, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop.brand", "shop.tag", "shop.supplier"]}
    out = StringIO()
    with pytest.raises(CommandError, match="safe"):
        call_command("graphql_schema", "--check", str(committed), stdout=out, no_color=True)
    assert "safe       Query.suppliers was added." in out.getvalue()
    assert "safe       Supplier was added." in out.getvalue()
    assert "Supplier.name was added" not in out.getvalue()


def test_safe_changes_can_be_let_through(committed, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop.brand", "shop.tag", "shop.supplier"]}
    assert "not up to date" in run("--check", str(committed), "--fail-on", "breaking")


def test_breaking_changes_are_never_let_through(committed, without_country):
    with pytest.raises(CommandError, match="breaking"):
        run("--check", str(committed), "--fail-on", "breaking")


def test_a_file_of_another_layout_says_so(committed):
    committed.write_text(committed.read_text().replace("\n\n", "\n\n\n"))
    with pytest.raises(CommandError, match="only its layout differs"):
        run("--check", str(committed))


@pytest.mark.parametrize(("content", "told"), [(None, "can't be read"), ("type Brand {", "holds no schema"), ("\udcff", "can't be read")])
def test_a_file_that_is_no_schema_is_told_without_a_trace(content, told, small, tmp_path):
    path = tmp_path / "schema.graphql"
    if content is not None:
        path.write_text(content, errors="surrogateescape")
    with pytest.raises(CommandError, match=told):
        run("--check", str(path))


def test_a_place_that_cannot_be_written_is_told_without_a_trace(small, tmp_path):
    with pytest.raises(CommandError, match="can't be written"):
        run("--write", str(tmp_path / "nowhere" / "schema.graphql"))


def test_colours_are_used_where_they_are_asked_for(committed):
    out = StringIO()
    call_command("graphql_schema", "--check", str(committed), stdout=out, force_color=True)
    assert "\x1b[" in out.getvalue()


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        pytest.param("type Query { a: Int }", "type Query { a: Int! }", ["safe Query.a changed type from Int to Int!."], id="a promise"),
        pytest.param(
            "type Query { a: Int! }", "type Query { a: Int }", ["breaking Query.a changed type from Int! to Int."], id="a retreat"
        ),
        pytest.param(
            "type Query { a(b: Int!): Int }",
            "type Query { a(b: Int): Int }",
            ["safe Query.a(b:) changed type from Int! to Int."],
            id="less",
        ),
        pytest.param(
            "type Query { a: Int }", "type Query { a(b: Int): Int }", ["dangerous An optional arg b on Query.a was added."], id="more"
        ),
        pytest.param("type Query { a: Int }", "type Query { a: Int b: Int }", ["safe Query.b was added."], id="a field"),
        pytest.param(
            "type Query { a: E } enum E { X }",
            "type Query { a: E } enum E { X Y }",
            ["dangerous Y was added to enum type E."],
            id="a value",
        ),
        pytest.param("type Query { a: Int }", 'type Query { "A." a: Int }', ["safe Descriptions changed: Query.a"], id="a description"),
        pytest.param(
            "type Query { a: Int }",
            'type Query { a: Int @deprecated(reason: "Use b.") }',
            ["safe Query.a is deprecated: Use b."],
            id="a deprecation",
        ),
        pytest.param(
            "type Query { a: Int @deprecated }",
            "type Query { a: Int }",
            ["safe Query.a is no longer deprecated."],
            id="a deprecation withdrawn",
        ),
        pytest.param(
            "type Query { a(i: I): Int } input I { x: Int }",
            "type Query { a(i: I): Int } input I { x: Int y: Int }",
            ["dangerous An optional field y on input type I was added."],
            id="an input field",
        ),
        pytest.param("type Query { a: Int b: Int }", "type Query { b: Int a: Int }", [], id="an order"),
    ],
)
def test_every_change_is_told_once_by_what_it_does_to_clients(old, new, changes):
    found = changes_between(build_schema(old), build_schema(new))
    assert [f"{change.severity.value} {change.text}" for change in found] == changes
