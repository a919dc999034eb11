"""How money is served: retail prices to everybody, a customer's prices to that customer, purchase prices to analysts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from django_graphql_auto import ModelOptions, computed, register
from hub.pricing.models import Currency, Price, PriceList, PurchasePrice

if TYPE_CHECKING:
    from django_graphql_auto.access import Access


def visible_price_lists(access: Access, path: str = "") -> Q:
    """Public lists; with the permission also the others: for a customer's user those of the customer and of its group."""
    public = Q((f"{path}is_public", True))
    if not (access.authenticated and access.user.has_perm("pricing.view_pricelist")):
        return public
    if (customer := access.user.customer) is None:
        return Q()
    return public | Q((f"{path}customer_id", customer.pk)) | Q((f"{path}group_id", customer.group_id))


@register(Currency)
class CurrencyOptions(ModelOptions):
    read = "public"
    always_visible = True


@register(PriceList)
class PriceListOptions(ModelOptions):
    read = "public"

    def scope(self, access: Access) -> Q:
        return visible_price_lists(access)


@register(Price)
class PriceOptions(ModelOptions):
    read = "public"

    def scope(self, access: Access) -> Q:
        return visible_price_lists(access, "price_list__")

    @computed(requires=["amount", "currency__symbol", "currency__minor_units"], description="The amount as people write it.")
    def formatted(self, price: Price) -> str:
        return f"{price.currency.symbol} {price.amount:,.{price.currency.minor_units}f}"


@register(PurchasePrice)
class PurchasePriceOptions(ModelOptions):
    read = "permission"
