"""Several writers at once, on the databases that have more than one connection; and what happens when a write is stored."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import F, Q

from django_graphql_auto.testing import GraphQLClient
from tests.apps.shop.models import Brand, Product, Tag
from tests.mutations.writing import payload, wait_for_a_lock

SERVED = {"READ": "public", "EXPOSE": ["shop", "auth.user"]}
several_connections = pytest.mark.skipif(connection.vendor == "sqlite", reason="A database in memory has one connection.")


def at_once(user: User, documents: list[str], run: Callable[[User, str], Any] | None = None) -> list[Any]:
    def own(document: str) -> Any:
        try:
            return run(user, document) if run else GraphQLClient(user).query(document)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(documents)) as pool:
        return list(pool.map(own, documents))


@several_connections
@pytest.mark.django_db(transaction=True)
def test_of_equal_rows_one_is_stored_and_the_others_are_told(settings):
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    boss = User.objects.create_superuser("boss")
    results = at_once(boss, ['mutation { createTag(input: {name: "same"}) { errors { path code } } }'] * 6)
    found = [payload(result)["errors"] for result in results]
    assert found.count([]) == 1
    assert found.count([{"path": ["input", "name"], "code": "UNIQUE"}]) == 5
    assert Tag.objects.count() == 1


@several_connections
@pytest.mark.django_db(transaction=True)
def test_of_several_writers_who_saw_the_same_row_one_wins(settings):
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    boss, brand = User.objects.create_superuser("boss"), Brand.objects.create(name="Acme")
    [seen] = GraphQLClient(boss).query("{ brands { nodes { version } } }")["brands"]["nodes"]
    documents = [
        f'mutation {{ updateBrand(id: "{brand.pk}", expectedVersion: "{seen["version"]}", input: {{country: "{country}"}})'
        " { brand { country } errors { code } } }"
        for country in ("DE", "FR", "IT", "AT")
    ]
    found = [payload(result) for result in at_once(boss, documents)]
    [winner] = [each["brand"]["country"] for each in found if not each["errors"]]
    assert [each["errors"] for each in found].count([{"code": "CONFLICT"}]) == 3
    brand.refresh_from_db()
    assert brand.country == winner


@several_connections
@pytest.mark.django_db(transaction=True)
def test_of_several_upserts_of_one_row_all_go_well(settings):
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    boss = User.objects.create_superuser("boss")
    documents = [
        f'mutation {{ upsertBrand(by: {{name: "Acme"}}, create: {{name: "Acme", country: "{country}"}}, update: {{country: "{country}"}})'
        " { brand { name } errors { code } } }"
        for country in ("DE", "FR", "IT", "AT", "CH", "SE")
    ]
    assert [payload(result) for result in at_once(boss, documents)] == [{"brand": {"name": "Acme"}, "errors": []}] * 6
    assert Brand.objects.count() == 1


@several_connections
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("policy", ["REJECT_EVERYTHING", "REJECT_FAILED_ROWS"])
def test_of_several_lists_of_upserts_of_the_same_rows_all_go_well(settings, policy):
    """Rows that others make meanwhile are there to be changed."""
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    boss, names = User.objects.create_superuser("boss"), ("Acme", "Nova", "Zeta")

    def document(country: str) -> str:
        update = f'{{country: "{country}"}}'
        given = ", ".join(f'{{by: {{name: "{name}"}}, create: {{name: "{name}", country: "NL"}}, update: {update}}}' for name in names)
        return f"mutation {{ upsertBrands(upserts: [{given}], errorPolicy: {policy}) {{ count errors {{ path code }} }} }}"

    documents = [document(country) for country in ("DE", "FR", "IT", "AT", "CH", "SE")]
    results = at_once(boss, documents)
    if connection.vendor == "mysql":  # InnoDB locks the gaps between keys, too, and ends one of two that wait for each other
        clashed = [result.codes == ["SERVICE_UNAVAILABLE"] for result in results]
        assert not all(clashed)
        results = [
            GraphQLClient(boss).query(text) if again else result for text, result, again in zip(documents, results, clashed, strict=True)
        ]
    assert [payload(result) for result in results] == [{"count": 3, "errors": []}] * 6
    assert set(Brand.objects.values_list("name", flat=True)) == set(names)
    assert Brand.objects.values("country").distinct().count() == 1


@several_connections
@pytest.mark.django_db(transaction=True)
def test_writers_of_other_columns_lose_nothing(settings):
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    boss, brand = User.objects.create_superuser("boss"), Brand.objects.create(name="Acme", country="")
    documents = [
        f'mutation {{ updateBrand(id: "{brand.pk}", input: {given}) {{ errors {{ code }} }} }}'
        for given in (
            '{country: "DE"}',
            "{isActive: false}",
            '{name: "Zeta"}',
        )
    ]
    assert [payload(result)["errors"] for result in at_once(boss, documents)] == [[], [], []]
    brand.refresh_from_db()
    assert (brand.name, brand.country, brand.is_active) == ("Zeta", "DE", False)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Tells who waits.")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", ['updateBrand(id: 1, input: {country: "DE"})', "deleteBrand(id: 1)"])
def test_a_row_that_leaves_the_rule_while_a_writer_waits_for_it_is_not_written(declare, write):
    declare(Brand, scope=lambda self, access: Q() if access.action == "view" else Q(country="DE"))
    boss, brand = User.objects.create_superuser("boss"), Brand.objects.create(name="Acme", country="DE")
    document = f"mutation {{ {write.replace('1', str(brand.pk))} {{ errors {{ path code }} }} }}"
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Brand.objects.update(country="FR")
            late = pool.submit(at_once, boss, [document])
            wait_for_a_lock(late)
        assert [payload(result)["errors"] for result in late.result()] == [[{"path": ["id"], "code": "FORBIDDEN"}]]
    brand.refresh_from_db()
    assert brand.country == "FR"


@pytest.mark.django_db(transaction=True)
def test_what_happens_after_a_write_happens_only_if_it_was_stored(settings, monkeypatch):
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    boss, told = User.objects.create_superuser("boss"), []
    monkeypatch.setattr(Tag, "save", _telling(told, Tag.save))
    for document in (
        'mutation { createTag(input: {name: "one"}, dryRun: true) { errors { code } } }',
        'mutation { createTags(inputs: [{name: "two"}, {name: ""}]) { count } }',
        'mutation { createTag(input: {name: "three"}) { errors { code } } }',
    ):
        GraphQLClient(boss).query(document)
    assert told == ["three"]


@pytest.mark.django_db(transaction=True)
def test_a_write_that_is_stored_is_reported_even_if_what_follows_fails(settings, monkeypatch):
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    boss = User.objects.create_superuser("boss")

    def save(self: Tag, *args: Any, **options: Any) -> None:
        Tag.save_base(self, **{name: value for name, value in options.items() if name in ("using", "force_insert")})
        transaction.on_commit(lambda: 1 / 0)

    monkeypatch.setattr(Tag, "save", save)
    found = payload(GraphQLClient(boss).query('mutation { createTag(input: {name: "one"}) { tag { name } errors { code } } }'))
    assert found == {"tag": {"name": "one"}, "errors": []}
    assert Tag.objects.filter(name=F("name")).count() == 1


def _telling(told: list[str], save: Any) -> Any:
    def telling(self: Tag, *args: Any, **options: Any) -> None:
        save(self, *args, **options)
        transaction.on_commit(lambda: told.append(self.name))

    return telling


MORE = "{change: {stock: {increment: 1}}}"


@pytest.fixture
def shelf(transactional_db: None, settings: Any) -> list[Product]:
    """Products that hang on each of two tags."""
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    brand, tags = Brand.objects.create(name="Acme"), [Tag.objects.create(name=name) for name in ("one", "two")]
    day = datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC)
    products = [Product.objects.create(name="x", sku=f"P{number}", brand=brand, created_at=day) for number in range(20)]
    for tag in tags:
        tag.products.set(products)
    return products


def _by_condition(tag: str, products: list[Product]) -> str:
    skus = ", ".join(f'"{product.sku}"' for product in products)
    return f"mutation {{ updateProducts(where: {{sku: {{in: [{skus}]}}}}, set: {MORE}, atMost: 20) {{ errors {{ code }} }} }}"


def _by_name(tag: str, products: list[Product]) -> str:
    """The first ones by their key, the others by their number."""
    by = [f'{{id: "{each.pk}"}}' for each in products[:10]] + [f'{{sku: "{each.sku}"}}' for each in products[10:]]
    update = ", ".join(f"{{by: {each}, update: {MORE}}}" for each in by)
    what = f'by: {{name: "{tag}"}}, create: {{name: "{tag}"}}, update: {{products: {{update: [{update}]}}}}'
    return f"mutation {{ upsertTag({what}) {{ errors {{ code }} }} }}"


@several_connections
@pytest.mark.parametrize("write", [_by_condition, _by_name])
def test_writers_of_the_same_rows_in_opposite_orders_wait_for_each_other(shelf, write):
    """Rows are locked in the order of their keys, whatever they are called: nobody waits for somebody who waits."""
    boss = User.objects.create_superuser("boss")
    documents = [write("one", shelf), write("two", shelf[::-1])] * 3
    assert [(result.errors, payload(result)["errors"]) for result in at_once(boss, documents)] == [([], [])] * 6
    assert set(Product.objects.values_list("stock", flat=True)) == {6}


@several_connections
def test_of_writers_who_come_from_opposite_ends_one_is_told_to_try_again(shelf):
    """Each holds the row that the other one needs next."""
    boss, [product, *_] = User.objects.create_superuser("boss"), shelf
    both = Barrier(2)
    documents = [
        f'mutation {{ updateProduct(id: "{product.pk}", input: {{brand: {{update: {{country: "DE"}}}}}}) {{ errors {{ code }} }} }}',
        f'mutation {{ updateBrand(id: "{product.brand_id}", input: {{country: "FR", products: {{update: ['
        f'{{by: {{id: "{product.pk}"}}, update: {{stock: 5}}}}]}}}}) {{ errors {{ code }} }} }}',
    ]

    def run(user: User, document: str) -> Any:
        locked: list[str] = []

        def meeting(execute: Any, sql: str, *arguments: Any) -> Any:
            done = execute(sql, *arguments)
            if "FOR UPDATE" in sql and not locked:
                locked.append(sql)
                both.wait(timeout=30)
            return done

        with connection.execute_wrapper(meeting):
            return GraphQLClient(user).query(document)

    found = at_once(boss, documents, run)
    assert sorted(result.codes for result in found) == [[], ["SERVICE_UNAVAILABLE"]]
    product.refresh_from_db()
    stored = ("DE", 0) if found[0].codes == [] else ("FR", 5)
    assert (product.brand.country, product.stock) == stored


def _updates(products: list[Product]) -> str:
    """Somebody has changed the last one, so that they go one by one."""
    each = ", ".join(f'{{id: "{product.pk}", input: {MORE}}}' for product in products[:-1])
    stale = f'{{id: "{products[-1].pk}", input: {MORE}, expectedVersion: "none"}}'
    return f"mutation {{ updateEachProduct(updates: [{each}, {stale}], errorPolicy: REJECT_FAILED_ROWS) {{ count errors {{ code }} }} }}"


def _upserts(products: list[Product]) -> str:
    """The first one is named twice, so that they go one by one."""
    create = 'create: {name: "x", sku: "x", createdAt: "2024-05-01T00:00:00Z", brand: {connect: {name: "Acme"}}}'
    each = ", ".join(f'{{by: {{sku: "{product.sku}"}}, {create}, update: {MORE}}}' for product in [*products[:-1], products[0]])
    return f"mutation {{ upsertProducts(upserts: [{each}]) {{ count errors {{ code }} }} }}"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Tells who waits.")
@pytest.mark.parametrize(("write", "told"), [(_updates, ["CONFLICT"]), (_upserts, [])])
def test_lists_in_opposite_orders_that_go_one_by_one_wait_for_each_other(shelf, write, told):
    """Who has written the first row of its list goes on when the other one waits for it, or has written one as well."""
    boss, [first, second, third, *_] = User.objects.create_superuser("boss"), shelf
    documents = [write([first, second, third]), write([second, first, third])]
    begun: dict[str, Future[None]] = {document: Future() for document in documents}
    tried = Barrier(2)

    def run(user: User, document: str) -> Any:
        [other] = [begun[each] for each in documents if each != document]

        def meeting(execute: Any, sql: str, *arguments: Any) -> Any:
            done = execute(sql, *arguments)
            if sql.startswith("ROLLBACK TO SAVEPOINT") and not begun[document].done():
                tried.wait(timeout=30)
            elif sql.startswith("UPDATE") and not begun[document].done():
                begun[document].set_result(None)
                wait_for_a_lock(other)
            return done

        with connection.execute_wrapper(meeting):
            return GraphQLClient(user).query(document)

    found = at_once(boss, documents, run)
    assert [result.codes for result in found] == [[], []]
    assert [[error["code"] for error in payload(result)["errors"]] for result in found] == [told, told]
    stocks = Product.objects.in_bulk([first.pk, second.pk])
    assert {product.stock for product in stocks.values()} == ({2} if told else {3})
