"""How assets are served: public ones to everybody, internal ones to staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from django_graphql_auto import ModelOptions, computed, register
from hub.assets.models import Asset, AssetLink, DocumentAsset, ImageAsset, VideoAsset
from hub.catalogue.visibility import is_staff, visible_products

if TYPE_CHECKING:
    from django_graphql_auto.access import Access


@register(Asset)
class AssetOptions(ModelOptions):
    read = "public"
    polymorphic = True
    search_fields = ("title",)

    def scope(self, access: Access) -> Q:
        return Q() if is_staff(access) else Q(is_active=True, visibility=Asset.Visibility.PUBLIC)


@register(ImageAsset)
class ImageAssetOptions(ModelOptions):
    read = "public"
    search_fields = ("title", "alternative_text")

    @computed(requires=["width", "height"], description="Width by height.")
    def aspect_ratio(self, image: ImageAsset) -> float:
        return image.width / image.height


@register(DocumentAsset)
class DocumentAssetOptions(ModelOptions):
    read = "public"
    search_fields = ("title",)


@register(VideoAsset)
class VideoAssetOptions(ModelOptions):
    read = "public"
    search_fields = ("title",)


@register(AssetLink)
class AssetLinkOptions(ModelOptions):
    read = "public"
    generic_targets = {"target": ("catalogue.Product", "catalogue.Brand", "catalogue.Category", "fitment.VehicleModel")}

    def scope(self, access: Access) -> Q:
        """A link to a hidden product or brand would tell of it."""
        if is_staff(access):
            return Q()
        of_product = Q(product__isnull=True) | visible_products(access, "product__")
        return of_product & (Q(brand__isnull=True) | Q(brand__is_active=True))
