"""Columns that are changed by what they are: the value is looked at when the row is locked, and what comes out is validated."""

from __future__ import annotations

import datetime
import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import F, JSONField, Q, Value
from django.db.models.expressions import RawSQL

from django_graphql_auto.execution import rules_for
from django_graphql_auto.mutations import Change, Create, Update, perform
from django_graphql_auto.testing import GraphQLClient
from tests.apps.everything.models import Columns
from tests.apps.shop.models import Brand, Product, Review
from tests.mutations.writing import errors, payload, wait_for_a_lock

UPDATE = "mutation($id: ID!, $input: ColumnsUpdateInput!) { updateColumns(id: $id, input: $input) { columns { pk } errors { path code } } }"
PRODUCT = (
    "mutation($id: ID!, $input: ProductUpdateInput!) { updateProduct(id: $id, input: $input) { product { pk } errors { path code } } }"
)
several_connections = pytest.mark.skipif(connection.vendor == "sqlite", reason="A database in memory has one connection.")
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="Only PostgreSQL has it.")


@pytest.fixture
def row(db: None, settings: Any) -> Columns:
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["everything.columns"], "READ": "public"}
    return Columns.objects.create(char="mine", slug="mine")


@pytest.fixture
def change(boss: User, row: Columns) -> Any:
    """Changes the row by operators, after it was given values; answers with errors."""

    def run(changes: dict[str, Any], **values: Any) -> list[tuple[str, str]]:
        Columns.objects.filter(pk=row.pk).update(**values)
        found = errors(GraphQLClient(boss).query(UPDATE, {"id": row.pk, "input": {"change": changes}}))
        row.refresh_from_db()
        return found

    return run


def test_numbers_become_more_or_a_multiple(change, row):
    changes = {
        "integer": {"increment": -3},
        "big": {"increment": "9000000000"},
        "positive": {"multiply": 4},
        "real": {"multiply": 0.5},
        "decimal": {"increment": "0.25"},
        "duration": {"increment": "PT90S"},
    }
    before = {"integer": 10, "big": 1, "positive": 5, "real": 3, "decimal": Decimal("1.5"), "duration": datetime.timedelta(minutes=1)}
    assert change(changes, **before) == []
    assert (row.integer, row.big, row.positive, row.real) == (7, 9_000_000_001, 20, 1.5)
    assert (row.decimal, row.duration) == (Decimal("1.75"), datetime.timedelta(minutes=2, seconds=30))


def test_a_product_is_rounded_to_the_places_of_its_column_and_a_sum_is_not(change, row):
    assert change({"decimal": {"multiply": "1.1"}}, decimal=Decimal("0.0005")) == []
    assert row.decimal == Decimal("0.0006"), "0.00055"
    assert change({"decimal": {"increment": "0.00001"}}) == [("input.change.decimal", "MAX_DECIMAL_PLACES")]


def test_null_stays_null(change, row):
    assert change({"duration": {"increment": "PT1S"}}, duration=None) == []
    assert row.duration is None


def test_a_change_that_is_null_is_none(change, row):
    assert change({"integer": None, "big": {"increment": 1}}, integer=5) == []
    assert (row.integer, row.big) == (5, 1)


@pytest.mark.parametrize(
    ("before", "operator", "operand", "after"),
    [
        ({"a": 1, "b": 2}, "append", {"b": 3, "c": 4}, {"a": 1, "b": 3, "c": 4}),
        ({"a": 1, "b": 2}, "prepend", {"b": 3, "c": 4}, {"a": 1, "b": 2, "c": 4}),
        ([1], "append", [2, 3], [1, 2, 3]),
        ([1], "append", {"a": 1}, [1, {"a": 1}]),
        ([1], "prepend", 0, [0, 1]),
        ("a", "append", "b", ["a", "b"]),
        ({"a": 1, "b": 2}, "deleteKey", "a", {"b": 2}),
        (["a", "b", "a", 1], "deleteKey", "a", ["b", 1]),
        ({"a": {"b": [1, 2, {"c": 3}]}}, "deleteAtPath", ["a", "b", "-1", "c"], {"a": {"b": [1, 2, {}]}}),
        ({"a": [1, 2]}, "deleteAtPath", ["a", "0"], {"a": [2]}),
        ({"a": [1, 2]}, "deleteAtPath", ["a", "7"], {"a": [1, 2]}),
        ({"a": 1}, "deleteAtPath", ["a", "b"], {"a": 1}),
        ({"a": 1}, "deleteAtPath", [], {"a": 1}),
    ],
)
def test_json_grows_and_shrinks(change, row, before, operator, operand, after):
    assert change({"json": {operator: operand}}, json=before) == []
    assert row.json == after


@pytest.mark.parametrize(
    ("before", "operator", "operand"), [("text", "deleteKey", "a"), (3, "deleteAtPath", ["a"]), ({"a": [1]}, "deleteAtPath", ["a", "b"])]
)
def test_what_has_no_parts_loses_none(change, row, before, operator, operand):
    assert change({"json": {operator: operand}}, json=before) == [("input.change.json", "INVALID")]
    assert row.json == before


@pytest.mark.parametrize(
    ("name", "before", "by", "code"),
    [
        ("small", 2**15 - 1, {"increment": 1}, "MAX_VALUE"),
        ("counted", 2**31 - 1, {"increment": 1}, "MAX_VALUE"),
        ("counted", -(2**31), {"multiply": 2}, "MIN_VALUE"),
        ("positive", 3, {"increment": -4}, "MIN_VALUE"),
        ("big", 2**63 - 1, {"increment": 1}, "MAX_VALUE"),
        ("real", 1e300, {"multiply": 1e300}, "INVALID"),
        ("decimal", Decimal(99_999_999), {"increment": 1}, "MAX_DIGITS"),
        ("decimal", Decimal(99_999_999), {"multiply": "1e900"}, "MAX_DIGITS"),
        ("duration", datetime.timedelta(microseconds=2**63 - 1), {"increment": "PT1S"}, "MAX_VALUE"),
    ],
)
def test_what_is_more_than_the_column_holds_is_an_error_and_changes_nothing(change, row, name, before, by, code):
    assert change({name: by}, **{name: before}) == [(f"input.change.{name}", code)]
    assert getattr(row, name) == before


def test_a_column_is_given_by_value_or_by_operator(boss, row):
    given = {"char": "new", "integer": 1, "change": {"integer": {"increment": 1}}}
    assert errors(GraphQLClient(boss).query(UPDATE, {"id": row.pk, "input": given})) == [("input.change.integer", "INVALID")]
    row.refresh_from_db()
    assert (row.char, row.integer) == ("mine", 0)


@pytest.mark.parametrize("given", ["{increment: 1, multiply: 2}", "{}", "{increment: null}", '{increment: "much"}', "{append: 1}"])
def test_one_operator_that_the_column_has_changes_it(boss, row, given):
    document = f"mutation {{ updateColumns(id: {row.pk}, input: {{change: {{integer: {given}}}}}) {{ errors {{ code }} }} }}"
    [error] = GraphQLClient(boss).query(document).errors
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    variable = "mutation($id: ID!, $input: ColumnsUpdateInput!) { updateColumns(id: $id, input: $input) { errors { code } } }"
    [error, *_] = (
        GraphQLClient(boss).query(variable, {"id": row.pk, "input": {"change": {"integer": {"increment": 1, "multiply": 2}}}}).errors
    )
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


def test_the_validators_and_constraints_of_the_model_hold(api, shop):
    assert errors(api(PRODUCT, id=shop.anvil.pk, input={"change": {"price": {"increment": "1e10"}}})) == [
        ("input.change.price", "MAX_DIGITS")
    ]
    document = """mutation {
      updateReviews(where: {rating: {gte: 1}}, set: {change: {rating: {increment: -9}}}, atMost: 9) { errors { path code } }
    }"""
    assert set(errors(api(document))) == {("set.change.rating", "MIN_VALUE")}
    assert not Review.objects.filter(rating__lt=0).exists()


def test_operators_work_in_nested_rows_and_in_upserts(api, shop):
    stock = shop.anvil.stock
    document = """mutation($id: ID!) {
      updateBrand(id: $id, input: {products: {update: [{by: {sku: "A1"}, update: {change: {stock: {increment: 2}}}}]}}) {
        errors { path code }
      }
      upsertProduct(by: {sku: "A1"}, create: {name: "x", sku: "A1", createdAt: "2024-01-01T00:00:00Z", brand: {connect: {id: $id}}},
        update: {change: {stock: {multiply: 10}, attributes: {append: {new: true}}}}) { errors { path code } }
    }"""
    found = api(document, id=shop.anvil.brand_id)
    assert [each["errors"] for each in found.data.values()] == [[], []]
    shop.anvil.refresh_from_db()
    assert shop.anvil.stock == (stock + 2) * 10
    assert shop.anvil.attributes["new"] is True


def test_errors_of_nested_changes_say_where_they_are(api, shop):
    document = """mutation($id: ID!) {
      updateBrand(id: $id, input: {products: {update: [{by: {sku: "A1"}, update: {change: {stock: {multiply: 9}}, stock: 1}}]}}) {
        errors { path code }
      }
    }"""
    assert errors(api(document, id=shop.anvil.brand_id)) == [("input.products.update.0.update.change.stock", "INVALID")]


def test_several_rows_are_changed_each_by_its_own_value(api, shop):
    before = dict(Product.objects.values_list("pk", "stock"))
    document = """mutation {
      updateProducts(where: {stock: {gte: 0}}, set: {change: {stock: {increment: 5}}}, atMost: 50) { count errors { code } }
    }"""
    assert payload(api(document)) == {"count": len(before), "errors": []}
    assert dict(Product.objects.values_list("pk", "stock")) == {key: stock + 5 for key, stock in before.items()}


def test_what_is_refused_of_several_rows_together_is_changed_once_when_each_is_tried_alone(api, shop, declare):
    declare(Review, scope=lambda self, access: Q() if access.action == "view" else Q(rating__lt=10) | Q(rating__gte=20))
    Review.objects.update(rating=5)
    document = (
        "mutation { updateReviews(where: {rating: {eq: 5}}, set: {change: {rating: {increment: 10}}}, atMost: 9) { errors { code } } }"
    )
    assert {error["code"] for error in payload(api(document))["errors"]} == {"FORBIDDEN"}
    assert set(Review.objects.values_list("rating", flat=True)) == {5}


def test_a_row_that_is_named_twice_is_changed_twice(api, shop):
    twice = [{"by": {"sku": "A1"}, "update": {"change": {"stock": {"increment": 1}}}}] * 2
    document = "mutation($id: ID!, $input: BrandUpdateInput!) { updateBrand(id: $id, input: $input) { errors { code } } }"
    before = shop.anvil.stock
    assert payload(api(document, id=shop.acme.pk, input={"products": {"update": twice}}))["errors"] == []
    shop.anvil.refresh_from_db()
    assert shop.anvil.stock == before + 2


def test_python_changes_rows_the_same_way_and_no_new_row_is_changed(row, boss):
    report = perform(Update(Columns, {"pk": row.pk}, {"integer": Change("increment", 2)}), rules_for(boss))
    assert (report.errors, report.row.integer) == ((), 2)
    with pytest.raises(LookupError, match="integer"):
        perform(Create(Columns, {"char": "x", "slug": "x", "integer": Change("increment", 2)}), rules_for(boss))


@only_postgresql
def test_lists_and_maps_grow_and_shrink(boss, settings):
    from tests.apps.everything.postgres_models import Shelf

    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["everything.shelf"], "READ": "public"}
    shelf = Shelf.objects.create(labels=["b"], grid=[[1, 2, 3]], attributes={"a": "1"})
    document = """mutation($id: ID!) { updateShelf(id: $id, input: {change: {
      labels: {prepend: ["a"]}, grid: {append: [[4, 5, 6]]}, attributes: {append: {b: "2"}}
    }}) { errors { path code } } }"""
    assert errors(GraphQLClient(boss).query(document, {"id": shelf.pk})) == []
    shelf.refresh_from_db()
    assert (shelf.labels, shelf.grid, shelf.attributes) == (["a", "b"], [[1, 2, 3], [4, 5, 6]], {"a": "1", "b": "2"})
    wrong = 'mutation($id: ID!) { updateShelf(id: $id, input: {change: {attributes: {append: ["x"]}}}) { errors { path code } } }'
    assert errors(GraphQLClient(boss).query(wrong, {"id": shelf.pk})) == [("input.change.attributes", "INVALID")]
    for given in ('"x"', "1", "true", '["x"]'):
        wrong = f"mutation($id: ID!) {{ updateShelf(id: $id, input: {{attributes: {given}}}) {{ errors {{ path code }} }} }}"
        assert errors(GraphQLClient(boss).query(wrong, {"id": shelf.pk})) == [("input.attributes", "INVALID")]


@several_connections
@pytest.mark.django_db(transaction=True)
def test_increments_of_several_clients_all_count(settings):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["shop", "auth.user"]}
    boss, brand = User.objects.create_superuser("boss"), Brand.objects.create(name="Acme")
    product = Product.objects.create(name="Axe", sku="A", brand=brand, created_at="2024-01-01T00:00:00Z", attributes={"seen": []})
    one = f'updateProduct(id: "{product.pk}", input: {{change: {{stock: {{increment: 1}}, attributes: {{append: {{PLACE: 1}}}}}}}})'
    many = 'updateProducts(where: {sku: {eq: "A"}}, set: {change: {stock: {increment: 1}, attributes: {append: {PLACE: 1}}}})'
    documents = [
        f"mutation {{ {write.replace('PLACE', f'n{place}')} {{ errors {{ code }} }} }}" for place, write in enumerate([one, many] * 5)
    ]

    def run(document: str) -> Any:
        try:
            return payload(GraphQLClient(boss).query(document))["errors"]
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        assert list(pool.map(run, documents)) == [[]] * 10
    product.refresh_from_db()
    assert (product.stock, len(product.attributes)) == (10, 11)


NUMBERS = {"small": 2**15, "counted": 2**31, "positive": 2**31, "big": 2**63}
STEPS = (0, 1, -1, 7, -(2**15), 2**15 - 1, 2**31 - 1)


def _by_expression(row: Columns, changes: dict[str, Any]) -> bool:
    """Whether the database takes the changes and the model the values that they leave; else nothing has changed."""
    made = {name: F(name) + by["increment"] if "increment" in by else F(name) * by["multiply"] for name, by in changes.items()}
    try:
        with transaction.atomic():
            Columns.objects.filter(pk=row.pk).update(**made)
            row.refresh_from_db()
            row.full_clean(exclude={field.name for field in Columns._meta.fields if field.name not in changes})
            if any(not -NUMBERS[name] <= getattr(row, name) < NUMBERS[name] for name in changes):
                raise ValidationError("SQLite takes more than the column is meant to hold.")
    except (ValidationError, DatabaseError, OverflowError, TypeError):
        return False
    return True


@pytest.mark.parametrize("seed", range(30))
def test_numbers_are_what_expressions_of_the_database_leave(boss, row, seed):
    chance = random.Random(seed)
    before = {name: min(chance.choice([0, 5, top - 1, top // 2]), top - 1) for name, top in NUMBERS.items()}
    names = chance.sample(sorted(NUMBERS), chance.randrange(1, 4))
    changes = {name: {chance.choice(["increment", "multiply"]): chance.choice(STEPS)} for name in names}
    Columns.objects.filter(pk=row.pk).update(**before)
    answer = payload(GraphQLClient(boss).query(UPDATE, {"id": row.pk, "input": {"change": changes}}))
    after = Columns.objects.filter(pk=row.pk).values(*NUMBERS).get()
    Columns.objects.filter(pk=row.pk).update(**before)
    if _by_expression(row, changes):
        assert (answer["errors"], after) == ([], Columns.objects.filter(pk=row.pk).values(*NUMBERS).get())
    else:
        assert after == before
        assert answer["errors"]


DOCUMENTS = ({}, {"a": 1}, {"a": {"b": [1, {"c": None}]}, "d": "a"}, [], [1, "a"], ["a", ["a"], {"a": 2}], "a", 7, False)
IN_SQL = {
    "append": "json || %s::jsonb",
    "prepend": "%s::jsonb || json",
    "deleteKey": "json - %s::text",
    "deleteAtPath": "json #- %s::text[]",
}


@only_postgresql
@pytest.mark.parametrize("seed", range(40))
def test_json_is_what_the_operators_of_postgresql_leave(boss, row, seed):
    chance = random.Random(seed)
    before, operator = chance.choice(DOCUMENTS), chance.choice(sorted(IN_SQL))
    path = [chance.choice(["a", "b", "d", "0", "1", "-1", "5"]) for _ in range(chance.randrange(4))]
    operand = {"deleteKey": "a", "deleteAtPath": path}.get(operator, chance.choice(DOCUMENTS))
    Columns.objects.filter(pk=row.pk).update(json=Value(before, JSONField()))
    answer = payload(GraphQLClient(boss).query(UPDATE, {"id": row.pk, "input": {"change": {"json": {operator: operand}}}}))
    row.refresh_from_db()
    after = row.json
    Columns.objects.filter(pk=row.pk).update(json=Value(before, JSONField()))
    expected, refused = _in_sql(row, operator, operand)
    assert (after, bool(answer["errors"])) == (expected, refused)


def _in_sql(row: Columns, operator: str, operand: Any) -> tuple[Any, bool]:
    from psycopg.types.json import Jsonb

    value = Jsonb(operand) if operator in ("append", "prepend") else operand
    try:
        with transaction.atomic():
            Columns.objects.filter(pk=row.pk).update(json=RawSQL(IN_SQL[operator], [value], JSONField()))
        refused = False
    except DatabaseError:
        refused = True
    row.refresh_from_db()
    return row.json, refused


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_condition_holds_for_the_row_as_it_is_when_it_is_locked(settings):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["shop", "auth.user"]}
    boss, brand = User.objects.create_superuser("boss"), Brand.objects.create(name="Acme")
    product = Product.objects.create(name="Axe", sku="A", brand=brand, stock=5, created_at="2024-01-01T00:00:00Z")
    document = "mutation { updateProducts(where: {stock: {gte: 5}}, set: {change: {stock: {increment: -5}}}) { count errors { code } } }"

    def run() -> Any:
        try:
            return payload(GraphQLClient(boss).query(document))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Product.objects.filter(pk=product.pk).update(stock=1)
            late = pool.submit(run)
            wait_for_a_lock(late)
        assert late.result() == {"count": 0, "errors": []}
    product.refresh_from_db()
    assert product.stock == 1
