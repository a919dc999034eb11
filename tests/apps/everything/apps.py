from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.migrations.state import ProjectState
from django.db.models.signals import pre_migrate


class EverythingConfig(AppConfig):
    name = "tests.apps.everything"
    label = "everything"
    verbose_name = "Every field and relation of Django"

    def import_models(self) -> None:
        super().import_models()
        if settings.DATABASE == "postgresql":
            import_module("tests.apps.everything.postgres_models")

    def ready(self) -> None:
        if settings.DATABASE == "postgresql":
            pre_migrate.connect(create_extensions, sender=self)


def create_extensions(using: str, **kwargs: Any) -> None:
    """The tables are made without migrations, whose operation is run here by itself."""
    from django.contrib.postgres.operations import HStoreExtension

    with connections[using].schema_editor() as editor:
        HStoreExtension().database_forwards("everything", editor, ProjectState(), ProjectState())
