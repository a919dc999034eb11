"""What the shop declares in a golden; a golden names one of these."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import django_filters
from django.db import models
from django.db.models import Count, DecimalField, ExpressionWrapper, F, Q

from django_graphql_auto import FullTextSearch, ModelOptions, computed, expression, filter_field
from tests.apps.shop.models import Article, Book, Brand, Category, Product, Review, SoldProduct, Supplier, Supply, Tag

Declarations = Mapping[type[models.Model], type[ModelOptions]]


class ProductFilterSet(django_filters.FilterSet):
    cheaper_than = django_filters.NumberFilter(field_name="price", lookup_expr="lt")

    class Meta:
        model = Product
        fields = {"brand": ["exact"], "stock": ["gte"]}


class RichProductOptions(ModelOptions):
    search_fields = ("name", "sku", "brand__name", "tags__name")
    filterset_class = ProductFilterSet
    regex_fields = ("sku",)

    @computed(requires=["price"], description="The price with 20 % on top.")
    def price_with_tax(self, product: Product) -> Decimal | None:
        return None if product.price is None else product.price * Decimal("1.2")

    @computed(requires=["name", "brand__name", "category__parent__name"])
    def label(self, product: Product) -> str:
        parent = product.category.parent if product.category else None
        return f"{product.brand.name} {product.name}" + (f" ({parent.name})" if parent else "")


class PricedProductOptions(ModelOptions):
    @expression()
    def reduced_price(self, access: Any, percent: Decimal = Decimal(10)) -> Decimal:
        return ExpressionWrapper(F("price") * (1 - percent / 100), output_field=DecimalField(max_digits=10, decimal_places=2))

    @expression()
    def review_count(self, access: Any) -> int:
        return Count("reviews")


class TagListOptions(ModelOptions):
    list_style = "list"


class PolymorphicProductOptions(ModelOptions):
    polymorphic = True


class TreeOptions(ModelOptions):
    tree = "parent"


class GardenTreeOptions(TreeOptions):
    """A hidden row in the middle of a tree."""

    def scope(self, access: Any) -> Q:
        return ~Q(slug="tools")


class ActiveBrandOptions(ModelOptions):
    """A condition on the row's own columns: a join can carry it."""

    def scope(self, access: Any) -> Q:
        return Q(is_active=True)


class PublicReviewOptions(ModelOptions):
    def scope(self, access: Any) -> Q:
        return Q(is_public=True) | Q(author=access.user)


class GardenOptions(ModelOptions):
    """A condition on another row: no join can carry it."""

    def scope(self, access: Any) -> Q:
        return Q(slug="garden") | Q(parent__slug="garden")


class LiveProductOptions(ModelOptions):
    type_name = "LiveProduct"
    exclude = ("cost_price",)

    def scope(self, access: Any) -> Q:
        return Q(status="live")


class LiveProductsOptions(ModelOptions):
    relation_targets = {"products": "shop.SoldProduct"}


class LiveProductReviewOptions(ModelOptions):
    relation_targets = {"product": SoldProduct}


class StaffOptions(ModelOptions):
    read = "permission"


class QuickSupplyOptions(ModelOptions):
    def scope(self, access: Any) -> Q:
        return Q(days__lt=10)


class EveryArticleOptions(ModelOptions):
    manager = "everything"


class ListedArticleOptions(EveryArticleOptions):
    lists = {"liveArticles": "objects"}

    @filter_field
    def about_a_product(self, value: bool, access: Any) -> Q:
        return Q(product__isnull=not value)


class ThickBookOptions(ModelOptions):
    def scope(self, access: Any) -> Q:
        return Q(pages__gt=100)


class CheapProductOptions(ModelOptions):
    def scope(self, access: Any) -> Q:
        return Q(price__isnull=True) | Q(price__lt=50)


class TaggedProductOptions(ModelOptions):
    """A condition over a to-many relation, which must not repeat rows."""

    def scope(self, access: Any) -> Q:
        return Q(tags__name__in=["heavy", "new"])


class FullTextProductOptions(ModelOptions):
    full_text_search = FullTextSearch({"name": "A", "sku": "B"}, config="english")


class SearchedActiveBrandOptions(ActiveBrandOptions):
    search_fields = ("name",)


class SearchedStaffOptions(StaffOptions):
    search_fields = ("name",)


class SearchedProductOptions(ModelOptions):
    search_fields = ("name", "brand__name")


class NameSearchOptions(ModelOptions):
    search_fields = ("name",)


class PresetProductOptions(ModelOptions):
    presets = {
        "low_stock": {"stock": {"lt": 5}},
        "live": {"status": {"eq": "LIVE"}},
        "praised": {"reviews": {"some": {"rating": {"gte": 4}}}},
    }


DECLARATIONS: Mapping[str, Declarations] = {
    "nothing": {},
    "expressions": {Product: PricedProductOptions},
    "tree": {Category: TreeOptions},
    "tree with a hidden row": {Category: GardenTreeOptions},
    "several types": {
        SoldProduct: LiveProductOptions,
        Brand: LiveProductsOptions,
        Tag: LiveProductsOptions,
        Review: LiveProductReviewOptions,
    },
    "rich": {Product: RichProductOptions},
    "full text": {Product: FullTextProductOptions},
    "searched": {Product: SearchedProductOptions, Brand: NameSearchOptions, Supplier: NameSearchOptions, Tag: NameSearchOptions},
    "searched, with rules": {Product: SearchedProductOptions, Brand: SearchedActiveBrandOptions, Supplier: SearchedStaffOptions},
    "presets": {Product: PresetProductOptions, Review: PublicReviewOptions},
    "lists": {Tag: TagListOptions, Review: TagListOptions},
    "polymorphic": {Product: PolymorphicProductOptions},
    "polymorphic, some books hidden": {Product: PolymorphicProductOptions, Book: ThickBookOptions},
    "scopes": {
        Brand: ActiveBrandOptions,
        Review: PublicReviewOptions,
        Category: GardenOptions,
        Supplier: StaffOptions,
    },
    "scoped links": {Supply: QuickSupplyOptions, Product: CheapProductOptions},
    "scope over many": {Product: TaggedProductOptions},
    "every article": {Article: EveryArticleOptions},
    "lists of managers": {Article: ListedArticleOptions},
}
