from django.contrib import admin

from hub.feeds.models import Feed, FeedRun


@admin.register(Feed)
class FeedAdmin(admin.ModelAdmin):
    list_display = ("name", "channel", "format", "every", "price_list", "is_active")
    filter_horizontal = ("categories", "brands")


@admin.register(FeedRun)
class FeedRunAdmin(admin.ModelAdmin):
    list_display = ("feed", "started_at", "took", "outcome", "products")
    list_filter = ("feed", "outcome")
    list_select_related = ("feed",)
