"""What is remembered of writes."""

from __future__ import annotations

from django.db import models


class IdempotencyKey(models.Model):
    """What was done under one user's key. Key, user and input are here as digests alone."""

    owner = models.CharField(max_length=64, primary_key=True, editable=False)
    """The primary key: MariaDB locks neighbours in other unique indexes, and writes with other keys would wait."""
    request = models.CharField(max_length=64, editable=False)
    outcomes = models.JSONField(default=dict, editable=False)
    """By the field's response key, what ``outcomes.py`` tells of its write."""
    asked = models.DateTimeField(editable=False)
    """When a request came with it last."""
    expires = models.DateTimeField(db_index=True, editable=False)

    def __str__(self) -> str:
        return self.owner
