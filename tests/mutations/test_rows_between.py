"""Many-to-many relations by a model of the project: the rows between are written with what they hold, under their own model's rules."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db.models import Q

from django_graphql_auto.execution import rules_for
from django_graphql_auto.mutations import Update, perform
from django_graphql_auto.schema.live import current_schema
from tests.apps.everything.models import Club, ClubCountry, Country
from tests.apps.shop.models import Product, Supplier, Supply
from tests.mutations.writing import errors, payload, user_who_may

UPDATE = "mutation($id: ID!, $input: ProductUpdateInput!) { updateProduct(id: $id, input: $input) { product { pk } errors { path code } } }"
CREATE = "mutation($input: ProductCreateInput!) { createProduct(input: $input) { product { pk } errors { path code } } }"


def supplies(product: Product) -> dict[str, int]:
    return dict(product.supplies.order_by("supplier").values_list("supplier", "days"))


@pytest.fixture
def bare(shop: Any) -> Product:
    """A product that nobody supplies."""
    shop.anvil.supplies.all().delete()
    return shop.anvil


@pytest.fixture
def change(api: Any, bare: Product) -> Any:
    def run(user: Any = None, **operands: Any) -> list[tuple[str, str]]:
        return errors(api(UPDATE, id=bare.pk, input={"suppliers": operands}, **({"user": user} if user else {})))

    return run


def test_rows_come_with_what_the_rows_between_hold(change, bare):
    assert change(connect=[{"by": {"pk": "S1"}, "through": {"days": 3}}]) == []
    assert change(create=[{"create": {"code": "N1", "name": "New"}, "through": {"days": 5}}]) == []
    assert supplies(bare) == {"N1": 5, "S1": 3}
    both = [
        {"by": {"pk": "X9"}, "create": {"code": "X9", "name": "x"}, "through": {"days": 7}},
        {"by": {"pk": "O1"}, "create": {"code": "O1", "name": "Other"}, "through": {"days": 9}},
    ]
    assert change(connectOrCreate=both) == []
    assert supplies(bare) == {"N1": 5, "O1": 9, "S1": 3, "X9": 7}
    upsert = {"create": {"code": "U1", "name": "Up"}, "update": {"name": "Renamed"}, "through": {"days": 1}}
    assert change(upsert=[{"by": {"pk": "S1"}, **upsert}, {"by": {"pk": "U1"}, **upsert}]) == []
    assert supplies(bare) == {"N1": 5, "O1": 9, "S1": 3, "U1": 1, "X9": 7}
    assert Supplier.objects.get(pk="S1").name == "Renamed"


def test_a_new_row_comes_with_rows_between(api, shop):
    given = {"name": "Pot", "sku": "P1", "createdAt": "2024-05-01T00:00:00Z", "brand": {"connect": {"name": "Acme"}}}
    given["suppliers"] = {"connect": [{"by": {"pk": "S1"}, "through": {"days": 4}}]}
    assert errors(api(CREATE, input=given)) == []
    assert supplies(Product.objects.get(sku="P1")) == {"S1": 4}


def test_rows_go_with_the_rows_between(change, bare, shop):
    Supply.objects.create(product=bare, supplier=shop.seen, days=3)
    Supply.objects.create(product=bare, supplier=shop.hidden, days=4)
    assert change(disconnect=[{"pk": "S1"}]) == []
    assert supplies(bare) == {"X9": 4}
    assert change(set=[{"by": {"pk": "S1"}, "through": {"days": 8}}]) == []
    assert supplies(bare) == {"S1": 8}
    assert change(delete=[{"pk": "S1"}]) == []
    assert supplies(bare) == {}
    assert not Supplier.objects.filter(pk="S1").exists()


def test_who_is_connected_stays_as_they_are(change, bare, shop):
    Supply.objects.create(product=bare, supplier=shop.seen, days=3)
    assert change(connect=[{"by": {"pk": "S1"}, "through": {"days": 9}}]) == []
    assert change(set=[{"by": {"pk": "S1"}}]) == []
    assert supplies(bare) == {"S1": 3}


def test_the_other_side_connects_as_well(api, bare, shop):
    document = """mutation($product: String!) {
      updateSupplier(id: "S1", input: {products: {connect: [{by: {sku: $product}, through: {days: 2}}]}}) { errors { path code } }
    }"""
    assert errors(api(document, product=bare.sku)) == []
    assert supplies(bare) == {"S1": 2}


def test_what_is_wrong_with_a_row_between_says_where(change, bare):
    assert change(connect=[{"by": {"pk": "S1"}, "through": {"days": -1}}]) == [("input.suppliers.connect.0.through.days", "MIN_VALUE")]
    assert change(set=[{"by": {"pk": "S1"}}]) == [("input.suppliers.set.0.through.days", "NULL")]
    assert supplies(bare) == {}


def test_python_is_told_of_a_row_between_that_lacks_something(boss, bare):
    write = Update(Product, {"sku": bare.sku}, {"suppliers": {"connect": [{"by": {"pk": "S1"}}]}})
    [error] = perform(write, rules_for(boss)).errors
    assert (error.path, error.code) == (("input", "suppliers", "connect", "0", "through", "days"), "NULL")


def test_rows_between_need_their_own_permissions(change, bare, shop):
    clerk = user_who_may("change_product", "view_product")
    through = {"days": 1}
    assert change(clerk, connect=[{"by": {"pk": "S1"}, "through": through}]) == [("input.suppliers.connect.0.through", "FORBIDDEN")]
    Supply.objects.create(product=bare, supplier=shop.seen, days=3)
    assert change(clerk, disconnect=[{"pk": "S1"}]) == [("input.suppliers.disconnect.0", "FORBIDDEN")]
    may = user_who_may("change_product", "add_supply", "delete_supply", name="buyer")
    assert change(may, disconnect=[{"pk": "S1"}], connect=[{"by": {"pk": "X9"}, "through": through}]) == []
    assert supplies(bare) == {"X9": 1}


def test_rows_between_are_made_within_their_own_rule(change, bare, declare):
    declare(Supply, scope=lambda self, access: Q() if access.action == "view" else Q(days__lt=5))
    assert change(connect=[{"by": {"pk": "S1"}, "through": {"days": 5}}]) == [("input.suppliers.connect.0.through", "FORBIDDEN")]
    assert change(connect=[{"by": {"pk": "S1"}, "through": {"days": 4}}]) == []
    bare.supplies.update(days=6)
    assert change(disconnect=[{"pk": "S1"}]) == [("input.suppliers.disconnect.0", "FORBIDDEN")]


def test_hidden_rows_between_connect_nobody(change, bare, declare, shop):
    Supply.objects.create(product=bare, supplier=shop.seen, days=3)
    Supply.objects.create(product=bare, supplier=shop.hidden, days=30)
    declare(Supply, scope=lambda self, access: Q(days__lt=9))
    assert change(disconnect=[{"pk": "X9"}]) == [("input.suppliers.disconnect.0", "NOT_FOUND")]
    assert change(set=[]) == []
    assert supplies(bare) == {"X9": 30}


@pytest.mark.parametrize(
    ("operations", "offered"),
    [
        ({"get"}, None),
        (
            {"get", "create"},
            {"create", "connect", "connectCreated", "connectOrCreate", "update", "updateMany", "upsert", "delete", "deleteMany"},
        ),
        ({"get", "delete"}, {"disconnect", "update", "updateMany", "delete", "deleteMany"}),
    ],
)
def test_the_operations_of_the_rows_between_say_what_can_be_done(declare, operations, offered):
    declare(Supply, operations=operations)
    types = current_schema().graphql_schema.type_map
    field = types["ProductUpdateInput"].fields.get("suppliers")
    assert (None if field is None else set(field.type.fields)) == offered


def test_keys_that_are_no_primary_keys_connect(boss, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["everything.club", "everything.country", "everything.clubcountry"], "READ": "public"}
    club, land = Club.objects.create(name="Chess"), Country.objects.create(code="SE", name="Sweden")
    given = {"countries": {"connect": [{"by": {"code": "SE"}}], "create": [{"create": {"code": "NO", "name": "Norway"}}]}}
    assert perform(Update(Club, {"pk": club.pk}, given), rules_for(boss)).errors == ()
    assert set(club.countries.values_list("name", flat=True)) == {"Sweden", "Norway"}
    assert perform(Update(Club, {"pk": club.pk}, {"countries": {"set": [{"by": {"code": "NO"}}]}}), rules_for(boss)).errors == ()
    assert list(ClubCountry.objects.values_list("country", flat=True)) == ["NO"]
    assert Country.objects.filter(pk=land.pk).exists()


def _step(chance: random.Random) -> tuple[str, list[tuple[str, int]]]:
    keys = chance.sample(["N1", "O1", "S1", "X9"], chance.randrange(4))
    return chance.choice(["connect", "disconnect", "set"]), [(key, chance.randrange(1, 9)) for key in keys]


def _by_django(product: Product, operation: str, rows: list[tuple[str, int]]) -> None:
    suppliers = product.suppliers
    if operation == "disconnect":
        suppliers.remove(*(key for key, _ in rows))
        return
    if operation == "set":
        suppliers.remove(*suppliers.exclude(pk__in=[key for key, _ in rows]))
    for key, days in rows:
        suppliers.add(key, through_defaults={"days": days})


@pytest.mark.parametrize("seed", range(15))
def test_rows_between_are_what_the_plain_orm_leaves(api, change, bare, shop, seed):
    chance, twin = random.Random(seed), shop.beam
    twin.supplies.all().delete()
    Supplier.objects.bulk_create([Supplier(code=code, name=code) for code in ("N1", "O1")])
    for _ in range(6):
        operation, rows = _step(chance)
        known = [key for key, _ in rows if operation != "disconnect" or key in supplies(twin)]
        rows = [(key, days) for key, days in rows if key in known]
        element = {"disconnect": lambda key, days: {"pk": key}}.get(
            operation, lambda key, days: {"by": {"pk": key}, "through": {"days": days}}
        )
        found = payload(api(UPDATE, id=bare.pk, input={"suppliers": {operation: [element(*row) for row in rows]}}))
        _by_django(twin, operation, rows)
        assert (found["errors"], supplies(bare)) == ([], supplies(twin))
