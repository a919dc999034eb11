"""The app that a project installs."""

from django.apps import AppConfig


class DjangoGraphqlAutoConfig(AppConfig):
    name = "django_graphql_auto"
    label = "django_graphql_auto"
    verbose_name = "GraphQL API"
    default_auto_field = "django.db.models.BigAutoField"
