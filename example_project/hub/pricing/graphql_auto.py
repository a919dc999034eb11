"""How money is served: retail prices to everybody, a customer's prices to that customer, purchase prices to analysts."""

from __future__ import annotations

from copy import copy
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from django_graphql_auto import ModelOptions, computed, mutation, register
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


@register(PriceList)
@mutation("pricing.add_pricelist")
def copy_price_list(source: PriceList, code: str, name: str, factor: Decimal = Decimal(1), valid_from: date | None = None) -> PriceList:
    """Opens a list with the prices of another one, times a factor."""
    if factor <= 0:
        raise ValidationError({"factor": ValidationError("Prices are more than nothing.", code="min_value")})
    made = copy(source)
    made.pk, made._state.adding = None, True
    made.code, made.name, made.valid_from, made.valid_to = code, name, valid_from or timezone.localdate(), None
    made.full_clean()  # what is wrong is told at the argument of the same name
    made.save()
    Price.objects.bulk_create(_times(price, factor, made) for price in source.prices.all())
    return made


def _times(price: Price, factor: Decimal, price_list: PriceList) -> Price:
    price.pk, price._state.adding = None, True
    price.price_list, price.amount = price_list, round(price.amount * factor, 4)
    return price
