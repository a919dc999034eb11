"""Asks the checks of the table, stage by stage, for ``manage.py check``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks

from django_graphql_auto.checks.records import Stage
from django_graphql_auto.checks.table import CHECKS
from django_graphql_auto.registry import Registry, default_registry

TAG = "graphql"
DECLARATIONS = (Stage.FORM, Stage.MEANING, Stage.BUILD, Stage.OUTCOME)


def messages(registry: Registry, stages: Iterable[Stage]) -> list[checks.CheckMessage]:
    """What the checks of these stages say. A stage with errors is the last one."""
    said: list[checks.CheckMessage] = []
    for stage in stages:
        said += [message for check in CHECKS if check.stage is stage for message in check.messages(registry)]
        if any(message.level >= checks.ERROR for message in said):
            break
    return said


def check_declarations(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Settings, options, and the schema that comes of them. Needs no database."""
    return of_apps(messages(default_registry, DECLARATIONS), app_configs)


def check_deployment(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """What is more open than the defaults; silent where declarations are not even well-formed."""
    return of_apps(deployment_messages(default_registry), app_configs)


def deployment_messages(registry: Registry) -> list[checks.CheckMessage]:
    malformed = messages(registry, [Stage.FORM])
    return [] if malformed else messages(registry, [Stage.DEPLOYMENT])


def of_apps(said: list[checks.CheckMessage], app_configs: Sequence[AppConfig] | None) -> list[checks.CheckMessage]:
    """``manage.py check shop`` hears what concerns that app's models, and what concerns no model."""
    if app_configs is None:
        return said
    labels = {config.label for config in app_configs}
    return [message for message in said if _app_label(message.obj) in labels | {None}]


def _app_label(subject: Any) -> str | None:
    return getattr(getattr(subject, "_meta", None), "app_label", None)


def register() -> None:
    """Called once by the app's ``ready``."""
    checks.register(check_declarations, TAG)
    checks.register(check_deployment, TAG, checks.Tags.security, deploy=True)
