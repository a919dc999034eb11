from django.contrib import admin

from hub.assets.models import AssetLink, DocumentAsset, ImageAsset, VideoAsset


@admin.register(ImageAsset)
class ImageAssetAdmin(admin.ModelAdmin):
    list_display = ("title", "width", "height", "visibility", "is_active")
    search_fields = ("title",)


@admin.register(DocumentAsset)
class DocumentAssetAdmin(admin.ModelAdmin):
    list_display = ("title", "kind", "revision", "visibility", "is_active")
    list_filter = ("kind", "visibility")
    search_fields = ("title",)


@admin.register(VideoAsset)
class VideoAssetAdmin(admin.ModelAdmin):
    list_display = ("title", "running_time", "visibility", "is_active")
    search_fields = ("title",)


@admin.register(AssetLink)
class AssetLinkAdmin(admin.ModelAdmin):
    list_display = ("asset", "role", "content_type", "object_id", "position")
    list_filter = ("role", "content_type")
    list_select_related = ("asset", "content_type")
    raw_id_fields = ("asset",)
