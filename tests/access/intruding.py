"""Fixtures of the tests that attack: a shop in which something is hidden, declarations that are undone, and an asker."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import models

from django_graphql_auto.execution import Answer, OperationRequest, execute
from django_graphql_auto.options import ModelOptions
from django_graphql_auto.registry import default_registry
from tests.apps.shop.models import (
    Article,
    Barcode,
    Book,
    Brand,
    Category,
    Note,
    Product,
    Review,
    StockLevel,
    Supplier,
    Supply,
    Tag,
)

SERVED = {"READ": "public", "EXPOSE": ["shop", "auth.User"]}
"""Only the shop, open to everybody: what is hidden in a test, the test's declarations hide."""

Declare = Callable[..., None]
Ask = Callable[..., Answer]


@pytest.fixture
def declare(settings: Any) -> Iterator[Declare]:
    """Registers options (attributes, or functions of self and access) for a model; undone after the test."""
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    before = default_registry.registered()

    def register(model: type[models.Model], **attributes: Any) -> None:
        default_registry.register(model, type("DeclaredOptions", (ModelOptions,), attributes))

    yield register
    for model in default_registry.registered().keys() - before.keys():
        default_registry.unregister(model)


@pytest.fixture
def ask(declare: Declare, db: None) -> Ask:
    """Answers a query for a user (nobody, where none is given), and holds that no pass changes what may be seen."""

    def asked(text: str, user: Any = None, **variables: Any) -> Answer:
        request = OperationRequest(text, variables)
        improved, plain = execute(request, user=user), execute(request, user=user, passes=())
        assert improved.data == plain.data
        assert codes(improved) == codes(plain)
        return improved

    return asked


@pytest.fixture
def see(ask: Ask) -> Callable[..., Any]:
    """The data of an answer without errors."""

    def seen(text: str, user: Any = None, **variables: Any) -> Any:
        answer = ask(text, user, **variables)
        assert answer.errors == []
        return answer.data

    return seen


def codes(answer: Answer) -> list[str]:
    return [error["extensions"]["code"] for error in answer.errors]


def messages(answer: Answer) -> list[str]:
    return [error["message"] for error in answer.errors]


def without_ids(answer: Answer) -> Any:
    """The answer as it is compared: only the correlation ids differ from request to request."""
    errors = [{**error, "extensions": {**error["extensions"], "correlationId": None}} for error in answer.errors]
    return answer.data, errors


def user_with(name: str, *permissions: str, **attributes: Any) -> User:
    """A user who may view the named models of the shop."""
    made = User.objects.create_user(name, password="unguessable", **attributes)
    made.user_permissions.set(Permission.objects.filter(codename__in=[f"view_{permission}" for permission in permissions]))
    return made


@pytest.fixture
def shop(db: None) -> SimpleNamespace:
    """Two of everything: one to be seen, and one that a test hides. What hangs on a product hangs on both."""
    acme, umbra = Brand.objects.create(name="Acme", country="DE"), Brand.objects.create(name="Umbra", country="XX", is_active=False)
    open_, vault = Category.objects.create(name="Open", slug="open"), Category.objects.create(name="Vault", slug="vault")
    inner = Category.objects.create(name="Inner", slug="inner", parent=vault)
    plain, covert = Tag.objects.create(name="plain"), Tag.objects.create(name="covert")
    seen, hidden = Supplier.objects.create(code="S1", name="Seen"), Supplier.objects.create(code="X9", name="Hidden")
    alice, bob = User.objects.create_user("alice", "alice@example.com"), User.objects.create_user("bob", "bob@example.com")
    anvil = _product("Anvil", "A1", acme, open_, price=10, stock=1)
    ghost = _product("Ghost", "G1", umbra, vault, price=99, stock=2, status="live")
    beam = _product("Beam", "B1", acme, None, price=20, stock=3)
    book = Book.objects.create(
        name="Codex", sku="C1", brand=acme, created_at=_day(4), price=5, stock=4, cost_price=4, pages=100, isbn="111"
    )
    anvil.tags.set([plain, covert])
    ghost.tags.set([covert])
    for product in (anvil, ghost, beam):
        Supply.objects.create(product=product, supplier=seen, days=3)
    Supply.objects.create(product=anvil, supplier=hidden, days=7)
    reviews = [
        Review.objects.create(product=anvil, author=alice, rating=5, text="fine"),
        Review.objects.create(product=anvil, author=bob, rating=1, text="poor", is_public=False),
        Review.objects.create(product=ghost, author=alice, rating=4, text="boo"),
        Review.objects.create(product=beam, author=None, rating=3, text="so so"),
    ]
    for product in (anvil, ghost):
        Note.objects.create(subject=product, text=f"about {product.name}")
        Barcode.objects.create(product=product, digits=f"4{product.pk}")
        StockLevel.objects.create(warehouse="w", product=product, quantity=product.stock)
    Note.objects.create(subject=umbra, text="about Umbra")
    live = Article.objects.create(title="Live", product=anvil)
    dead = Article.objects.create(title="Dead", product=anvil, is_deleted=True)
    follower = Article.objects.create(title="Follower", product=beam, follows=dead)
    return SimpleNamespace(**{name: value for name, value in locals().items() if name not in ("db", "product")})


def _product(name: str, sku: str, brand: Brand, category: Category | None, **values: Any) -> Product:
    day = _day(values["stock"])
    return Product.objects.create(
        name=name, sku=sku, brand=brand, category=category, created_at=day, cost_price=values["price"] / 2, **values
    )


def _day(number: int) -> datetime.datetime:
    return datetime.datetime(2024, 1, number, tzinfo=datetime.UTC)
