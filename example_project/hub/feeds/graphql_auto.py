"""How feeds are served: to who may view them."""

from __future__ import annotations

from django_graphql_auto import ModelOptions, computed, register
from hub.feeds.models import Feed, FeedRun


@register(Feed)
class FeedOptions(ModelOptions):
    search_fields = ("name", "channel")


@register(FeedRun)
class FeedRunOptions(ModelOptions):
    max_page_size = 500

    @computed(requires=["products", "took"], description="Products delivered per second; null while it runs.")
    def products_per_second(self, run: FeedRun) -> float | None:
        return run.products / run.took.total_seconds() if run.took else None
