"""What is kept of a write."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

LONGEST_KEY = 200


class AuditEntry(models.Model):
    """What one write did to one row."""

    class Action(models.TextChoices):
        CREATE = "create", "created"
        UPDATE = "update", "changed"
        DELETE = "delete", "deleted"

    at = models.DateTimeField(default=timezone.now, editable=False)
    action = models.CharField(max_length=6, choices=Action.choices, editable=False)
    model = models.CharField(max_length=200, editable=False, help_text="The row's model, e.g. shop.product.")
    key = models.CharField(
        max_length=LONGEST_KEY, editable=False, help_text="The row's primary key as text; of several columns, a JSON array of texts."
    )
    changes = models.JSONField(encoder=DjangoJSONEncoder, editable=False, help_text="Per field, what was before and what after.")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+", help_text="Who did it."
    )
    actor_name = models.CharField(max_length=254, blank=True, editable=False, help_text="What the actor was called then.")
    mutation = models.CharField(max_length=200, blank=True, editable=False, help_text="The API's field; empty for a write from Python.")
    write_id = models.UUIDField(default=uuid.uuid4, editable=False, help_text="The same for all rows of one write.")
    request_id = models.CharField(max_length=100, blank=True, editable=False, help_text="The same for all writes of one request.")
    remote_address = models.GenericIPAddressField(null=True, blank=True, editable=False, help_text="Where the request came from.")

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        indexes = (
            models.Index(fields=["model", "key", "at"], name="graphql_audit_row"),
            models.Index(fields=["at", "id"], name="graphql_audit_at"),
        )
        permissions = (("view_restricted_auditentry", "Can view audit entries of rows that are hidden from them"),)

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.model} {self.key}"
