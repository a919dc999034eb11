"""How the catalogue is served: to everybody, without what it costs us."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Avg, FloatField, Q
from django.utils import timezone

from django_graphql_auto import FormMutation, ModelOptions, computed, expression, mutation, register
from hub.catalogue.filters import ProductFilterSet
from hub.catalogue.forms import RehomeForm
from hub.catalogue.models import (
    Attribute,
    AttributeValue,
    Brand,
    Category,
    DiscontinuedProduct,
    Product,
    ProductRelation,
    ProductTag,
    ProductVariant,
    Tag,
)
from hub.catalogue.visibility import is_staff, visible_products

if TYPE_CHECKING:
    from django_graphql_auto.access import Access

NEW_FOR = timedelta(days=120)


class PublicOptions(ModelOptions):
    read = "public"


class OfProductOptions(PublicOptions):
    """Rows that hang on a product are as visible as it is."""

    def scope(self, access: Access) -> Q:
        return visible_products(access, "product__")


@register(Brand)
class BrandOptions(PublicOptions):
    search_fields = ("name", "story")

    def scope(self, access: Access) -> Q:
        return Q() if is_staff(access) else Q(is_active=True)


@register(Category)
class CategoryOptions(PublicOptions):
    search_fields = ("name", "path")
    always_visible = True
    tree = "parent"

    @computed(requires=["path"], description="How far from the root; a shelf's own depth is 1.")
    def depth(self, category: Category) -> int:
        return category.path.count("/")


@register(Tag)
class TagOptions(PublicOptions):
    search_fields = ("name",)
    always_visible = True


@register(Attribute)
class AttributeOptions(PublicOptions):
    always_visible = True


@register(AttributeValue)
class AttributeValueOptions(OfProductOptions):
    list_style = "list"
    page_size = 50


@register(Product)
class ProductOptions(PublicOptions):
    exclude = ("cost_price", "internal_notes")
    search_fields = ("name", "number", "brand__name", "category__name")
    regex_fields = ("number",)
    filterset_class = ProductFilterSet
    sanitize = ("description",)

    def scope(self, access: Access) -> Q:
        return visible_products(access)

    @computed(requires=["name", "brand__name"], description="The name without the brand in front of it.")
    def short_name(self, product: Product) -> str:
        return product.name.removeprefix(product.brand.name).strip()

    @computed(requires=["launched_on"], description="Launched within the last 120 days.")
    def is_new(self, product: Product) -> bool:
        return product.launched_on is not None and timezone.localdate() - product.launched_on < NEW_FOR

    @computed(requires=["warranty"])
    def warranty_years(self, product: Product) -> Decimal | None:
        return None if product.warranty is None else Decimal(product.warranty.days) / 365

    @mutation("catalogue.change_product")
    def publish(self, product: Product, access: Access) -> None:
        """Shows a draft to everybody."""
        _go(product, Product.Status.DRAFT, Product.Status.PUBLISHED)

    @mutation("catalogue.change_product")
    def discontinue(self, product: Product, access: Access, successor: Product | None = None) -> ProductRelation | None:
        """Takes it out of production, and says what has taken its place."""
        _go(product, Product.Status.PUBLISHED, Product.Status.DISCONTINUED)
        if successor is None:
            return None
        relation = ProductRelation(source=product, target=successor, kind=ProductRelation.Kind.SUCCESSOR)
        relation.full_clean()
        relation.save()
        return relation

    @expression(description="The average of the approved reviews, of the last `days` if given; null without any.")
    def average_rating(self, access: Access, days: int | None = None) -> float:
        counted = Q(reviews__moderation="approved")
        if days is not None:
            counted &= Q(reviews__created_at__gte=timezone.now() - timedelta(days=days))
        return Avg("reviews__rating", filter=counted, output_field=FloatField())


def _go(product: Product, before: Product.Status, after: Product.Status) -> None:
    if product.status != before:
        message = f"Only what is {before.label.lower()} can become {after.label.lower()}."
        raise ValidationError({"status": ValidationError(message, code="wrong_state")})
    product.status = after
    product.published_at = product.published_at or timezone.now()
    product.save()


@register
@mutation("catalogue.change_product")
class RehomeProducts(FormMutation):
    """Puts products onto another shelf."""

    form_class = RehomeForm


@register(DiscontinuedProduct)
class DiscontinuedProductOptions(PublicOptions):
    fields = ("number", "name", "brand", "category", "launched_on", "relations")

    def scope(self, access: Access) -> Q:
        return visible_products(access)


@register(ProductVariant)
class ProductVariantOptions(OfProductOptions):
    search_fields = ("sku", "name", "product__name")

    @computed(requires=["weight_g"], description="For people who think in kilograms.")
    def weight_kg(self, variant: ProductVariant) -> Decimal:
        return Decimal(variant.weight_g) / 1000


@register(ProductTag)
class ProductTagOptions(OfProductOptions):
    pass


@register(ProductRelation)
class ProductRelationOptions(PublicOptions):
    def scope(self, access: Access) -> Q:
        return visible_products(access, "source__") & visible_products(access, "target__")
