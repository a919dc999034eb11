"""The only room where plan, request and database meet."""

from django_graphql_auto.execution.answer import Answer, OperationRequest
from django_graphql_auto.execution.pipeline import execute
from django_graphql_auto.execution.writes.rules import rules_for

__all__ = ["Answer", "OperationRequest", "execute", "rules_for"]
