"""What the hub is seeded with, in this order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hub.accounts.seeding import seed_customers
from hub.assets.seeding import seed_assets
from hub.catalogue.seeding import seed_organisation, seed_products
from hub.feeds.seeding import seed_feeds
from hub.fitment.seeding import seed_fitments, seed_vehicles
from hub.pricing.seeding import seed_prices
from hub.reviews.seeding import seed_reviews
from hub.seeding import Seeding


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    run: Callable[[Seeding], None]


STEPS = (
    Step("brands, categories, tags, attributes", seed_organisation),
    Step("products, variants, attribute values", seed_products),
    Step("vehicles", seed_vehicles),
    Step("fitments", seed_fitments),
    Step("customers", seed_customers),
    Step("prices", seed_prices),
    Step("assets", seed_assets),
    Step("reviews", seed_reviews),
    Step("feeds", seed_feeds),
)
