"""Which graphene middleware is content with the fields that graphql-core resolves."""

from __future__ import annotations

from typing import Any

from django.utils.module_loading import import_string
from graphene_django.debug import DjangoDebugMiddleware

from django_graphql_auto.conf import settings


def is_for_roots(middleware: Any) -> bool:
    """Whether middleware need not be asked about every value of every row. What isn't known to be so, is."""
    declared = [DjangoDebugMiddleware, *map(import_string, settings.GRAPHENE_ROOT_MIDDLEWARE)]
    return middleware in declared or type(middleware) in declared
