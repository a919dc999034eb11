"""A row's methods as the transitions of a state machine, and rows that are hidden when they are deleted."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from django_graphql_auto import mutation
from tests.apps.shop.models import Article, Brand, Product
from tests.mutations.test_at_the_same_time import at_once
from tests.mutations.writing import errors, payload, user_who_may, wait_for_a_lock

NEXT = {"draft": {"live"}, "live": {"gone"}, "gone": set()}


def step(self: Product, status: str) -> None:
    if status not in NEXT[self.status]:
        message = f"A product that is {self.status} doesn't become {status}."
        raise ValidationError({"status": ValidationError(message, code="wrong_state")})
    self.status = status
    self.stock += 1
    self.save()


@pytest.fixture
def transitions(declare, monkeypatch):
    @mutation("shop.change_product")
    def publish(self) -> None:
        step(self, "live")

    @mutation("shop.change_product")
    def retire(self) -> None:
        step(self, "gone")

    monkeypatch.setattr(Product, "publish", publish, raising=False)
    monkeypatch.setattr(Product, "retire", retire, raising=False)
    declare(Product, readonly_fields=["status"])


def take(name, product):
    return f'mutation {{ {name}Product(id: "{product.pk}") {{ product {{ status stock }} errors {{ path code }} }} }}'


def test_a_row_goes_from_state_to_state_and_no_other_way(api, shop, transitions):
    assert errors(api(take("retire", shop.anvil))) == [("status", "WRONG_STATE")]
    assert payload(api(take("publish", shop.anvil)))["product"] == {"status": "LIVE", "stock": 2}
    assert errors(api(take("publish", shop.anvil))) == [("status", "WRONG_STATE")]
    assert payload(api(take("retire", shop.anvil)))["product"] == {"status": "GONE", "stock": 3}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Tells who waits.")
@pytest.mark.django_db(transaction=True)
def test_of_two_clients_who_take_a_step_at_once_one_does(transitions):
    """The second one waits for the row, and is asked with the state that the first one has left."""
    boss = User.objects.create_superuser("boss")
    brand = Brand.objects.create(name="Acme", country="DE")
    product = Product.objects.create(name="Anvil", sku="A1", brand=brand, created_at=timezone.now())
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Product.objects.select_for_update().get(pk=product.pk).publish()
            late = pool.submit(at_once, boss, [take("publish", product)])
            wait_for_a_lock(late)
        [result] = late.result()
    assert errors(result) == [("status", "WRONG_STATE")]
    product.refresh_from_db()
    assert (product.status, product.stock) == ("live", 1)


@pytest.fixture
def hiding(declare, monkeypatch, registering):
    """Articles that are deleted stay, hidden by their manager, and may be brought back."""

    def delete(self, *args, **options):
        self.is_deleted = True
        self.save(update_fields=["is_deleted"])
        return 1, {}

    monkeypatch.setattr(Article, "delete", delete)
    declare(Article)

    @registering(Article)
    @mutation("shop.change_product")
    def restore_article(number: int) -> Article:
        found = Article.everything.select_for_update().filter(pk=number, is_deleted=True).first()
        if found is None:
            raise ValidationError({"number": ValidationError("Nothing like this was deleted.", code="not_found")})
        found.is_deleted = False
        found.save(update_fields=["is_deleted"])
        return found


def test_a_row_that_is_deleted_is_hidden_and_brought_back_by_who_may(api, shop, hiding):
    gone = payload(api(f'mutation {{ deleteArticle(id: "{shop.live.pk}") {{ deletedId errors {{ code }} }} }}'))
    assert gone["deletedId"]
    assert gone["errors"] == []
    assert api('{ articles(where: {title: {eq: "Live"}}) { totalCount } }')["articles"] == {"totalCount": 0}
    assert Article.everything.filter(pk=shop.live.pk, is_deleted=True).exists()
    restore = f"mutation {{ restoreArticle(number: {shop.live.pk}) {{ article {{ title }} errors {{ path code }} }} }}"
    assert api(restore, user=user_who_may("add_product")).codes == ["FORBIDDEN"]
    assert payload(api(restore)) == {"article": {"title": "Live"}, "errors": []}
    assert errors(api(restore)) == [("number", "NOT_FOUND")]
    assert api('{ articles(where: {title: {eq: "Live"}}) { totalCount } }')["articles"] == {"totalCount": 1}
