"""Money: what parts cost whom."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from hub.accounts.models import Customer, CustomerGroup
from hub.catalogue.models import ProductVariant


class Currency(models.Model):
    """An amount means nothing without one; its ISO 4217 code is its key."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=40)
    symbol = models.CharField(max_length=4)
    minor_units = models.PositiveSmallIntegerField(default=2, help_text="Digits after the point.")

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "currencies"

    def __str__(self) -> str:
        return self.code


class PriceList(models.Model):
    """Prices for everybody, for a group of customers, or for one customer."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="price_lists")
    is_public = models.BooleanField(default=False, help_text="Retail prices, shown to everybody.")
    group = models.ForeignKey(CustomerGroup, null=True, blank=True, on_delete=models.CASCADE, related_name="price_lists")
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.CASCADE, related_name="price_lists")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=True, group=None, customer=None)
                | Q(is_public=False, group__isnull=False, customer=None)
                | Q(is_public=False, group=None, customer__isnull=False),
                name="one_audience",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """What one piece of a variant costs from a quantity on."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="prices")
    variant = models.ForeignKey(ProductVariant, on_delete=models.CASCADE, related_name="prices")
    min_quantity = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])
    amount = models.DecimalField(max_digits=12, decimal_places=4, validators=[MinValueValidator(0)])
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["variant_id", "price_list_id", "min_quantity"]
        constraints = [models.UniqueConstraint(fields=["variant", "price_list", "min_quantity"], name="one_price_from_a_quantity")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency_id}"


class PurchasePrice(models.Model):
    """What we pay for a variant. For pricing analysts only."""

    variant = models.OneToOneField(ProductVariant, on_delete=models.CASCADE, primary_key=True, related_name="purchase_price")
    supplier = models.CharField(max_length=80)
    amount = models.DecimalField(max_digits=12, decimal_places=4)
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField()

    class Meta:
        ordering = ["variant_id"]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency_id}"
