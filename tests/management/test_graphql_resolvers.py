"""``manage.py graphql_resolvers`` tells what is resolved row by row, and why."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

RELAY = "tests.graphene_schemas.relay_schema.schema"
ODD = "tests.graphene_schemas.odd_schema.schema"


def told(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("graphql_resolvers", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_resolvers_of_the_projects_own_are_named_with_their_hints():
    lines = told("--schema", RELAY)
    assert "ProductNode.label: row by row, without hints: it has a resolver of its own" in lines
    assert "BrandNode.shout: row by row, with hints: it has a resolver of its own" in lines
    assert not [line for line in lines if line.startswith("ProductNode.name:")]


def test_all_fields_are_told_on_request():
    lines = told("--schema", RELAY, "--all")
    expected = ["ProductNode.name: column", "ProductNode.brand: to-one", "ProductNode.tags: list", "ProductNode.reviews: connection"]
    assert set(expected) <= set(lines)
    assert lines[-1].endswith("fields are planned.")


@pytest.mark.parametrize(
    "line",
    [
        "OddProduct.brand: row by row, without hints: EveryBrand has a get_node of its own",
        "OddProduct.notes: row by row, without hints: it is no relation that is known",
        "OddProduct.id: row by row, without hints: it has a resolver of its own",
    ],
)
def test_what_is_not_known_is_named(line: str):
    assert line in told("--schema", ODD)


@pytest.mark.parametrize("arguments", [(), ("--schema", "tests.nowhere.schema"), ("--schema", "tests.settings.DATABASE")])
def test_without_a_schema_it_says_what_to_name(arguments: tuple[str, ...]):
    with pytest.raises(CommandError):
        told(*arguments)
