"""Seeds feeds and their runs."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

from hub.catalogue.models import Brand, Category, Product
from hub.feeds.models import Feed, FeedRun
from hub.seeding import SEEDED_ON, Seeding

FEEDS = (
    ("Marktplatz nightly", "Marktplatz 24", "json", 24, "retail-eur"),
    ("Nordic shop", "nordicparts.example", "xml", 6, "retail-sek"),
    ("Price comparison", "Vergleich.example", "csv", 4, "retail-eur"),
    ("Workshop price book", "Mail to workshops", "xlsx", 168, "workshop-eur"),
    ("Content only", "Data pool", "xml", 24, None),
)
COLUMNS = ["number", "name", "brand", "category", "price", "image"]
PROBLEMS = ("3 products without a picture were left out.", "The receiver answered 503.", "An EAN occurs twice.")


def seed_feeds(seeding: Seeding) -> None:
    feeds = seeding.store(
        Feed(name=name, channel=channel, format=format_, every=timedelta(hours=hours), price_list_id=prices, columns=COLUMNS)
        for name, channel, format_, hours, prices in FEEDS
    )
    feeds[1].brands.set(Brand.objects.filter(country="SE"))
    feeds[2].categories.set(Category.objects.filter(parent__isnull=True).order_by("path")[:4])
    total = Product.objects.count()
    seeding.store(run for feed in feeds for run in _runs(seeding, feed, total))


def _runs(seeding: Seeding, feed: Feed, total: int) -> Iterator[FeedRun]:
    for back in range(1, 61):
        failed = seeding.chance(0.08)
        yield FeedRun(
            id=uuid.UUID(int=seeding.random.getrandbits(128), version=4),
            feed=feed,
            started_at=SEEDED_ON - back * feed.every,
            took=timedelta(milliseconds=seeding.random.randrange(4_000, 190_000)),
            outcome=FeedRun.Outcome.FAILED if failed else FeedRun.Outcome.DELIVERED,
            products=0 if failed else seeding.random.randint(total * 8 // 10, total),
            problems=[seeding.random.choice(PROBLEMS)] if failed or seeding.chance(0.1) else [],
        )
