"""Who sees which products: one rule, from wherever a row hangs on a product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from hub.catalogue.models import Product

if TYPE_CHECKING:
    from django_graphql_auto.access import Access

SHOWN = (Product.Status.PUBLISHED, Product.Status.DISCONTINUED)


def is_staff(access: Access) -> bool:
    return access.authenticated and bool(access.user.is_staff)


def visible_products(access: Access, path: str = "") -> Q:
    """Drafts and inactive products are for staff; ``path`` leads from the scoped row to its product, e.g. ``product__``."""
    if is_staff(access):
        return Q()
    return Q((f"{path}is_active", True), (f"{path}status__in", SHOWN))
