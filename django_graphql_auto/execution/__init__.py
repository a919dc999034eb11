"""The only room where plan, request and database meet."""

from django_graphql_auto.execution.answer import Answer, OperationRequest
from django_graphql_auto.execution.pipeline import execute

__all__ = ["Answer", "OperationRequest", "execute"]
