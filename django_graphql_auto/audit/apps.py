"""The app that a project installs beside ``django_graphql_auto``."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "django_graphql_auto.audit"
    label = "graphql_audit"
    verbose_name = "Audit trail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listens to writes, and serves what it heard, unless the project has options of its own for that."""
        from django_graphql_auto.audit import checks, serving
        from django_graphql_auto.audit.models import AuditEntry
        from django_graphql_auto.audit.trail import trail
        from django_graphql_auto.mutations import subscribe
        from django_graphql_auto.registry import default_registry

        subscribe(trail)
        if AuditEntry not in default_registry:
            default_registry.register(AuditEntry, serving.AuditEntryOptions)
        checks.register()
