from django.contrib import admin

from hub.reviews.models import Review


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    list_display = ("title", "product", "rating", "author_name", "moderation", "created_at")
    list_filter = ("moderation", "rating")
    list_select_related = ("product",)
    list_editable = ("moderation",)
    raw_id_fields = ("product", "author")
