"""What a row was at a moment."""

import datetime

import pytest
from django.utils import timezone

from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.audit.states import NotKept, state_at
from django_graphql_auto.execution import rules_for
from django_graphql_auto.mutations import Create, Delete, Update, perform
from django_graphql_auto.testing import assert_error_code
from tests.apps.shop.models import Book, Brand, Product, StockLevel
from tests.mutations.writing import user_who_may

NOW = timezone.now()
QUERY = "query($model: String!, $key: String!, $moment: DateTime!) { stateAt(model: $model, key: $key, moment: $moment) }"


def day(number):
    return NOW - datetime.timedelta(days=10 - number)


@pytest.fixture
def write(shop, declare, boss):
    """Does a write as if it were that day."""

    def done(number, write):
        before = set(AuditEntry.objects.values_list("pk", flat=True))
        report = perform(write, rules_for(boss))
        assert not report.errors
        AuditEntry.objects.exclude(pk__in=before).update(at=day(number))
        return report.row

    return done


def test_a_row_is_told_through_its_whole_life(write):
    brand = write(2, Create(Brand, {"name": "Norn", "country": "NO"}))
    write(4, Update(Brand, {"pk": brand.pk}, {"country": "SE"}))
    write(6, Update(Brand, {"pk": brand.pk}, {"name": "Nornir"}))
    write(8, Delete(Brand, {"pk": brand.pk}))
    states = {number: state_at((Brand, brand.pk), day(number)) for number in (1, 2, 3, 5, 7, 9)}
    assert [state and (state["name"], state["country"]) for state in states.values()] == [
        None,
        ("Norn", "NO"),
        ("Norn", "NO"),
        ("Norn", "SE"),
        ("Nornir", "SE"),
        None,
    ]


def test_of_a_row_that_was_there_before_the_trail_its_state_is_told_all_the_same(write, shop):
    write(4, Update(Product, {"pk": shop.anvil.pk}, {"stock": 5, "tags": {"disconnect": [{"pk": shop.covert.pk}]}}))
    write(6, Update(Product, {"pk": shop.anvil.pk}, {"stock": 6, "name": "Mjölnir"}))
    before, between = state_at(shop.anvil, day(1)), state_at(shop.anvil, day(5))
    assert (before["stock"], before["name"], before["sku"], before["tags"]) == (1, "Anvil", "A1", [shop.plain.pk, shop.covert.pk])
    assert (between["stock"], between["name"], between["tags"]) == (5, "Anvil", [shop.plain.pk])


def test_a_row_that_the_trail_has_never_heard_of_is_told_as_it_is(shop, declare):
    assert state_at(shop.beam, day(1))["name"] == "Beam"
    assert state_at((Product, 999_999), day(1)) is None


def test_a_row_with_a_key_of_several_columns_has_states(write, shop):
    key = ("w", shop.anvil.pk)
    write(4, Update(StockLevel, {"pk": {"warehouse": "w", "product": shop.anvil.pk}}, {"quantity": 50}))
    assert [state_at((StockLevel, key), day(number))["quantity"] for number in (3, 5)] == [1, 50]


def test_what_was_written_to_a_parents_row_is_told_of_its_child(write, shop):
    write(3, Update(Book, {"pk": shop.book.pk}, {"pages": 7}))
    write(5, Update(Product, {"pk": shop.book.pk}, {"name": "Tome"}))
    states = [state_at(shop.book, day(number)) for number in (2, 4, 6)]
    assert [(state["name"], state["pages"]) for state in states] == [("Codex", 100), ("Codex", 7), ("Tome", 7)]


def test_masked_values_stay_masked_in_states(write, shop, declare):
    declare(Product, exclude=["cost_price"])
    assert state_at(shop.anvil, day(1))["cost_price"] == "***"


def test_what_is_no_longer_kept_is_not_told(shop, declare, settings):
    settings.DJANGO_GRAPHQL_AUTO = settings.DJANGO_GRAPHQL_AUTO | {"AUDIT_DAYS": 5}
    assert state_at(shop.anvil, day(6))["name"] == "Anvil"
    with pytest.raises(NotKept):
        state_at(shop.anvil, day(4))


@pytest.fixture
def queried(settings, declare):
    settings.DJANGO_GRAPHQL_AUTO = settings.DJANGO_GRAPHQL_AUTO | {"EXTRA_QUERIES": ["django_graphql_auto.audit.queries.AuditQuery"]}


def test_states_are_asked_through_the_api_by_its_names(api, write, shop, queried):
    write(4, Update(Product, {"pk": shop.anvil.pk}, {"price": 12}))
    state = api(QUERY, model="shop.Product", key=str(shop.anvil.pk), moment=day(3).isoformat()).data["stateAt"]
    assert (state["price"], state["name"], state["createdAt"][:10]) == ("10.00", "Anvil", "2024-01-01")
    assert api(QUERY, model="shop.product", key="999999", moment=day(3).isoformat()).data == {"stateAt": None}
    level = f'["w", "{shop.anvil.pk}"]'
    assert api(QUERY, model="shop.stocklevel", key=level, moment=day(3).isoformat()).data["stateAt"]["quantity"] == 1


def test_states_are_told_to_whom_entries_are(api, shop, queried, declare):
    asked = {"model": "shop.product", "key": str(shop.anvil.pk), "moment": day(3).isoformat()}
    assert_error_code(api(QUERY, user=None, **asked), "UNAUTHENTICATED")
    assert_error_code(api(QUERY, user=user_who_may("view_product"), **asked), "FORBIDDEN")
    auditor = user_who_may("view_auditentry", name="auditor")
    declare(Product, exclude=["price"])
    assert "price" not in api(QUERY, user=auditor, **asked).data["stateAt"]
    declare(Product, read="permission")
    assert_error_code(api(QUERY, user=auditor, **asked), "FORBIDDEN")
    assert_error_code(api(QUERY, user=auditor, **asked | {"model": "shop.nothing"}), "FORBIDDEN")


@pytest.mark.parametrize(
    ("model", "key"),
    [
        ("shop.product", "x"),
        ("shop.stocklevel", "x"),
        ("shop.stocklevel", '["w"]'),
        ("shop.stocklevel", "7"),
        ("shop.stocklevel", "[" * 5_000),
        ("shop.stocklevel", f'["w", {"9" * 5_000}]'),
        ("shop.stocklevel", f'["w", {10**30}]'),
        ("shop.stocklevel", '["w", 1e400]'),
        ("shop.stocklevel", '["w", {}]'),
        ("shop.stocklevel", '["w\\u0000", 1]'),
        ("shop.supplier", "a\0"),
        ("shop.supplier", "\ud800"),
        ("shop.product", str(10**30)),
    ],
    ids=lambda given: str(given)[:12].encode("unicode_escape").decode(),
)
def test_what_is_no_key_is_refused(api, shop, queried, model, key):
    assert_error_code(api(QUERY, model=model, key=key, moment=day(3).isoformat()), "BAD_USER_INPUT")
