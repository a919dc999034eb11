"""What buyers say."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from hub.catalogue.models import Product
from hub.timestamps import Timestamped


class ApprovedManager(models.Manager[Any]):
    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(moderation="approved")


class Review(Timestamped):
    """One buyer's judgement of one product."""

    class Rating(models.IntegerChoices):
        ONE = 1, "Useless"
        TWO = 2, "Poor"
        THREE = 3, "Fair"
        FOUR = 4, "Good"
        FIVE = 5, "Excellent"

    class Moderation(models.TextChoices):
        WAITING = "waiting", "Waiting"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="reviews")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="reviews")
    author_name = models.CharField(max_length=60, help_text="As shown beside the review.")
    author_email = models.EmailField(blank=True, help_text="For the moderators only.")
    rating = models.PositiveSmallIntegerField(choices=Rating)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    moderation = models.CharField(max_length=8, choices=Moderation, default=Moderation.WAITING)
    helpful_votes = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When a moderator took it away.")

    objects = models.Manager()
    approved = ApprovedManager()

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["-created_at", "id"], name="review_by_date"),
            models.Index(fields=["product", "-created_at", "id"], name="review_by_product"),
        ]

    def __str__(self) -> str:
        return f"{self.rating}: {self.title}"
