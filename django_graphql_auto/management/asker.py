"""The user that a command is asked about."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import CommandError
from django.db import Error as DatabaseError


def user_called(name: str | None) -> Any:
    """The user of that name, or nobody. Raises ``CommandError`` where there is none, or none can be read."""
    manager: Any = get_user_model()._default_manager
    try:
        return AnonymousUser() if name is None else manager.get_by_natural_key(name)
    except ObjectDoesNotExist:
        raise CommandError(f"There is no user called {name!r}.") from None
    except DatabaseError as failure:
        raise CommandError(f"Users can't be read: {failure}") from failure
