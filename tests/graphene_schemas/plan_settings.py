"""Settings of a project that leaves its views as they are."""

from tests.settings import *  # noqa: F403

DJANGO_GRAPHQL_AUTO = {"PLAN_GRAPHENE": True}
