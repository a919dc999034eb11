"""Which models and which of their columns and relations are served: options x settings, decided once per build."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from django_graphql_auto.conf import settings
from django_graphql_auto.introspection import look_at
from django_graphql_auto.introspection.records import FieldInfo, ModelInfo, RelationInfo, RelationKind
from django_graphql_auto.options import ModelOptions
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.field_mappings import UNSERVED

INFRASTRUCTURE = (
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django_graphql_auto",
    "rest_framework.authtoken",
    "rest_framework_simplejwt.token_blacklist",
    "knox",
    "oauth2_provider",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_otp",
    "two_factor",
    "axes",
    "defender",
    "guardian",
)
"""Applications (module paths, sub-packages included) that are left out unless a setting or a registration names them."""

SECRET_NAMES = ("password", "*password*", "*passwd*", "*token*", "*secret*", "*_hash", "*api_key*", "*apikey*", "*private_key*")


def user_model() -> type[models.Model] | None:
    """The project's user model, or None where there is no usable one (``auth`` not installed)."""
    try:
        return get_user_model()
    except ImproperlyConfigured:
        return None


def exposed_models(registry: Registry) -> list[ModelInfo]:
    """The models that are served, in a fixed order."""
    infos = map(look_at, apps.get_models())
    return sorted((info for info in infos if not info.swapped and _is_exposed(info, registry)), key=lambda info: info.label)


def _is_exposed(info: ModelInfo, registry: Registry) -> bool:
    expose = settings.EXPOSE
    if info.model in registry:
        return True
    if expose == "registered":
        return False
    if expose == "all":
        return info.model is user_model() or not is_infrastructure(info)
    return info.app_label in expose or info.label in {label.lower() for label in expose}


def is_infrastructure(info: ModelInfo) -> bool:
    name = apps.get_app_config(info.app_label).name
    return any(name == path or name.startswith(f"{path}.") for path in INFRASTRUCTURE)


def is_secret(name: str) -> bool:
    return any(fnmatchcase(name.lower(), pattern) for pattern in SECRET_NAMES)


def served_columns(info: ModelInfo, options: ModelOptions) -> list[FieldInfo]:
    """The columns that are fields; the key is served as ``id`` and ``pk`` whatever the options say."""
    allowed = _allowed(info, options)
    return [column for column in info.fields if _column_allowed(column, options, allowed)]


def _column_allowed(column: FieldInfo, options: ModelOptions, allowed: frozenset[str] | None) -> bool:
    if column.name in options.exclude or issubclass(column.field_class, UNSERVED):
        return False
    if is_secret(column.name) and column.name not in options.include_secret:
        return False
    return allowed is None or column.name in allowed


def served_relations(info: ModelInfo, options: ModelOptions, served: Iterable[type[models.Model]]) -> list[RelationInfo]:
    """The relations that are fields: to served models only, a child's pointer to its multi-table parent left out."""
    allowed, targets = _allowed(info, options), frozenset(served)
    return [
        relation
        for relation in info.relations
        if not relation.parent_link
        and relation.name not in options.exclude
        and (allowed is None or relation.name in allowed)
        and (relation.kind is RelationKind.GENERIC_FOREIGN_KEY or relation.target in targets)
    ]


def _allowed(info: ModelInfo, options: ModelOptions) -> frozenset[str] | None:
    if options.fields is not None:
        return frozenset(options.fields)
    if info.model is user_model():
        return frozenset({*info.key_fields, info.model.USERNAME_FIELD})  # type: ignore[attr-defined]
    return None
