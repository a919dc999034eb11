"""Arrays, ranges and hstore: types in answers and values in filters."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings

from django_graphql_auto.execution import OperationRequest, execute
from tests.schema.conftest import LookAt

pytestmark = [pytest.mark.postgresql, pytest.mark.skipif(django_settings.DATABASE != "postgresql", reason="needs DATABASE=postgresql")]
SHELF = "everything.shelf"


def test_columns_that_only_postgresql_has(look: LookAt):
    assert look(SHELF).fields("Shelf") == {
        "id": "ID!",
        "pk": "BigInt!",
        "labels": "[String]!",
        "grid": "[[Int]]",
        "attributes": "JSON",
        "sizes": "IntRange",
        "bigSizes": "BigIntRange",
        "prices": "DecimalRange",
        "season": "DateRange",
        "opened": "DateTimeRange",
        "title": "String!",
    }


def test_a_range_is_an_object(look: LookAt):
    found = look(SHELF)
    flags = {"lowerInclusive": "Boolean!", "upperInclusive": "Boolean!", "isEmpty": "Boolean!"}
    assert found.fields("DateRange") == {"lower": "Date", "upper": "Date", **flags}
    assert found.fields("DateRangeInput").keys() == {"lower", "upper", "lowerInclusive", "upperInclusive"}


def test_each_kind_has_operators_of_its_own(look: LookAt):
    found = look(SHELF)
    where = found.fields("ShelfWhere")
    assert (where["labels"], where["grid"], where["sizes"]) == ("StringArrayOperators", "IntListArrayOperators", "IntRangeOperators")
    assert (where["attributes"], "words" in where) == ("HStoreOperators", False)
    assert found.fields("StringArrayOperators")["contains"] == "[String!]"
    assert found.fields("IntRangeOperators")["containsValue"] == "Int"


@pytest.fixture
def shelf(db: None, settings: Any) -> None:
    from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange, NumericRange

    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["everything"]}
    model: Any = apps.get_model("everything", "shelf")
    noon = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
    model.objects.create(
        labels=["a", "b"],
        grid=[[1, 2, 3]],
        attributes={"colour": "red", "size": None},
        sizes=NumericRange(1, 5),
        big_sizes=NumericRange(2**40, None),
        prices=NumericRange(Decimal("1.50"), Decimal("2"), "[]"),
        season=DateRange(datetime.date(2026, 3, 1), datetime.date(2026, 6, 1)),
        opened=DateTimeTZRange(noon, noon + datetime.timedelta(hours=1)),
    )
    model.objects.create(labels=[])


BOUNDS = "lower upper lowerInclusive upperInclusive isEmpty"


def data(text: str) -> Any:
    answer = execute(OperationRequest(text))
    assert answer.errors == []
    return answer.as_dict()["data"]


def test_values_are_answered_whole(shelf: None):
    ranges = (
        f"sizes {{ {BOUNDS} }} bigSizes {{ lower upper }} prices {{ lower upper upperInclusive }} season {{ lower }} opened {{ lower }}"
    )
    text = f"{{ shelves(first: 1, orderBy: [{{pk: ASC}}]) {{ nodes {{ labels grid attributes {ranges} }} }} }}"
    (found,) = data(text)["shelves"]["nodes"]
    opened = found.pop("opened")["lower"]
    assert opened.isoformat().startswith("2026-03-01T12:00:00")
    season = found.pop("season")["lower"]
    assert season == datetime.date(2026, 3, 1)
    assert found == {
        "labels": ["a", "b"],
        "grid": [[1, 2, 3]],
        "attributes": {"colour": "red", "size": None},
        "sizes": {"lower": 1, "upper": 5, "lowerInclusive": True, "upperInclusive": False, "isEmpty": False},
        "bigSizes": {"lower": str(2**40), "upper": None},
        "prices": {"lower": "1.50", "upper": "2", "upperInclusive": True},
    }


@pytest.mark.parametrize(
    "where",
    [
        '{labels: {contains: ["a"]}}',
        '{labels: {overlap: ["b", "z"]}}',
        '{labels: {containedBy: ["a", "b", "c"]}, sizes: {isNull: false}}',
        "{labels: {length: {eq: 2}}}",
        "{grid: {eq: [[1, 2, 3]]}}",
        '{attributes: {hasKey: "colour"}}',
        '{attributes: {hasAnyKeys: ["colour", "z"]}}',
        '{attributes: {contains: {colour: "red"}}}',
        "{sizes: {containsValue: 4}}",
        "{sizes: {contains: {lower: 2, upper: 3}}}",
        "{sizes: {fullyLt: {lower: 5, upper: 9}}}",
        "{sizes: {overlap: {lower: 4}}}",
        '{prices: {containsValue: "2"}}',
        '{season: {containsValue: "2026-04-01"}}',
        '{opened: {containsValue: "2026-03-01T12:30:00Z"}}',
    ],
)
def test_every_kind_is_filtered_by_its_own_values(shelf: None, where: str):
    assert len(data(f"{{ shelves(where: {where}) {{ nodes {{ pk }} }} }}")["shelves"]["nodes"]) == 1
