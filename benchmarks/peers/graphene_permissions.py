"""What both of graphene-django's optimizers ask where the user is logged in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from graphql import GraphQLError


def require(info: Any, model: Any) -> None:
    """Refuses whoever is logged in and may not view the model."""
    if settings.LOGGED_IN and not info.context.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
        raise GraphQLError(f"You may not view {model._meta.verbose_name_plural}.")
