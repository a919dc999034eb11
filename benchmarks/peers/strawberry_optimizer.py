"""strawberry-django with its optimizer, offset pagination (cheaper than its connections) and the two caches that strawberry offers."""

from __future__ import annotations

from typing import Any

from benchmarks.peers.documents import documents, writer

PACKAGES = ("strawberry-graphql-django", "strawberry-graphql", "graphql-core")

body = writer(
    documents(
        lambda name, wanted: f"{name}(pagination: {{limit: $first}}) {{ {wanted} }}",
        lambda name, wanted: f"{name} {{ {wanted} }}",
    )
)


def make_view() -> Any:
    import strawberry
    from strawberry.django.views import GraphQLView
    from strawberry.extensions import ParserCache, ValidationCache
    from strawberry_django.optimizer import DjangoOptimizerExtension

    from benchmarks.peers.strawberry_types import Query

    schema = strawberry.Schema(query=Query, extensions=[DjangoOptimizerExtension, ParserCache(), ValidationCache()])
    return GraphQLView.as_view(schema=schema)
