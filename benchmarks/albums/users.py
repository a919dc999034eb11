"""Those who are logged in: ordinary users with permissions of their own."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.peers.cases import USER, WITHOUT_TRACKS


def make_users(permissions: Sequence[str], withheld: Sequence[str]) -> None:
    """One who has all of the permissions, and one who lacks those that are withheld."""
    from django.contrib.auth.models import Permission, User

    held = Permission.objects.filter(codename__in=permissions)
    User.objects.create(pk=USER, username="ann").user_permissions.set(held)
    User.objects.create(pk=WITHOUT_TRACKS, username="bob").user_permissions.set(held.exclude(codename__in=withheld))
