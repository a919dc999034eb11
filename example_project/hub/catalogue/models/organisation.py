"""Brands, categories and tags: where products belong."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models

from hub.catalogue.managers import ActiveManager
from hub.timestamps import Timestamped


class Brand(Timestamped):
    """A maker of parts."""

    class Country(models.TextChoices):
        AUSTRIA = "AT", "Austria"
        CZECHIA = "CZ", "Czechia"
        FRANCE = "FR", "France"
        GERMANY = "DE", "Germany"
        ITALY = "IT", "Italy"
        JAPAN = "JP", "Japan"
        SPAIN = "ES", "Spain"
        SWEDEN = "SE", "Sweden"
        UNITED_STATES = "US", "United States"

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    country = models.CharField(max_length=2, choices=Country)
    founded = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Year of foundation.")
    website = models.URLField(blank=True)
    logo = models.ImageField(upload_to="logos/", blank=True)
    story = models.TextField(blank=True, help_text="A paragraph for the brand's page.")
    is_active = models.BooleanField(default=True)
    asset_links = GenericRelation("assets.AssetLink", related_query_name="brand")

    objects = models.Manager()
    active = ActiveManager()

    class Meta:
        ordering = ["name"]
        db_table_comment = "Makers of parts."

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """A shelf of the catalogue; shelves stand in shelves."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)
    path = models.CharField(
        max_length=250,
        unique=True,
        help_text="Slugs from the root to here, each followed by a slash.",
        db_comment="Materialised; a prefix names a subtree.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Order among its siblings.")
    is_active = models.BooleanField(default=True)
    asset_links = GenericRelation("assets.AssetLink", related_query_name="category")

    class Meta:
        ordering = ["path"]
        verbose_name_plural = "categories"
        constraints = [models.UniqueConstraint(fields=["parent", "slug"], name="one_slug_among_siblings")]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A word by which products are found across shelves."""

    class Kind(models.TextChoices):
        SEASON = "season", "Season"
        CAMPAIGN = "campaign", "Campaign"
        QUALITY = "quality", "Quality"

    name = models.CharField(max_length=40, unique=True)
    slug = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    synonyms = models.JSONField(default=list, blank=True, help_text="Other words that mean the same, for search.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
