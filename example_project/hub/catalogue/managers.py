"""Querysets of the catalogue."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone


class PublishedManager(models.Manager[Any]):
    """Products that the public can buy today."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(is_active=True, status="published", published_at__lte=timezone.now())


class DiscontinuedManager(models.Manager[Any]):
    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(status="discontinued")


class ActiveManager(models.Manager[Any]):
    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(is_active=True)
