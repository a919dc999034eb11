"""Pictures, documents and films, and what they show."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator
from django.db import models

from hub.timestamps import Timestamped


class Asset(Timestamped):
    """A file; its children say of which kind."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", "Everybody"
        INTERNAL = "internal", "Staff only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=160)
    file = models.FileField(upload_to="assets/", blank=True)
    media_type = models.CharField(max_length=60, help_text="E.g. image/png.")
    size_bytes = models.PositiveBigIntegerField(default=0)
    language = models.CharField(max_length=5, blank=True, help_text="Empty: none.")
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    licence = models.JSONField(default=dict, blank=True, help_text="Owner, expiry, regions.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["title", "id"]
        indexes = [models.Index(fields=["title", "id"], name="asset_by_title")]

    def __str__(self) -> str:
        return self.title


class ImageAsset(Asset):
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alternative_text = models.CharField(max_length=250, blank=True, help_text="For those who cannot see it.")
    focus_x = models.FloatField(default=0.5, help_text="Where croppers should aim, 0 to 1 from the left.")
    focus_y = models.FloatField(default=0.5, help_text="0 to 1 from the top.")
    preview = models.ImageField(upload_to="previews/", width_field="width", height_field="height", blank=True)


class DocumentAsset(Asset):
    class Kind(models.TextChoices):
        DATA_SHEET = "data_sheet", "Data sheet"
        MANUAL = "manual", "Fitting instructions"
        SAFETY = "safety", "Safety data sheet"
        CONTRACT = "contract", "Contract"

    kind = models.CharField(max_length=10, choices=Kind)
    pages = models.PositiveSmallIntegerField(default=1)
    revision = models.CharField(max_length=12, blank=True)


class VideoAsset(Asset):
    running_time = models.DurationField()
    captions = models.JSONField(default=list, blank=True, help_text="Languages with captions.")


class AssetLink(models.Model):
    """An asset that shows something: a product, a brand, a category, a vehicle model."""

    class Role(models.TextChoices):
        MAIN = "main", "Main picture"
        GALLERY = "gallery", "Gallery"
        DOCUMENTATION = "documentation", "Documentation"
        LOGO = "logo", "Logo"

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="links")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    role = models.CharField(max_length=14, choices=Role)
    position = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(99)])

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id", "asset", "role"], name="one_link_in_a_role")]
        indexes = [
            models.Index(fields=["position", "id"], name="link_by_position"),
            models.Index(fields=["content_type", "object_id", "position", "id"], name="link_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.content_type_id}:{self.object_id}"
