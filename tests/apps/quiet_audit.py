"""The audit trail's tables for every test; what it does begins with the fixtures of `tests/audit` alone."""

from django_graphql_auto.audit.apps import AuditConfig


class QuietAuditConfig(AuditConfig):
    def ready(self) -> None:
        pass
