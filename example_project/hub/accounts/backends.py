"""Logging in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class HubBackend(ModelBackend):
    """Django's own, except that demo users, whose passwords are public, are strangers wherever ``DEBUG`` is off."""

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and (settings.DEBUG or not getattr(user, "is_demo", False))
