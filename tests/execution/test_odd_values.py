"""Stored values that Django itself would not have written: read as Django reads them, or one field's clear error."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection

from django_graphql_auto.schema.scalars import utc
from django_graphql_auto.testing import GraphQLClient, assert_no_errors
from tests.apps.shop.models import Product

pytestmark = pytest.mark.usefixtures("shop")
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite stores anything in any column.")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="Needs PostgreSQL.")


def store(column: str, literal: str) -> int:
    key = Product.objects.order_by("pk").first().pk
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE shop_product SET {column} = {literal} WHERE id = {key}")
    return key


def shown(field: str, key: int) -> Any:
    return GraphQLClient().query(f"query ($key: BigInt!) {{ product(by: {{pk: $key}}) {{ {field} }} }}", {"key": str(key)})


@on_sqlite
@pytest.mark.parametrize(
    ("stored", "wanted"),
    [
        ("2024-05-01 10:00:00", "2024-05-01T10:00:00Z"),
        ("2024-05-01 10:00:00.000000", "2024-05-01T10:00:00Z"),
        ("2024-05-01 10:00:00.000001", "2024-05-01T10:00:00.000001Z"),
        ("2024-05-01 10:00:00.120", "2024-05-01T10:00:00.120000Z"),
        ("2024-05-01T10:00:00", "2024-05-01T10:00:00Z"),
        ("2024-05-01 10:00:00+02:00", "2024-05-01T08:00:00Z"),
        ("2024-05-01 10:00", "2024-05-01T10:00:00Z"),
        ("0001-01-01 00:00:00", "0001-01-01T00:00:00Z"),
        ("9999-12-31 23:59:59.999999", "9999-12-31T23:59:59.999999Z"),
        ("1969-12-31 23:59:59.000001", "1969-12-31T23:59:59.000001Z"),
    ],
)
def test_moments_of_other_programs_are_read_as_django_reads_them(stored: str, wanted: str):
    answer = shown("createdAt", store("created_at", f"'{stored}'"))
    assert_no_errors(answer)
    assert answer["product"]["createdAt"] == wanted


@on_sqlite
@pytest.mark.parametrize("stored", ["'soon'", "17", "''", "'2024-13-45 10:00'"])
def test_what_is_no_moment_is_one_fields_error(stored: str):
    answer = shown("name createdAt", store("created_at", stored))
    assert [(error["path"], error["extensions"]["code"]) for error in answer.errors] == [(["product", "createdAt"], "BAD_USER_INPUT")]


@on_sqlite
@pytest.mark.parametrize(
    ("stored", "wanted"),
    [
        ("5", "5.00"),
        ("-5", "-5.00"),
        ("0.125", "0.12"),
        ("0.135", "0.14"),
        ("2.675", "2.68"),
        ("-0.001", "-0.00"),
        ("-0.0", "-0.00"),
        ("12345678.91", "12345678.91"),
        ("'7.5'", "7.50"),
    ],
)
def test_decimals_have_their_columns_places(stored: str, wanted: str):
    key = store("price", stored)
    answer = shown("price", key)
    assert_no_errors(answer)
    assert answer["product"]["price"] == format(Product.objects.get(pk=key).price, "f")


@on_sqlite
@pytest.mark.parametrize("stored", ["9e999", "1e30", "'cheap'", "x'00'", "99999999999999999"])
def test_what_is_no_decimal_of_the_column_is_one_fields_error(stored: str):
    answer = shown("name price", store("price", stored))
    assert answer.data["product"]["name"]
    assert answer.data["product"]["price"] is None
    assert answer.errors[0]["path"] == ["product", "price"]


@on_postgresql
@pytest.mark.parametrize("moment", ["'infinity'", "'-infinity'", "'0044-03-15 12:00:00+00 BC'", "'10000-01-01 00:00:00+00'"])
def test_moments_that_python_does_not_know_are_a_coded_error(moment: str):
    key = store("created_at", moment)
    for _ in range(3):
        answer = shown("name createdAt", key)
        assert [error["extensions"]["code"] for error in answer.errors] == ["BAD_USER_INPUT"]


@on_postgresql
@pytest.mark.parametrize("moment", ["'9999-12-31 23:59:59.999999+00'", "'0001-01-01 00:00:00+00'", "'1969-12-31 23:59:59.000001+00'"])
def test_the_first_and_last_moments_are_read(moment: str):
    key = store("created_at", moment)
    seen = [shown("createdAt", key) for _ in range(3)]
    assert_no_errors(seen[0])
    assert seen[0].data == seen[1].data == seen[2].data
    assert seen[0]["product"]["createdAt"].startswith(moment[1:11])


@on_postgresql
@pytest.mark.parametrize("number", ["'NaN'", "'Infinity'", "12345.678901", "-0.00", "1e-9"])
def test_numbers_without_places_are_read_as_they_are(number: str):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE shop_product ALTER price TYPE numeric")
    key = store("price", number)
    seen = {shown("price", key)["product"]["price"] for _ in range(3)}
    assert seen == {format(Product.objects.get(pk=key).price, "f")}


@on_postgresql
def test_single_precision_is_the_same_at_every_reading():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE shop_product ALTER weight TYPE real")
    key = store("weight", "0.1")
    assert [shown("weight", key)["product"]["weight"] for _ in range(3)] == [0.1] * 3


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_without_time_zones_the_hour_that_comes_twice_is_read_as_django_reads_it(settings: Any, zone: str):
    settings.USE_TZ, settings.TIME_ZONE = False, zone
    key = Product.objects.order_by("pk").first().pk
    for hour in (0, 1, 2, 3, 4):
        for fold in (0, 1):
            Product.objects.filter(pk=key).update(created_at=datetime.datetime(2024, 10, 27, hour, 30, fold=fold))
            seen = [shown("createdAt", key) for _ in range(3)]
            assert_no_errors(seen[0])
            wanted = utc(Product.objects.get(pk=key).created_at).isoformat().replace("+00:00", "Z")
            assert [answer["product"]["createdAt"] for answer in seen] == [wanted] * 3


def test_a_schema_that_saw_time_zones_does_not_take_them_for_granted(settings: Any):
    key = Product.objects.order_by("pk").first().pk
    document = "{ products { nodes { createdAt } } }"
    with_zones = GraphQLClient().query(document)
    settings.USE_TZ = False
    without = GraphQLClient().query(document)
    assert_no_errors(without)
    assert with_zones.data == without.data
    assert shown("createdAt", key).data
