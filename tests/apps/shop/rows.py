"""One small shop with a bit of everything: nulls, equal values, hidden, deleted and dangling rows. Keys are fixed, so that answers are."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, models

from tests.apps.shop.models import (
    Article,
    Barcode,
    Book,
    Brand,
    Category,
    Device,
    Note,
    Product,
    Review,
    StockLevel,
    Supplier,
    Supply,
    Tag,
)

PRODUCTS = (
    # key, name, sku, brand, category, status, price, weight, stock, month
    (1, "Axe", "A-1", 1, 2, "live", "25.00", 1.5, 4, 1),
    (2, "Bucket", "B-1", 1, 1, "live", "5.00", None, 40, 1),
    (3, "Chain", "C-1", 2, None, "draft", None, 2.25, 0, 2),
    (4, "Drill", "D-1", 2, 3, "gone", "80.00", 3.5, 2, 2),
    (5, "Edger", "E-1", 3, 1, "live", "25.00", None, 4, 3),
    (6, "Axe", "A-2", 3, 2, "draft", None, None, 0, 3),
    (7, "Fork", "F-1", 1, None, "live", "12.50", 0.5, 7, 3),
)


def stock_the_shop() -> None:
    """Makes all rows; content types are looked up, so that their number of statements doesn't depend on who came first."""
    _people_and_places()
    _products()
    _things_on_products()
    ContentType.objects.get_for_models(Product, Book, Device, Brand, Category, Article, Note, Review)
    _count_on()


def _count_on() -> None:
    """Rows that are made next get keys that are free, where the database counts by itself."""
    made = apps.get_app_config("shop").get_models()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [*made, User]):
            cursor.execute(statement)


def _people_and_places() -> None:
    User.objects.bulk_create([User(pk=1, username="ann"), User(pk=2, username="ben"), User(pk=3, username="gone", is_active=False)])
    Brand.objects.bulk_create([Brand(pk=1, name="Acme", country="DE"), Brand(pk=2, name="Bolt"), Brand(pk=3, name="Crow", is_active=False)])
    for key, name, parent in ((1, "Garden", None), (2, "Tools", 1), (3, "Saws", 2), (4, "Empty", None)):
        Category.objects.create(pk=key, name=name, slug=name.lower(), parent_id=parent)
    Tag.objects.bulk_create([Tag(pk=key, name=name) for key, name in enumerate(("heavy", "new", "sale", "unused"), 1)])
    Supplier.objects.bulk_create([Supplier(code="N1", name="North"), Supplier(code="S1", name="South"), Supplier(code="W1", name="West")])


def _products() -> None:
    for product in PRODUCTS:
        _product(Product, *product)
    _product(Book, 8, "Gardening", "G-1", 2, 1, "live", "30.00", 0.75, 3, 4, pages=320, isbn="9780000000008")
    _product(Book, 9, "Hedges", "H-1", 1, None, "draft", None, None, 0, 4, pages=90, isbn="9780000000009", photo="photos/hedges.png")
    _product(Device, 10, "Igniter", "I-1", 1, 3, "live", "60.00", 4.0, 1, 5, voltage=230)
    Product.objects.filter(pk=1).update(attributes={"colour": "red", "length": 80, "parts": ["head", "shaft"]}, photo="photos/axe.png")
    Product.objects.filter(pk=2).update(attributes={"colour": "blue", "length": None})
    for product, tags in ((1, (1, 2)), (2, (2, 3)), (4, (1,)), (8, (2, 3)), (10, (1, 2, 3))):
        Product.objects.get(pk=product).tags.set(tags)


def _product(model: type[models.Model], key: int, *values: Any, **more: Any) -> None:
    name, sku, brand, category, status, price, weight, stock, month = values
    model._default_manager.create(
        pk=key,
        name=name,
        sku=sku,
        brand_id=brand,
        category_id=category,
        status=status,
        price=Decimal(price) if price else None,
        cost_price=Decimal(key),
        weight=weight,
        stock=stock,
        created_at=datetime.datetime(2025, month, key, 12, 30, tzinfo=datetime.UTC),
        **more,
    )


def _things_on_products() -> None:
    reviews = (
        # key, product, author, rating, text, is public
        (1, 1, 1, 5, "Sharp", True),
        (2, 1, 2, 3, "Heavy", True),
        (3, 1, None, 5, "", False),
        (4, 2, 1, 4, "Holds water", True),
        (5, 4, 2, 1, "Broke", True),
        (6, 4, 1, 1, "Broke too", False),
        (7, 8, 2, 4, "A fine read", True),
        (8, 10, 1, 2, "Sparks", True),
    )
    Review.objects.bulk_create(
        [Review(pk=key, product_id=p, author_id=a, rating=r, text=t, is_public=public) for key, p, a, r, t, public in reviews]
    )
    supplies = ((1, 1, "N1", 3), (2, 1, "S1", 10), (3, 2, "S1", 2), (4, 4, "N1", 30), (5, 8, "N1", 1), (6, 10, "S1", 5))
    Supply.objects.bulk_create([Supply(pk=key, product_id=product, supplier_id=code, days=days) for key, product, code, days in supplies])
    Barcode.objects.bulk_create([Barcode(pk=1, product_id="A-1", digits="111"), Barcode(pk=2, product_id="I-1", digits="222")])
    StockLevel.objects.bulk_create(
        [StockLevel(warehouse=w, product_id=product, quantity=q) for w, product, q in (("east", 1, 3), ("west", 1, 1), ("east", 2, 40))]
    )
    Article.everything.bulk_create(
        [
            Article(pk=1, title="Axes compared", product_id=1),
            Article(pk=2, title="Blades", product_id=1, follows_id=1, is_deleted=True),
            Article(pk=3, title="Care", product_id=1, follows_id=2),
            Article(pk=4, title="Drilling", product_id=None, follows_id=3),
        ]
    )
    kinds = ContentType.objects.get_for_models(Product, Brand, for_concrete_models=False)
    subjects = ((1, "Oil it", Product, 1), (2, "Old brand", Brand, 1), (3, "Hidden brand", Brand, 3), (4, "Dangling", Product, 999))
    Note.objects.bulk_create([Note(pk=k, text=text, content_type=kinds[model], object_id=key) for k, text, model, key in subjects])
