"""What whoever subscribes hears of a write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from django_graphql_auto.execution import rules_for
from django_graphql_auto.mutations import Create, Delete, Update, Written, perform, subscribe, unsubscribe
from django_graphql_auto.testing import captured_statements
from tests.apps.shop.models import Brand, Product, Review, Tag
from tests.mutations.writing import payload


class Ears:
    def __init__(self, *models):
        self.models, self.heard = models, []

    def wants(self, model):
        return model in self.models

    def hears(self, written: Written):
        self.heard.append(written)

    @property
    def changes(self):
        return [change for written in self.heard for change in written.changes]


@pytest.fixture
def listening() -> Iterator:
    """Makes somebody listen, for one test, to writes of some models."""
    all_ears = []

    def begin(*models) -> Ears:
        all_ears.append(Ears(*models))
        subscribe(all_ears[-1])
        return all_ears[-1]

    yield begin
    for ears in all_ears:
        unsubscribe(ears)


def test_each_hears_of_the_models_that_it_asks_for(shop, declare, boss, listening):
    of_brands, of_tags = listening(Brand), listening(Tag)
    perform(Update(Brand, {"pk": shop.acme.pk}, {"country": "CH"}), rules_for(boss))
    [change] = of_brands.changes
    assert (change.model, change.key, change.fields) == (Brand, (shop.acme.pk,), ["country"])
    assert (change.before["country"], change.after["country"], change.after["name"]) == ("DE", "CH", "Acme")
    assert of_tags.heard == []


def test_a_write_is_heard_once_with_all_its_rows_and_who_did_it(shop, declare, boss, listening):
    ears = listening(Brand, Product)
    given = {"name": "Norn", "products": {"connect": [{"pk": shop.anvil.pk}], "update": []}}
    perform(Create(Brand, given), rules_for(boss))
    [written] = ears.heard
    assert written.rules.access.user == boss
    assert [(change.model, change.before is None) for change in written.changes] == [(Brand, True), (Product, False)]


def test_rows_that_go_with_another_are_fetched_only_for_who_wants_them(shop, declare, boss, listening):
    of_reviews = listening(Review)
    with captured_statements() as statements:
        perform(Delete(Product, {"pk": shop.beam.pk}), rules_for(boss))
    assert [(change.model, change.before["text"], change.after) for change in of_reviews.changes] == [(Review, "so so", None)]
    assert not [
        sql for sql in statements if sql.startswith('SELECT "shop_barcode"."id", "shop_barcode"."product_id", "shop_barcode"."digits"')
    ]


def test_a_delete_of_the_projects_own_that_only_hides_is_a_change(shop, declare, boss, listening, monkeypatch):
    def hide(self, using=None, keep_parents=False):
        Brand.objects.filter(pk=self.pk).update(is_active=False)

    monkeypatch.setattr(Brand, "delete", hide)
    ears = listening(Brand, Product)
    perform(Delete(Brand, {"pk": shop.acme.pk}), rules_for(boss))
    assert [(change.model, change.fields) for change in ears.changes] == [(Brand, ["is_active"])]


def test_a_row_that_is_written_twice_is_told_once_and_not_where_it_is_what_it_was(api, shop, listening):
    ears = listening(Product)
    document = "mutation($id: ID!, $input: CategoryUpdateInput!) { updateCategory(id: $id, input: $input) { errors { code } } }"
    anvil = {"sku": "A1"}
    payload(api(document, id=shop.open_.pk, input={"products": {"update": [{"by": anvil, "update": {"name": "X"}}], "connect": [anvil]}}))
    assert [change.fields for change in ears.changes] == [["name"]]
    payload(api(document, id=shop.open_.pk, input={"products": {"disconnect": [anvil], "connect": [anvil]}}))
    assert len(ears.heard) == 1


def test_what_a_listener_raises_undoes_the_write(shop, declare, boss, listening):
    ears = listening(Brand)
    ears.hears = lambda written: 1 / 0
    with pytest.raises(ZeroDivisionError):
        perform(Create(Brand, {"name": "Norn"}), rules_for(boss))
    assert not Brand.objects.filter(name="Norn").exists()
