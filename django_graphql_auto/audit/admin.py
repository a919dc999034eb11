"""Entries in Django's admin, to be read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from django_graphql_auto.audit.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("at", "action", "model", "key", "actor_name", "mutation")
    list_filter = ("action", "model")
    search_fields = ("key", "actor_name", "request_id")
    date_hierarchy = "at"
    show_full_result_count = False

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
