"""Hand-written graphene-django schemas, answered level by level: one statement each, whatever the number of rows."""

from django_graphql_auto.graphene_schemas.context import PlannedExecutionContext
from django_graphql_auto.graphene_schemas.views import PlannedGraphQLView, plan_views

__all__ = ["PlannedExecutionContext", "PlannedGraphQLView", "plan_views"]
