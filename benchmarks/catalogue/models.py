from __future__ import annotations

from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=80)


class Product(models.Model):
    name = models.CharField(max_length=120)
    sku = models.CharField(max_length=20)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    stock = models.IntegerField()
    is_active = models.BooleanField()
    created_at = models.DateTimeField()
    author = models.ForeignKey(Author, models.CASCADE, related_name="products")

    class Meta:
        indexes = (models.Index(fields=("price", "id"), name="benchmark_price"),)
