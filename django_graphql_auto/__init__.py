"""A Django project's models, served as a complete GraphQL API."""

from django_graphql_auto.form_mutations import FormMutation, SerializerMutation
from django_graphql_auto.options import (
    AllowedHTML,
    FullTextSearch,
    ModelOptions,
    computed,
    expression,
    filter_field,
    mutation,
    optimize_query,
)
from django_graphql_auto.registry import register

__all__ = [
    "AllowedHTML",
    "FormMutation",
    "FullTextSearch",
    "ModelOptions",
    "SerializerMutation",
    "Upload",
    "computed",
    "expression",
    "filter_field",
    "mutation",
    "optimize_query",
    "register",
    "type_for",
]


def __getattr__(name: str) -> object:
    """What needs graphene, which needs the app registry, is imported on first use."""
    if name == "type_for":
        from django_graphql_auto.schema.graphene_types import type_for

        return type_for
    if name == "Upload":
        from django_graphql_auto.schema.hand_written_files import Upload

        return Upload
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
