"""The catalogue's own filters, made with django-filter."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from hub.catalogue.models import Product


class ProductFilterSet(django_filters.FilterSet):
    """What a shop's side bar asks for."""

    brand = django_filters.CharFilter(field_name="brand__slug", label="Slug of the brand.")
    within = django_filters.CharFilter(method="filter_within", label="Path of a category; its subcategories count.")
    fits_type = django_filters.NumberFilter(method="filter_fits_type", label="Type number of a vehicle.")
    launched_since = django_filters.DateFilter(field_name="launched_on", lookup_expr="gte", label="Launched on this day or later.")

    class Meta:
        model = Product
        fields = ["brand", "within", "fits_type", "launched_since"]

    def filter_within(self, products: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        return products.filter(category__path__startswith=value)

    def filter_fits_type(self, products: QuerySet[Product], name: str, value: Any) -> QuerySet[Product]:
        fitting = Product.vehicles.through._default_manager.filter(vehicle__type_number=value)
        return products.filter(pk__in=fitting.values("product_id"))
