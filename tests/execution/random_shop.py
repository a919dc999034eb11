"""Random rows of the shop: few different values, so that many are equal; nulls, hidden, deleted and dangling rows among them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from random import Random

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType

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

WORDS = ("ash", "bay", "cob", "dun")
COUNTRIES = ("", "DE", "FR")
PRICES = (None, "1.00", "2.50", "2.50", "10.00")
WEIGHTS = (None, 0.25, 0.5, 4.0)


def stock_randomly(seed: int, size: int = 12, first: int = 1) -> None:
    """Makes about ``size`` products and what hangs on them; ``first`` leaves room for the keys of an earlier call."""
    random = Random(seed)
    keys = range(first, first + size)
    few = range(first, first + max(3, size // 3))
    User.objects.bulk_create(User(pk=key, username=f"user{key}") for key in few)
    Brand.objects.bulk_create(
        Brand(pk=key, name=f"brand{key:03}", country=random.choice(COUNTRIES), is_active=random.random() < 0.7) for key in few
    )
    for key in few:
        above = random.choice([None, *range(first, key)])
        Category.objects.create(pk=key, name=random.choice(WORDS), slug=f"category{key:03}", parent_id=above)
    Tag.objects.bulk_create(Tag(pk=key, name=f"tag{key:03}") for key in few)
    Supplier.objects.bulk_create(Supplier(code=f"S{key:03}", name=random.choice(WORDS)) for key in few)
    for key in keys:
        _product(random, key, few)
    _links(random, keys, few)


def _product(random: Random, key: int, few: range) -> None:
    model, more = random.choice(
        [(Product, {}), (Product, {}), (Book, {"pages": random.choice((90, 320)), "isbn": f"{key:013}"}), (Device, {"voltage": 12})]
    )
    price = random.choice(PRICES)
    model._default_manager.create(
        pk=key,
        name=random.choice(WORDS),
        sku=f"sku{key:03}",
        brand_id=random.choice(few),
        category_id=random.choice([None, *few]),
        status=random.choice(("draft", "live", "gone", "")),
        price=Decimal(price) if price else None,
        weight=random.choice(WEIGHTS),
        stock=random.randrange(4),
        created_at=datetime.datetime(2025, random.randint(1, 4), random.randint(1, 28), random.randrange(24), tzinfo=datetime.UTC),
        attributes=random.choice(({}, {"colour": "red"}, {"colour": None, "parts": [1, 2]})),
        photo=random.choice(("", "photos/a.png")),
        **more,
    )


def _links(random: Random, keys: range, few: range) -> None:
    tags, suppliers = Product.tags.through.objects, [f"S{key:03}" for key in few]
    tags.bulk_create(tags.model(product_id=key, tag_id=tag) for key in keys for tag in few if random.random() < 0.4)
    Supply.objects.bulk_create(
        Supply(product_id=key, supplier_id=code, days=random.randrange(20)) for key in keys for code in suppliers if random.random() < 0.4
    )
    Review.objects.bulk_create(
        Review(
            product_id=random.choice(keys),
            author_id=random.choice([None, *few]),
            rating=random.randint(1, 3),
            text=random.choice(WORDS),
            is_public=random.random() < 0.7,
        )
        for _ in range(2 * len(keys))
    )
    Barcode.objects.bulk_create(Barcode(product_id=f"sku{key:03}", digits=random.choice("123")) for key in keys if random.random() < 0.5)
    StockLevel.objects.bulk_create(
        StockLevel(warehouse=house, product_id=key, quantity=random.randrange(3)) for key in keys for house in "ew" if random.random() < 0.5
    )
    for key in keys:
        before = random.choice([None, *range(keys[0], key)])
        hidden = random.random() < 0.3
        product = random.choice([None, *keys])
        Article.everything.create(pk=key, title=random.choice(WORDS), product_id=product, follows_id=before, is_deleted=hidden)
    kinds = [ContentType.objects.get_for_model(model, for_concrete_model=False) for model in (Product, Brand, Book)]
    Note.objects.bulk_create(
        Note(text=random.choice(WORDS), content_type=random.choice(kinds), object_id=random.choice([*keys, 9999])) for _ in keys
    )
