"""A small shop: the domain of the planner's, executor's and golden tests."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import User
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Brand(models.Model):
    name = models.CharField(max_length=80, unique=True)
    country = models.CharField(max_length=2, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)


class Category(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "categories"


class Folder(models.Model):
    """A tree whose rows name each other by another column than the key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=40, unique=True)
    inside = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="folders", to_field="name")

    class Meta:
        ordering = ("name",)


class Tag(models.Model):
    name = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ("name",)


class Note(models.Model):
    """Hangs on any row."""

    text = models.TextField()
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.BigIntegerField()
    subject = GenericForeignKey()

    class Meta:
        ordering = ("pk",)


class Product(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", "In the making"
        LIVE = "live", "On sale"
        GONE = "gone", "No longer sold"

    name = models.CharField(max_length=120, help_text="What customers call it.")
    sku = models.CharField(max_length=20, unique=True)
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="products")
    category = models.ForeignKey(Category, models.SET_NULL, null=True, blank=True, related_name="products")
    tags = models.ManyToManyField(Tag, related_name="products", blank=True)
    suppliers: models.ManyToManyField[Supplier, Supply] = models.ManyToManyField("Supplier", through="Supply", related_name="products")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    cost_price = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    weight = models.FloatField(null=True, blank=True)
    stock = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    attributes = models.JSONField(default=dict, blank=True)
    photo = models.FileField(upload_to="photos", blank=True)
    notes = GenericRelation(Note)

    class Meta:
        ordering = ("name", "pk")
        indexes = (models.Index(fields=("price", "id"), name="product_price"),)


class Book(Product):
    pages = models.PositiveIntegerField()
    isbn = models.CharField(max_length=13, unique=True)


class Device(Product):
    voltage = models.SmallIntegerField()


class Review(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="reviews")
    author = models.ForeignKey("auth.User", models.CASCADE, null=True, blank=True, related_name="reviews")
    rating = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    is_public = models.BooleanField(default=True)

    class Meta:
        ordering = ("-rating", "pk")


class Supplier(models.Model):
    code = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ("code",)


class Supply(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="supplies")
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="supplies")
    days = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("days",)
        constraints = (models.UniqueConstraint(fields=("product", "supplier"), name="one_supply"),)


class Barcode(models.Model):
    """One to one, found by a key that is not the primary one."""

    product = models.OneToOneField(Product, models.CASCADE, related_name="barcode", to_field="sku")
    digits = models.CharField(max_length=20)


class StockLevel(models.Model):
    """A composite key."""

    pk = models.CompositePrimaryKey("warehouse", "product_id")
    warehouse = models.CharField(max_length=10)
    product = models.ForeignKey(Product, models.CASCADE, related_name="levels")
    quantity = models.IntegerField()


class LiveArticles(models.Manager["Article"]):
    def get_queryset(self) -> models.QuerySet[Article]:
        return super().get_queryset().filter(is_deleted=False)


class Article(models.Model):
    """Soft-deleted: the default manager hides rows."""

    title = models.CharField(max_length=80)
    product = models.ForeignKey(Product, models.CASCADE, null=True, related_name="articles")
    follows = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="followed_by")
    is_deleted = models.BooleanField(default=False)

    objects = LiveArticles()
    everything = models.Manager()

    class Meta:
        ordering = ("title",)


class SoldProduct(Product):
    """A proxy: the same rows under another name."""

    class Meta:
        proxy = True


class Clerk(User):
    """A proxy of the user model."""

    class Meta:
        proxy = True


class Customer(User):
    """A multi-table child of the user model."""

    phone = models.CharField(max_length=20, blank=True)
