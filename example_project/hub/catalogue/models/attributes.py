"""Attributes: the columns that only some products have."""

from __future__ import annotations

from django.db import models

from hub.catalogue.models.products import Product


class Attribute(models.Model):
    """Something measurable about a product, such as a thread size."""

    class DataType(models.TextChoices):
        TEXT = "text", "Text"
        NUMBER = "number", "Number"
        BOOLEAN = "boolean", "Yes or no"
        LIST = "list", "List of texts"

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    data_type = models.CharField(max_length=8, choices=DataType)
    unit = models.CharField(max_length=12, blank=True, help_text="SI symbol, e.g. mm.")
    allowed_values = models.JSONField(default=list, blank=True, help_text="Empty: anything of the data type.")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class AttributeValue(models.Model):
    """What one product has for one attribute."""

    pk = models.CompositePrimaryKey("product_id", "attribute_id")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="attribute_values")
    attribute = models.ForeignKey(Attribute, on_delete=models.PROTECT, related_name="values")
    value = models.JSONField(help_text="Of the attribute's data type.")
    source = models.CharField(max_length=40, blank=True, help_text="Who told us: the maker's data sheet, our laboratory …")

    class Meta:
        ordering = ["product_id", "attribute_id"]

    def __str__(self) -> str:
        return f"{self.product_id} {self.attribute_id}: {self.value}"
