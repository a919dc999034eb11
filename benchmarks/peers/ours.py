"""This package, with its default settings except for page limits, cost, and reading in public."""

from __future__ import annotations

from typing import Any

from benchmarks.peers.documents import documents, writer

PACKAGES = ("django-graphql-auto", "graphene", "graphql-core")

body = writer(
    documents(
        lambda name, wanted: f"{name}(first: $first) {{ nodes {{ {wanted} }} }}",
        lambda name, wanted: f"{name} {{ nodes {{ {wanted} }} }}",
        one="album(by: {pk: $pk})",
        key="BigInt!",
    )
)


def make_view() -> Any:
    from django_graphql_auto.http.views import graphql_view

    return graphql_view


def urls() -> Any:
    """As a project includes them: under ASGI the view is another one."""
    from django.urls import include

    return include("django_graphql_auto.urls")
