"""Products, their variants and the rows that tie them together."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast

from hub.catalogue.managers import DiscontinuedManager, PublishedManager
from hub.catalogue.models.organisation import Brand, Category, Tag
from hub.timestamps import Timestamped


class Product(Timestamped):
    """A part as the catalogue describes it; what is sold and priced are its variants."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        DISCONTINUED = "discontinued", "Discontinued"

    class HazardClass(models.IntegerChoices):
        """Transport classes of the ADR agreement that occur among vehicle parts."""

        NONE = 0, "Not dangerous"
        GASES = 2, "Gases"
        FLAMMABLE_LIQUIDS = 3, "Flammable liquids"
        CORROSIVES = 8, "Corrosive substances"

    number = models.CharField("article number", max_length=20, unique=True)
    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=180, unique=True)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="products")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    hazard_class = models.IntegerField(choices=HazardClass, default=HazardClass.NONE)
    summary = models.CharField(max_length=250, blank=True, help_text="One sentence for lists.")
    description = models.TextField(blank=True)
    packaging = models.JSONField(default=dict, blank=True, help_text="Units per carton, material, return scheme.")
    warranty = models.DurationField(null=True, blank=True)
    launched_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True, help_text="Off: taken out of the catalogue, kept for the records.")
    cost_price = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Average purchase cost in euros.",
        db_comment="From the ERP, nightly.",
    )
    internal_notes = models.TextField(blank=True)
    tags = models.ManyToManyField(Tag, through="ProductTag", related_name="products")
    related = models.ManyToManyField("self", through="ProductRelation", symmetrical=False, related_name="related_from")
    attributes = models.ManyToManyField("catalogue.Attribute", through="catalogue.AttributeValue", related_name="products")
    asset_links = GenericRelation("assets.AssetLink", related_query_name="product")

    objects = models.Manager()
    published = PublishedManager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["name", "id"], name="product_by_name"),
            models.Index(fields=["brand", "name", "id"], name="product_by_brand"),
            models.Index(fields=["category", "name", "id"], name="product_by_category"),
            models.Index(fields=["status", "published_at"], name="product_by_status"),
        ]
        db_table_comment = "Parts as the catalogue describes them."

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class DiscontinuedProduct(Product):
    """A product that is no longer made; still shown, for those who look for its successor."""

    objects = DiscontinuedManager()  # type: ignore[misc]

    class Meta:
        proxy = True
        ordering = ["number"]


class ProductVariant(Timestamped):
    """What is sold: a product in one pack size, colour or grade."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField("SKU", max_length=24, unique=True)
    name = models.CharField(max_length=80)
    options = models.JSONField(default=dict, blank=True, help_text="What tells it from its siblings, e.g. colour or grade.")
    ean = models.BigIntegerField("EAN", null=True, blank=True, unique=True, help_text="Thirteen digits.")
    pack_size = models.PositiveIntegerField(default=1)
    weight_g = models.PositiveIntegerField("weight in grams")
    length_mm = models.PositiveIntegerField("length in millimetres")
    width_mm = models.PositiveIntegerField("width in millimetres")
    height_mm = models.PositiveIntegerField("height in millimetres")
    volume_cm3 = models.GeneratedField(
        expression=Cast(F("length_mm"), models.BigIntegerField()) * F("width_mm") * F("height_mm") / 1000,
        output_field=models.BigIntegerField(),
        db_persist=True,
        db_comment="Computed by the database.",
    )
    is_default = models.BooleanField(default=False, help_text="The variant that the product's page shows first.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["product_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "name"], name="one_variant_of_a_name"),
            models.UniqueConstraint(fields=["product"], condition=Q(is_default=True), name="one_default_variant"),
        ]
        indexes = [models.Index(fields=["product", "position", "id"], name="variant_by_position")]

    def __str__(self) -> str:
        return self.sku


class ProductTag(models.Model):
    """A tag on a product, and how well it fits."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="tag_links")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="product_links")
    relevance = models.PositiveSmallIntegerField(default=50, validators=[MaxValueValidator(100)], help_text="0 to 100.")
    added_on = models.DateField()

    class Meta:
        ordering = ["-relevance", "id"]
        constraints = [models.UniqueConstraint(fields=["product", "tag"], name="one_tag_on_a_product")]
        indexes = [models.Index(fields=["-relevance", "id"], name="product_tag_by_relevance")]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.tag_id}"


class ProductRelation(models.Model):
    """One product that points at another: successors, accessories, alternatives."""

    class Kind(models.TextChoices):
        SUCCESSOR = "successor", "Successor"
        ACCESSORY = "accessory", "Accessory"
        ALTERNATIVE = "alternative", "Alternative"

    source = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="relations")
    target = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="relations_from")
    kind = models.CharField(max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["source_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="one_relation_of_a_kind"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="no_relation_to_itself"),
        ]
        indexes = [models.Index(fields=["source", "position", "id"], name="relation_by_position")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
