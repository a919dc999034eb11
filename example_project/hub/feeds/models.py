"""Feeds: the catalogue on its way to marketplaces and shops."""

from __future__ import annotations

import uuid

from django.db import models

from hub.catalogue.models import Brand, Category
from hub.pricing.models import PriceList


class Feed(models.Model):
    """What goes where, in which format, how often."""

    class Format(models.TextChoices):
        JSON = "json", "JSON"
        XML = "xml", "XML"
        CSV = "csv", "CSV"
        EXCEL = "xlsx", "Excel"

    name = models.CharField(max_length=80, unique=True)
    channel = models.CharField(max_length=60, help_text="Who receives it.")
    format = models.CharField(max_length=4, choices=Format)
    every = models.DurationField(help_text="Time between two runs.")
    price_list = models.ForeignKey(
        PriceList,
        to_field="code",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="feeds",
        help_text="Empty: without prices.",
    )
    categories = models.ManyToManyField(Category, blank=True, related_name="feeds", help_text="None: all.")
    brands = models.ManyToManyField(Brand, blank=True, related_name="feeds", help_text="None: all.")
    columns = models.JSONField(default=list, help_text="Names of the columns, in order.")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FeedRun(models.Model):
    """One delivery of a feed."""

    class Outcome(models.IntegerChoices):
        WAITING = 0, "Waiting"
        RUNNING = 1, "Running"
        DELIVERED = 2, "Delivered"
        FAILED = 3, "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="runs")
    started_at = models.DateTimeField()
    took = models.DurationField(null=True, blank=True)
    outcome = models.PositiveSmallIntegerField(choices=Outcome, default=Outcome.WAITING)
    products = models.PositiveIntegerField(default=0, help_text="Products delivered.")
    problems = models.JSONField(default=list, blank=True)
    output = models.FileField(upload_to="feeds/", blank=True)

    class Meta:
        ordering = ["-started_at", "id"]
        indexes = [
            models.Index(fields=["-started_at", "id"], name="run_by_start"),
            models.Index(fields=["feed", "-started_at", "id"], name="run_by_feed"),
        ]

    def __str__(self) -> str:
        return f"{self.feed_id} at {self.started_at:%Y-%m-%d %H:%M}"
