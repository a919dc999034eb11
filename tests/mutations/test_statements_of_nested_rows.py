"""The statements of a write grow with the tables that it touches, and not with its rows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from django_graphql_auto.testing import captured_statements
from tests.apps.shop.models import Brand, Product, Review, StockLevel, Supplier, Supply, Tag
from tests.mutations.writing import payload

CREATE = "mutation($input: ProductCreateInput!) { createProduct(input: $input) { errors { path code } } }"
CREATE_ALL = "mutation($inputs: [ProductCreateInput!]!) { createProducts(inputs: $inputs) { errors { path code } } }"
CREATE_BRAND = "mutation($input: BrandCreateInput!) { createBrand(input: $input) { errors { path code } } }"
UPDATE = "mutation($id: ID!, $input: ProductUpdateInput!) { updateProduct(id: $id, input: $input) { errors { path code } } }"
Write = tuple[str, dict[str, Any]]
CASES: dict[str, Callable[[Any, int], Write]] = {}


def case(make: Callable[[Any, int], Write]) -> Callable[[Any, int], Write]:
    CASES[make.__name__] = make
    return make


def new(number: object, **given: Any) -> dict[str, Any]:
    return {"name": "Pot", "sku": f"P{number}", "createdAt": "2024-05-01T00:00:00Z", "brand": {"connect": {"name": "Acme"}}, **given}


def within(rows: int) -> list[dict[str, Any]]:
    """New products for a brand."""
    return [{name: value for name, value in new(number).items() if name != "brand"} for number in range(rows)]


def tags(rows: int) -> list[Tag]:
    return [Tag.objects.create(name=f"t{number}") for number in range(rows)]


def suppliers(rows: int) -> list[Supplier]:
    return [Supplier.objects.create(code=f"c{number}", name="x") for number in range(rows)]


def reviews(shop: Any, rows: int) -> list[Review]:
    return [Review.objects.create(product=shop.beam, rating=1) for _ in range(rows)]


@case
def create_children(shop: Any, rows: int) -> Write:
    return CREATE_BRAND, {"input": {"name": "New", "products": {"create": within(rows)}}}


@case
def create_children_that_create_what_they_refer_to(shop: Any, rows: int) -> Write:
    category = lambda number: {"category": {"create": {"name": "c", "slug": f"c{number}"}}}  # noqa: E731
    children = [{**child, **category(number)} for number, child in enumerate(within(rows))]
    return CREATE_BRAND, {"input": {"name": "New", "products": {"create": children}}}


@case
def create_children_of_every_kind(shop: Any, rows: int) -> Write:
    hung = {
        "reviews": {"create": [{"rating": 1} for _ in range(rows)]},
        "notes": {"create": [{"text": "x"} for _ in range(rows)]},
        "levels": {"create": [{"warehouse": f"w{number}", "quantity": 1} for number in range(rows)]},
    }
    return CREATE, {"input": new(0, **hung)}


@case
def connect_children(shop: Any, rows: int) -> Write:
    return CREATE, {"input": new(0, reviews={"connect": [{"id": row.pk} for row in reviews(shop, rows)]})}


@case
def create_and_connect_many_to_many(shop: Any, rows: int) -> Write:
    linked = {"connect": [{"name": tag.name} for tag in tags(rows)], "create": [{"name": f"new{number}"} for number in range(rows)]}
    return CREATE, {"input": new(0, tags=linked)}


@case
def connect_many_to_many_from_the_other_side(shop: Any, rows: int) -> Write:
    products = [Product.objects.create(brand=shop.acme, name="x", sku=f"x{n}", created_at=shop.beam.created_at) for n in range(rows)]
    document = "mutation($inputs: [TagCreateInput!]!) { createTags(inputs: $inputs) { errors { path code } } }"
    return document, {"inputs": [{"name": f"n{n}", "products": {"connect": [{"id": each.pk}]}} for n, each in enumerate(products)]}


@case
def set_and_disconnect_many_to_many(shop: Any, rows: int) -> Write:
    shop.beam.tags.set(tags(rows))
    return UPDATE, {"id": shop.beam.pk, "input": {"tags": {"disconnect": [{"name": "t0"}, {"name": "t1"}], "set": [{"name": "plain"}]}}}


@case
def create_and_connect_with_rows_between(shop: Any, rows: int) -> Write:
    linked = {
        "connect": [{"by": {"pk": each.code}, "through": {"days": 1}} for each in suppliers(rows)],
        "create": [{"create": {"code": f"n{number}", "name": "x"}, "through": {"days": 2}} for number in range(rows)],
    }
    return CREATE, {"input": new(0, suppliers=linked)}


@case
def let_go_of_rows_between(shop: Any, rows: int) -> Write:
    found = suppliers(rows)
    Supply.objects.bulk_create([Supply(product=shop.beam, supplier=each, days=1) for each in found])
    return UPDATE, {"id": shop.beam.pk, "input": {"suppliers": {"disconnect": [{"pk": each.code} for each in found[1:]], "set": []}}}


@case
def change_children(shop: Any, rows: int) -> Write:
    update = [{"by": {"id": row.pk}, "update": {"text": f"x{row.pk}", "rating": 2}} for row in reviews(shop, rows)]
    return UPDATE, {"id": shop.beam.pk, "input": {"reviews": {"update": update}}}


@case
def change_children_with_composite_keys(shop: Any, rows: int) -> Write:
    keys = [{"warehouse": f"w{number}", "product": shop.beam.pk} for number in range(rows)]
    StockLevel.objects.bulk_create([StockLevel(warehouse=key["warehouse"], product=shop.beam, quantity=1) for key in keys])
    return UPDATE, {"id": shop.beam.pk, "input": {"levels": {"update": [{"by": {"pk": key}, "update": {"quantity": 5}} for key in keys]}}}


@case
def delete_children(shop: Any, rows: int) -> Write:
    return UPDATE, {"id": shop.beam.pk, "input": {"reviews": {"delete": [{"id": row.pk} for row in reviews(shop, rows)]}}}


def between(shop: Any, rows: int) -> list[dict[str, Any]]:
    """Rows of a model that are named by the rows that they stand between."""
    found = suppliers(rows)
    Supply.objects.bulk_create([Supply(product=shop.beam, supplier=each, days=1) for each in found])
    return [{"productAndSupplier": {"product": shop.beam.pk, "supplier": each.code}} for each in found]


@case
def delete_children_that_are_named_by_related_rows(shop: Any, rows: int) -> Write:
    return UPDATE, {"id": shop.beam.pk, "input": {"supplies": {"delete": between(shop, rows)}}}


@case
def connect_children_that_are_named_by_related_rows(shop: Any, rows: int) -> Write:
    return CREATE, {"input": new(0, supplies={"connect": between(shop, rows)})}


UPSERT = "mutation($upserts: [ProductUpsertEachInput!]!) { upsertProducts(upserts: $upserts) { errors { path code } } }"


def upserts(shop: Any, rows: int, *ways: Callable[[Product], Any]) -> Write:
    """Half of the rows are there, and named in one way or another by turns."""
    there = [Product.objects.create(brand=shop.acme, name="x", sku=f"x{n}", created_at=shop.beam.created_at) for n in range(rows)]
    change = [
        {"by": ways[n % len(ways)](row), "create": new("none"), "update": {"name": f"new{n}", "stock": n}} for n, row in enumerate(there)
    ]
    create = [{"by": {"sku": f"P{n}"}, "create": new(n), "update": {}} for n in range(rows)]
    return UPSERT, {"upserts": [each for pair in zip(change, create, strict=True) for each in pair]}


@case
def change_and_create_rows_by_name(shop: Any, rows: int) -> Write:
    return upserts(shop, rows, lambda row: {"sku": row.sku})


@case
def change_and_create_rows_by_name_and_key(shop: Any, rows: int) -> Write:
    return upserts(shop, rows, lambda row: {"sku": row.sku}, lambda row: {"id": row.pk})


@case
def create_rows_by_name_with_children(shop: Any, rows: int) -> Write:
    create = [new(n, reviews={"create": [{"rating": 1}, {"rating": 2}]}) for n in range(rows)]
    return UPSERT, {"upserts": [{"by": {"sku": each["sku"]}, "create": each, "update": {}} for each in create]}


@case
def change_and_create_rows_that_are_named_by_related_rows(shop: Any, rows: int) -> Write:
    names = between(shop, rows)
    Supply.objects.filter(supplier__in=[f"c{number}" for number in range(0, rows, 3)]).delete()
    ends = lambda by: {end: {"connect": {"pk": key}} for end, key in by["productAndSupplier"].items()}  # noqa: E731
    given = [{"by": by, "create": {"days": 1, **ends(by)}, "update": {"days": 2}} for by in names]
    return UPSERT.replace("Product", "Supply").replace("Supplys", "Supplies"), {"upserts": given}


@pytest.mark.parametrize("name", CASES)
def test_a_write_of_many_rows_takes_as_many_statements_as_one_of_few(api, shop, name):
    few, many = (counted(api, shop, CASES[name], rows) for rows in (3, 30))
    assert len(few) == len(many), "\n".join(many)


@pytest.mark.parametrize("nested", [False, True], ids=["five children each", "and theirs"])
def test_a_list_of_many_rows_with_nested_ones_takes_as_many_statements_as_one_of_few(api, shop, settings, nested):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MAX_WRITTEN_ROWS": 1000}

    def parents(shop: Any, rows: int) -> Write:
        linked = [{"name": tag.name} for tag in tags(3)]
        hung = lambda: {"reviews": {"create": [{"rating": 1 + place} for place in range(5)]}, "tags": {"connect": linked}}  # noqa: E731
        inputs = [new(number, **hung()) for number in range(rows)]
        if nested:
            for number, given in enumerate(inputs):
                given["brand"] = {"create": {"name": f"b{number}"}}
                given["supplies"] = {
                    "create": [{"days": 1, "supplier": {"create": {"code": f"{number}-{n}", "name": "x"}}} for n in range(5)]
                }
        return CREATE_ALL, {"inputs": inputs}

    few, many = (counted(api, shop, parents, rows) for rows in (2, 20))
    assert len(few) == len(many), "\n".join(many)


def counted(api: Any, shop: Any, write: Callable[[Any, int], Write], rows: int) -> list[str]:
    """The statements of a write; what it made goes again."""
    with transaction.atomic():
        document, variables = write(shop, rows)
        with captured_statements() as statements:
            assert payload(api(document, **variables))["errors"] == []
        transaction.set_rollback(True)
    return list(statements)


def test_the_counted_writes_write(api, shop):
    """Of one of them, so that what is counted is known to be done."""
    document, variables = CASES["create_children_that_create_what_they_refer_to"](shop, 4)
    assert payload(api(document, **variables))["errors"] == []
    assert Brand.objects.get(name="New").products.filter(category__slug__startswith="c").count() == 4
