"""How feeds are served: to who may view them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from django_graphql_auto import ModelOptions, computed, mutation, register
from hub.catalogue.models import Product
from hub.feeds.models import Feed, FeedRun

if TYPE_CHECKING:
    from django_graphql_auto.access import Access

logger = logging.getLogger("hub.feeds")
UNDERWAY = (FeedRun.Outcome.WAITING, FeedRun.Outcome.RUNNING)


@register(Feed)
class FeedOptions(ModelOptions):
    search_fields = ("name", "channel")

    @mutation("feeds.add_feedrun")
    def refresh(self, feed: Feed, access: Access) -> FeedRun:
        """Delivers the catalogue as it is now. One delivery at a time: the feed is locked."""
        if not feed.is_active:
            raise ValidationError({"is_active": ValidationError("This feed is switched off.", code="inactive")})
        if feed.runs.filter(outcome__in=UNDERWAY).exists():
            raise ValidationError("It is on its way already.", code="underway")
        run = FeedRun(feed=feed, started_at=timezone.now(), outcome=FeedRun.Outcome.DELIVERED)
        run.products, run.problems = _contents(feed)
        run.took = timezone.now() - run.started_at
        run.save()
        transaction.on_commit(lambda: logger.info("%s: %s products for %s", feed.name, run.products, feed.channel))
        return run


def _contents(feed: Feed) -> tuple[int, list[str]]:
    """How many products go along, and what is wrong with some."""
    products = Product.published.all()
    if categories := list(feed.categories.all()):
        products = products.filter(category__in=categories)
    if brands := list(feed.brands.all()):
        products = products.filter(brand__in=brands)
    bare = products.filter(variants=None).count()
    return products.count(), [f"{bare} products without a variant were left out."] if bare else []


@register(FeedRun)
class FeedRunOptions(ModelOptions):
    max_page_size = 500
    operations = frozenset({"get", "list"})  # a run is what refreshing a feed leaves

    @computed(requires=["products", "took"], description="Products delivered per second; null while it runs.")
    def products_per_second(self, run: FeedRun) -> float | None:
        return run.products / run.took.total_seconds() if run.took else None
