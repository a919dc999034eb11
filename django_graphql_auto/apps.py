"""The app that a project installs."""

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules


class DjangoGraphqlAutoConfig(AppConfig):
    name = "django_graphql_auto"
    label = "django_graphql_auto"
    verbose_name = "GraphQL API"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Imports the declarations, registers the checks, listens for what changes the schema. Builds nothing: the first request does."""
        from django_graphql_auto.graphene_import import import_graphene_django

        import_graphene_django()
        from django_graphql_auto.checks import run as checks
        from django_graphql_auto.conf import settings
        from django_graphql_auto.execution.listening import subscribe
        from django_graphql_auto.extensions import analysis, debug_answers
        from django_graphql_auto.management import start_hint
        from django_graphql_auto.mutations.rows import stored_files
        from django_graphql_auto.schema import live

        if apps.is_installed("django.contrib.gis"):
            from django_graphql_auto.schema.geometry import map_geometry

            map_geometry()
        autodiscover_modules(settings.AUTODISCOVER_MODULE)
        if settings.PLAN_GRAPHENE:
            from django_graphql_auto.graphene_schemas import plan_views

            plan_views()
        live.connect()
        checks.register()
        start_hint.connect()
        stored_files.watch()
        subscribe(debug_answers.listener)
        subscribe(analysis.listener)
