"""What conditions mean where they are empty, absent or about hidden rows."""

from __future__ import annotations

import pytest

from django_graphql_auto.options import ModelOptions
from django_graphql_auto.testing import GraphQLClient, assert_error_code, assert_no_errors
from tests.apps.shop.models import Category
from tests.conftest import Declare
from tests.goldens.declarations import GardenOptions

pytestmark = pytest.mark.usefixtures("shop")


USES = "rest: products(where: {name: {eq: $absent}}) { totalCount }"
"""Every variable must be used somewhere."""


class DeniedOptions(ModelOptions):
    read = "permission"


def names(where: str) -> list[str]:
    document = f"query ($absent: String) {{ products(where: {where}, orderBy: [{{pk: ASC}}]) {{ nodes {{ sku }} }} {USES} }}"
    answer = GraphQLClient().query(document)
    assert_no_errors(answer)
    return [row["sku"] for row in answer["products"]["nodes"]]


EVERYTHING = ["A-1", "B-1", "C-1", "D-1", "E-1", "A-2", "F-1", "G-1", "H-1", "I-1"]


@pytest.mark.parametrize(
    "where",
    [
        "{}",
        "{AND: []}",
        "{AND: [{}]}",
        "{name: {}}",
        "{category: {}}",
        "{category: {name: {}}}",
        "{category: {name: {eq: $absent}}}",
        "{category: {parent: {name: {eq: $absent}}}}",
        "{category: {AND: [{}]}}",
        "{reviews: {}}",
        "{reviews: {every: {}}}",
        "{reviews: {count: {}}}",
        "{reviews: {avg: {rating: {}}}}",
        "{reviews: {avg: {}}}",
        "{notes: {}}",
        "{attributes: {path: {at: [\"colour\"]}}}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("options", [ModelOptions, GardenOptions, DeniedOptions], ids=["free", "restricted", "denied"])
def test_an_empty_condition_is_no_condition(where: str, options: type[ModelOptions], declare: Declare):
    declare(Category, options)
    assert names(where) == EVERYTHING


def test_some_of_an_empty_condition_means_that_there_is_one():
    assert names("{reviews: {some: {}}}") == ["A-1", "B-1", "D-1", "G-1", "I-1"]


def test_none_of_an_empty_condition_means_that_there_is_not_any():
    assert names("{reviews: {none: {}}}") == ["C-1", "E-1", "A-2", "F-1", "H-1"]


@pytest.mark.parametrize(
    "where",
    [
        "{OR: [{}]}",
        "{OR: []}",
        "{OR: [{name: {eq: \"Axe\"}}, {}]}",
        "{OR: [{category: {}}]}",
        "{OR: [{AND: []}]}",
        "{NOT: {}}",
        "{NOT: {name: {eq: $absent}}}",
        "{NOT: {reviews: {every: {}}}}",
        "{category: {OR: [{}]}}",
        "{reviews: {some: {NOT: {}}}}",
    ],
)  # fmt: skip
def test_an_empty_condition_is_refused_inside_or_and_not(where: str):
    answer = GraphQLClient().query(f"query ($absent: String) {{ products(where: {where}) {{ totalCount }} {USES} }}")
    assert_error_code(answer, "BAD_USER_INPUT")
    assert answer["products"] is None


def test_a_null_is_not_less_than_anything_nor_more():
    assert names('{price: {lt: "1000"}}') == names("{price: {isNull: false}}")
    assert names('{NOT: {price: {lt: "1000"}}}') == names("{price: {isNull: true}}")


def test_every_fails_where_a_value_is_missing():
    document = '{ brands(where: {products: {every: {price: {gt: "1"}}}}) { nodes { name } } }'
    assert GraphQLClient().query(document)["brands"]["nodes"] == []


def test_a_condition_through_a_hidden_row_matches_nothing_and_its_negation_everything(declare: Declare):
    declare(Category, GardenOptions)
    assert names('{category: {slug: {eq: "saws"}}}') == []
    assert names('{NOT: {category: {slug: {eq: "saws"}}}}') == EVERYTHING
    assert names("{category: {id: {isNull: true}}}") == ["C-1", "D-1", "F-1", "H-1", "I-1"]
