"""An abstract base for rows that know when they were made and changed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Timestamped(models.Model):
    created_at = models.DateTimeField(default=timezone.now, editable=False, db_comment="When the row was made.")
    updated_at = models.DateTimeField(auto_now=True, db_comment="When the row was last saved.")

    class Meta:
        abstract = True
